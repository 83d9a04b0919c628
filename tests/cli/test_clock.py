"""`arrears clock`: which ticks are due, what it refuses, and a clean end."""

import json
import signal
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex

import pytest
from typer.testing import CliRunner

from streams.broker.topics import apply, require_copartitioned
from streams.cli.clock import due
from streams.cli.commands import app
from streams.cli.faults import UsageFault
from streams.engine.names import Names
from streams.feed.clock import Clock
from streams.feed.errors import ClockRefused
from streams.feed.moments import moment, real_moment
from streams.runs.errors import PolicyRefused
from streams.runs.policies import policy_of
from streams.runs.workspace import Workspace
from streams.terms.days import AsOf, Day, iso, parse_day

# Whoever runs the tests in the background leaves their children deaf to Ctrl-C.
HEEDING = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
    " from streams.cli.main import main; main()"
)
POLICY = policy_of("cn")
ZONE = POLICY.zone_on(parse_day("2026-05-10"))


def at(text: str) -> AsOf:
    """Return the moment of a wall clock of the house."""
    return real_moment(datetime.fromisoformat(text).replace(tzinfo=ZONE), ZONE)


def days(last: AsOf | None, now: AsOf) -> list[str]:
    return [iso(tick.on) for tick in due(last, now, POLICY)]


def test_the_first_tick_is_today_s_once_it_is_eight() -> None:
    assert days(None, at("2026-05-10T07:59")) == []
    assert days(None, at("2026-05-10T08:00")) == ["2026-05-10"]
    assert days(None, at("2026-05-10T23:59")) == ["2026-05-10"]


def test_days_that_were_missed_come_one_by_one() -> None:
    stood = moment(parse_day("2026-05-07"), ZONE)
    assert days(stood, at("2026-05-10T07:59")) == ["2026-05-08", "2026-05-09"]
    assert days(stood, at("2026-05-10T12:00")) == ["2026-05-08", "2026-05-09", "2026-05-10"]
    assert days(moment(parse_day("2026-05-10"), ZONE), at("2026-05-10T12:00")) == []


@pytest.mark.parametrize("words", [("--speed", "2"), ("--start", "2026-05-01")])
def test_options_of_a_simulation_alone_are_refused(words: tuple[str, str]) -> None:
    result = CliRunner().invoke(app, ["clock", *words])
    assert isinstance(result.exception, UsageFault)
    assert "give --until as well" in str(result.exception)


@pytest.fixture(scope="module")
def names(broker: str) -> Names:
    prefix = f"time-{token_hex(3)}"
    apply(broker, prefix)
    return Names(prefix)


def told(broker: str, names: Names, *words: str) -> str:
    given = [*words, "--bootstrap", broker, "--prefix", names.prefix]
    return CliRunner().invoke(app, given, catch_exceptions=False).stdout


@pytest.mark.broker
def test_what_is_refused_publishes_nothing(broker: str, names: Names) -> None:
    with pytest.raises(UsageFault, match="--start"):
        told(broker, names, "clock", "--until", "2026-05-01")
    assert told(broker, names, "tail", "control.policy") == ""


@pytest.mark.broker
def test_real_time_is_followed_until_ctrl_c(broker: str, names: Names) -> None:
    command = [sys.executable, "-c", HEEDING, "clock", "--bootstrap", broker]
    with subprocess.Popen(
        [*command, "--prefix", names.prefix], stderr=subprocess.PIPE, text=True
    ) as clock:
        assert clock.stderr is not None
        assert clock.stderr.readline().startswith("going by the policy house (")
        assert clock.stderr.readline().startswith("following real time: a tick each day at 08:00")
        clock.send_signal(signal.SIGINT)
        rest = clock.communicate(timeout=30)[1]
    assert clock.returncode == 0
    assert rest.splitlines()[-1].startswith("the clock stands")
    assert "POLICY_PUBLISHED" in told(broker, names, "tail", "control.policy")


def going_by(broker: str, names: Names, *words: str) -> str:
    """Run a clock over days that are ticked already, and return which policy it says."""
    given = ["clock", *words, "--bootstrap", broker, "--prefix", names.prefix]
    return CliRunner().invoke(app, given, catch_exceptions=False).stderr.splitlines()[0]


@pytest.mark.broker
def test_a_run_goes_on_by_the_policy_of_its_last_tick(broker: str) -> None:
    names = Names(f"goes-on-{token_hex(3)}")
    apply(broker, names.prefix)
    day = parse_day("2026-05-10")
    until = ("--until", "2026-05-10")
    none_yet = going_by(broker, names, "--until", "2026-05-09", "--start", "2026-05-10")
    assert none_yet == f"going by the policy {policy_of('house')}: no tick is there yet"
    with closing(Clock(broker, names, require_copartitioned(broker, names.prefix))) as clock:
        clock.publish_policy(POLICY.published)
        clock.tick(moment(day, ZONE), POLICY.published.digest)
    assert going_by(broker, names, *until) == f"going by the policy {POLICY}, as the last tick does"
    assert going_by(broker, names, *until, "--pack", "house") == (
        f"going by the policy {policy_of('house')}, as given,"
        f" and no longer by {POLICY} of the last tick"
    )


@pytest.mark.broker
def test_a_policy_that_the_run_does_not_hold_is_to_be_named(broker: str) -> None:
    names = Names(f"unheld-{token_hex(3)}")
    apply(broker, names.prefix)
    with closing(Clock(broker, names, require_copartitioned(broker, names.prefix))) as clock:
        clock.tick(moment(parse_day("2026-05-10"), ZONE), "d" * 64)
    with pytest.raises(PolicyRefused, match=r"names the policy dddddddddddd, .* by --pack"):
        going_by(broker, names, "--until", "2026-05-10")


@pytest.mark.broker
def test_real_time_is_not_mixed_into_a_run_that_is_ahead_of_it(broker: str, names: Names) -> None:
    ahead = real_moment(datetime.now(UTC) + timedelta(days=3), UTC)
    with closing(Clock(broker, names, require_copartitioned(broker, names.prefix))) as clock:
        clock.tick(AsOf(Day(ahead.on), ahead.at), "d")
    with pytest.raises(ClockRefused, match="ahead of real time"):
        told(broker, names, "clock")


@pytest.mark.broker
def test_real_time_never_moves_a_run_that_was_only_found(
    broker: str, names: Names, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "var" / "up"
    monkeypatch.chdir(tmp_path)
    with closing(Workspace(folder, "words", fresh=False)):
        note = {"bootstrap": broker, "prefix": names.prefix}
        (folder / "session.json").write_text(json.dumps(note))
        said = f"goes on here .{names.prefix}. has a time of its own"
        with pytest.raises(ClockRefused, match=said):
            CliRunner().invoke(app, ["clock"], catch_exceptions=False)
