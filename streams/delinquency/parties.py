"""Who is liable for an account on a day: the opening's customer, and whom later facts name.

>>> from streams.delinquency.rows import Noted
>>> joined = Noted(Day(10), "liable", "l1", target="c2", text="CO_HOLDER", until=Day(50))
>>> parties_on("c1", (joined,), Day(10)), parties_on("c1", (joined,), Day(50))
((('c1', 'PRIMARY'), ('c2', 'CO_HOLDER')), (('c1', 'PRIMARY'),))
"""

from streams.delinquency.rows import NEVER, Noted
from streams.terms.days import Day

Party = tuple[str, str]
"""A customer and the role in which they are liable."""


def parties_on(customer_id: str, cases: tuple[Noted, ...], on: Day) -> tuple[Party, ...]:
    """Return who is liable, the opening's customer first where they still are.

    A fact about the opening's own customer replaces what the opening said of them.
    """
    if not cases:
        return ((customer_id, "PRIMARY"),)
    named = [one for one in cases if one.kind == "liable"]
    roles = {} if any(_begun(one, customer_id, on) for one in named) else {customer_id: "PRIMARY"}
    for one in sorted(named, key=lambda note: (note.on, note.id)):
        if one.on <= on < one.until:
            roles[one.target] = one.text
    return tuple(roles.items())


def next_change_on(cases: tuple[Noted, ...], on: Day) -> Day | None:
    """Return the first later day on which somebody's liability ends by itself."""
    if not cases:
        return None
    ends = [one.until for one in cases if one.kind == "liable" and one.on <= on < one.until < NEVER]
    return min(ends, default=None)


def _begun(one: Noted, customer_id: str, on: Day) -> bool:
    return one.target == customer_id and one.on <= on
