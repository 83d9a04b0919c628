"""What forbids contact with a customer altogether: stops, and holds for refused records.

>>> placed = with_stop((), "st1", "ATTORNEY", Day(3))
>>> stop_rule(placed, Day(3)), stop_rule(with_lift(placed, "st1", Day(9)), Day(9))
('stop_attorney', None)

Some are for one channel alone, and some have an end.

>>> banned = with_stop((), "st3", "VISIT_BAN", Day(3), Day(5))
>>> stop_rule(banned, Day(5), "PHONE"), stop_rule(banned, Day(5), "VISIT")
(None, 'stop_visit_ban')
>>> stop_rule(banned, Day(6), "VISIT") is None
True

A lifting may arrive before its stop: by their days they are told apart, and not by what came first.

>>> lifted = with_stop(with_lift((), "st2", Day(9)), "st2", "DECEASED", Day(3))
>>> stop_rule(lifted, Day(9)) is None
True
>>> stop_rule(with_stop(lifted, "st2", "DECEASED", Day(12)), Day(12))
'stop_deceased'
"""

from msgspec.structs import replace

from streams.terms.days import Day
from streams.treatment.rows import CustomerRow, Stop
from streams.treatment.spells import stop_told, words_of

STOP_KINDS = frozenset(
    {
        "CEASE_CONTACT",
        "ATTORNEY",
        "BANKRUPTCY",
        "DECEASED",
        "BREATHING_SPACE",
        "VULNERABLE",
        "CONTACT_BAN",
        "VISIT_BAN",
    }
)
# What a customer, or a court or the police, forbids of one channel alone; all else is for all.
_ONLY = {"VISIT_BAN": "VISIT"}

# Beyond it the oldest ids of lifted stops are forgotten; a stop redelivered after that holds again,
# which errs on the side of the customer.
LIFTED_MAX = 64

# Distinct origins remembered; beyond it the customer stays held for good, since a resolution that
# can no longer be matched to its refusal must not lift anything.
ORIGINS_MAX = 1_000
STOPS_MAX = 256


def stop_rule(stops: tuple[Stop, ...], on: Day, channel: str | None = None) -> str | None:
    """Return the rule of a stop that holds on a day, the same one whatever their order, or None.

    Asked for a channel, those for another one do not count; asked for none, only those for all.
    """
    kinds = [s.kind for s in stops if s.kind is not None and s.holds(on)]
    kinds = [kind for kind in kinds if _ONLY.get(kind, channel) == channel]
    return f"stop_{min(kinds).lower()}" if kinds else None


def stop_of(stops: tuple[Stop, ...], stop_id: str) -> Stop | None:
    """Return the stop of an id."""
    return next((s for s in stops if s.stop_id == stop_id), None)


def with_stop(
    stops: tuple[Stop, ...], stop_id: str, kind: str, on: Day, until_on: Day | None = None
) -> tuple[Stop, ...]:
    """Return the stops with one placed on a day; the same ones where that says nothing new.

    Of two ends that are told of one stop the later one holds, and no end is the latest. One that
    was lifted before that day holds again.
    """
    known = stop_of(stops, stop_id)
    placings, liftings = ((), ()) if known is None else words_of(known)
    told = stop_told(stop_id, kind, ((*placings, (on, until_on)), liftings))
    return stops if told == known else _put(stops, told)


def with_lift(stops: tuple[Stop, ...], stop_id: str, on: Day) -> tuple[Stop, ...]:
    """Return the stops with one lifted on a day; the same ones where that says nothing new.

    A placing of a later day is not lifted by it.
    """
    known = stop_of(stops, stop_id)
    placings, liftings = ((), ()) if known is None else words_of(known)
    kind = None if known is None else known.kind
    told = stop_told(stop_id, kind, (placings, (*liftings, on)))
    return stops if told == known else _put(stops, told)


def with_refusal(row: CustomerRow, origin: str) -> CustomerRow:
    """Return the row held for one more refused record; the same row where it is known."""
    if row.overflowed or origin in row.holds or origin in row.resolved:
        return row
    return _bounded(replace(row, holds=tuple(sorted([*row.holds, origin]))))


def with_resolution(row: CustomerRow, origin: str) -> CustomerRow:
    """Return the row with that hold lifted, or never to be placed; the same row if it was."""
    if row.overflowed or origin in row.resolved:
        return row
    holds = tuple(held for held in row.holds if held != origin)
    resolved = tuple(sorted([*row.resolved, origin]))
    return _bounded(replace(row, holds=holds, resolved=resolved))


def _put(stops: tuple[Stop, ...], stop: Stop) -> tuple[Stop, ...]:
    others = [s for s in stops if s.stop_id != stop.stop_id]
    lifted = [s for s in others if s.lifted]
    if stop.lifted and len(lifted) >= LIFTED_MAX:
        others.remove(lifted[0])
    return (*others, stop)


def _bounded(row: CustomerRow) -> CustomerRow:
    if len(row.holds) + len(row.resolved) <= ORIGINS_MAX:
        return row
    return replace(row, resolved=(), overflowed=True)
