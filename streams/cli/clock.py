"""`arrears clock`: publishes time, real or simulated, and the policy it is judged by."""

import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, tzinfo
from time import sleep
from typing import Annotated

import typer

from streams.cli.faults import UsageFault
from streams.cli.where import Bootstrap, Prefix, Where, where
from streams.feed.clock import Clock, moment, real_moment
from streams.feed.errors import ClockRefused
from streams.feed.watermarks import Watermarks
from streams.runs.policies import RunPolicy, policy_of
from streams.terms.days import AsOf, Day, iso, parse_day

_LOOK_SECONDS = 20.0
_PASS_SECONDS_MAX = 300.0


def clock(
    until: Annotated[
        str | None, typer.Option(help="simulate: tick day by day up to YYYY-MM-DD, then end")
    ] = None,
    start: Annotated[
        str | None, typer.Option(help="first day of a simulation that has no tick yet")
    ] = None,
    speed: Annotated[
        float | None, typer.Option(min=0.01, help="days a second; default: as the stages pass")
    ] = None,
    pack: Annotated[str, typer.Option(help="policy: a shipped pack, or a TOML file")] = "house",
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
) -> None:
    """Publish ticks: one each business day at 08:00 of the house's zone.

    Without --until it follows real time, and days missed are ticked one by one. With --until it
    simulates, which needs topics with a prefix of their own. It never runs backward.

    Example: arrears clock --until 2026-06-30 --speed 2 --prefix trial
    """
    policy = policy_of(pack)
    at = where(bootstrap, prefix)
    with closing(Clock(at.bootstrap, at.names, at.partitions)) as published:
        published.publish_policy(policy.published)
        days = (
            _real(published, policy) if until is None else _simulated(published, at, until, start)
        )
        for as_of in days:
            published.tick(as_of, policy.published.digest, newest=_newest(until, as_of, policy))
            sys.stderr.write(f"tick {iso(as_of.on)}\n")
            if until is not None:
                _pass(at, as_of)
                sleep(0 if speed is None else 1 / speed)


def _simulated(published: Clock, at: Where, until: str, start: str | None) -> Iterator[AsOf]:
    if not at.names.prefix:
        raise ClockRefused(
            "a simulation runs ahead of real time and needs topics of its own: give --prefix"
        )
    last = _day("--until", until)
    if published.last is not None:
        first = Day(published.last.on + 1)
    elif start is not None:
        first = _day("--start", start)
    else:
        raise UsageFault("no tick is there to go on from: name the first day with --start")
    for number in range(first, last + 1):
        yield moment(Day(number), UTC)


def _real(published: Clock, policy: RunPolicy) -> Iterator[AsOf]:
    while True:
        now = real_moment(datetime.now(UTC), _zone(policy))
        last = published.last
        first = now.on if last is None else last.on + 1
        for number in range(first, now.on + 1):
            as_of = moment(Day(number), _zone(policy))
            if as_of.at <= now.at:
                yield as_of
        sleep(_LOOK_SECONDS)


def _zone(policy: RunPolicy) -> tzinfo:
    return policy.zone_on(real_moment(datetime.now(UTC), UTC).on)


def _newest(until: str | None, as_of: AsOf, policy: RunPolicy) -> AsOf:
    """Return the newest moment known: in real time the present, which makes an outage plain."""
    return as_of if until is not None else real_moment(datetime.now(UTC), _zone(policy))


def _pass(at: Where, as_of: AsOf) -> None:
    with closing(Watermarks(at.bootstrap, at.names, at.partitions)) as marks:
        marks.wait(as_of, _PASS_SECONDS_MAX, lambda: None)


def _day(option: str, text: str) -> Day:
    try:
        return parse_day(text)
    except ValueError as wrong:
        raise UsageFault(f"{option} {text!r} is no date: write it as YYYY-MM-DD") from wrong
