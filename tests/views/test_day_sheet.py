"""A day sheet is whole, asks for nothing from elsewhere, and tells a crew no more than it needs."""

import re
from functools import cache
from html.parser import HTMLParser
from typing import get_args

import pytest
from msgspec.structs import replace

from streams.app.packs import pack_text
from streams.policy.field import FieldRules
from streams.policy.word_shapes import Language
from streams.terms.contact_facts import Outcome
from streams.terms.days import Day
from streams.terms.field_notices import VisitNotice
from streams.terms.visit_facts import DayWindow, VisitAsked
from streams.views.crew_days import crew_days
from streams.views.day_sheet import VISITS_MAX, day_sheet
from streams.views.sheet_words import SHEET_WORDS
from tests.field.field_rules import FIELD
from tests.policy.bank import sound
from tests.views.crew_visits import ON, at, notice, request

LANGUAGES: tuple[Language, ...] = get_args(Language)
MAY_APPEAR = {
    *("visit_id", "area", "point_id", "purpose", "agent_ids", "seq"),
    *("past_due_minor", "days_past_due", "currency"),
}
"""The fields of a notice and a request that a crew reads as they are.

The day, times in the zone of the address, the number of the visit and the last four characters of
the customer are told in other forms; of a second visit the result before it.
"""
_VOID = {"meta", "br", "input"}
_DRAWN = {"circle", "path", "polyline"}


class Page(HTMLParser):
    """Reads a page: its tags, attributes, texts, and whether everything opened is closed.

    `open` is what anybody may read, `behind` what stands behind a fold.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.behind: list[str] = []
        self._open: list[str] = []
        self._fold: int | None = None
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in what opens."""
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in _VOID:
            self._open.append(tag)
        if ("class", "behind") in attrs:
            assert self._fold is None
            self._fold = len(self._open)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in what opens and closes at once, as drawings alone do."""
        assert tag in _DRAWN
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        """Take in what closes: the last that opened."""
        if len(self._open) == self._fold:
            self._fold = None
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Take in a text."""
        self.texts.append(data)
        if self._fold is not None:
            self.behind.append(data)

    @property
    def said(self) -> str:
        """Return what stands on the page, style left out."""
        return " ".join(text for text in self.texts if "@page" not in text)

    @property
    def open(self) -> str:
        """Return what anybody may read who sees the page lie about."""
        behind = list(self.behind)
        return " ".join(t for t in self.texts if "@page" not in t and not _taken(behind, t))


def _taken(texts: list[str], text: str) -> bool:
    is_there = text in texts
    if is_there:
        texts.remove(text)
    return is_there


def page(
    said: list[VisitNotice], asked: list[VisitAsked], language: Language = "en", crew: int = 0
) -> str:
    return day_sheet(crew_days(said, asked, ON)[crew], FIELD, language)


def two(language: Language = "en") -> Page:
    said = [notice("v1", 9), notice("v2", 11, change="VISIT_PLANNED", agent_ids=("bob", "ada"))]
    return Page(page(said, [request("v1"), request("v2", past_due_minor=999_900)], language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_is_well_formed_and_asks_for_nothing(language: Language) -> None:
    found = two(language)
    assert not {"script", "img", "link", "iframe", "object", "form", "a", "use"} & set(found.tags)
    assert not {"src", "href", "style", "onload", "onclick"} & {
        name for name, _ in found.attributes
    }
    assert not re.search(r"url\(|@import|https?:", "".join(found.texts))
    assert "@page { size: A4;" in "".join(found.texts)
    assert ("name", "viewport") in found.attributes
    assert ("lang", language) in found.attributes


def test_each_visit_has_its_hours_in_the_zone_of_the_address_lead_and_form() -> None:
    found = two()
    assert found.tags.count("article") == 2
    assert found.tags.count("circle") == 2
    assert "1 · 09:00\N{EN DASH}09:30" in found.said
    assert "(bob leads)" in found.said
    # Once in the list, once on its form.
    assert found.said.count("NOT RELEASED") == 2
    urumqi = page([notice("v1", 9)], [request("v1", zone="Asia/Urumqi")])
    assert "07:00\N{EN DASH}07:30" in urumqi


def test_a_visit_that_is_over_says_so_on_the_list_and_on_its_form() -> None:
    said = [
        notice("v1", 9, change="VISIT_COMPLETED"),
        notice("v2", 11, change="VISIT_CANCELLED"),
    ]
    found = page(said, [request("v1"), request("v2")])
    assert (found.count("DONE: "), found.count("CANCELLED: ")) == (2, 2)
    assert "NOT RELEASED" not in found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_agreement_is_told_in_each_language_and_only_behind_the_fold(
    language: Language,
) -> None:
    found = Page(page([notice()], [request()], language))
    behind = " ".join(found.behind)
    assert "On 30 May 2026, CNY 1,234.56 was past due, for 61 days." in behind
    assert "截至2026年5月30日，逾期金额¥1,234.56，已逾期61天。" in behind  # noqa: RUF001 - Chinese
    assert "1,234.56" not in found.open


@cache
def shipped() -> FieldRules:
    """Return the rules for visits of a shipped policy, whose entries have names that say much."""
    rules = sound(pack_text("cn")).on(ON).field
    assert rules is not None
    return rules


OF_A_DEBT = re.compile(
    r"\b(debt|loan|owe|due|overdue|pay|paid|promis|amount|minimum|credit|bureau|legal steps|guarant"
    r"|hardship|collect|refus|broken|did not want)|欠|逾期|还款|债|催|担保|承诺还|征信|法律|困难"
    r"|金额|最低|信用|分期|外访",
    re.IGNORECASE,
)
"""What lets somebody who looks over a crew's shoulder guess that it is about a debt."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("purpose", ["COLLECTION", "REMINDER", "BUREAU_NOTICE", "PRE_LEGAL"])
@pytest.mark.parametrize("before", ["NOT_HOME", "PROMISE_BROKEN", "REFUSED_TO_PAY"])
def test_nothing_of_a_debt_is_read_before_the_fold(
    language: Language, purpose: str, before: str
) -> None:
    said = [
        notice("v1", 9, purpose=purpose, visit_number=2),
        notice("v2", 11, purpose=purpose, change="VISIT_PLANNED"),
    ]
    asked = [request("v1", history=(f"visit_1:{before}",)), request("v2")]
    (day,) = crew_days(said, asked, ON)
    found = Page(day_sheet(day, shipped(), language))
    assert OF_A_DEBT.findall(found.open) == []
    behind, words = " ".join(found.behind), SHEET_WORDS[language]
    assert behind.count(words[f"purpose_{purpose}"]) == len(said)
    assert words[f"before_{before}"] in behind
    # Whoever signs for a second visit states what it is for.
    assert behind.count(words["approved_by"]) == 1


def test_on_a_screen_the_fold_is_shut_until_somebody_ticks_it() -> None:
    text = page([notice()], [request()])
    assert text.count('<input type="checkbox"') == text.count('<div class="behind">') == 1
    assert "checked" not in {name for name, _ in Page(text).attributes}
    assert ".behind { display: none; }" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_known_stands_on_the_lines_of_a_form(language: Language) -> None:
    three = ("ada", "bob", "cy")
    said = [notice(agent_ids=three)]
    found = Page(page(said, [request(zone="Asia/Urumqi")], language))
    lines, words = " ".join(found.said.split()), SHEET_WORDS[language]
    # The hours are those of the address; two hours behind those of Shanghai.
    assert f"{words['check_in']} {words['planned'].format(time='08:00')}" in lines
    assert f"{words['left']} {words['by'].format(time='08:30')}" in lines
    assert FIELD.safety.check_out_minutes == 60
    assert f"{words['check_out']} {words['by'].format(time='09:30')}" in lines
    assert f"{words['present']} ada bob cy" in lines
    assert f"{words['signed_lead']} ada" in lines
    assert all(f"{words['signed']} {agent}" in lines for agent in three[1:])
    assert f"{words['promise']} CNY" in lines
    assert "CNY" not in found.open


def test_of_when_a_page_is_stands_there_by_the_clock_of_its_addresses() -> None:
    said = [notice("v1", seq=110, at=at(7)), notice("v2", 12, seq=111, at=at(8.25))]
    asked = [request("v1", zone="Asia/Urumqi"), request("v2", zone="Asia/Urumqi")]
    assert "What was known on 5 June 2026 at 06:15." in page(said, asked)
    assert "截至2026年6月5日06:15的情况" in page(said, asked, "zh")
    # Of two sheets somebody has to know which one holds.
    assert "Number 111: of two sheets" in page(said, asked)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_outcome_is_a_box_and_cash_is_never_taken(language: Language) -> None:
    said = two(language).said
    assert all(said.count(word) == 2 for word in get_args(Outcome))
    assert SHEET_WORDS[language]["never_cash"] in said
    assert SHEET_WORDS[language]["emergency_1"] in said


SAID = notice(
    "visit-id-seen",
    attempt=1,
    area="area-seen",
    customer_id="customer-id-seen-9876",
    account_id="account-id-seen",
    point_id="point-id-seen",
    purpose="PURPOSE-SEEN",
    seq=777_001,
    agent_ids=("agent-ids-seen", "bob"),
    notice_by_on=Day(ON - 3),
    rule="rule-seen",
    outcome="outcome-seen",
    findings=("findings-seen",),
    policy_digest="policy-digest-seen",
)
ASKED = request(
    "visit-id-seen",
    event_id="event-id-seen",
    source_seq=777_002,
    customer_id="customer-id-seen-9876",
    account_id="account-id-seen",
    purpose="PURPOSE-SEEN",
    point_id="point-id-seen",
    zone="Asia/Urumqi",
    windows=(DayWindow(window_on=Day(ON + 4), not_before=at(9.2), not_after=at(17.7)),),
    expires_on=Day(ON + 5),
    currency="CNY",
    past_due_minor=777_003,
    days_past_due=777_004,
    latitude_microdegrees=31_777_005,
    longitude_microdegrees=121_777_006,
    lead_before="lead-before-seen",
    not_by=("not-by-seen",),
    history=("history-seen", "VULNERABLE_STOP"),
)
SEEN = {
    "visit_id": "visit-id-seen",
    "area": "area-seen",
    "point_id": "point-id-seen",
    "purpose": "PURPOSE-SEEN",
    "agent_ids": "agent-ids-seen",
    "seq": "777001",
    "past_due_minor": "7,770.03",
    "days_past_due": "777004",
    "currency": "CNY",
    "customer_id": "customer-id-seen",
    "account_id": "account-id-seen",
    "rule": "rule-seen",
    "outcome": "outcome-seen",
    "findings": "findings-seen",
    "policy_digest": "policy-digest-seen",
    "event_id": "event-id-seen",
    "source_seq": "777002",
    "zone": "Urumqi",
    "windows": "07:12",
    "expires_on": "10 June",
    "notice_by_on": "2 June",
    "latitude_microdegrees": "777005",
    "longitude_microdegrees": "777006",
    "lead_before": "lead-before-seen",
    "not_by": "not-by-seen",
    "history": "history-seen",
}
"""Every field with a value that is found nowhere else on a page."""
TOLD_OTHERWISE = {
    *("change", "visit_number", "as_of", "visit_on", "starts_at", "ends_at", "effective_on"),
    # Nothing depends on these: there is no word for them on the page.
    *("attempt", "at", "urgent", "met", "verified"),
    # The day of the amount stands beside it, in words.
    "past_due_on",
}


def test_a_page_tells_no_more_than_a_crew_needs() -> None:
    text = page([SAID], [ASKED])
    assert {name for name, value in SEEN.items() if value in text} == MAY_APPEAR
    assert "***9876" in Page(text).said
    # It stands there once, as a box to tick.
    assert text.count("VULNERABLE_STOP") == 1


def test_whoever_adds_a_field_says_whether_a_crew_may_read_it() -> None:
    fields = {*VisitNotice.__struct_fields__, *VisitAsked.__struct_fields__}
    assert fields == {*SEEN, *TOLD_OTHERWISE}


def test_no_other_crew_s_visit_is_on_the_page() -> None:
    said = [notice("v1", 9), notice("visit-two", 10, agent_ids=("agent-eve", "agent-cy"))]
    asked = [request("v1"), request("visit-two", zone="Europe/Berlin", past_due_minor=888_800)]
    text = page(said, asked)
    for strange in ("visit-two", "agent-eve", "agent-cy", "8,888", "Berlin", "04:00", "10:00"):
        assert strange not in text
    assert "visit-two" in page(said, asked, crew=1)


HOSTILE = """"'><script>alert(1)</script>{{ 7*7 }}&amp;\N{RIGHT-TO-LEFT OVERRIDE}"""


@pytest.mark.parametrize(
    "field",
    ["visit_id", "area", "customer_id", "point_id", "purpose", "agent_ids", "policy_digest"],
)
def test_whatever_stands_in_a_record_is_text(field: str) -> None:
    value = (HOSTILE, "bob") if field == "agent_ids" else HOSTILE
    said = replace(notice(), **{field: value})
    text = page([said], [request(said.visit_id)])
    found = Page(text)
    assert "script" not in found.tags
    assert "49" not in found.said.replace("49.", "")
    assert (HOSTILE in found.said) == (field not in {"customer_id", "policy_digest"})


def test_an_amount_that_nobody_can_write_is_left_to_a_pen() -> None:
    assert "On 30 May 2026, ____ was past due" in page([notice()], [request(currency="XXQ")])


@pytest.mark.parametrize(("count", "missing"), [(VISITS_MAX, 0), (1_001, 1_001 - VISITS_MAX)])
def test_more_visits_than_a_crew_can_make_are_left_out_and_counted(
    count: int, missing: int
) -> None:
    names = [f"v{number:04}" for number in range(count)]
    said = [notice(name, 9 + number / 1_001) for number, name in enumerate(names)]
    found = Page(page(said, [request(name) for name in names]))
    assert found.tags.count("article") == VISITS_MAX
    assert found.tags.count("circle") == VISITS_MAX
    assert (f"{missing} more visits of this day are not on this sheet" in found.open) == bool(
        missing
    )
    assert ("v0039" in found.said, "v0040" in found.said) == (True, False)


def test_without_a_place_there_is_no_sketch() -> None:
    found = Page(page([notice()], [request(latitude_microdegrees=None)]))
    assert "svg" not in found.tags
    assert "No address of this day is placed." in found.said


def test_both_languages_have_the_same_words_with_the_same_gaps() -> None:
    english, chinese = SHEET_WORDS["en"], SHEET_WORDS["zh"]
    assert english.keys() == chinese.keys()
    for key, text in english.items():
        assert text.strip()
        assert chinese[key].strip()
        gaps = [sorted(re.findall(r"{(\w+)}", each)) for each in (text, chinese[key])]
        assert gaps[0] == gaps[1], key
