"""Which re-ages count: old enough an account, and not too many of them.

Source of the limits: the US policy on open-end accounts (65 FR 36903), as the policy pack gives
them; without limits every re-age counts. Which ones count is a function of their set: they are
judged in the order of their days, and one that does not count uses up nothing.

>>> from streams.delinquency.rows import Noted
>>> limits = ReAgeLimits(account_months_min=9, within_12_months_max=1, within_5_years_max=2,
...                      workouts_within_5_years_max=1)
>>> asked = [Noted(Day(400), "re_age", "r1"), Noted(Day(500), "re_age", "r2")]
>>> [one.id for one in counting_re_ages(asked, limits, Day(0))]
['r1']
"""

from streams.delinquency.rows import Noted
from streams.policy.ledger import ReAgeLimits
from streams.terms.days import Day, date_of

_YEAR = 12
_FIVE_YEARS = 60


def counting_re_ages(
    asked: list[Noted], limits: ReAgeLimits | None, opened_on: Day | None
) -> tuple[Noted, ...]:
    """Return the re-ages that count, in the order of their days."""
    ordered = sorted(asked, key=lambda one: (one.on, one.id))
    if limits is None:
        return tuple(ordered)
    counting: list[Noted] = []
    for one in ordered:
        if opened_on is not None and _fits(one, counting, limits, opened_on):
            counting.append(one)
    return tuple(counting)


def _fits(one: Noted, counting: list[Noted], limits: ReAgeLimits, opened_on: Day) -> bool:
    alike = [other.on for other in counting if other.text == one.text]
    within_5_years = sum(months_between(day, one.on) < _FIVE_YEARS for day in alike)
    if one.text == "workout":
        return within_5_years < limits.workouts_within_5_years_max
    within_a_year = sum(months_between(day, one.on) < _YEAR for day in alike)
    return (
        months_between(opened_on, one.on) >= limits.account_months_min
        and within_a_year < limits.within_12_months_max
        and within_5_years < limits.within_5_years_max
    )


def months_between(earlier: Day, later: Day) -> int:
    """Return the whole calendar months from one day to another.

    >>> from streams.terms.days import parse_day
    >>> months_between(parse_day("2025-01-31"), parse_day("2025-02-28"))
    0
    >>> months_between(parse_day("2025-01-31"), parse_day("2025-10-31"))
    9
    """
    first, last = date_of(earlier), date_of(later)
    months = (last.year - first.year) * 12 + last.month - first.month
    return months - (last.day < first.day)
