"""Amounts and dates lose nothing on their way into a language."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.policy.word_shapes import Language
from streams.terms.money import to_minor
from streams.words.locale import amount_in, date_in

CURRENCIES = st.sampled_from(["CNY", "USD", "JPY", "KWD", "CLF", "EUR"])
MINORS = st.integers(-(10**17), 10**17)
LANGUAGES = st.sampled_from(["zh", "en"])


def read_back(said: str, currency: str) -> int:
    """Return the minor units of a written amount, by another way than it was written."""
    bare = said.replace(",", "").replace("¥", "").replace(currency, "").strip()
    return to_minor(bare, currency)


@given(MINORS, CURRENCIES, LANGUAGES)
def test_an_amount_reads_back_to_the_last_minor_unit(
    minor: int, currency: str, language: Language
) -> None:
    said = amount_in(minor, currency, language)
    assert said is not None
    # Fifteen digits before the point are all that the reader of amounts takes.
    if abs(minor) < 10**15:
        assert read_back(said, currency) == minor


@given(st.lists(st.integers(-(10**9), 10**9), max_size=8), CURRENCIES, LANGUAGES)
def test_written_parts_add_up_to_the_written_sum(
    parts: list[int], currency: str, language: Language
) -> None:
    said = [amount_in(part, currency, language) for part in parts]
    total = amount_in(sum(parts), currency, language)
    assert total is not None
    assert sum(read_back(one, currency) for one in said if one) == read_back(total, currency)


@given(st.integers(0, 10**17), CURRENCIES, LANGUAGES)
def test_thousands_are_grouped_in_threes_and_a_minus_stands_once(
    minor: int, currency: str, language: Language
) -> None:
    plus, minus = (amount_in(sign * minor, currency, language) for sign in (1, -1))
    assert plus is not None
    assert minus is not None
    assert minus.replace("-", "", 1) == plus
    whole = plus.removeprefix("¥").removeprefix(f"{currency} ").partition(".")[0]
    first, *others = whole.split(",")
    assert 1 <= len(first) <= 3
    assert all(len(group) == 3 for group in others)


@pytest.mark.parametrize(
    ("minor", "currency", "zh", "en"),
    [
        (123_456, "CNY", "¥1,234.56", "CNY 1,234.56"),
        (5, "CNY", "¥0.05", "CNY 0.05"),
        (-100, "CNY", "-¥1.00", "CNY -1.00"),
        (0, "CNY", "¥0.00", "CNY 0.00"),
        (1_234, "JPY", "JPY 1,234", "JPY 1,234"),
        (1_234, "KWD", "KWD 1.234", "KWD 1.234"),
        (2**63 - 1, "CNY", "¥92,233,720,368,547,758.07", "CNY 92,233,720,368,547,758.07"),
    ],
)
def test_amounts(minor: int, currency: str, zh: str, en: str) -> None:
    assert (amount_in(minor, currency, "zh"), amount_in(minor, currency, "en")) == (zh, en)


def test_a_currency_that_nobody_knows_is_not_written() -> None:
    assert amount_in(100, "XXQ", "zh") is None


@given(st.dates(), LANGUAGES)
def test_two_days_are_never_written_alike(on: date, language: Language) -> None:
    said = date_in(on, language)
    digits = [int(part) for part in "".join(c if c.isdigit() else " " for c in said).split()]
    if language == "zh":
        assert digits == [on.year, on.month, on.day]
    else:
        assert digits == [on.day, on.year]
        assert said.split()[1] == on.strftime("%B")
