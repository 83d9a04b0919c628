"""Amounts and dates as they are written in a language, from whole minor units alone.

>>> amount_in(123_456, "CNY", "zh"), amount_in(123_456, "CNY", "en")
('¥1,234.56', 'CNY 1,234.56')
>>> amount_in(-5, "USD", "zh"), amount_in(1_500, "JPY", "en"), amount_in(1_500, "KWD", "en")
('USD -0.05', 'JPY 1,500', 'KWD 1.500')
>>> amount_in(1, "XXQ", "en") is None
True
>>> date_in(date(2026, 3, 5), "zh"), date_in(date(2026, 3, 5), "en")
('2026年3月5日', '5 March 2026')
"""

from datetime import date

from streams.policy.word_shapes import Language
from streams.terms.money import exponent_of

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def amount_in(minor: int, currency: str, language: Language) -> str | None:
    """Write an amount with its currency, or None where nobody knows how many decimals it has.

    A yen has the same sign as a yuan, so that in Chinese the sign stands for yuan alone.
    """
    digits = exponent_of(currency)
    if digits is None:
        return None
    sign = "-" if minor < 0 else ""
    whole, rest = divmod(abs(minor), 10**digits)
    number = f"{whole:,}" + (f".{rest:0{digits}d}" if digits else "")
    if language == "zh" and currency == "CNY":
        return f"{sign}¥{number}"
    return f"{currency} {sign}{number}"


def date_in(on: date, language: Language) -> str:
    """Write a date in full, the month never as a number that could be taken for a day."""
    if language == "zh":
        return f"{on.year}年{on.month}月{on.day}日"
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"
