"""What is left to people and billing: the newest word about each promise, due and item."""

from streams.runs.casework import Casework, DueLine, VisitsLine, casework_of, visits_ahead
from streams.terms.days import Day, iso
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
from tests.views import crew_visits
from tests.views.crew_visits import notice

ON = Day(20_000)


def promise(account: str, status: PromiseStatus) -> PromiseNotice:
    return PromiseNotice(
        event_id="e",
        account_id=account,
        customer_id="c",
        seq=1,
        as_of=ON,
        promise_id="p1",
        currency="CNY",
        status=status,
        paid_minor=0,
        short_minor=0,
        cause=None,
    )


def due(due_id: str, kind: DueKind, amount_minor: int) -> DueNotice:
    return DueNotice(
        event_id="e",
        due_id=due_id,
        kind=kind,
        account_id="a",
        customer_id="c",
        seq=1,
        as_of=ON,
        currency="CNY",
        amount_minor=amount_minor,
        origin="s1",
        valid_until=None,
        policy_digest="d",
        cause=None,
    )


def correction(days: int) -> Corrected:
    span = CorrectedSpan(
        first_on=Day(ON - days),
        last_on=Day(ON - 1),
        was_oldest_due_on=ON,
        is_oldest_due_on=None,
        was_bucket="m1",
        is_bucket="current",
    )
    return Corrected(
        event_id="e",
        account_id="a",
        customer_id="c",
        seq=1,
        as_of=ON,
        currency="CNY",
        days_changed=days,
        spans=(span,),
        policy_digest="d",
        cause="f",
    )


def review(item_id: str, status: ReviewStatus) -> ReviewNotice:
    return ReviewNotice(
        event_id="e",
        item_id=item_id,
        status=status,
        account_id="a",
        seq=1,
        as_of=ON,
        rule="r",
        fact_kind="k",
        business_id="b",
        effective_on=ON,
        deadline_on=ON,
        decided_by=None,
        cause=None,
    )


def test_nothing_said_is_nothing_left() -> None:
    assert casework_of((), (), (), ()) == Casework()


def test_visits_that_are_to_be_made_are_those_of_the_last_day_and_of_later_ones() -> None:
    on = crew_visits.ON
    said = [
        notice("missed", visit_on=Day(on - 1)),
        notice("today"),
        notice("made", change="VISIT_COMPLETED"),
        notice("later", change="VISIT_PLANNED", visit_on=Day(on + 3)),
    ]
    assert visits_ahead(said, on) == (
        VisitsLine("north", iso(on), 0, 1),
        VisitsLine("north", iso(Day(on + 3)), 1, 0),
    )


def test_the_newest_word_counts_and_promises_of_two_accounts_are_two() -> None:
    found = casework_of(
        (promise("a", "OPEN"), promise("b", "OPEN"), promise("a", "KEPT")),
        (
            due("d1", "LATE_FEE", 1_000),
            due("d2", "LATE_FEE", 2_000),
            due("d1", "LATE_FEE", 500),
            due("d3", "WAIVER_OFFERED", 700),
            due("d3", "WAIVER_OFFERED", 0),
        ),
        (correction(3), correction(2)),
        (
            review("i1", "OPEN"),
            review("i2", "OPEN"),
            review("i3", "OPEN"),
            review("i2", "OVERDUE"),
            review("i3", "APPLIED"),
        ),
    )
    assert found == Casework(
        promises={"KEPT": 1, "OPEN": 1},
        dues=(DueLine("LATE_FEE", "CNY", 2, 2_500),),
        corrections=2,
        days_corrected=5,
        waiting=2,
        overdue=1,
    )
