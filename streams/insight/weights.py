"""What an agent's score is made of, and that money is never more than a third of it.

Sources: Chinese card measures (CBRC Order 2011/2), art. 66: nobody is assessed on recovered
amounts alone; GB/T 45251-2025, 5.2: compliance, effect, data safety and complaints together, no pay
by recovered sum alone; China Banking Association guideline of 2026: assessment not by recovery rate
alone. The weights and the third are product choices (docs/decisions/0028).

No component is an amount. One rests on money nonetheless: a promise is kept by paying.

>>> every = {one.id: Fraction(1) for one in COMPONENTS}
>>> score(every), score(every | {"promises_kept": Fraction(0)})
(Fraction(1, 1), Fraction(17, 20))
>>> score({"promises_kept": Fraction(1)}) is None
True
"""

from collections.abc import Mapping
from fractions import Fraction

from msgspec import Struct

MONEY_SHARE_MAX = Fraction(1, 3)
"""How much of a score may rest on money, whatever else is not known of an agent."""


class Component(Struct, frozen=True, kw_only=True):
    """One thing an agent is scored by; weights are relative to one another."""

    id: str
    says: str
    weight: int
    rests_on_money: bool = False


COMPONENTS = (
    Component(id="by_the_rules", says="visits at which no rule was broken", weight=30),
    Component(id="outcome_in_time", says="visits whose outcome was told in time", weight=15),
    Component(id="check_out_in_time", says="visits that were checked out of in time", weight=15),
    Component(id="no_complaint", says="visits without a complaint of the agent", weight=15),
    Component(id="satisfaction", says="how content the customers visited were", weight=10),
    Component(
        id="promises_kept",
        says="promises made at the door and kept",
        weight=15,
        rests_on_money=True,
    ),
)
"""Everything a score is made of; an incident is no part of it, and what follows one is left out."""


def score(
    known: Mapping[str, Fraction], components: tuple[Component, ...] = COMPONENTS
) -> Fraction | None:
    """Return the weighted mean, 0 to 1, of what is known; None where only money is.

    `known` holds values from 0 to 1 by component. What is not known takes no part, and the others
    weigh more; only money never weighs more than `MONEY_SHARE_MAX` of all.
    """
    weights = shares(known, components)
    if not weights:
        return None
    return sum((weight * known[name] for name, weight in weights.items()), Fraction(0))


def shares(
    known: Mapping[str, Fraction], components: tuple[Component, ...] = COMPONENTS
) -> dict[str, Fraction]:
    """Return how much of a score each component is; empty where only money is known."""
    there = [one for one in components if one.id in known]
    others = sum(one.weight for one in there if not one.rests_on_money)
    money = sum(one.weight for one in there if one.rests_on_money)
    if not others:
        return {}
    of_money = min(MONEY_SHARE_MAX, Fraction(money, money + others))
    return {
        one.id: of_money * Fraction(one.weight, money)
        if one.rests_on_money
        else (1 - of_money) * Fraction(one.weight, others)
        for one in there
    }
