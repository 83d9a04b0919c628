"""The day sheet in a real browser: all is seen, nothing runs, nothing stands out of the page.

A browser of the Chromium family is used where there is one.
"""

from pathlib import Path
from typing import get_args

import pytest
from msgspec.structs import replace

from streams.app.packs import pack_text
from streams.policy.word_shapes import Language
from streams.terms.field_notices import VisitNotice
from streams.terms.visit_facts import VisitAsked
from streams.views.crew_days import crew_days
from streams.views.day_sheet import day_sheet
from streams.views.sheet_words import SHEET_WORDS
from tests.cli.browser import A4, PAPER, PHONE, Browser, Seen, program
from tests.policy.bank import sound
from tests.views.crew_visits import ON, notice, request

pytestmark = pytest.mark.slow

LANGUAGES: tuple[Language, ...] = get_args(Language)
VISITS = 6
"""As many as a crew makes on a day by the shipped policies."""
RUNS = "frameElement.dataset.ran = 'yes'"
HOSTILE = f"""<script>{RUNS}</script><img src="http://evil.example/x.png" onerror="{RUNS}">"""
CHINESE = "广东省深圳市南山区粤海街道科技园社区高新南一道0001号创新大厦" * 3
UNBROKEN = "p" + "0123456789" * 12
TURNED = "\N{RIGHT-TO-LEFT OVERRIDE}nerd\N{POP DIRECTIONAL FORMATTING}"

CARD, ID_NUMBER, PHONE_NUMBER = "6222020200112239876", "11010519491231002X", "13800138000"
"""What no crew needs, in fields that a producer may have filled by mistake."""


def page(said: list[VisitNotice], asked: list[VisitAsked], language: Language) -> str:
    rules = sound(pack_text("cn")).on(ON).field
    assert rules is not None
    (day,) = crew_days(said, asked, ON)
    return day_sheet(day, rules, language)


def plain(language: Language) -> str:
    """Return a full day: as many visits as are allowed, one of them a second one."""
    names = [f"visit-{number}" for number in range(1, VISITS + 1)]
    said = [notice(name, 9 + number) for number, name in enumerate(names)]
    said[1] = replace(said[1], visit_number=2)
    asked = [
        request(
            name,
            latitude_microdegrees=31_230_000 + 4_000 * number,
            longitude_microdegrees=121_470_000 + 3_000 * (number % 3),
            past_due_minor=100_000 + number,
            history=("letter_1:DELIVERED", "visit_1:NOT_HOME") if number == 1 else (),
        )
        for number, name in enumerate(names)
    ]
    return page(said, asked, language)


def hostile(language: Language) -> str:
    """Return a day whose records hold markup, long texts, and what belongs on no paper."""
    shown = {"point_id": f"{HOSTILE}{CHINESE}", "purpose": f"{CHINESE}{HOSTILE}"}
    hidden = {"customer_id": CARD, "account_id": ID_NUMBER}
    head = {**shown, **hidden, "area": f"{CHINESE}{HOSTILE}"}
    agents = (f"{TURNED}{HOSTILE}", f"{CHINESE}")
    said = [
        notice("v1", 9, agent_ids=agents, **head),
        notice(UNBROKEN, 11, agent_ids=agents, change="VISIT_PLANNED", area=head["area"]),
    ]
    told = {"lead_before": PHONE_NUMBER, "not_by": (PHONE_NUMBER,)}
    history = (f"phone_1:{PHONE_NUMBER}", "visit_1:VULNERABLE_STOP", "balance:-1,234,567.89")
    asked = [
        request("v1", history=history, **told, **head),
        request(UNBROKEN, past_due_minor=123_456_789_012, days_past_due=9_999),
    ]
    return page(said, asked, language)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Browser:
    found = program()
    if found is None:
        pytest.skip("there is no Chromium or Chrome on this machine to open the day sheet in")
    return Browser(found, tmp_path_factory.mktemp("browser"))


@pytest.fixture(scope="module")
def seen(browser: Browser) -> dict[str, Seen]:
    """Give what is seen of all pages at all widths, by one start of the browser."""
    pages = {}
    for language in LANGUAGES:
        for name, text in (("plain", plain(language)), ("hostile", hostile(language))):
            pages[f"{name}-{language}-phone"] = text, PHONE
            pages[f"{name}-{language}-screen"] = text, A4
            # What holds for paper is put on the screen, where it can be measured.
            on_paper = text.replace("@media print", "@media screen")
            assert on_paper != text
            pages[f"{name}-{language}-paper"] = on_paper, PAPER
            opened = text.replace('<input type="checkbox"', '<input checked type="checkbox"')
            assert opened != text
            pages[f"{name}-{language}-opened"] = opened, PHONE
    return browser.look(pages)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("where", ["phone", "opened", "screen", "paper"])
def test_each_visit_is_seen_with_all_that_a_crew_needs(
    seen: dict[str, Seen], where: str, language: Language
) -> None:
    found, words = seen[f"plain-{language}-{where}"], SHEET_WORDS[language]
    assert len(found.forms) == VISITS
    for number, form in enumerate(found.forms, 1):
        hour = 8 + number
        shown = (f"{hour:02}:00\N{EN DASH}{hour:02}:30", f"visit-{number}", f"point-visit-{number}")
        needs = (*shown, "***9876", "ada + bob", words["released"])
        assert [each for each in needs if each not in form] == []
        outcomes = (words[f"outcome_{word}"] for word in ("NOT_HOME", "RECALLED"))
        behind = (f"1,000.0{number - 1}", words["purpose_COLLECTION"], *outcomes)
        # On a screen somebody may look over a shoulder: it is shut until it is ticked.
        is_open = where in {"paper", "opened"}
        assert [each for each in behind if (each in form) != is_open] == []
    assert (words["before_NOT_HOME"] in found.forms[1]) == is_open
    head = found.text.partition(found.forms[0][:20])[0]
    assert [n for n in range(1, VISITS + 1) if f"point-visit-{n}" not in head] == []
    assert words["never_cash"] in head
    assert words["emergency_1"] in head


def test_nothing_runs_and_nothing_is_asked_for_from_elsewhere(seen: dict[str, Seen]) -> None:
    for name, found in seen.items():
        assert found.ran == "", name
        assert found.asked_for == (), name
        assert not {"SCRIPT", "IMG", "LINK", "IFRAME", "OBJECT"} & set(found.tags), name
        # What would have been markup is read as text.
        assert ("hostile" in name) == ("<script>" in found.text), name


def test_nothing_stands_out_of_a_telephone_a_screen_or_the_paper(seen: dict[str, Seen]) -> None:
    for name, found in seen.items():
        assert found.outside == (), name
        assert found.scroll_width <= found.width, name
    assert {found.width for found in seen.values()} == {PHONE, A4, PAPER}


def test_long_names_are_seen_whole(seen: dict[str, Seen]) -> None:
    for language in LANGUAGES:
        form = seen[f"hostile-{language}-phone"].forms[1]
        assert UNBROKEN in form
        assert CHINESE in seen[f"hostile-{language}-phone"].forms[0]
        assert "1,234,567,890.12" in seen[f"hostile-{language}-opened"].forms[1]


def test_what_no_crew_needs_is_on_no_page(seen: dict[str, Seen]) -> None:
    for language in LANGUAGES:
        for text in (hostile(language), seen[f"hostile-{language}-screen"].text):
            unwanted = (CARD, CARD[:8], ID_NUMBER, PHONE_NUMBER, "1,234,567.89", "letter_1")
            assert [each for each in unwanted if each in text] == []
            # The four characters by which the office tells customers apart.
            assert f"***{CARD[-4:]}" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_takes_one_sheet_of_paper_and_one_for_each_visit(
    browser: Browser, language: Language
) -> None:
    assert browser.pages_printed(plain(language)) == 1 + VISITS


def test_it_can_be_painted(browser: Browser, tmp_path: Path) -> None:
    picture = browser.painted(plain("zh"), A4, 1_123)
    (tmp_path / "sheet.png").write_bytes(picture)
    assert picture.startswith(b"\x89PNG")
    # A white page is a few kilobytes.
    assert len(picture) > 50_000
