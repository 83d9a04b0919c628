"""What delinquency said is told by what changed, not by the names of its fields."""

import pytest

from streams.terms.days import Day, parse_day
from streams.terms.delinquency_notices import (
    Corrected,
    CorrectedSpan,
    DueKind,
    DueNotice,
    PromiseNotice,
    PromiseStatus,
    ReviewNotice,
    ReviewStatus,
)
from streams.views.notices_told import notice_told

ON = parse_day("2026-05-01")
WHY = "it reaches back beyond the late horizon (rule beyond_late_horizon)"


def due(kind: DueKind, amount_minor: int, valid_until: Day | None = None) -> DueNotice:
    return DueNotice(
        event_id="e",
        due_id="d",
        kind=kind,
        account_id="a",
        customer_id="c",
        seq=1,
        as_of=ON,
        currency="CNY",
        amount_minor=amount_minor,
        origin="s1",
        valid_until=valid_until,
        policy_digest="d",
        cause=None,
    )


def promise(status: PromiseStatus, paid_minor: int, short_minor: int) -> PromiseNotice:
    return PromiseNotice(
        event_id="e",
        account_id="a",
        customer_id="c",
        seq=1,
        as_of=ON,
        promise_id="p1",
        currency="CNY",
        status=status,
        paid_minor=paid_minor,
        short_minor=short_minor,
        cause=None,
    )


def review(status: ReviewStatus, decided_by: str | None = None) -> ReviewNotice:
    return ReviewNotice(
        event_id="e",
        item_id="i1",
        status=status,
        account_id="a",
        seq=1,
        as_of=ON,
        rule="beyond_late_horizon",
        fact_kind="PaymentPosted",
        business_id="p9",
        effective_on=Day(ON - 500),
        deadline_on=Day(ON + 30),
        decided_by=decided_by,
        cause="e9",
    )


def test_a_correction_names_the_days_and_how_they_stood() -> None:
    late = CorrectedSpan(
        first_on=ON,
        last_on=Day(ON + 2),
        was_oldest_due_on=Day(ON - 1),
        is_oldest_due_on=None,
        was_bucket="m1.small",
        is_bucket="current",
    )
    again = CorrectedSpan(
        first_on=Day(ON + 5),
        last_on=Day(ON + 5),
        was_oldest_due_on=None,
        is_oldest_due_on=Day(ON + 4),
        was_bucket="current",
        is_bucket="m1.small",
    )
    said = Corrected(
        event_id="e",
        account_id="a",
        customer_id="c",
        seq=1,
        as_of=Day(ON + 9),
        currency="CNY",
        days_changed=4,
        spans=(late, again),
        policy_digest="d",
        cause="e9",
    )
    kind, words = notice_told(said)
    assert kind == "correction"
    assert words == (
        "4 days of CNY stood otherwise than said: 2026-05-01 to 2026-05-03 m1.small since"
        " 2026-04-30 -> current; 2026-05-06 to 2026-05-06 current -> m1.small since 2026-05-05"
    )


@pytest.mark.parametrize(
    ("notice", "words"),
    [
        (promise("OPEN", 0, 60_000), "promise p1 open: 0.00 CNY paid, 600.00 CNY missing"),
        (promise("KEPT", 60_000, 0), "promise p1 kept: 600.00 CNY paid"),
        (due("LATE_FEE", 2_500), "late fee due: 25.00 CNY, of s1"),
        (due("PENALTY_INTEREST", 0), "penalty interest taken back, of s1"),
        (due("WAIVER_OFFERED", 2_500, ON), "waiver offered: 25.00 CNY until 2026-05-01, of s1"),
        (due("WAIVER_EARNED", 2_500), "waiver earned: 25.00 CNY, of s1"),
    ],
)
def test_promises_and_dues_are_told_with_their_amounts(
    notice: PromiseNotice | DueNotice, words: str
) -> None:
    kind, text = notice_told(notice)
    assert (kind, text) == ("promise" if isinstance(notice, PromiseNotice) else "due", words)


@pytest.mark.parametrize(
    ("notice", "words"),
    [
        (
            review("OPEN"),
            f"waits for a person until 2026-05-31: {WHY}, item i1",
        ),
        (
            review("OVERDUE"),
            f"waits longer than it may, until 2026-05-31: {WHY}, item i1",
        ),
        (review("DISCARDED", "ann"), "discarded by ann, item i1"),
        (
            review("APPLIED"),
            "waits no longer, item i1: what it waited for has come",
        ),
    ],
)
def test_an_item_of_work_says_what_waits_and_why(notice: ReviewNotice, words: str) -> None:
    assert notice_told(notice) == ("review", f"payment posted p9 of 2024-12-17 {words}")
