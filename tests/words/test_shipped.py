"""Shipped texts say what a customer has to know: how much, by when, from when on, and to whom."""

import pytest

from streams.app.packs import pack_names, pack_text
from streams.policy.spoken import Spoken, spoken_on
from streams.policy.templates import Template, read_template
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


CALLS = [
    p for w in ("REMINDER", "COLLECTION", "BUREAU_NOTICE", "PRE_LEGAL") for p in texts("PHONE", w)
]


@pytest.mark.parametrize("one", CALLS)
def test_a_call_verifies_by_details_on_file_before_any_amount(one: Spoken) -> None:
    text = said(one)
    verify = "核对预留信息" if one.language == "zh" else "details on file"
    assert 0 < text.index(verify) < text.index("1,234.56")


@pytest.mark.parametrize("one", texts("PHONE", "COLLECTION"))
def test_a_collection_call_in_any_tone_ends_on_an_objection_and_names_complaints(
    one: Spoken,
) -> None:
    chinese = ("结束催收话题", "要求不再来电", "客户投诉专线")
    english = ("speak of payment no more", "No more calls", "complaints, ")
    for words in chinese if one.language == "zh" else english:
        assert words in said(one)


@pytest.mark.parametrize("one", texts("SMS", "COLLECTION"))
def test_a_message_in_any_tone_asks_to_be_ignored_by_who_has_paid(one: Spoken) -> None:
    assert ("如已还款请忽略" if one.language == "zh" else "If you have paid") in said(one)


@pytest.mark.parametrize("one", [one for one in SHIPPED["cn"] if one.language == "zh"])
def test_names_of_regulations_and_what_is_done_to_a_call_are_written_as_usual(one: Spoken) -> None:
    text = said(one)
    for name in ("征信业管理条例", "商业银行信用卡业务监督管理办法"):
        assert text.count(name) == text.count(f"《{name}》")
    assert "将会录音" not in text
    assert "007" not in text


def test_the_made_up_legal_basis_has_a_name_that_one_can_find() -> None:
    (basis, _) = example("en").legal_basis or ("", "")
    assert "Credit Card Business of Commercial Banks" in basis


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_chinese_notice_names_the_regulation_it_is_given_under(language: str) -> None:
    notices = [one for one in SHIPPED["cn"] if one.shape.purpose == "BUREAU_NOTICE"]
    assert all("征信业管理条例" in said(one) for one in notices if one.language == language)


def test_a_text_of_the_chinese_pack_says_the_same_in_both_languages() -> None:
    uses: dict[tuple[object, ...], dict[str, frozenset[str]]] = {}
    for one in SHIPPED["cn"]:
        read = read_template(one.shape.text)
        assert isinstance(read, Template)
        uses.setdefault(one.spot[1:], {})[one.language] = read.uses
    for spot, each in uses.items():
        assert each["zh"] == each["en"], (spot, each["zh"] ^ each["en"])


@pytest.mark.parametrize("one", [one for one in SHIPPED["cn"] if one.shape.purpose == "PRE_LEGAL"])
def test_who_may_decide_is_the_same_in_both_languages(one: Spoken) -> None:
    text = said(one)
    chinese, english = ("调解", "仲裁", "诉讼"), ("mediation", "arbitration", "court")
    named = [words in text for words in (chinese if one.language == "zh" else english)]
    assert all(named) or one.shape.channel == "SMS"


@pytest.mark.parametrize("one", LETTERS)
def test_a_letter_has_its_date(one: Spoken) -> None:
    assert ("2026年4月8日" if one.language == "zh" else "8 April 2026") in said(one).splitlines()
