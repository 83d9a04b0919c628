"""The shipped clocks at their edges, each number reasoned from its rule by hand."""

import pytest

from streams.app.packs import pack_names, pack_text
from streams.policy.ledger import Classification, LedgerRules
from tests.policy.bank import on, sound

PACKS = {name: sound(pack_text(name)) for name in pack_names()}


def rules(pack: str, day: str = "2026-06-01") -> LedgerRules:
    return PACKS[pack].on(on(day)).ledger


def clock(pack: str, name: str, day: str = "2026-06-01") -> Classification:
    (found,) = (c for c in rules(pack, day).clocks if c.id == name)
    return found


def worse(pack: str, days: int, day: str = "2026-06-01") -> str:
    reported = [clock(pack, name, day) for name in rules(pack, day).reported]
    return max(reported, key=lambda c: c.rank_of(days)).class_of(days)


# Art. 92: 1-90 special mention, 91-120 substandard, 121-180 doubtful, above 180 loss.
CARD = {
    0: "normal",
    1: "special_mention",
    90: "special_mention",
    91: "substandard",
    120: "substandard",
    121: "doubtful",
    180: "doubtful",
    181: "loss",
    361: "loss",
}
# More than 90, 270 and 360 days; what is past due at all is special mention.
GENERAL = {
    0: "normal",
    1: "special_mention",
    90: "special_mention",
    91: "substandard",
    181: "substandard",
    270: "substandard",
    271: "doubtful",
    360: "doubtful",
    361: "loss",
}


@pytest.mark.parametrize(("days", "name"), CARD.items())
def test_the_chinese_card_tier(days: int, name: str) -> None:
    assert clock("cn", "card").class_of(days) == name


@pytest.mark.parametrize(("days", "name"), GENERAL.items())
def test_the_chinese_general_tier(days: int, name: str) -> None:
    assert clock("cn", "general").class_of(days) == name


@pytest.mark.parametrize("days", sorted(CARD.keys() | GENERAL.keys()))
def test_the_worse_tier_is_the_card_rule_s(days: int) -> None:
    # It reaches every class on the same day as the general rule, or before it.
    assert worse("cn", days) == clock("cn", "card").class_of(days)
    assert clock("cn", "card").rank_of(days) >= clock("cn", "general").rank_of(days)


def test_before_the_general_rule_the_card_tier_stands_alone() -> None:
    assert rules("cn", "2023-06-30").reported == ("card",)
    assert rules("cn", "2023-07-01").reported == ("card", "general")
    assert [c.id for c in rules("cn", "2023-06-30").clocks] == ["card", "ifrs"]
    assert [c.id for c in rules("cn", "2017-12-31").clocks] == ["card"]


@pytest.mark.parametrize("pack", ["cn", "eu", "house", "in", "uk"])
@pytest.mark.parametrize(
    ("days", "stage"),
    [(0, "stage_1"), (30, "stage_1"), (31, "stage_2"), (90, "stage_2"), (91, "stage_3")],
)
def test_the_accounting_stage_follows_thirty_and_ninety_days(
    pack: str, days: int, stage: str
) -> None:
    assert clock(pack, "ifrs").class_of(days) == stage


# 90 days make an open-end account substandard, 180 a loss; the days themselves included.
@pytest.mark.parametrize(
    ("days", "name"),
    [(0, "pass"), (89, "pass"), (90, "substandard"), (179, "substandard"), (180, "loss")],
)
def test_the_american_classes(days: int, name: str) -> None:
    assert clock("us", "ffiec").class_of(days) == name
    assert worse("us", days) == name


def test_an_american_charge_off_is_due_with_the_loss() -> None:
    assert rules("us").charge_off_days == 180
    assert rules("cn").charge_off_days is None


# 11 to day 29, 71 to 59, 78 to 89, 80 to 119, 82 to 149, 83 to 179, then 84.
@pytest.mark.parametrize(
    ("days", "status", "mark"),
    [
        (0, "11", "0"),
        (29, "11", "0"),
        (30, "71", "1"),
        (59, "71", "1"),
        (60, "78", "2"),
        (89, "78", "2"),
        (90, "80", "3"),
        (119, "80", "3"),
        (120, "82", "4"),
        (149, "82", "4"),
        (150, "83", "5"),
        (179, "83", "5"),
        (180, "84", "6"),
        (720, "84", "6"),
    ],
)
def test_bureau_status_and_mark(days: int, status: str, mark: str) -> None:
    bureau = rules("us").bureau
    assert bureau is not None
    assert (bureau.statuses.class_of(days), bureau.marks.class_of(days)) == (status, mark)


def test_bureau_codes_of_what_has_left_the_books() -> None:
    bureau = rules("us").bureau
    assert bureau is not None
    assert (bureau.charged_off, bureau.sold, bureau.history_max) == ("97", "05", 24)


def test_european_default_needs_both_limits_and_more_than_ninety_days() -> None:
    material = rules("eu").materiality
    assert material is not None
    assert (material.amounts_minor, material.share_bp) == ({"EUR": 100_00}, 100)
    # Three months are at most 92 days: July, August and September have as many, 31 + 31 + 30.
    assert (material.days_max, material.cure_days) == (90, 92)
    assert rules("eu", "2018-05-06").materiality is None


def test_an_american_re_age_counts_rarely() -> None:
    limits = rules("us").re_age
    assert limits is not None
    assert (limits.account_months_min, limits.within_12_months_max) == (9, 1)
    assert (limits.within_5_years_max, limits.workouts_within_5_years_max) == (2, 1)
    assert rules("cn").re_age is None


def test_in_the_united_kingdom_no_sum_is_too_small_for_default() -> None:
    material = rules("uk").materiality
    assert material is not None
    assert (material.amounts_minor, material.share_bp, material.days_max) == ({"GBP": 0}, 0, 90)
    assert rules("uk", "2024-12-31").materiality is None
