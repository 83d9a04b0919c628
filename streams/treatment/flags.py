"""Safety flags: while one is open, nobody goes to the customer, on whatever account.

A flag is known by its incident. That it is cleared may arrive first, and stays.

>>> cleared = with_cleared((), "i1")
>>> is_flagged(with_flagged((), "i1", "p1")), is_flagged(with_flagged(cleared, "i1", "p1"))
(True, False)
"""

from msgspec import Struct
from msgspec.structs import replace

from streams.terms.step import Reject
from streams.treatment.known import DETAILS_MAX

SAFETY_FLAG = "safety_flag"


class Flag(Struct, frozen=True, array_like=True, gc=False):
    """One incident; `areas` were told of it, and not yet that it is cleared."""

    incident_id: str
    point_id: str = ""
    cleared: bool = False
    areas: tuple[str, ...] = ()


Flags = tuple[Flag, ...]


def is_flagged(flags: Flags) -> bool:
    """Tell whether an incident is not cleared."""
    return any(not flag.cleared for flag in flags)


def with_flagged(flags: Flags, incident_id: str, point_id: str) -> Flags | Reject:
    """Return the flags with an incident told; the same ones where it is known."""
    known = flag_of(flags, incident_id) or Flag(incident_id)
    return _put(flags, replace(known, point_id=max(known.point_id, point_id)))


def with_cleared(flags: Flags, incident_id: str) -> Flags | Reject:
    """Return the flags with an incident cleared; the same ones where it was."""
    known = flag_of(flags, incident_id) or Flag(incident_id)
    return _put(flags, replace(known, cleared=True))


def both_flags(own: Flags, moved: Flags) -> Flags:
    """Return the incidents that either of two rows knows; who was told is the own row's."""
    found = {flag.incident_id: flag for flag in own}
    for flag in moved:
        known = found.get(flag.incident_id, Flag(flag.incident_id))
        found[flag.incident_id] = replace(
            known,
            point_id=max(known.point_id, flag.point_id),
            cleared=known.cleared or flag.cleared,
        )
    return tuple(found[name] for name in sorted(found))


def flag_of(flags: Flags, incident_id: str) -> Flag | None:
    """Return what is known of an incident."""
    return next((flag for flag in flags if flag.incident_id == incident_id), None)


def with_flag(flags: Flags, new: Flag) -> Flags:
    """Return the flags with one told or replaced, in order of their incidents."""
    others = (flag for flag in flags if flag.incident_id != new.incident_id)
    return tuple(sorted((*others, new), key=_id))


def _put(flags: Flags, new: Flag) -> Flags | Reject:
    if flag_of(flags, new.incident_id) == new:
        return flags
    flags = with_flag(flags, new)
    if len(flags) <= DETAILS_MAX:
        return flags
    # Who was told of one has to hear that it is cleared, so those are not forgotten.
    over = [flag for flag in flags if flag.cleared and not flag.areas and flag is not new]
    if not over:
        return Reject("customer_has_too_many_details", f"{len(flags) - 1} flags are on record")
    return tuple(flag for flag in flags if flag is not over[0])


def _id(flag: Flag) -> str:
    return flag.incident_id
