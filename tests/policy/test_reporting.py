"""Reports to a bureau and effective collections: how they are read, told, resolved and refused."""

import pytest

from streams.policy.reporting import Effective, Notice, Reporting
from streams.policy.telling import value_of
from tests.policy.bank import GOOD, broken_rules, on, sound
from tests.policy.test_contact import HEAD

REPORTS = f'\n[[bureau_reports]]\nid = "law.reports"{HEAD}not_adverse = ["11", "0"]\n'
NOTICE = f'\n[[bureau_notice]]\nid = "law.notice"{HEAD}sent_days = 14\nheld_days = 10\n'
KEEP = f'\n[[bureau_keep]]\nid = "law.keep"{HEAD}years = 5\n'
EFFECTIVE = f'\n[[effective_collections]]\nid = "law.two"{HEAD}apart_days = 30\n'


def test_they_hold_from_their_day_on() -> None:
    policy = sound(GOOD + REPORTS + NOTICE + KEEP + EFFECTIVE)
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
    assert broken_rules(GOOD + text) == [(key, rule)]


def test_they_are_told_in_a_line() -> None:
    contact = sound(GOOD + REPORTS + NOTICE + KEEP + EFFECTIVE).sections.contact
    names = ("bureau_reports", "bureau_notice", "bureau_keep", "effective_collections")
    sections = dict(contact.each())
    assert [value_of(p.entry) for name in names for p in sections[name]] == [
        "adverse unless 11 or 0",
        "told before the first adverse report, one only sent counts 14 days later; an alert at 10",
        "kept 5 years from the end of the default",
        "two of them 30 days apart",
    ]
