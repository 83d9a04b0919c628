"""The materiality clock: consecutive days on which past due is material, and default.

Source: Delegated Regulation (EU) 2018/171 art. 1 and 2: past due is material while it is above
both an amount and a share of the exposure; falling to either starts the count anew; more than
90 consecutive days are default, which is left after a cure period (EBA/GL/2016/07, 71-73).

>>> rule = Materiality(amounts_minor={"EUR": 10_000}, share_bp=100, days_max=90, cure_days=92)
>>> is_material(rule, "EUR", 10_001, 1_000_000), is_material(rule, "EUR", 10_001, 1_000_100)
(True, False)
>>> begun = stepped(Counter(), rule, Day(100), material=True)
>>> stepped(begun, rule, Day(189), material=True).defaulted_on
>>> stepped(begun, rule, Day(190), material=True).defaulted_on
190
"""

from msgspec import Struct

from streams.policy.ledger import Materiality
from streams.terms.days import Day

_WHOLE_BP = 10_000


class Counter(Struct, frozen=True, gc=False):
    """The count: since when material, since when clear again while in default, and default."""

    since: Day | None = None
    clear_since: Day | None = None
    defaulted_on: Day | None = None


def is_material(rule: Materiality, currency: str, past_due_minor: int, balance_minor: int) -> bool:
    """Tell whether so much past due is above both limits; a currency without one never is."""
    least = rule.amounts_minor.get(currency)
    if least is None or past_due_minor <= least:
        return False
    return past_due_minor * _WHOLE_BP > rule.share_bp * max(balance_minor, 0)


def stepped(was: Counter, rule: Materiality, on: Day, *, material: bool) -> Counter:
    """Return the count on a day, nothing having changed between the last step and the day."""
    defaulted_on = was.defaulted_on
    if was.since is not None and defaulted_on is None:
        entered = Day(was.since + rule.days_max)
        if entered < on or (material and entered == on):
            defaulted_on = entered
    if was.clear_since is not None:
        left = was.clear_since + rule.cure_days
        if left < on or (not material and left == on):
            defaulted_on = None
    if material:
        return Counter(on if was.since is None else was.since, None, defaulted_on)
    if defaulted_on is None:
        return Counter()
    return Counter(None, on if was.clear_since is None else was.clear_since, defaulted_on)


def next_on(now: Counter, rule: Materiality) -> Day | None:
    """Return the day on which the calendar alone moves default, or None."""
    if now.since is not None and now.defaulted_on is None:
        return Day(now.since + rule.days_max)
    return None if now.clear_since is None else Day(now.clear_since + rule.cure_days)
