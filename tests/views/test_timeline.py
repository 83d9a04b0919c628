"""An account's life retold from its facts and ticks, and told in plain words."""

from msgspec.structs import replace

from streams.delinquency.stage import AT_NEXT_TICK
from streams.policy.bands import AmountBand, DayBand
from streams.policy.rules import Buckets, Rules
from streams.terms.account_facts import (
    AccountOpened,
    AnyAccountFact,
    PaymentPosted,
    PaymentReversed,
    RecordRefused,
    RefusalResolved,
    StatementIssued,
)
from streams.terms.control import Tick
from streams.terms.days import AsOf, Day, Instant
from streams.terms.life_facts import AccountClosed
from streams.terms.treatment_notices import Escalation
from streams.views.timeline import Placed, retold
from streams.views.words import escalation_in_words, fact_in_words, standing_in_words

RULES = Rules(
    policy_id="p",
    digest="d",
    ladder=None,
    house=None,
    tolerance_minor={"CNY": 0},
    buckets=Buckets(
        days=(DayBand(id="m1", from_days=1),),
        amounts={"CNY": (AmountBand(id="any", from_minor=0),)},
    ),
)
OPENED = AccountOpened(
    event_id="e1", account_id="a", effective_on=Day(0), customer_id="c", currencies=("CNY",)
)
BILLED = StatementIssued(
    event_id="e2",
    account_id="a",
    effective_on=Day(10),
    statement_id="s1",
    currency="CNY",
    closed_on=Day(10),
    due_on=Day(30),
    min_due_minor=50_000,
    total_due_minor=900_000,
)
BILLED_NOTHING = replace(BILLED, min_due_minor=0, total_due_minor=0)
PAID = PaymentPosted(
    event_id="e3",
    account_id="a",
    effective_on=Day(31),
    payment_id="p1",
    currency="CNY",
    amount_minor=50_000,
    value_on=Day(31),
)
FACTS: tuple[Placed[AnyAccountFact], ...] = (
    Placed("accounts.lifecycle", 0, OPENED),
    Placed("billing.statements", 0, BILLED),
    Placed("payments.posted", 7, PAID),
)


def tick(on: int, payments: int) -> Tick:
    as_of = AsOf(Day(on), Instant(on))
    cut = {"accounts.lifecycle": 1, "billing.statements": 1, "payments.posted": payments}
    return Tick(as_of=as_of, newest=as_of, policy_digest="d", cut=cut)


def told(*ticks: Tick) -> list[str]:
    line = retold("a", FACTS, ticks, lambda _: RULES)
    return [
        (type(entry.fact).__name__ if entry.fact else "day")
        + "".join(f" {event.kind}" for event in entry.events)
        for entry in line.entries
    ]


def test_each_fact_stands_before_the_tick_that_closed_it() -> None:
    assert told(tick(10, 7), tick(31, 7), tick(32, 8)) == [
        "AccountOpened",
        "StatementIssued",
        "day",
        "day BECAME_DELINQUENT",
        "PaymentPosted CURED",
    ]


def test_a_fact_behind_every_cut_comes_last() -> None:
    assert told(tick(31, 7))[-1] == "PaymentPosted CURED"
    assert told()[-1] == "PaymentPosted"


def test_a_tick_sent_again_turns_no_day_again() -> None:
    assert told(tick(31, 7), tick(31, 8), tick(30, 8)) == told(tick(31, 7))


def test_a_refused_record_holds_the_account_from_where_it_stood() -> None:
    hold = RecordRefused(
        event_id="e5", account_id="a", effective_on=Day(0), origin="t/0/8", rule="bytes_unreadable"
    )
    placed = [*FACTS, Placed("payments.posted", 8, hold)]
    before, after = (
        retold("a", placed, [tick(31, 7), tick(32, end)], lambda _: RULES).entries[-1]
        for end in (8, 9)
    )
    assert before.as_of == AsOf(Day(32), Instant(32))
    assert after.as_of == AsOf(Day(31), Instant(31))
    for entry in (before, after):
        assert entry.fact == hold
        assert entry.after is not None
        assert entry.after.incomplete


def test_the_standing_after_it_all_is_the_stage_s_own() -> None:
    late = retold("a", FACTS[:2], [tick(31, 7)], lambda _: RULES).standing
    assert standing_in_words(late) == "m1.any, 1 day past due, 500.00 CNY"
    cured = retold("a", FACTS, [tick(31, 7), tick(32, 8)], lambda _: RULES).standing
    assert standing_in_words(cured) == "current, not late"
    assert standing_in_words(None) == "not in the public table"
    assert AT_NEXT_TICK == 0


def test_an_account_that_left_the_table_has_no_standing_and_had_one() -> None:
    closed = AccountClosed(event_id="e9", account_id="a", effective_on=Day(12), closing_id="z")
    bare = BILLED_NOTHING
    facts: list[Placed[AnyAccountFact]] = [FACTS[0], Placed("billing.statements", 0, bare)]
    facts.append(Placed("accounts.lifecycle", 1, closed))
    cut = {"accounts.lifecycle": 2, "billing.statements": 1}
    days = (12, 12 + RULES.ledger.horizon.closed_days)
    ticks = [
        Tick(as_of=at, newest=at, policy_digest="d", cut=cut)
        for at in (AsOf(Day(on), Instant(on)) for on in days)
    ]
    line = retold("a", facts, ticks, lambda _: RULES)
    *_, last = line.entries
    assert last.before is not None
    assert (last.before.life, last.after, line.standing) == ("closed", None, None)


def test_every_fact_has_words() -> None:
    back = PaymentReversed(
        event_id="e4",
        account_id="a",
        effective_on=Day(33),
        reversal_id="r",
        payment_id="p1",
        currency="CNY",
        amount_minor=50_000,
        reason="NSF",
    )
    refused = RecordRefused(
        event_id="e5", account_id="a", effective_on=Day(1), origin="t/0/1", rule="currency_unknown"
    )
    settled = RefusalResolved(
        event_id="e6",
        account_id="a",
        effective_on=Day(1),
        origin="t/0/1",
        decided_by="x",
        reason="y",
    )
    assert [fact_in_words(fact) for fact in (OPENED, BILLED, PAID, back, refused, settled)] == [
        "account opened, ledgers in CNY",
        "statement s1: 9,000.00 CNY, minimum 500.00 CNY by 1970-01-31",
        "payment p1: 500.00 CNY, value 1970-02-01",
        "payment p1 reversed: 500.00 CNY NSF",
        "record t/0/1 refused by currency_unknown: the account is held",
        "record t/0/1 settled by x: y",
    ]


def verdict(**fields: object) -> Escalation:
    given: dict[str, object] = {
        "escalation_id": "e",
        "verdict": "DUE",
        "customer_id": "c",
        "account_id": "a",
        "seq": 1,
        "ladder": "l",
        "rung": "visit_2",
        "channel": "VISIT",
        "occurrence": 1,
        "origin": "s1",
        "as_of": Day(100),
        "at": Instant(0),
        "due_on": Day(100),
        "currency": "CNY",
        "past_due_minor": 1,
        "days_past_due": 75,
        "bucket": "m3.any",
        "zone": "UTC",
        "policy_digest": "d",
    }
    return Escalation(**(given | fields))  # type: ignore[arg-type]  # fields by name


def test_a_window_is_told_by_the_clock_of_the_house() -> None:
    opens = Instant(100 * 86_400_000_000 + 3_600_000_000)
    shown = escalation_in_words(
        verdict(
            verdict="AUTHORISED",
            zone="Asia/Shanghai",
            not_before=opens,
            not_after=Instant(opens + 9 * 3_600_000_000),
        )
    )
    assert shown.endswith("AUTHORISED: may be carried out 09:00 to 18:00 Asia/Shanghai")


def test_a_verdict_names_its_rule_and_its_window() -> None:
    hour = 3_600_000_000
    words = [
        escalation_in_words(one)
        for one in (
            verdict(),
            verdict(rung="reminder", channel="SMS", days_past_due=0),
            verdict(verdict="SKIPPED", rule="no_outcome_of_visit_1"),
            verdict(verdict="DEFERRED", rule="house_hours", until_on=Day(101)),
            verdict(verdict="AUTHORISED", not_before=Instant(hour), not_after=Instant(10 * hour)),
        )
    ]
    assert words == [
        "visit_2 (VISIT) DUE: 75 days past due, due 1970-04-11",
        "reminder (SMS) DUE: before the due date, due 1970-04-11",
        "visit_2 (VISIT) SKIPPED: no outcome of visit 1 was recorded (rule no_outcome_of_visit_1)",
        (
            "visit_2 (VISIT) DEFERRED until 1970-04-12: the house was closed already"
            " (rule house_hours)"
        ),
        "visit_2 (VISIT) AUTHORISED: may be carried out on 1970-01-01 01:00 to 10:00 UTC",
    ]
