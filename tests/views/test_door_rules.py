"""The list to tick has the fifteen rules of a visit, each once, with the policy's own numbers."""

import re

from msgspec.structs import replace

from streams.terms.days import parse_day
from streams.views.door_rules import door_rules
from streams.views.sheet_words import SHEET_WORDS
from tests.field.field_rules import FIELD
from tests.views.crew_visits import ON

FIFTEEN = {
    *("V.last_resort", "V.two_agents", "V.certified", "V.fit_agent", "V.legal_hours"),
    *("V.no_holiday", "V.notice", "V.address", "V.identify", "V.no_entry", "V.recording"),
    *("V.third_party", "V.leave", "V.vulnerable", "V.safety"),
}
"""The rules for home visits (regulations, section 5), written here by hand."""


def test_each_of_the_fifteen_rules_stands_once_in_each_language() -> None:
    for words in SHEET_WORDS.values():
        groups = door_rules(FIELD, ON, words)
        listed = [line.rule for lines in groups.values() for line in lines]
        assert len(listed) == 15
        assert set(listed) == FIFTEEN


def test_who_it_is_comes_before_any_word_of_a_debt_and_the_recording_before_that() -> None:
    lines = door_rules(FIELD, ON, SHEET_WORDS["en"])["at_the_door"]
    assert [line.rule for line in lines] == [
        *("V.two_agents", "V.recording", "V.identify", "V.third_party"),
        *("V.no_entry", "V.vulnerable", "V.leave"),
    ]


def test_the_numbers_are_those_of_the_policy_in_both_languages() -> None:
    site = replace(FIELD.on_site, gap_seconds_max=41, leave_minutes_max=2, visit_minutes_max=33)
    rules = replace(
        FIELD,
        on_site=site,
        two_agents=replace(FIELD.two_agents, agents_min=3),
        notice=replace(FIELD.notice, days=6),
        safety=replace(FIELD.safety, check_out_minutes=47),
        last_resort=replace(FIELD.last_resort, tries_min=5, tries_days_min=4),
    )
    for words in SHEET_WORDS.values():
        lines = [line.text for each in door_rules(rules, ON, words).values() for line in each]
        said = " ".join(lines)
        numbers = sorted(map(int, re.findall(r"(?<![\d:])\d+(?![\d:])", said)))
        assert numbers == [2, 3, 4, 5, 6, 33, 41, 47]
        assert not re.search(r"[{}]", said)


def test_the_hours_are_those_of_the_house_by_daylight_of_the_month() -> None:
    light = replace(FIELD.daylight, closes_minutes=(*(1_020,) * 5, 1_170, *(1_020,) * 6))
    june = replace(FIELD, daylight=light)

    def hours(day: str) -> str:
        lines = door_rules(june, parse_day(day), SHEET_WORDS["en"])["before_you_go"]
        return next(line.text for line in lines if line.rule == "V.legal_hours")

    assert "between 09:00 and 18:00" in hours("2026-06-05")
    assert "between 09:00 and 17:00" in hours("2026-05-31")
