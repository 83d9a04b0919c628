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

A lifting may arrive before its stop; it is remembered, and the stop then never holds.

>>> lifted = with_stop(with_lift((), "st2", Day(9)), "st2", "DECEASED", Day(3))
>>> stop_rule(lifted, Day(9)) is None
True
"""

from msgspec.structs import replace

from streams.terms.days import Day
from streams.treatment.rows import CustomerRow, Stop

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
    """Return the stops with one more from a day on; the same ones where it is known already.

    Of two ends that are told of one stop the later one holds, and no end is the latest.
    """
    known = stop_of(stops, stop_id)
    if known is not None and known.kind is not None:
        last_on = _later(known.until_on, until_on)
        return stops if last_on == known.until_on else _put(stops, replace(known, until_on=last_on))
    if known is not None:
        return _put(stops, replace(known, kind=kind, placed_on=on, until_on=until_on))
    return _put(stops, Stop(stop_id, kind, lifted=False, placed_on=on, until_on=until_on))


def _later(one_on: Day | None, other_on: Day | None) -> Day | None:
    return None if one_on is None or other_on is None else max(one_on, other_on)


def with_lift(stops: tuple[Stop, ...], stop_id: str, on: Day) -> tuple[Stop, ...]:
    """Return the stops with one lifted on a day; the same ones where it is lifted already."""
    known = stop_of(stops, stop_id)
    if known is not None and known.lifted:
        return stops
    if known is None:
        return _put(stops, Stop(stop_id, None, lifted=True, lifted_on=on))
    return _put(stops, replace(known, lifted=True, lifted_on=on))


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
