"""The days a late fact changes, counted by hand."""

from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import parse_day
from streams.terms.delinquency_notices import CorrectedSpan
from tests.delinquency.second.books import RULES
from tests.delinquency.second.corrections import corrected_spans
from tests.delinquency.second.saying import bill, opened, paid

BILLED: list[AnyAccountFact] = [opened(), bill("s1", "2026-01-01", "2026-01-21", 30_000)]


def spans(*late: AnyAccountFact) -> list[CorrectedSpan]:
    first_on, as_of = parse_day("2026-01-10"), parse_day("2026-02-25")
    return corrected_spans(BILLED, [*BILLED, *late], RULES, first_on, as_of).get("CNY", [])


def span(first: str, last: str, bucket: str) -> CorrectedSpan:
    return CorrectedSpan(
        first_on=parse_day(first),
        last_on=parse_day(last),
        was_oldest_due_on=parse_day("2026-01-21"),
        is_oldest_due_on=None,
        was_bucket=bucket,
        is_bucket="current",
    )


def test_a_payment_valued_in_time_and_said_late_takes_back_every_late_day() -> None:
    # Late from 22 January; day 31, the second month, is 21 February; the day it is said on is not
    # the past.
    assert spans(paid("p1", "2026-01-20", 30_000)) == [
        span("2026-01-22", "2026-02-20", "m1.small"),
        span("2026-02-21", "2026-02-24", "m2.small"),
    ]


def test_a_payment_valued_late_takes_back_the_days_from_then_on() -> None:
    assert spans(paid("p1", "2026-02-22", 30_000)) == [span("2026-02-22", "2026-02-24", "m2.small")]


def test_what_changes_no_day_corrects_nothing() -> None:
    assert spans(paid("p1", "2026-01-25", 1_000)) == []
    assert spans(paid("p1", "2026-02-25", 30_000)) == []
