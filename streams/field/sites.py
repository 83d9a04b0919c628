"""Which arrival at a door a report is of: that of the visit's own plan, or one aside of it.

A crew may come on a day for which nobody let it go: by mistake, or to a plan that is gone by then.
Its arrival is kept beside that of the plan, so that neither is taken for the other, and a crew that
is still out there is missed.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from streams.field.rows import BEFORE_PLAN, Site, Visit
from streams.field.waking import CHECK_OUT_MISSED
from streams.policy.values import zone_of
from streams.terms.days import Day, Instant
from streams.terms.local_times import local_day

# A product choice: arrivals that are over are known for so many days on which somebody came.
ASIDE_MAX = 16
Place = int | None
"""The number of an arrival aside of the plan; None is the visit's own."""


def day_of(visit: Visit, at: Instant | None) -> Day | None:
    """Return the day of an instant by the clocks of the visit's address."""
    zone = zone_of(visit.ask.zone)
    return None if at is None or zone is None else local_day(at, zone)


def is_of_plan(visit: Visit) -> bool:
    """Tell whether a crew has arrived on the day for which the visit is planned."""
    plan = visit.plan
    return plan is not None and day_of(visit, visit.site.arrived_at) == plan.on


def place_of(visit: Visit, at: Instant) -> Place:
    """Return of which arrival a check-in tells, the next free number for a new one aside."""
    for place, site in enumerate(visit.aside):
        if at in {site.arrived_at, site.there_at}:
            return place
    day = day_of(visit, at)
    if _is_own(visit, day):
        return None
    return _aside_on(visit, day, len(visit.aside))


def place_of_end(visit: Visit, at: Instant) -> Place:
    """Return of which arrival an outcome tells."""
    day = day_of(visit, at)
    is_own = day == day_of(visit, visit.site.arrived_at)
    return None if is_own else _aside_on(visit, day, None)


def last_out(visit: Visit, at: Instant) -> Place:
    """Return the last arrival before an instant whose crew is out, else the visit's own.

    A check-out may be told a day late.
    """
    out = [
        (site.arrived_at, place)
        for place, site in enumerate(visit.aside)
        if site.is_out and site.arrived_at is not None and site.arrived_at <= at
    ]
    own_at = visit.site.arrived_at
    if not out or (visit.site.is_out and own_at is not None and own_at <= at):
        return None
    return max(out)[1]


def _aside_on(visit: Visit, day: Day | None, default: Place) -> Place:
    days = (day_of(visit, site.arrived_at) for site in visit.aside)
    return next((place for place, on in enumerate(days) if on == day), default)


def _is_own(visit: Visit, day: Day | None) -> bool:
    """Tell whether who comes on a day has come to the plan; one let go may come days late."""
    if day is None:
        return True
    if visit.state in BEFORE_PLAN:
        return False
    plan, own = visit.plan, day_of(visit, visit.site.arrived_at)
    if own is not None:
        return day == own or (plan is not None and day == plan.on)
    return plan is None or day >= plan.on


def seen_at(visit: Visit, place: Place) -> Visit:
    """Return the visit as if that arrival were its own; a new one is blank."""
    if place is None:
        return visit
    is_new = place == len(visit.aside)
    return replace(visit, site=Site() if is_new else visit.aside[place])


def with_site(visit: Visit, place: Place, site: Site) -> Visit:
    """Return the visit with one of its arrivals replaced, or added."""
    if place is None:
        return replace(visit, site=site)
    return replace(visit, aside=(*visit.aside[:place], site, *visit.aside[place + 1 :]))


def put_aside(visit: Visit) -> Visit:
    """Return the visit with its own arrival aside, as the next crew has yet to come.

    What became of a visit that is over stays with the visit.
    """
    site = visit.site
    if site.arrived_at is None:
        return visit
    kept = Site()
    if visit.state == "COMPLETED":
        kept = Site(outcome=site.outcome, ended_at=site.ended_at)
        site = replace(site, outcome="", ended_at=None)
    site = replace(site, missed=CHECK_OUT_MISSED in visit.told)
    told = tuple(kind for kind in visit.told if kind != CHECK_OUT_MISSED)
    return replace(visit, site=kept, told=told, aside=_bounded((*visit.aside, site)))


def brought_back(visit: Visit, at: Instant) -> Visit:
    """Return the visit with the arrival of that day as its own, where one was put aside."""
    place = _aside_on(visit, day_of(visit, at), None)
    if place is None or visit.site.arrived_at is not None:
        return visit
    site = visit.aside[place]
    told = (*visit.told, CHECK_OUT_MISSED) if site.missed else visit.told
    others = (*visit.aside[:place], *visit.aside[place + 1 :])
    return replace(visit, site=replace(site, missed=False), told=told, aside=others)


def _bounded(sites: tuple[Site, ...]) -> tuple[Site, ...]:
    """Drop the oldest that are over; a crew of which nobody has heard is never dropped."""
    over = [site for site in sites if not site.is_unsaid]
    dropped = over[: max(0, len(over) - ASIDE_MAX)]
    return tuple(site for site in sites if site not in dropped)


def sites_of(visit: Visit) -> Iterator[Site]:
    """Yield everything that is known of arrivals, those aside first."""
    yield from visit.aside
    yield visit.site
