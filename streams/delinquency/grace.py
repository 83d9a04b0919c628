"""Delinquent days: days past due without those frozen, once the days of grace are over.

Source: the oracle of a pause with three days of grace that a well-known open system gives; grace
that is not free is how card banks count: the first day behind it shows the full age.

>>> from streams.policy.ledger import Grace
>>> free, pause = Grace(days=3, is_free=True), ((Day(5), Day(29)),)
>>> [delinquent_days(Day(0), Day(on), pause, free) for on in (1, 3, 4, 5, 29, 30)]
[0, 0, 1, 2, 2, 3]
>>> [delinquent_days(Day(0), Day(on), (), Grace(days=3, is_free=False)) for on in (3, 4)]
[0, 4]
"""

from streams.delinquency.cases import Freeze, frozen_days
from streams.delinquency.rows import NEVER
from streams.policy.ledger import Grace
from streams.terms.days import Day


def delinquent_days(
    oldest_due_on: Day | None, on: Day, freezes: tuple[Freeze, ...], grace: Grace
) -> int:
    """Return the delinquent days on a day; the anchor is None where nothing is past due."""
    if oldest_due_on is None:
        return 0
    days = on - oldest_due_on - frozen_days(freezes, oldest_due_on, on)
    if days <= grace.days:
        return 0
    return days - grace.days if grace.is_free else days


def grace_over_on(
    oldest_due_on: Day, on: Day, freezes: tuple[Freeze, ...], grace: Grace
) -> Day | None:
    """Return the first later day with a delinquent day, if none freezes anew.

    None if it is past, or a freeze without an end stands before it.

    >>> grace_over_on(Day(0), Day(2), ((Day(1), Day(5)),), Grace(days=3))
    8
    >>> grace_over_on(Day(0), Day(2), ((Day(1), NEVER),), Grace(days=3))
    """
    if delinquent_days(oldest_due_on, on, freezes, grace):
        return None
    day = Day(oldest_due_on + grace.days + 1)
    for since, until in freezes:
        if until > oldest_due_on and since < day:
            if until == NEVER:
                return None
            day = Day(day + until - max(since, oldest_due_on))
    return day
