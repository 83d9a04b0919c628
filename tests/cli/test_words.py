"""`arrears words`: texts listed and read out, and each wrong question answered with its cure."""

from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner, Result

from streams.app.packs import pack_names, pack_text
from streams.cli.faults import UsageFault
from streams.cli.words import app
from tests.policy.bank import GOOD, sound

ON = ("--on", "2026-06-01")


def arrears_words(*arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, *ON])


def fault(*arguments: str) -> str:
    result = arrears_words(*arguments)
    assert isinstance(result.exception, UsageFault), result.output
    return str(result.exception)


def test_the_texts_are_listed_with_where_they_stand() -> None:
    lines = arrears_words("list", "--language", "zh").output.splitlines()
    assert all(line.startswith("zh ") for line in lines)
    (visit,) = [line.split() for line in lines if "visit_2" in line]
    assert visit[:6] == ["zh", "VISIT", "COLLECTION", "visit_2", "plain", "cn.words.zh"]
    both = arrears_words("list").output.splitlines()
    assert {line[:2] for line in both} == {"zh", "en"}


def test_the_list_as_json_names_what_is_demanded() -> None:
    found = msgspec.json.decode(arrears_words("list", "--json").output)
    letters = [one for one in found if one["channel"] == "LETTER" and one["rung"] is None]
    assert all("issuer_name" in one["demanded"] for one in letters)
    (collection,) = [
        one for one in letters if (one["language"], one["purpose"]) == ("zh", "COLLECTION")
    ]
    assert "business_seal" in collection["demanded"]


LATER = """
[[ladders]]
id = "later"
source = "product choice"
clause = "-"
force = "product"
confidence = "product"
from = 2031-01-01
status = "draft"
ladder = "later"
rungs = [{ id = "other", channel = "SMS", at_days = 9, window_days = 4 }]
"""
RUNGS = [
    (name, rung.id)
    for name in pack_names()
    for ladder in sound(pack_text(name)).sections.ladders
    for rung in ladder.entry.rungs
]


@pytest.mark.parametrize(("pack", "rung"), RUNGS)
def test_every_rung_of_every_shipped_ladder_can_be_read_out(pack: str, rung: str) -> None:
    result = arrears_words("show", rung, "--pack", pack)
    assert result.exit_code == 0, result.exception
    heads = [line for line in result.output.splitlines() if line.startswith("--- ")]
    assert [head.split(", ")[2] for head in heads] == (["zh", "en"] if pack == "cn" else ["en"])


@pytest.mark.parametrize(("pack", "languages"), [("cn", ["zh", "en"]), ("house", ["en"])])
@pytest.mark.parametrize("step", ["VISIT_NOTICE", "VISIT_OFF"])
def test_what_is_told_before_a_visit_is_read_out_by_each_channel(
    pack: str, languages: list[str], step: str
) -> None:
    lines = arrears_words("show", step, "--pack", pack).output.splitlines()
    heads = [line.split(", ") for line in lines if line.startswith("--- ")]
    assert [(way, language) for _, way, language, _ in heads] == [
        (way, language) for way in ("SMS", "LETTER") for language in languages
    ]


def test_a_policy_without_words_for_visits_is_told_so() -> None:
    assert "has no words for VISIT_NOTICE" in fault("show", "VISIT_NOTICE", "--pack", "eu")


def test_a_text_is_read_out_with_a_made_up_case() -> None:
    chinese = arrears_words("show", "letter_1", "--language", "zh").output
    for words in ("信用卡欠款催收函", "¥8,600.12", "2026年4月22日", "业务专用章"):
        assert words in chinese
    said = msgspec.json.decode(arrears_words("show", "letter_1", "--json").output)
    assert [one["language"] for one in said] == ["zh", "en"]
    assert "CNY 8,600.12" in said[1]["text"]


def test_a_tone_is_said_where_there_is_one_and_else_the_plain_text() -> None:
    kind, plain = (
        arrears_words("show", "sms_1", "--language", "en", "--tone", tone).output
        for tone in ("kind", "plain")
    )
    assert "gladly" in kind
    assert "gladly" not in plain
    letters = {arrears_words("show", "letter_1", "--tone", t).output for t in ("firm", "plain")}
    assert len(letters) == 1


@pytest.mark.parametrize(
    ("pack", "currency"), [("us", "USD"), ("uk", "GBP"), ("eu", "EUR"), ("in", "INR")]
)
def test_a_made_up_case_is_in_the_currency_of_its_pack(pack: str, currency: str) -> None:
    (letter,) = msgspec.json.decode(
        arrears_words("show", "letter_1", "--pack", pack, "--json").stdout
    )
    assert f"{currency} 8,600.12" in letter["text"]
    assert "CNY" not in letter["text"]
    assert "6225" not in letter["text"]
    assert "400-000" not in letter["text"]


@pytest.mark.parametrize(
    ("pack", "day", "why"),
    [
        ("cn", "2020-01-01", "no hours or no number of contacts"),
        ("uk", "2030-01-01", "no ladder in force then has a rung other"),
    ],
)
def test_a_text_of_a_day_on_which_nobody_is_contacted_says_so(
    pack: str, day: str, why: str, tmp_path: Path
) -> None:
    file = tmp_path / "bank.toml"
    # A ladder that begins later can be read out before it contacts anybody.
    file.write_text(pack_text(pack) + LATER, encoding="utf-8")
    rung = "letter_1" if pack == "cn" else "other"
    asked = ("show", rung, "--pack", str(file), "--language", "en", "--on", day)
    told = CliRunner().invoke(app, [*asked])
    assert told.exit_code == 0, told.exception
    assert told.output.startswith(f"nobody is contacted on {day}: ")
    assert why in told.output.splitlines()[0]
    plain = CliRunner().invoke(app, [*asked, "--json"])
    assert why in plain.stderr
    assert len(msgspec.json.decode(plain.stdout)) == 1


def test_a_text_of_a_day_with_contact_says_nothing_of_that() -> None:
    assert "nobody is contacted" not in arrears_words("show", "letter_1").output


def test_wrong_questions_are_answered_with_the_cure(tmp_path: Path) -> None:
    assert "name one of reminder, sms_1" in fault("show", "sms_9")
    assert "write plain, kind or firm" in fault("show", "sms_1", "--tone", "rude")
    assert "write zh, en" in fault("show", "sms_1", "--language", "fr")
    file = tmp_path / "bank.toml"
    file.write_text(GOOD, encoding="utf-8")
    assert "add them as [[words]]" in fault("list", "--pack", str(file))
    file.write_text("policy_id = 1", encoding="utf-8")
    assert "has faults" in fault("list", "--pack", str(file))
