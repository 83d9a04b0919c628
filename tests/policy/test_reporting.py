"""Reports to a bureau and effective collections: how they are read, told, resolved and refused."""

import pytest

from streams.policy.reporting import Effective, Notice, Reporting
from streams.policy.telling import value_of
from tests.policy.bank import GOOD, broken_rules, on, sound, spoiled
from tests.policy.test_contact import HEAD

REPORTS = f'\n[[bureau_reports]]\nid = "law.reports"{HEAD}not_adverse = ["11", "0"]\n'
NOTICE = f'\n[[bureau_notice]]\nid = "law.notice"{HEAD}sent_days = 14\nheld_days = 10\n'
KEEP = f'\n[[bureau_keep]]\nid = "law.keep"{HEAD}years = 5\n'
PHONE = '  { id = "phone", channel = "PHONE"'
TELLS = (
    '  { id = "told", channel = "SMS", at_days = 5, window_days = 2, purpose = "BUREAU_NOTICE" },'
)
TOLD = spoiled(PHONE, f"{TELLS}\n{PHONE}")
BUREAU = f"""
[[bureau]]
id = "law.codes"{HEAD}statuses = [{{ id = "11", from_days = 0 }}, {{ id = "71", from_days = 30 }}]
marks = [{{ id = "0", from_days = 0 }}, {{ id = "1", from_days = 30 }}]
charged_off = "97"
sold = "05"
history_max = 24
"""
EFFECTIVE = f'\n[[effective_collections]]\nid = "law.two"{HEAD}apart_days = 30\n'


def test_they_hold_from_their_day_on() -> None:
    policy = sound(TOLD + BUREAU + REPORTS + NOTICE + KEEP + EFFECTIVE)
    before, after = (policy.on(on(day)).contact for day in ("2025-12-31", "2026-01-01"))
    assert (before.reporting, before.effective) == (None, None)
    assert after.reporting == Reporting(
        rule="law.reports",
        not_adverse=frozenset({"11", "0"}),
        notice=Notice(rule="law.notice", sent_days=14, held_days=10),
        keep_years=5,
    )
    assert after.effective == Effective(rule="law.two", apart_days=30)


def test_a_notice_alone_reports_nothing() -> None:
    assert sound(GOOD + NOTICE).on(on("2026-01-01")).contact.reporting is None


@pytest.mark.parametrize(
    ("text", "key", "rule"),
    [
        (REPORTS.replace('"0"', '"zero"'), "bureau_reports[0].not_adverse", "code_is_malformed"),
        (NOTICE.replace("= 14", "= -1"), "bureau_notice[0].sent_days", "days_out_of_range"),
        (NOTICE.replace("= 10", "= 0"), "bureau_notice[0].held_days", "window_out_of_range"),
        (KEEP.replace("= 5", "= 0"), "bureau_keep[0].years", "years_out_of_range"),
        (
            EFFECTIVE.replace("= 30", "= 0"),
            "effective_collections[0].apart_days",
            "window_out_of_range",
        ),
        (REPORTS + REPORTS, "bureau_reports[1].from", "dates_overlap"),
    ],
)
def test_what_no_entry_says_is_refused(text: str, key: str, rule: str) -> None:
    assert broken_rules(TOLD + BUREAU + text) == [(key, rule)]


SECOND = f"""
[[ladders]]
id = "law.other"{HEAD}ladder = "other"
by_strategy = true
rungs = [{{ id = "phone", channel = "PHONE", at_days = 8, window_days = 4 }}]
"""


def test_where_the_customer_is_told_before_every_ladder_tells() -> None:
    without = [("ladders[0].rungs", "ladder_without_bureau_notice")]
    assert broken_rules(GOOD + BUREAU + REPORTS + NOTICE) == without
    assert broken_rules(GOOD + BUREAU + REPORTS) == []
    before = NOTICE.replace("in_force", "draft")
    assert broken_rules(GOOD + BUREAU + REPORTS + before) == []
    other = ("ladders[1].rungs", "ladder_without_bureau_notice")
    assert other in broken_rules(TOLD + SECOND + BUREAU + REPORTS + NOTICE)
    assert other not in broken_rules(TOLD + SECOND + BUREAU + NOTICE)


def test_ladders_of_other_days_need_not_tell() -> None:
    over = spoiled("from = 2015-01-01\n", "from = 2015-01-01\nto = 2025-12-31\n")
    assert broken_rules(over + BUREAU + REPORTS + NOTICE) == []


def test_a_code_that_is_called_harmless_is_one_of_the_bureau() -> None:
    unknown = REPORTS.replace('"0"', '"O"')
    fault = ("bureau_reports[0].not_adverse[1]", "harmless_code_unknown")
    assert broken_rules(GOOD + BUREAU + unknown) == [fault]
    assert broken_rules(GOOD + BUREAU + unknown.replace("in_force", "draft")) == []
    for code in ("71", "1", "97", "05"):
        assert broken_rules(GOOD + BUREAU + REPORTS.replace('"0"', f'"{code}"')) == []


@pytest.mark.parametrize(
    ("bureau_from", "reports_to", "count"),
    [("2026-01-01", None, 0), ("2027-01-01", "2027-01-01", 0), ("2027-01-01", "2026-12-31", 2)],
)
def test_it_is_one_in_force_with_the_entry(
    bureau_from: str, reports_to: str | None, count: int
) -> None:
    bureau = BUREAU.replace("2026-01-01", bureau_from)
    end = "" if reports_to is None else f"to = {reports_to}\n"
    reports = REPORTS.replace("not_adverse", f"{end}not_adverse")
    assert len(broken_rules(GOOD + bureau + reports)) == count
    assert len(broken_rules(GOOD + BUREAU.replace("in_force", "draft") + reports)) == 2


def test_they_are_told_in_a_line() -> None:
    contact = sound(TOLD + BUREAU + REPORTS + NOTICE + KEEP + EFFECTIVE).sections.contact
    names = ("bureau_reports", "bureau_notice", "bureau_keep", "effective_collections")
    sections = dict(contact.each())
    assert [value_of(p.entry) for name in names for p in sections[name]] == [
        "adverse unless 11 or 0",
        "told before the first adverse report, one only sent counts 14 days later; an alert at 10",
        "kept 5 years from the end of the default",
        "two of them 30 days apart",
    ]
