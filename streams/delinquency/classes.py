"""Clocks that put contractual days into classes, side by side, and the worse of some of them.

Sources stand with the bands in the policy pack: in China the card tiers (art. 92 of the card
measures) and the general five tiers, of which the worse is reported; in the US the open-end
classification (65 FR 36903); for accounting the stages of IFRS 9 (5.5.11, B5.5.37).

>>> from streams.policy.bands import DayBand
>>> from streams.policy.ledger import Classification
>>> def tiers(id_, *days):
...     names = ("special_mention", "substandard", "doubtful", "loss")
...     bands = tuple(DayBand(id=n, from_days=d) for n, d in zip(names, days))
...     return Classification(id=id_, lowest="normal", bands=bands)
>>> both = LedgerRules(clocks=(tiers("card", 1, 91, 121, 181), tiers("general", 1, 91, 271, 361)),
...                    reported=("card", "general"))
>>> classes_on(both, 121)
{'card': 'doubtful', 'general': 'substandard', 'reported': 'doubtful'}
"""

from streams.policy.ledger import LedgerRules
from streams.terms.days import Day

REPORTED = "reported"


def classes_on(rules: LedgerRules, days: int) -> dict[str, str]:
    """Return the class of each clock after so many contractual days."""
    found = {clock.id: clock.class_of(days) for clock in rules.clocks}
    if rules.reported:
        asked = [clock for clock in rules.clocks if clock.id in rules.reported]
        found[REPORTED] = max(asked, key=lambda clock: clock.rank_of(days)).class_of(days)
    return found


def next_class_on(rules: LedgerRules, contractual_due_on: Day, on: Day) -> list[Day]:
    """Return the next day of each clock on which its class changes."""
    days = on - contractual_due_on
    following = [clock.next_days(days) for clock in rules.clocks]
    if rules.charge_off_days is not None and days < rules.charge_off_days:
        following.append(rules.charge_off_days)
    return [Day(contractual_due_on + after) for after in following if after is not None]
