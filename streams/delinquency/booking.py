"""What billing is told to be due, told once, and taken back where the past changes.

The stage books nothing: it says that a fee or interest is due, or that an offer stands, and
billing posts a charge or does not.
"""

from msgspec.structs import replace

from streams.delinquency.journal import SaidDue
from streams.terms.days import Day


def dues_told(
    said: tuple[SaidDue, ...], found: list[SaidDue], after: Day | None, since: Day
) -> tuple[tuple[SaidDue, ...], tuple[SaidDue, ...]]:
    """Return what is now said in all, and what of it is new; an amount of 0 takes one back.

    `found` holds what a walk from `after` found. Only days from `since` on are spoken of; what was
    said of earlier ones is forgotten.
    """
    behind = since - 1 if after is None else max(after, since - 1)
    found = [due for due in found if due.on > behind]
    looked_at = {_id(due): due for due in said if due.on > behind}
    now = {_id(due): due for due in found}
    new = [due for due in found if looked_at.get(_id(due)) != due]
    new += [replace(due, amount_minor=0) for key, due in looked_at.items() if key not in now]
    kept = [due for due in said if since <= due.on <= behind]
    if not new and len(kept) + len(looked_at) == len(said):
        return said, ()
    return tuple(sorted([*kept, *found], key=_place)), tuple(new)


def _id(due: SaidDue) -> tuple[str, str, str]:
    return due.kind, due.currency, due.origin


def _place(due: SaidDue) -> tuple[Day, str, str, str]:
    return due.on, due.kind, due.currency, due.origin
