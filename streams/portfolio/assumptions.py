"""What the card data does not say, as options with stated defaults.

The file gives one statement balance and one paid amount a month, April to September, and neither
days nor minimum payments. A balance already reflects what was paid in its own month, so the month
runs: payment of the previous statement, its due date, and near the end the next closing.

>>> plain = Assumptions()
>>> [iso(day) for day in (plain.statement_on(0), plain.paid_on(1), plain.due_on(0))]
['2005-04-25', '2005-05-10', '2005-05-15']
>>> shifted = Assumptions(shift_to="2026-04")
>>> iso(shifted.first_day), iso(shifted.last_day)
('2026-04-24', '2026-10-15')
>>> Assumptions(payment_day=26)
Traceback (most recent call last):
    ...
streams.portfolio.assumptions.AssumptionsInvalid: payment_day: 26 is not before statement_day 25; \
choose a day from 1 to 24
"""

import re
from datetime import date

from msgspec import Struct

from streams.portfolio.billing import MinimumRule
from streams.terms.days import Day, day_of, iso
from streams.terms.money import exponent_of

STATEMENTS = 6
"""How many months, and so statements, the file holds."""

_SHIFT = re.compile(r"(19[7-9][0-9]|2[0-9]{3})-(0[1-9]|1[0-2])")
_LAST_SAFE_DAY = 28


class AssumptionsInvalid(ValueError):
    """An option that makes no sense; the message names the option, its value and the cure."""


class Assumptions(Struct, frozen=True, kw_only=True):
    """Options of the import; raises AssumptionsInvalid where they contradict each other.

    `currency`: ISO-4217 code of every amount; the file is in New Taiwan dollars.
    `shift_to`: the month, as YYYY-MM, onto which April 2005 is mapped.
    `statement_day`: day of the month on which that month's statement closes, 2 to 28.
    `payment_day`: day of the month on which all that was paid during that month is booked. It
    lies before `statement_day`, so the payment belongs to the statement of the month before.
    `due_day`: day of the month by which the statement of the month before is due. A
    `payment_day` up to it means: whoever paid the minimum paid in time.
    `minimum_per_mille`, `minimum_floor_minor`: the minimum payment (see `billing.MinimumRule`).
    """

    currency: str = "TWD"
    shift_to: str = "2005-04"
    statement_day: int = 25
    payment_day: int = 10
    due_day: int = 15
    minimum_per_mille: int = 20
    minimum_floor_minor: int = 0

    def __post_init__(self) -> None:
        _refuse_unusable(self)

    @property
    def minimum(self) -> MinimumRule:
        """The rule by which statements ask for a minimum payment."""
        return MinimumRule(per_mille=self.minimum_per_mille, floor_minor=self.minimum_floor_minor)

    @property
    def first_day(self) -> Day:
        """The day before the first statement closes: the accounts open on it."""
        return Day(self.statement_on(0) - 1)

    @property
    def last_day(self) -> Day:
        """The due date of the last statement.

        The file does not say what was paid in October, so from the day after it every account
        with a September minimum would be late for want of data.
        """
        return self.due_on(STATEMENTS - 1)

    def statement_on(self, month: int) -> Day:
        """Return the day on which the statement of a month closes (0 = April)."""
        return self._day(month, self.statement_day)

    def due_on(self, month: int) -> Day:
        """Return the day by which the statement of a month is due, in the month after it."""
        return self._day(month + 1, self.due_day)

    def paid_on(self, month: int) -> Day:
        """Return the day on which the payment of a month counts."""
        return self._day(month, self.payment_day)

    def month_name(self, month: int) -> str:
        """Return YYYY-MM of a month (0 = April, shifted)."""
        return iso(self._day(month, 1))[:7]

    def _day(self, month: int, day: int) -> Day:
        count = int(self.shift_to[:4]) * 12 + int(self.shift_to[5:]) - 1 + month
        return day_of(date(count // 12, count % 12 + 1, day))


def month_ends(assumptions: Assumptions) -> tuple[Day, ...]:
    """Return the last day of each of the six months that have a statement.

    >>> [iso(day) for day in month_ends(Assumptions())][:2]
    ['2005-04-30', '2005-05-31']
    """
    return tuple(
        Day(
            assumptions.statement_on(month)
            - assumptions.statement_day
            + _length(assumptions, month)
        )
        for month in range(STATEMENTS)
    )


def _length(assumptions: Assumptions, month: int) -> int:
    return assumptions.statement_on(month + 1) - assumptions.statement_on(month)


def _refuse_unusable(options: Assumptions) -> None:
    for wrong in (_wrong_code(options), _wrong_day(options), _wrong_minimum(options)):
        if wrong is not None:
            raise AssumptionsInvalid(wrong)


def _wrong_code(options: Assumptions) -> str | None:
    if exponent_of(options.currency) is None:
        return f"currency: {options.currency!r} is no ISO-4217 code; choose one such as TWD"
    if not _SHIFT.fullmatch(options.shift_to):
        return f"shift_to: {options.shift_to!r} is no month; write it as YYYY-MM, 1970 to 2999"
    return None


def _wrong_day(options: Assumptions) -> str | None:
    closes = options.statement_day
    if not 1 < closes <= _LAST_SAFE_DAY:
        return f"statement_day: {closes} is not in every month; choose a day from 2 to 28"
    for name, day in (("payment_day", options.payment_day), ("due_day", options.due_day)):
        if not 0 < day < closes:
            return (
                f"{name}: {day} is not before statement_day {closes}; "
                f"choose a day from 1 to {closes - 1}"
            )
    return None


def _wrong_minimum(options: Assumptions) -> str | None:
    if not 0 <= options.minimum_per_mille <= 1000:  # noqa: PLR2004 - the whole, in thousandths
        return f"minimum_per_mille: {options.minimum_per_mille}; choose a value from 0 to 1000"
    if options.minimum_floor_minor < 0:
        return f"minimum_floor_minor: {options.minimum_floor_minor}; choose 0 or more"
    return None
