"""A rule is told as it stood on its day in the policy that a verdict was judged by."""

import pytest

from streams.terms.days import parse_day
from streams.views.sources import rule_told
from tests.views.dossiers import shipped

CN = shipped("cn")
ONE_A_DAY = "one a day per customer, all channels together"
ON = parse_day("2026-04-01")


@pytest.mark.parametrize(
    ("rule", "stands"),
    [
        ("CN25.calls", "GB/T 45251-2025, 5.3 (standard, confidence S)"),
        ("cn.ladder", "product choice (product)"),
        (
            "house_hours",
            "cn.house_hours, product choice, inside CN26.hours and CN25.hours (product)",
        ),
        ("needs_letter_1", "cn.ladder, product choice (product)"),
        ("stop_attorney", "product choice (as in 12 CFR 1006.6(b))"),
        ("a_rule_of_a_later_version", "unknown to this program"),
    ],
)
def test_a_rule_stands_in_the_policy_or_in_the_house(rule: str, stands: str) -> None:
    assert rule_told(rule, CN, ON, "cn-card").stands == stands


def test_what_an_entry_says_is_its_value_and_what_a_house_rule_says_its_sentence() -> None:
    assert rule_told("CN25.calls", CN, ON).says == "PHONE: at most 3 answered a day, over a person"
    assert rule_told("house_hours", CN, ON).says == "the house was closed already"


def test_without_its_policy_a_rule_of_the_house_is_told_all_the_same() -> None:
    told = rule_told("window_over", None, ON)
    assert (told.says, told.entry) == ("its window was over", "")
    assert rule_told("CN25.calls", None, ON).source == "unknown to this program"
