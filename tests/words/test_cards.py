"""Card numbers: masked ones pass, whole ones are found however they are grouped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.words.cards import has_card_number, is_masked


def with_check_digit(stem: str) -> str:
    """Return a number whose last digit makes it one that ISO/IEC 7812 accepts."""
    return next(stem + last for last in "0123456789" if accepted(stem + last))


def accepted(number: str) -> bool:
    total = 0
    for place, digit in enumerate(number[::-1]):
        worth = int(digit) * 2 if place % 2 else int(digit)
        total += worth // 10 + worth % 10
    return total % 10 == 0


@pytest.mark.parametrize("number", ["****1234", "6225 88** **** 1234", "XXXX-1234", "••1234"])
def test_masked(number: str) -> None:
    assert is_masked(number)


@pytest.mark.parametrize(
    "number", ["", "1234", "6225881234561234", "62258812345*1234", "****12345", "****", "1234****"]
)
def test_not_masked(number: str) -> None:
    assert not is_masked(number)


@given(
    st.sampled_from(["4", "51", "62", "37", "2221"]),
    st.integers(15, 19),
    st.sampled_from(["", " ", "-"]),
    st.data(),
)
def test_a_whole_number_is_found(first: str, size: int, gap: str, data: st.DataObject) -> None:
    left = size - 1 - len(first)
    stem = first + data.draw(st.text("0123456789", min_size=left, max_size=left))
    number = with_check_digit(stem)
    parts = [number[:4], number[4:8], number[8:12], number[12:]]
    assert has_card_number(f"card {gap.join(parts)}, thank you")


@pytest.mark.parametrize(
    "text",
    [
        "\uff14" + "\uff11" * 15,
        "4111.1111.1111.1111",
        "4111  1111  1111  1111",
        "4111\u00a01111\u00a01111\u00a01111",
        "4111 \u2013 1111 \u2013 1111 \u2013 1111",
        "41\u200b11111\u034f111111111",
        "٤١١١١١١١١١١١١١١١",
        "3782 822463 10005",
        "378282-246310005",
        "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
        "6225-8812-3456-1234-564",
    ],
)
def test_a_number_is_found_whatever_stands_between_its_digits(text: str) -> None:
    assert has_card_number(text)
    assert has_card_number(f"卡号{text}。")


@pytest.mark.parametrize(
    "text",
    [
        "call 400-000-0000 or 0086 138 0013 8000",
        "letter 2026030500012345",
        "4111 1111 1111 1112",
        "6225 88** **** 1234",
        "CNY 4,111,111,111,111,111.00",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert not has_card_number(text)
