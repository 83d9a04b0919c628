"""The example consumer: on AUTHORISED alone, in its window, once, also over kill -9."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any, get_args

import pytest
from msgspec.structs import replace

from deploy.examples.consumer import (
    SEEN,
    TAKEN_BACK,
    WINDOW_OVER,
    Seen,
    awaited,
    may_act,
    read,
    take,
)
from streams.broker.topics import apply
from streams.engine.names import Names
from streams.feed.publisher import Publisher
from streams.terms.days import Day, instant_of
from streams.terms.identity import stable_id
from streams.terms.treatment_notices import Escalation, Verdict
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


def as_read(one: Escalation) -> dict[str, Any]:
    return read(encode_treatment(one).value or b"")


def other(one: Escalation, verdict: Verdict) -> Escalation:
    return replace(one, verdict=verdict, not_before=None, not_after=None)


@pytest.fixture
def seen(tmp_path: Path) -> Iterator[Seen]:
    with closing(Seen(tmp_path / "seen")) as opened:
        yield opened


def test_only_authorised_escalations_inside_their_window_may_be_acted_on() -> None:
    authorised = as_read(escalation(1))
    assert may_act(authorised, NOW)
    assert may_act(authorised, None)
    assert may_act(authorised, NOW + timedelta(hours=8, microseconds=-1))
    assert not may_act(authorised, NOW + timedelta(hours=8))


@pytest.mark.parametrize("verdict", sorted({*get_args(Verdict)} - {"AUTHORISED"}))
def test_no_other_verdict_is_acted_on_whatever_it_carries(verdict: Verdict) -> None:
    assert not may_act(as_read(replace(escalation(1), verdict=verdict)), NOW)


def test_the_window_is_told_in_the_zone_of_the_account(
    seen: Seen, capsys: pytest.CaptureFixture[str]
) -> None:
    take([as_read(escalation(1))], seen, NOW)
    window = "between 2026-05-04 10:00 and 18:00 Asia/Shanghai"
    assert capsys.readouterr().out == f"SMS sms_1 for account …0001 {window}\n"


def test_what_is_passed_over_is_counted_by_reason(seen: Seen) -> None:
    one, two = escalation(1), escalation(2)
    assert take([as_read(one), as_read(one)], seen, NOW) == {SEEN: 1}
    assert take([as_read(two)], seen, NOW + timedelta(days=2)) == {WINDOW_OVER: 1}
    assert take([as_read(two), as_read(other(two, "CANCELLED"))], seen, NOW) == {TAKEN_BACK: 1}
    assert not take([as_read(other(two, "DUE"))], seen, NOW)


def test_a_topic_that_is_not_there_is_named_beside_those_that_are() -> None:
    there = {"up-1.escalations", "up-1.control.clock"}
    assert awaited("up-1.escalations", "h:1", there).startswith("following up-1.escalations at h:1")
    assert awaited("escalations", "h:1", there) == (
        "escalations is not at h:1, waiting for it; there are up-1.escalations: see --prefix"
    )
    assert awaited("escalations", "h:1", ()).endswith("waiting for it; no run has any there")


def test_a_repeat_is_passed_over(seen: Seen, capsys: pytest.CaptureFixture[str]) -> None:
    take([as_read(escalation(1))] * 2, seen, NOW)
    take([as_read(escalation(1)), as_read(escalation(2))], seen, NOW)
    assert [line.split()[4] for line in capsys.readouterr().out.splitlines()] == ["…0001", "…0002"]


def test_what_was_taken_back_in_the_same_batch_is_left_alone(
    seen: Seen, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = escalation(1), escalation(2)
    came_again = [other(two, "CANCELLED"), other(two, "DUE"), two]
    take(map(as_read, [one, other(one, "CANCELLED"), *came_again]), seen, NOW)
    assert [line.split()[4] for line in capsys.readouterr().out.splitlines()] == ["…0002"]


def test_an_id_is_claimed_once_over_restarts_and_a_crash_leaves_it_pending(tmp_path: Path) -> None:
    with closing(Seen(tmp_path / "seen")) as seen:
        assert seen.claim("acted")
        seen.done("acted")
        assert seen.claim("crashed")
        assert not seen.claim("crashed")
    with closing(Seen(tmp_path / "seen")) as again:
        assert not again.claim("acted")
        assert not again.claim("crashed")
        assert again.pending() == ["crashed"]


def test_bytes_of_a_schema_that_is_not_here_are_never_guessed_at() -> None:
    framed = encode_treatment(escalation(1)).value or b""
    with pytest.raises(KeyError):
        read(b"\0\xff\xff\xff\xff" + framed[5:])
    with pytest.raises(ValueError, match="the first byte is 123"):
        read(b"{" + framed[1:])


def test_it_leans_on_nothing_of_the_product() -> None:
    text = (ROOT / "deploy" / "examples" / "consumer.py").read_text(encoding="utf-8")
    assert not re.findall(r"^\s*(?:from|import) (?:streams|schemas)\b", text, re.MULTILINE)


def send(broker: str, names: Names, *sent: Escalation) -> None:
    with Publisher(broker, names) as publisher:
        for one in sent:
            publisher.send(encode_treatment(one))
        publisher.flush()


def started(broker: str, names: Names, folder: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, str(ROOT / "deploy" / "examples" / "consumer.py")]
    command += ["--bootstrap", broker, "--prefix", names.prefix, "--as-of-simulated"]
    command += ["--group", names.prefix]
    with (folder / "out").open("ab") as out, (folder / "said").open("ab") as said:
        return subprocess.Popen(command, stdout=out, stderr=said, cwd=folder)


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
    deferred = other(escalation(3), "DEFERRED")
    send(broker, names, other(first, "DUE"), deferred, first, first)
    consumer = started(broker, names, tmp_path)
    assert len(lines_of(tmp_path, 1)) == 1
    consumer.send_signal(signal.SIGKILL)
    consumer.wait()
    send(broker, names, first, second)
    consumer = started(broker, names, tmp_path)
    lines = lines_of(tmp_path, 2)
    consumer.send_signal(signal.SIGINT)
    assert consumer.wait(20) == 0
    assert [line.split()[4] for line in lines] == ["…0001", "…0002"]
    assert "account-0001" not in "".join(lines)
    file = f"var/example-consumer/{names.prefix}.sqlite"
    said = (tmp_path / "said").read_text()
    assert f"following {names.prefix}.escalations at {broker}" in said
    assert f"passed over 1 AUTHORISED: acted on before, the ids are in {file}\n" in said
    assert "account-0001" not in said
    assert (tmp_path / file).is_file()
