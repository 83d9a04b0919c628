"""Days on which delinquent days stand still: the union of everything that stops them."""

from streams.terms.case_facts import (
    ClockHeld,
    ClockReleased,
    DisputeOpened,
    DisputeResolved,
    PauseEnded,
    PauseStarted,
)
from streams.terms.days import Day
from tests.delinquency.second.known import Known

# A stretch of days with its name; the end is excluded, None is not yet known.
Stretch = tuple[str, Day, Day | None]


def pauses(known: Known) -> list[Stretch]:
    """Return the pauses; of two ends the earlier one ends it."""
    ends = {end.pause_id: end.effective_on for end in known.every(PauseEnded)}
    return [
        ("pause", p.effective_on, _earlier(p.until_on, ends.get(p.pause_id)))
        for p in known.every(PauseStarted)
    ]


def stops(known: Known) -> list[Stretch]:
    """Return the holds that come from a customer's stop, named by kind."""
    ends = {end.effect_id: end.effective_on for end in known.every(ClockReleased)}
    return [
        (h.kind.lower(), h.effective_on, _earlier(h.until_on, ends.get(h.effect_id)))
        for h in known.every(ClockHeld)
    ]


def whole_disputes(known: Known, currency: str) -> list[Stretch]:
    """Return the disputes about all that one ledger owes."""
    ends = {end.dispute_id: end.effective_on for end in known.every(DisputeResolved)}
    return [
        ("dispute", d.effective_on, ends.get(d.dispute_id))
        for d in known.every(DisputeOpened)
        if d.currency == currency and d.amount_minor is None and d.statement_id is None
    ]


def frozen_days(known: Known, currency: str, since: Day, until: Day) -> list[Day]:
    """Return the frozen days of a ledger from `since` on, before `until`, each once."""
    freezes = [*pauses(known), *stops(known), *whole_disputes(known, currency)]
    days = (Day(number) for number in range(since, until))
    return [day for day in days if any(covers(freeze, day) for freeze in freezes)]


def covers(stretch: Stretch, day: Day) -> bool:
    """Tell whether a day lies in a stretch."""
    _, start, end = stretch
    return start <= day and (end is None or day < end)


def _earlier(one: Day | None, other: Day | None) -> Day | None:
    return min((day for day in (one, other) if day is not None), default=None)
