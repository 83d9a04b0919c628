"""The story in the order in which things took effect, held against the public table."""

from msgspec.structs import replace

from streams.terms.account_facts import AnyAccountFact, PaymentPosted, RefusalResolved
from streams.terms.contact_facts import VisitOutcome
from streams.terms.days import AsOf, Day, Instant, parse_day
from streams.terms.delinquency_notices import (
    Corrected,
    CorrectedSpan,
    DelinquencyEvent,
    DueNotice,
)
from streams.terms.profile_facts import StopPlaced
from streams.terms.records import DeadLetter
from streams.terms.standing import LedgerStanding, Standing
from streams.terms.treatment_notices import Escalation, Verdict
from streams.views.agreement import agreement, row_on
from streams.views.story import Said, story
from streams.views.timeline import Entry, Heard, Timeline

ON = parse_day("2026-05-01")
LEDGER = LedgerStanding(
    currency="CNY", balance_minor=90_000, past_due_minor=50_000, oldest_due_on=ON, bucket="m1.small"
)
LATE = Standing(
    account_id="a",
    customer_id="c",
    version=2,
    as_of=ON,
    days_past_due=3,
    bucket="m1.small",
    ledgers=(LEDGER,),
)
PAID = PaymentPosted(
    event_id="e-paid",
    account_id="a",
    effective_on=ON,
    payment_id="p1",
    currency="CNY",
    amount_minor=50_000,
    value_on=ON,
)


def entry(on: int, fact: AnyAccountFact | None, after: Standing | None = LATE) -> Entry:
    return Entry(AsOf(Day(on), Instant(on)), fact, None, (), LATE, after)


def verdict(on: int, said: Verdict, rule: str | None = None) -> Escalation:
    return Escalation(
        escalation_id="x",
        verdict=said,
        customer_id="c",
        account_id="a",
        seq=1,
        ladder="l",
        rung="sms_1",
        channel="SMS",
        occurrence=1,
        origin="s1",
        as_of=Day(on),
        at=Instant(on),
        due_on=ON,
        currency="CNY",
        past_due_minor=50_000,
        days_past_due=4,
        bucket="m1.small",
        zone="UTC",
        policy_digest="d",
        rule=rule,
    )


def event(on: int, cause: str | None) -> DelinquencyEvent:
    return DelinquencyEvent(
        event_id=f"event-{on}",
        kind="BECAME_DELINQUENT",
        account_id="a",
        customer_id="c",
        seq=1,
        as_of=Day(on),
        currency="CNY",
        episode_origin="s1",
        days_past_due=1,
        bucket="m1.small",
        previous_bucket="current",
        past_due_minor=50_000,
        oldest_due_on=ON,
        policy_digest="d",
        cause=cause,
    )


def letter(stage: str, offset: int) -> DeadLetter:
    return DeadLetter(
        topic="payments.posted",
        partition=0,
        offset=offset,
        at=Instant(0),
        key=b"a",
        value=b"",
        headers=(),
        stage=stage,
        rule="value_missing",
        detail="the record has no value",
    )


def no_ground(one: Escalation) -> str:
    del one
    return ""


def told(*entries: Entry, said: Said) -> list[str]:
    lines = story(Timeline(entries, LATE), said, no_ground)
    return [f"{line.kind} {line.text.split(':')[0]}" for line in lines][:-2]


def test_a_tick_s_verdicts_stand_before_the_facts_that_came_after_it() -> None:
    authorised, cancelled = verdict(ON, "AUTHORISED"), verdict(ON, "CANCELLED", "cured")
    said = Said(escalations=(verdict(ON - 1, "DUE"), authorised, cancelled))
    assert told(entry(ON, None), entry(ON, PAID), said=said) == [
        "escalation sms_1 (SMS) DUE",
        "escalation sms_1 (SMS) AUTHORISED",
        "fact payment p1",
        "escalation sms_1 (SMS) CANCELLED",
    ]


def test_what_happened_to_the_customer_stands_between_the_ticks() -> None:
    stop = StopPlaced(
        event_id="e1", customer_id="c", effective_on=ON, stop_id="st1", kind="ATTORNEY"
    )
    here = VisitOutcome(
        event_id="e2",
        customer_id="c",
        effective_on=ON,
        escalation_id="x",
        account_id="a",
        visit_number=1,
        outcome="NOT_HOME",
        at=Instant(0),
    )
    before, elsewhere = replace(stop, stop_id="st0"), replace(here, account_id="another")
    on = AsOf(ON, Instant(ON))
    said = Said(
        heard=(Heard(None, before), Heard(on, here), Heard(on, stop), Heard(on, elsewhere)),
        escalations=(verdict(ON, "AUTHORISED"), verdict(ON, "CANCELLED", "stop_attorney")),
        table=LATE,
    )
    assert told(entry(ON, None), entry(ON, PAID), entry(ON + 1, PAID), said=said) == [
        "customer stop st0 placed (***)",
        "escalation sms_1 (SMS) AUTHORISED",
        "fact payment p1",
        "customer visit 1 ended",
        "customer stop st1 placed (***)",
        "escalation sms_1 (SMS) CANCELLED",
        "fact payment p1",
    ]


def test_a_verdict_without_a_rule_names_its_ground() -> None:
    said = Said(escalations=(verdict(ON, "DUE"), verdict(ON, "SKIPPED", "outage")))
    lines = story(Timeline((), LATE), said, lambda one: "" if one.rule else "p 1: a.ladder")
    due, skipped, *_ = [line.text for line in lines]
    assert due.endswith(", due 2026-05-01; by p 1: a.ladder")
    assert skipped.endswith("(rule outage)")


def test_what_followed_a_cancellation_of_the_day_before_keeps_its_order() -> None:
    cancelled = verdict(ON, "CANCELLED", "cured")
    said = Said(escalations=(cancelled, verdict(ON + 1, "DUE")))
    turned = entry(ON + 1, None, replace(LATE, bucket="m2.small"))
    assert told(entry(ON, PAID), turned, said=said) == [
        "fact payment p1",
        "escalation sms_1 (SMS) CANCELLED",
        "standing m1.small, 3 days past due, 500.00 CNY  ->  m2.small, 3 days past due, 500.00 CNY",
        "escalation sms_1 (SMS) DUE",
    ]


def test_an_event_stands_behind_the_fact_or_the_day_that_caused_it() -> None:
    said = Said(notices=(event(ON, None), event(ON, "e-paid"), event(ON + 9, None)))
    assert told(entry(ON, None), entry(ON, PAID), entry(ON, PAID), said=said) == [
        "event became delinquent",
        "fact payment p1",
        "event became delinquent",
        "fact payment p1",
        "event became delinquent",
    ]


def test_all_that_delinquency_says_stands_in_its_one_order() -> None:
    fee = DueNotice(
        event_id="due-1",
        due_id="d",
        kind="LATE_FEE",
        account_id="a",
        customer_id="c",
        seq=2,
        as_of=ON,
        currency="CNY",
        amount_minor=2_500,
        origin="s1",
        valid_until=None,
        policy_digest="d",
        cause=None,
    )
    corrected = Corrected(
        event_id="corrected-1",
        account_id="a",
        customer_id="c",
        seq=3,
        as_of=ON,
        currency="CNY",
        days_changed=1,
        spans=(
            CorrectedSpan(
                first_on=ON,
                last_on=ON,
                was_oldest_due_on=ON,
                is_oldest_due_on=None,
                was_bucket="m1.small",
                is_bucket="current",
            ),
        ),
        policy_digest="d",
        cause="e-paid",
    )
    said = Said(notices=(event(ON, None), fee, corrected))
    assert told(entry(ON, None), entry(ON, PAID), said=said) == [
        "event became delinquent",
        "due late fee due",
        "fact payment p1",
        "correction 1 day of CNY stood otherwise than said",
    ]


def test_a_change_of_holds_or_of_life_alone_is_a_line() -> None:
    paused, closed = replace(LATE, holds=("breathing_space",)), replace(LATE, life="closed")
    sold = replace(LATE, life="sold", holds=("sold",))
    changed = [entry(ON, PAID, after) for after in (paused, closed, sold, None)]
    lines = story(Timeline(tuple(changed), None), Said(), no_ground)
    assert [line.text.split("  ->  ")[1] for line in lines if line.kind == "standing"] == [
        "m1.small, 3 days past due, 500.00 CNY, held by ***",
        "m1.small, 3 days past due, 500.00 CNY, closed",
        "m1.small, 3 days past due, 500.00 CNY, held by sold",
        "not in the public table",
    ]


def test_a_change_shows_before_and_after_and_none_shows_nothing() -> None:
    cured = replace(LATE, bucket="current", days_past_due=0, ledgers=())
    changed, same = entry(ON, PAID, cured), entry(ON, PAID)
    lines = list(story(Timeline((changed,), cured), Said(), no_ground))
    assert lines[1].text == "m1.small, 3 days past due, 500.00 CNY  ->  current, not late"
    kinds = [line.kind for line in story(Timeline((same,), LATE), Said(), no_ground)]
    assert kinds[:2] == ["fact", "stands"]


def test_letters_say_whether_a_person_has_settled_them() -> None:
    settled = RefusalResolved(
        event_id="e",
        account_id="a",
        effective_on=ON,
        origin="payments.posted/0/1",
        decided_by="ann",
        reason="sent again",
    )
    said = Said(
        letters=(letter("delinquency", 1), letter("delinquency", 2), letter("treatment", 3)),
        resolved=frozenset({"payments.posted/0/3"}),
    )
    assert told(entry(ON, settled), said=said)[1:] == [
        "refused payments.posted/0/1 by value_missing, settled",
        "refused payments.posted/0/2 by value_missing, open",
        "refused payments.posted/0/3 by value_missing, settled",
    ]


def test_days_and_versions_alone_are_no_difference() -> None:
    ledgers = (replace(LEDGER, days_past_due=8, delinquent_days=8),)
    later = replace(LATE, version=9, as_of=Day(ON + 5), days_past_due=8, ledgers=ledgers)
    assert agreement(LATE, later) == "agrees with the public table"


def test_each_difference_is_named_with_both_sides() -> None:
    other = replace(
        LATE,
        incomplete=True,
        ledgers=(replace(LEDGER, past_due_minor=1, oldest_due_on=None),),
    )
    assert agreement(LATE, other) == (
        "differs from the public table (incomplete: false here, true there; CNY past due:"
        " 500.00 CNY here, 0.01 CNY there; CNY oldest due on: 2026-05-01 here, nothing there):"
        " is every worker up to date?"
    )
    split = replace(LEDGER, parts_minor={"fee": 100, "cost": 5}, classes={"cn.card": "loss"})
    held = replace(LATE, life="closed", holds=("pause", "dispute"), ledgers=(split,))
    assert agreement(LATE, held) == (
        "differs from the public table (life: open here, closed there; holds: nothing here, pause,"
        " dispute there; CNY parts: nothing here, cost 0.05 CNY and fee 1.00 CNY there; CNY"
        " classes: nothing here, cn.card loss there): is every worker up to date?"
    )
    none = replace(LATE, ledgers=())
    assert "CNY bucket: m1.small here, nothing there" in agreement(LATE, none)
    assert "CNY bucket: nothing here, m1.small there" in agreement(none, LATE)


def test_where_a_run_goes_on_the_row_of_the_day_is_compared_not_the_newest() -> None:
    before, first, second, after = (
        replace(LATE, version=version, as_of=Day(on), bucket=bucket)
        for version, on, bucket in (
            (1, ON - 3, "current"),
            (2, ON, "m1.small"),
            (3, ON, "m2.small"),
            (4, ON + 1, "m3.small"),
        )
    )
    rows = (before, first, second, after)
    assert row_on(ON, rows, replace(LATE, bucket="m1.small")) is first
    assert row_on(ON, rows, replace(LATE, bucket="current")) is before
    assert row_on(ON, rows, replace(LATE, bucket="m3.small")) is second
    assert row_on(Day(ON - 1), rows, LATE) is before
    assert row_on(Day(ON - 9), rows, LATE) is after
    assert row_on(ON, (), LATE) is None
    assert row_on(ON, (before, None), LATE) is before
    assert row_on(ON, (before, None), None) is None


def test_what_is_missing_on_one_side_is_said() -> None:
    assert agreement(LATE, None) == "the public table has no row of this account"
    gone = agreement(None, None)
    assert gone == "agrees with the public table: it has no row of this account"
    assert agreement(None, LATE).startswith("differs from the public table: the facts found here")
