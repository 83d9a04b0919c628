"""The clock on a real broker: cuts, no way back, and going on after a kill."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from secrets import token_hex
from zoneinfo import ZoneInfo

import pytest

from streams.broker.topics import apply, require_copartitioned
from streams.engine.names import Names
from streams.feed.clock import Clock
from streams.feed.errors import ClockRefused, FeedBroken
from streams.feed.moments import moment, real_moment
from streams.feed.publisher import Publisher
from streams.feed.watermarks import Watermarks
from streams.runs.followers import Follower
from streams.terms.account_facts import AccountOpened
from streams.terms.control import PolicyPublished, Tick, Watermark
from streams.terms.days import Day, Instant, parse_day
from streams.terms.routes import (
    CLOCK,
    DELINQUENCY,
    FIELD,
    LIFECYCLE,
    POLICY,
    TREATMENT,
    StageRoutes,
)
from streams.wire.control import decode_control, encode_watermark
from streams.wire.facts_out import Stamp, encode_fact

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST = parse_day("2026-05-01")


def test_the_moment_of_a_day_is_a_minute_of_it_in_the_zone() -> None:
    as_of = moment(FIRST, SHANGHAI)
    assert as_of.on == FIRST
    assert as_of.at == Instant(int(datetime(2026, 5, 1, tzinfo=UTC).timestamp()) * 1_000_000)


def test_the_moment_of_a_day_survives_a_change_of_clocks() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    before, after = parse_day("2026-03-28"), parse_day("2026-03-29")
    assert moment(after, berlin).at - moment(before, berlin).at == 23 * 3_600 * 1_000_000


def test_real_time_has_the_date_of_the_zone() -> None:
    late_in_utc = datetime(2026, 4, 30, 20, 0, tzinfo=UTC)
    assert real_moment(late_in_utc, SHANGHAI).on == FIRST


@pytest.fixture(scope="module")
def names(broker: str) -> Names:
    prefix = f"clock-{token_hex(3)}"
    apply(broker, prefix)
    return Names(prefix)


@pytest.fixture
def clock(broker: str, names: Names) -> Iterator[Clock]:
    with closing(Clock(broker, names, require_copartitioned(broker, names.prefix))) as opened:
        yield opened


def ticks(broker: str, names: Names) -> list[Tick]:
    def read(value: bytes) -> object:
        return decode_control(CLOCK, value)

    with closing(Follower(broker, names, 4, CLOCK, read)) as follower:
        return [found for found in follower.news() if isinstance(found, Tick)]


@pytest.mark.broker
def test_a_tick_names_the_end_of_every_input_and_goes_to_every_partition(
    broker: str, names: Names, clock: Clock
) -> None:
    stamp = Stamp(occurred_at=Instant(0))
    opened = AccountOpened(
        event_id="6b1f0c1e-8f4c-4b43-9a51-0d1c34e5f0aa",
        account_id="a-1",
        effective_on=FIRST,
        customer_id="c-1",
        currencies=("CNY",),
    )
    with Publisher(broker, names) as publisher:
        publisher.send(encode_fact(opened, stamp))
        assert publisher.flush() == 1
    clock.tick(moment(FIRST, UTC), "d1")
    found = ticks(broker, names)
    assert len(found) == 4
    assert sum(tick.cut[LIFECYCLE] for tick in found) == 1
    assert {tick.as_of.on for tick in found} == {FIRST}


@pytest.mark.broker
def test_the_clock_never_runs_backward_not_even_after_a_restart(
    broker: str, names: Names, clock: Clock
) -> None:
    later = moment(Day(FIRST + 3), UTC)
    clock.tick(later, "d1")
    with pytest.raises(ClockRefused, match="does not go back to 2026-05-02"):
        clock.tick(moment(Day(FIRST + 1), UTC), "d1")
    with closing(Clock(broker, names, 4)) as again:
        assert again.last == later
        with pytest.raises(ClockRefused):
            again.tick(later, "d1")


@pytest.mark.broker
def test_a_policy_goes_to_every_partition(broker: str, names: Names, clock: Clock) -> None:
    clock.publish_policy(PolicyPublished(policy_id="p", digest="d9", document="x = 1"))

    def read(value: bytes) -> object:
        return decode_control(POLICY, value)

    with closing(Follower(broker, names, 4, POLICY, read)) as follower:
        digests = [p.digest for p in follower.news() if isinstance(p, PolicyPublished)]
    assert digests == ["d9"] * 4


@pytest.mark.broker
def test_waiting_names_the_stage_that_has_not_passed_and_ends_when_all_have(
    broker: str, names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.feed.watermarks._SAY_AFTER_SECONDS", 0.1)
    as_of = moment(FIRST, UTC)
    looks: list[int] = []
    said: list[str] = []

    def mark(stage: StageRoutes, partition: int) -> None:
        passed = Watermark(stage=stage.name, partition=partition, as_of=as_of, positions={})
        with Publisher(broker, names) as publisher:
            publisher.send(encode_watermark(passed, stage.downstream, 0))
            publisher.flush()

    with closing(Watermarks(broker, names, 2, said.append)) as marks:
        mark(DELINQUENCY, 1)
        with pytest.raises(FeedBroken, match=r"^delinquency has .* 2026-05-01 \(partitions 0\)"):
            marks.wait(as_of, 0.5, lambda: looks.append(1))
        assert looks
        (line,) = said
        assert line.startswith("waiting: delinquency has not passed 2026-05-01 (partitions 0) yet;")
        mark(DELINQUENCY, 0)
        mark(TREATMENT, 0)
        with pytest.raises(FeedBroken, match=r"^treatment has .* 2026-05-01 \(partitions 1\)"):
            marks.wait(as_of, 0.5, lambda: None)
        mark(TREATMENT, 1)
        mark(FIELD, 1)
        with pytest.raises(FeedBroken, match=r"^field has .* 2026-05-01 \(partitions 0\)"):
            marks.wait(as_of, 0.5, lambda: None)
        mark(FIELD, 0)
        marks.wait(as_of, 30, lambda: None)


@pytest.mark.broker
def test_what_the_broker_does_not_take_is_never_passed_over(broker: str) -> None:
    opened = AccountOpened(
        event_id="6b1f0c1e-8f4c-4b43-9a51-0d1c34e5f0ab",
        account_id="a-1",
        effective_on=FIRST,
        customer_id="c-1",
        currencies=("CNY",),
    )
    unknown = Names(f"nowhere-{token_hex(3)}")
    with Publisher(broker, unknown, blocks_seconds=1.0) as publisher:

        def send() -> None:
            publisher.send(encode_fact(opened, Stamp(occurred_at=Instant(0))))
            publisher.flush()

        with pytest.raises(FeedBroken, match="arrears topics check"):
            send()
