"""Amounts are read exactly or not at all, in every currency's own exponent."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.terms.money import NotMoney, exponent_of, show, to_minor


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("1e+05", "TWD", 10_000_000),
        ("12.3", "CNY", 1_230),
        ("-0.05", "CNY", -5),
        ("7", "JPY", 7),
        ("1.234", "KWD", 1_234),
        (" 8 ", "USD", 800),
    ],
)
def test_amounts_worked_by_hand(text: str, currency: str, minor: int) -> None:
    assert to_minor(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("0.5", "JPY"),
        ("0.001", "CNY"),
        ("nan", "CNY"),
        ("1_000", "CNY"),
        ("\uff11", "CNY"),
        ("1e999999", "CNY"),
        ("1e30", "CNY"),
        ("12345678901234567890123456789.01", "CNY"),
        ("", "CNY"),
        ("1", "XXQ"),
    ],
)
def test_what_is_not_exact_is_no_money(text: str, currency: str) -> None:
    with pytest.raises(NotMoney):
        to_minor(text, currency)


@given(st.integers(-(10**14), 10**14), st.sampled_from(["JPY", "CNY", "KWD", "CLF"]))
def test_every_amount_written_is_read_back(minor: int, currency: str) -> None:
    digits = exponent_of(currency) or 0
    assert to_minor(str(Decimal(minor).scaleb(-digits)), currency) == minor


def test_amounts_are_shown_with_their_own_decimals() -> None:
    assert show(1_234_567, "JPY") == "1,234,567 JPY"
    assert show(-5, "KWD") == "-0.005 KWD"
    assert show(5, "XXQ") == "5 minor XXQ"
