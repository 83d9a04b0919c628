"""Refused records of an account, by their origins, and those that a person resolved.

>>> resolved(refused(Holds(), "payments.posted/0/7"), "payments.posted/0/7").refused
('payments.posted/0/7',)
"""

from msgspec.structs import replace

from streams.delinquency.rows import Holds

# Distinct origins an account's holds may name. Beyond it the account stays incomplete for good: a
# resolution that can no longer be matched to its refusal must not lift anything.
ORIGINS_MAX = 1_000


def refused(holds: Holds, origin: str) -> Holds:
    """Return the holds with one more refused record; the same where it is known."""
    if origin in holds.refused:
        return holds
    if _no_room_for(origin, holds):
        return holds if holds.overflowed else replace(holds, overflowed=True)
    return replace(holds, refused=_with(holds.refused, origin))


def resolved(holds: Holds, origin: str) -> Holds:
    """Return the holds with one more resolved record; it may come before its refusal."""
    if origin in holds.resolved:
        return holds
    if _no_room_for(origin, holds):
        return holds if holds.overflowed else replace(holds, overflowed=True)
    return replace(holds, resolved=_with(holds.resolved, origin))


def _with(origins: tuple[str, ...], one: str) -> tuple[str, ...]:
    # In an order of their own: inputs arrive side by side, and the row is to be one and the same.
    return tuple(sorted((*origins, one)))


def is_whole(holds: Holds) -> bool:
    """Tell whether no refused record waits."""
    if not holds.refused:
        return not holds.overflowed
    return not holds.overflowed and set(holds.refused).issubset(holds.resolved)


def _no_room_for(origin: str, holds: Holds) -> bool:
    if len(holds.refused) + len(holds.resolved) < ORIGINS_MAX:
        return False
    named = {*holds.refused, *holds.resolved}
    return origin not in named and len(named) >= ORIGINS_MAX
