"""The stage as a whole: what a fact and a turn of the day make it say."""

from streams.delinquency.stage import AT_NEXT_TICK, apply, blank
from streams.terms.days import parse_day
from streams.terms.delinquency_notices import AccountTableRow, StandingNotice
from streams.terms.identity import stable_id
from tests.delinquency.facts import ACCOUNT, RULES, Account, at, bill, opened, paid

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
