"""The stage as a whole: what a fact and a turn of the day make it say."""

from streams.delinquency.stage import AT_NEXT_TICK, apply, blank, turn
from streams.policy.ledger import Grace, LateFee
from streams.terms.days import AsOf, parse_day
from streams.terms.delinquency_notices import (
    AccountTableRow,
    DelinquencyEvent,
    DueNotice,
    PromiseNotice,
    ReviewNotice,
    StandingNotice,
)
from streams.terms.identity import stable_id
from tests.delinquency.facts import (
    ACCOUNT,
    RULES,
    Account,
    at,
    bill,
    charged_off,
    opened,
    paid,
    paused,
    promised,
    reversed_,
)
from tests.delinquency.ledgers import rules_with

MARCH = bill("march", "2026-03-20", "2026-04-10", 30_000)


def test_before_the_first_tick_a_fact_is_kept_and_the_row_asks_for_the_next_tick() -> None:
    step = apply(blank(ACCOUNT), MARCH, None, None)
    assert (step.notices, step.wake_on) == ((), AT_NEXT_TICK)
    account = Account().take(opened(), MARCH).tick("2026-04-11")
    assert account.kinds == ["BECAME_DELINQUENT"]


def test_nothing_is_said_before_the_opening_is_known_and_everything_then() -> None:
    account = Account("2026-04-11").take(MARCH)
    assert (account.said, account.wake_on) == ([], None)
    account.take(opened())
    assert account.kinds == ["BECAME_DELINQUENT"]
    assert account.standing.ledgers[0].past_due_minor == 30_000


def test_each_change_goes_to_the_table_and_to_the_customer_alike() -> None:
    account = Account("2026-03-01").take(opened(customer="c9"))
    table, sent = account.said
    assert isinstance(table, AccountTableRow)
    assert isinstance(sent, StandingNotice)
    assert table.standing == sent.standing
    assert (sent.standing.customer_id, sent.standing.version) == ("c9", 1)


def test_an_event_says_what_changed_and_why() -> None:
    account = Account("2026-04-10").take(opened(), MARCH).tick("2026-04-11")
    account.take(paid("p1", "2026-04-11", 30_000))
    began, cured = account.events
    assert (began.seq, began.previous_bucket, began.bucket) == (1, "current", "m1.small")
    assert (began.days_past_due, began.past_due_minor, began.cause) == (1, 30_000, None)
    assert (began.oldest_due_on, began.episode_origin) == (parse_day("2026-04-10"), "march")
    assert (cured.seq, cured.previous_bucket, cured.bucket) == (2, "m1.small", "current")
    assert (cured.days_past_due, cured.past_due_minor, cured.cause) == (0, 0, "e-p1")
    assert (cured.oldest_due_on, cured.episode_origin) == (None, "march")
    assert cured.event_id == stable_id("delinquency_event", ACCOUNT, 2)
    assert cured.policy_digest == RULES.digest


def test_a_standing_is_true_on_the_day_it_is_said() -> None:
    account = Account("2026-04-15").take(opened(), MARCH)
    standing = account.standing
    assert (standing.as_of, standing.days_past_due) == (parse_day("2026-04-15"), 5)
    assert standing.ledgers[0].days_past_due == 5
    account.take(paid("p1", "2026-04-15", 30_000))
    assert (account.standing.days_past_due, account.standing.ledgers[0].days_past_due) == (0, 0)


def test_a_repeat_of_a_fact_that_was_never_judged_is_judged() -> None:
    row = Account().take(opened(), MARCH).row
    step = apply(row, MARCH, RULES, at("2026-04-11"))
    assert len(step.notices) == 3
    assert apply(row, MARCH, None, at("2026-04-11")).notices == ()


def test_a_day_that_changes_only_the_count_says_nothing_and_keeps_the_row() -> None:
    account = Account("2026-04-11").take(opened(), MARCH)
    before, said = account.row, len(account.said)
    account.tick("2026-04-12")
    assert account.row is before
    assert len(account.said) == said
    assert account.days == 2


def test_the_row_wakes_on_the_day_after_the_due_date_then_at_each_band() -> None:
    account = Account("2026-03-20").take(opened(), MARCH)
    woken = []
    while account.wake_on is not None:
        woken.append(account.wake_on - parse_day("2026-04-10"))
        assert account.standing.next_change_on == account.wake_on
        account.tick(account.wake_on)
    assert woken == [1, 31, 61, 91]
    assert [e.bucket for e in account.events] == ["m1.small", "m2.small", "m3.small", "m4.small"]


def test_a_reject_keeps_the_row_and_its_calendar() -> None:
    account = Account("2026-03-20").take(opened(), MARCH)
    step = apply(account.row, paid("p1", "2026-03-20", 0), RULES, at("2026-03-20"))
    assert step.reject is not None
    assert step.reject.rule == "payment_amount_must_be_positive"
    assert step.row is account.row
    assert step.wake_on == account.wake_on == parse_day("2026-04-11")


def test_the_business_day_decides_and_not_the_instant_of_the_tick() -> None:
    account = Account("2026-04-10").take(opened(), MARCH)
    late_that_evening = AsOf(on=parse_day("2026-04-10"), at=at("2026-04-13").at)
    assert turn(account.row, RULES, late_that_evening).notices == ()
    first_thing = AsOf(on=parse_day("2026-04-11"), at=at("2026-04-10").at)
    assert len(turn(account.row, RULES, first_thing).notices) == 3


def test_a_repeat_says_nothing_and_keeps_row_and_calendar() -> None:
    account = Account("2026-03-20").take(opened(), MARCH)
    step = apply(account.row, MARCH, RULES, at("2026-03-20"))
    assert (step.notices, step.reject, step.wake_on) == ((), None, account.wake_on)
    assert step.row is account.row


def test_a_fact_that_is_kept_without_effect_says_nothing() -> None:
    account = Account("2026-03-20").take(opened(), MARCH)
    said = len(account.said)
    account.take(reversed_("r1", "unheard-of", "2026-03-20", 500))
    assert len(account.said) == said
    assert len(account.row.recent.reversals) == 1
    assert account.row.journal.version == 2


def test_a_reject_before_the_first_tick_still_asks_for_it() -> None:
    step = apply(blank(ACCOUNT), paid("p1", "2026-03-20", 0), None, None)
    assert step.reject is not None
    assert step.wake_on == AT_NEXT_TICK


def test_the_statement_to_come_is_told_as_it_arrives() -> None:
    account = Account("2026-03-20").take(opened(), MARCH)
    ledger = account.standing.ledgers[0]
    assert (ledger.upcoming_statement_id, ledger.upcoming_minor) == ("march", 30_000)
    assert ledger.upcoming_due_on == parse_day("2026-04-10")
    account.tick("2026-04-11")
    ledger = account.standing.ledgers[0]
    assert (ledger.upcoming_statement_id, ledger.upcoming_due_on) == (None, None)
    assert ledger.upcoming_minor == 0


def test_of_two_ledgers_late_alike_the_graver_bucket_leads() -> None:
    yen = bill("yen", "2026-03-20", "2026-04-10", 200_000, currency="JPY")
    account = Account("2026-04-11").take(opened("CNY", "JPY"), MARCH, yen)
    assert (account.standing.days_past_due, account.standing.bucket) == (1, "m1.large")
    assert [e.currency for e in account.events] == ["CNY", "JPY"]
    assert [e.seq for e in account.events] == [1, 2]


def test_a_ledger_late_the_longest_leads_although_another_has_the_graver_amount() -> None:
    yen = bill("yen", "2026-03-25", "2026-04-12", 200_000, currency="JPY")
    account = Account("2026-04-13").take(opened("JPY", "CNY"), yen, MARCH)
    assert (account.standing.days_past_due, account.standing.bucket) == (3, "m1.small")


def test_an_opening_of_higher_claim_corrects_customer_and_ledgers() -> None:
    account = Account("2026-04-11").take(opened(customer="wrong", seq=5), MARCH)
    account.take(opened("CNY", "JPY", customer="right", seq=2))
    assert account.standing.customer_id == "right"
    assert [ledger.currency for ledger in account.standing.ledgers] == ["CNY", "JPY"]
    assert account.kinds == ["BECAME_DELINQUENT"]


def test_a_stray_amount_makes_the_account_incomplete_until_a_ledger_is_declared() -> None:
    account = Account("2026-03-20").take(paid("p1", "2026-03-20", 500, currency="JPY"))
    assert account.take(opened("CNY", seq=2)).standing.incomplete is True
    account.take(opened("CNY", "JPY", seq=1))
    assert account.standing.incomplete is False
    assert account.standing.ledgers[1].balance_minor == -500


def test_a_reversal_in_the_wrong_currency_leaves_the_account_incomplete() -> None:
    account = Account("2026-03-20").take(opened("CNY", "JPY"), paid("p1", "2026-03-20", 500))
    assert account.standing.incomplete is False
    account.take(reversed_("r1", "p1", "2026-03-20", 500, currency="JPY"))
    assert account.standing.incomplete is True


_ROOMS: dict[type, str] = {
    DelinquencyEvent: "delinquency_event",
    DueNotice: "due",
    PromiseNotice: "promise",
    ReviewNotice: "review",
}


def test_the_id_of_what_is_said_is_made_of_its_room_account_and_number() -> None:
    """A later version that made other ids would say everything twice."""
    missed = promised("m1", "2026-04-11", ("2026-04-12", 5))
    contest = paid("p1", "2026-04-11", 5, event="a"), paid("p1", "2026-04-11", 6, event="b")
    fees = rules_with(
        late_fees={"CNY": LateFee(share_bp=500, least_minor=1_000, most_minor=20_000)}
    )
    account = Account("2026-04-10", fees).take(opened(), MARCH).tick("2026-04-11")
    account.take(missed, *contest).tick("2026-04-13")
    numbered = DelinquencyEvent | DueNotice | PromiseNotice | ReviewNotice
    said = [one for one in account.said if isinstance(one, numbered)]
    assert {_ROOMS[type(one)] for one in said} == set(_ROOMS.values())
    assert [one.event_id for one in said] == [
        stable_id(_ROOMS[type(one)], ACCOUNT, one.seq) for one in said
    ]
    assert stable_id("due", ACCOUNT, 1) == "555ce6eb-3162-551e-87e8-1de33e2857d4"


def test_other_rules_of_grace_are_said_on_the_day_they_come_although_the_anchor_stays() -> None:
    account = Account("2026-04-10").take(opened(), MARCH).tick("2026-04-16")
    assert account.standing.ledgers[0].delinquent_days == 6
    account.rules = rules_with(grace=Grace(days=5))
    account.tick("2026-04-17")
    assert (account.standing.as_of, account.days) == (parse_day("2026-04-17"), 7)
    assert account.standing.ledgers[0].delinquent_days == 2


def test_another_day_of_charge_off_is_said_although_every_anchor_stays() -> None:
    account = Account("2026-04-10").take(opened(), MARCH).tick("2026-04-12")
    account.take(charged_off("o1", "2026-04-11", seq=2)).tick("2026-04-13")
    assert (account.standing.days_past_due, account.standing.life) == (1, "charged_off")
    account.take(charged_off("o1", "2026-04-12", seq=1, event="other"))
    assert (account.standing.days_past_due, account.standing.life) == (2, "charged_off")


def test_a_pause_that_began_otherwise_is_said_although_it_goes_on_as_before() -> None:
    account = Account("2026-04-10").take(opened(), MARCH).tick("2026-04-20")
    account.take(paused("z1", "2026-04-18", seq=2)).tick("2026-04-22")
    assert account.standing.ledgers[0].delinquent_days == 8
    account.take(paused("z1", "2026-04-15", seq=1, event="other"))
    assert account.standing.ledgers[0].delinquent_days == 5


def test_a_pause_known_late_is_said_of_an_account_that_ages_no_more() -> None:
    account = Account("2026-04-10").take(opened(), MARCH).tick("2026-05-10")
    account.take(charged_off("o1", "2026-05-05")).tick("2026-05-20")
    assert account.standing.ledgers[0].delinquent_days == 25
    account.take(paused("z1", "2026-04-25", "2026-05-15"))
    assert account.standing.ledgers[0].delinquent_days == 15


def test_a_reject_of_an_account_that_nobody_opened_asks_for_no_day() -> None:
    step = apply(blank(ACCOUNT), paid("p1", "2026-03-20", 0), RULES, at("2026-03-20"))
    assert step.reject is not None
    assert (step.row, step.wake_on) == (blank(ACCOUNT), None)
