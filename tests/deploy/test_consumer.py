"""The example consumer: on AUTHORISED alone, in its window, once, also over kill -9."""

import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex

import pytest
from msgspec.structs import replace

from deploy.examples.consumer import Seen, may_act, reader
from streams.broker.topics import apply
from streams.engine.names import Names
from streams.feed.publisher import Publisher
from streams.terms.days import Day, instant_of
from streams.terms.identity import stable_id
from streams.terms.treatment_notices import Escalation
from streams.wire.notices_out import encode_treatment

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 5, 4, 2, tzinfo=UTC)


def escalation(number: int) -> Escalation:
    return Escalation(
        escalation_id=stable_id("test", number),
        verdict="AUTHORISED",
        customer_id=f"c-{number}",
        account_id=f"account-{number:04d}",
        seq=2,
        ladder="l",
        rung="sms_1",
        channel="SMS",
        occurrence=1,
        origin="s",
        as_of=Day(20_577),
        at=instant_of(NOW),
        due_on=Day(20_577),
        currency="CNY",
        past_due_minor=5,
        days_past_due=1,
        bucket="m1.small",
        zone="Asia/Shanghai",
        policy_digest="d",
        not_before=instant_of(NOW),
        not_after=instant_of(NOW + timedelta(hours=8)),
    )


def read(one: Escalation) -> dict[str, object]:
    found = reader()(encode_treatment(one).value)
    assert isinstance(found, dict)
    return found


def test_only_authorised_escalations_inside_their_window_may_be_acted_on() -> None:
    authorised = read(escalation(1))
    assert may_act(authorised, NOW)
    assert may_act(authorised, None)
    assert not may_act(authorised, NOW + timedelta(hours=8))
    for verdict in ("DUE", "CANCELLED"):
        other = replace(escalation(1), verdict=verdict, not_before=None, not_after=None)
        assert not may_act(read(other), NOW)


def test_an_id_is_claimed_once_over_restarts(tmp_path: Path) -> None:
    seen = Seen(tmp_path / "seen")
    assert seen.claim("e")
    assert not seen.claim("e")
    seen.close()
    again = Seen(tmp_path / "seen")
    assert not again.claim("e")
    again.close()


def send(broker: str, names: Names, *sent: Escalation) -> None:
    with Publisher(broker, names) as publisher:
        for one in sent:
            publisher.send(encode_treatment(one))
        publisher.flush()


def started(broker: str, names: Names, folder: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, str(ROOT / "deploy" / "examples" / "consumer.py")]
    command += ["--bootstrap", broker, "--prefix", names.prefix, "--as-of-simulated"]
    command += ["--seen", str(folder / "seen"), "--group", names.prefix]
    with (folder / "out").open("ab") as out:
        return subprocess.Popen(command, stdout=out, stderr=out)


def lines_of(folder: Path, wanted: int) -> list[str]:
    """Wait until so many lines are there, and a moment more for any that should not be."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if len((folder / "out").read_text().splitlines()) >= wanted:
            break
        time.sleep(0.1)
    time.sleep(0.7)
    return (folder / "out").read_text().splitlines()


@pytest.mark.broker
def test_repeats_are_acted_on_once_also_over_a_kill(broker: str, tmp_path: Path) -> None:
    names = Names(f"consumer-{token_hex(3)}")
    apply(broker, names.prefix)
    first, second = escalation(1), escalation(2)
    send(broker, names, replace(first, verdict="DUE", not_before=None, not_after=None))
    send(broker, names, first, first)
    consumer = started(broker, names, tmp_path)
    assert len(lines_of(tmp_path, 1)) == 1
    consumer.send_signal(signal.SIGKILL)
    consumer.wait()
    send(broker, names, first, second)
    consumer = started(broker, names, tmp_path)
    lines = lines_of(tmp_path, 2)
    consumer.send_signal(signal.SIGTERM)
    assert consumer.wait(20) == 0
    assert [line.split()[4] for line in lines] == ["…0001", "…0002"]
    assert "account-0001" not in "".join(lines)
