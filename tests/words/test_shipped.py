"""Shipped texts say what a customer has to know: how much, until when, from when on, and to whom."""

import pytest

from streams.app.packs import pack_names, pack_text
from streams.policy.spoken import Spoken, spoken_on
from streams.words.example import example
from streams.words.rendering import Worded, rendered
from tests.policy.bank import on, sound

DAY = on("2026-06-01")
SHIPPED = {
    name: list(spoken_on(sound(pack_text(name)).sections.words, DAY).values())
    for name in pack_names()
}


def texts(channel: str, purpose: str, tone: str | None = None) -> list[object]:
    """Return the shipped texts of a channel and purpose as parameters of a test."""
    return [
        pytest.param(one, id=f"{name}-{'-'.join(map(str, one.spot))}")
        for name, each in SHIPPED.items()
        for one in each
        if (one.shape.channel, one.shape.purpose) == (channel, purpose)
        and tone in {None, one.shape.tone}
    ]


def said(one: Spoken) -> str:
    worded = rendered(one, example(one.language))
    assert isinstance(worded, Worded), worded
    return worded.text


LETTERS = [*texts("LETTER", "COLLECTION"), *texts("LETTER", "PRE_LEGAL")]


@pytest.mark.parametrize("one", [*LETTERS, *texts("LETTER", "BUREAU_NOTICE")])
def test_a_letter_that_asks_for_payment_says_how_much_is_past_due(one: Spoken) -> None:
    assert "1,234.56" in said(one)
    assert "8,600.12" in said(one)


NOTICES = [p for c in ("SMS", "EMAIL", "PHONE", "LETTER") for p in texts(c, "BUREAU_NOTICE")]


@pytest.mark.parametrize("one", NOTICES)
def test_the_day_of_the_report_stands_before_what_refers_to_it(one: Spoken) -> None:
    text = said(one)
    day, refers = (
        ("2026年4月30日", "自该日起") if one.language == "zh" else ("30 April", "that day on")
    )
    assert 0 < text.index(day) < text.index(refers)
    assert "届时仍" not in text
    assert "unpaid then" not in text
