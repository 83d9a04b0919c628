"""`arrears clock`: publishes time, real or simulated, and the policy it is judged by."""

import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, tzinfo
from time import monotonic, sleep
from typing import Annotated

import typer

from streams.cli.days import day_given
from streams.cli.faults import UsageFault
from streams.cli.where import Bootstrap, Prefix, Where, where
from streams.feed.clock import Clock
from streams.feed.errors import ClockRefused
from streams.feed.moments import moment, real_moment
from streams.feed.watermarks import Watermarks
from streams.runs.errors import PolicyRefused
from streams.runs.policies import DIGITS, RunPolicy, policy_of, policy_published
from streams.terms.days import AsOf, Day, instant_of, iso

_LOOK_SECONDS = 20.0
_PASS_SECONDS_MAX = 300.0
_PACK_BEFORE_THE_FIRST_TICK = "house"


def clock(
    until: Annotated[
        str | None, typer.Option(help="simulate: tick day by day up to YYYY-MM-DD, then end")
    ] = None,
    start: Annotated[
        str | None, typer.Option(help="first day of a simulation that has no tick yet")
    ] = None,
    speed: Annotated[
        float | None,
        typer.Option(min=0.01, help="simulated days a second; default: as the stages pass"),
    ] = None,
    pack: Annotated[
        str | None,
        typer.Option(
            help="policy from now on: a shipped pack, or a TOML file; default: that of the last"
            " tick, house before the first"
        ),
    ] = None,
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
) -> None:
    """Publish ticks: one each business day at 08:00 of the house's zone.

    Without --until it follows real time, and days missed are ticked one by one. With --until it
    simulates, which needs topics with a prefix of their own: each day waits until the stages have
    passed the one before. It never runs backward. Ctrl-C ends it; started again, it goes on, by
    the policy that the last tick names unless --pack gives another.

    Example: arrears clock --until 2026-06-30 --start 2026-03-01 --speed 2 --prefix trial
    """
    last = None if until is None else day_given("--until", until)
    first = None if start is None else day_given("--start", start)
    if last is None and (first is not None or speed is not None):
        raise UsageFault("--start and --speed belong to a simulation: give --until as well")
    given = None if pack is None else policy_of(pack)
    at = where(bootstrap, prefix)
    _require_own_topics(at, is_simulated=last is not None, is_found=prefix is None)
    with closing(Clock(at.bootstrap, at.names, at.partitions)) as published:
        # Ctrl-C is how a clock is meant to end; what is cut off then is a tick that never was.
        with suppress(KeyboardInterrupt):
            if last is None:
                _require_not_ahead(published)
                _follow(published, _policy(published, at, given))
            else:
                days = _days(published, first, last)
                policy = _policy(published, at, given)
                _simulate(published, at, policy, days, 0 if speed is None else 1 / speed)
        stands = "nowhere yet" if published.last is None else f"at {iso(published.last.on)}"
        _say(f"the clock stands {stands}")


def _require_own_topics(at: Where, *, is_simulated: bool, is_found: bool) -> None:
    """Raise ClockRefused where real and simulated time would meet, which nothing takes back."""
    if is_simulated and not at.names.prefix:
        raise ClockRefused(
            "a simulation runs ahead of real time and needs topics of its own: give --prefix"
        )
    if not is_simulated and is_found and at.names.prefix:
        raise ClockRefused(
            f"the run that goes on here ({at.names.prefix}) has a time of its own: move it on with"
            " --until, or name the topics that real time is meant for with --prefix"
        )


def _days(published: Clock, first: Day | None, last: Day) -> range:
    """Return the days to tick; raises ClockRefused where time would go back."""
    stands = published.last
    if stands is None and first is None:
        raise UsageFault("no tick is there to go on from: name the first day with --start")
    if stands is not None and last < stands.on:
        raise ClockRefused(
            f"the clock stands at {iso(stands.on)} and does not go back to {iso(last)}:"
            " start a new run with another --prefix"
        )
    begins = first if stands is None else stands.on + 1
    return range(begins or 0, last + 1)


def _require_not_ahead(published: Clock) -> None:
    if published.last is not None and published.last.at > instant_of(datetime.now(UTC)):
        raise ClockRefused(
            f"the clock stands at {iso(published.last.on)}, ahead of real time:"
            " such a run goes on with --until, and real time needs topics of its own"
        )


def _policy(published: Clock, at: Where, given: RunPolicy | None) -> RunPolicy:
    """Return the policy to go by, and say which: the one given, else that of the last tick."""
    before = published.digest
    if before is None:
        policy, why = given or policy_of(_PACK_BEFORE_THE_FIRST_TICK), ": no tick is there yet"
    elif given is None:
        policy, why = policy_published(at.bootstrap, at.names, before), ", as the last tick does"
    elif given.published.digest == before:
        policy, why = given, ", as given, which is that of the last tick"
    else:
        policy, why = given, f", as given, and no longer by {_told(at, before)} of the last tick"
    _say(f"going by the policy {policy}{why}")
    return policy


def _told(at: Where, digest: str) -> str:
    """Return how a policy of the run is named; of one that is not to be read, the digest alone."""
    try:
        return str(policy_published(at.bootstrap, at.names, digest))
    except PolicyRefused:
        return digest[:DIGITS]


def _simulate(
    published: Clock, at: Where, policy: RunPolicy, days: range, pause_seconds: float
) -> None:
    published.publish_policy(policy.published)
    with closing(Watermarks(at.bootstrap, at.names, at.partitions, _say)) as marks:
        for number in days:
            began = monotonic()
            as_of = moment(Day(number), policy.zone_on(Day(number)))
            _tick(published, policy, as_of, as_of)
            marks.wait(as_of, _PASS_SECONDS_MAX, _nothing)
            sleep(max(0.0, pause_seconds - (monotonic() - began)))


def _follow(published: Clock, policy: RunPolicy) -> None:
    now = _now(policy)
    published.publish_policy(policy.published)
    _say(f"following real time: a tick each day at 08:00 ({_zone_now(policy)})")
    while True:
        for as_of in due(published.last, now, policy):
            # The newest moment known makes an outage plain: what it overtook is not caught up on.
            _tick(published, policy, as_of, now)
        sleep(_LOOK_SECONDS)
        now = _now(policy)


def due(last: AsOf | None, now: AsOf, policy: RunPolicy) -> Iterator[AsOf]:
    """Yield the ticks that real time has reached: today's, and those missed since the last."""
    for number in range(now.on if last is None else last.on + 1, now.on + 1):
        as_of = moment(Day(number), policy.zone_on(Day(number)))
        if as_of.at <= now.at:
            yield as_of


def _tick(published: Clock, policy: RunPolicy, as_of: AsOf, newest: AsOf) -> None:
    published.tick(as_of, policy.published.digest, newest=newest)
    _say(f"tick {iso(as_of.on)}")


def _nothing() -> None:
    """Look after nothing: whose worker runs is not this command's business."""


def _now(policy: RunPolicy) -> AsOf:
    return real_moment(datetime.now(UTC), _zone_now(policy))


def _zone_now(policy: RunPolicy) -> tzinfo:
    return policy.zone_on(real_moment(datetime.now(UTC), UTC).on)


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
