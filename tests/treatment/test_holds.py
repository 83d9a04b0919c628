"""What a hold of the account does to the ladder (edge cases 38-50, 72-74).

By hand, from the ladder of the world: `phone_1` comes due on day 8 and is over on day 15,
`letter_1` runs from day 31 to 45, a `visit_1` from day 61 to 75.
"""

import pytest
from msgspec.structs import replace

from streams.policy.ledger import Grace, LedgerRules
from streams.terms.days import Day
from streams.terms.standing import LedgerStanding
from streams.treatment.holds import ENDING, frozen_days, hold_rule
from streams.treatment.rows import AccountRecord, KnownLedger
from tests.treatment.world import DUE_ON, PAID, RULES, Customer, id_of, late

STANDING_STILL = ("bankruptcy", "breathing_space", "deceased", "dispute", "pause")
SUSPENDING = ("breathing_space", "dispute", "pause", "plan", "promise")


def counted(days: int, *, since: int = 0, held: int = 0) -> LedgerStanding:
    """Return a late ledger that says how many days counted."""
    ledger = late(since=since)
    return replace(
        ledger,
        contractual_due_on=ledger.oldest_due_on,
        delinquent_days=days,
        held_minor=held,
    )


@pytest.mark.parametrize("name", sorted(ENDING))
def test_a_hold_that_ends_collection_cancels_all_that_is_pending(name: str) -> None:
    """Edge cases 53, 72, 74: nothing is pending any more, and nothing comes later."""
    customer = Customer()
    customer.stands(late(), account="a1")
    customer.stands(late(), account="a2")
    customer.tick(1)
    rule = f"account_hold_{name}"
    assert customer.stands(late(), account="a1", day=1, holds=(name,)) == [
        f"sms_1 CANCELLED {rule}"
    ]
    assert customer.stands(late(), account="a2", day=1, holds=(name,)) == [
        f"sms_1 CANCELLED {rule}"
    ]
    assert [n.account_id for n in customer.said[-2:]] == ["a1", "a2"]


@pytest.mark.parametrize("name", ["charged_off", "sold"])
def test_what_comes_due_after_a_charge_off_or_sale_is_suppressed(name: str) -> None:
    """Edge cases 72 and 74: the debt stands as it was, and nobody is contacted about it."""
    customer = Customer()
    customer.stands(late(), holds=(name,))
    rule = f"account_hold_{name}"
    assert customer.tick(8)[-2:] == ["phone_1 DUE", f"phone_1 SUPPRESSED {rule}"]
    customer.stands(late(), day=9)
    assert customer.tick(9) == [], "undone, it lets the next rung come and no earlier one"
    assert customer.tick(31) == ["letter_1 DUE", "letter_1 AUTHORISED"]


@pytest.mark.parametrize("name", SUSPENDING)
def test_a_hold_that_suspends_takes_back_what_is_authorised(name: str) -> None:
    """Edge cases 39, 40, 46, 49: a promise or pause made after the contact was allowed."""
    customer = Customer()
    customer.stands(late())
    customer.tick(8)
    said = customer.stands(late(), day=8, holds=(name,))
    assert said == [f"phone_1 CANCELLED account_hold_{name}"]
    customer.stands(late(), day=9)
    assert customer.tick(9) == [], "it may have been carried out"


@pytest.mark.parametrize("name", [*SUSPENDING, "something_new"])
def test_a_hold_that_suspends_defers_what_is_only_due(name: str) -> None:
    """Edge cases 39, 40, 46, 49; a hold of a name nobody knows is obeyed too."""
    customer = Customer()
    customer.stands(late())
    customer.tick(8, hour=22)
    assert customer.stands(late(), day=8, holds=(name,)) == []
    assert customer.tick(9) == [f"phone_1 DEFERRED account_hold_{name}"]
    assert customer.tick(10) == [], "a deferral is told once"


def test_a_hold_stops_one_account_and_no_other() -> None:
    customer = Customer()
    customer.stands(late(), account="a1", holds=("pause",))
    customer.stands(late(), account="a2")
    assert customer.tick(1)[-1] == "sms_1 AUTHORISED"
    assert customer.last().account_id == "a2"


@pytest.mark.parametrize("name", STANDING_STILL)
def test_after_a_pause_the_ladder_goes_on_where_it_stopped(name: str) -> None:
    """Edge cases 39, 40, 54: held from day 6 to day 26, so day 28 is the eighth that counts."""
    customer = Customer()
    customer.stands(late())
    assert customer.tick(1)[-1] == "sms_1 AUTHORISED"
    customer.stands(counted(6), day=6, holds=(name,))
    for day in range(6, 26):
        assert customer.tick(day) == [], day
    customer.stands(counted(6), day=26)
    assert customer.tick(27) == []
    assert customer.wake == DUE_ON + 28
    assert customer.tick(28) == ["phone_1 DUE", "phone_1 AUTHORISED"]
    assert customer.last().escalation_id == id_of("phone_1")
    assert customer.last().days_past_due == 28, "contractual days run on"


def test_a_window_stands_still_under_a_pause() -> None:
    """Edge case 40: due on day 8, paused for 30 days, and still open afterwards."""
    customer = Customer()
    customer.stands(late())
    customer.tick(8, hour=22)
    customer.stands(counted(8), day=8, holds=("pause",))
    assert customer.tick(30) == ["phone_1 DEFERRED account_hold_pause"]
    customer.stands(counted(8), day=38)
    assert customer.tick(38) == ["phone_1 AUTHORISED"]
    assert customer.last().due_on == DUE_ON + 38


def test_a_backdated_pause_takes_back_what_came_due_too_early() -> None:
    """Edge case 43: two days turn out to be frozen, so the eighth that counts is still ahead."""
    customer = Customer()
    customer.stands(counted(0))
    customer.tick(8, hour=22)
    customer.stands(counted(6), day=8)
    assert customer.tick(9) == ["phone_1 CANCELLED anchor_moved"]
    assert customer.tick(10) == ["phone_1 DUE", "phone_1 AUTHORISED"]


def test_a_pause_before_the_debt_was_late_subtracts_nothing() -> None:
    """Edge case 42: paused from day -20 to day -10; day 8 is the eighth day."""
    customer = Customer()
    customer.stands(PAID, day=-20, holds=("pause",))
    customer.tick(-20)
    customer.stands(PAID, day=-10)
    customer.stands(counted(1), day=1)
    customer.tick(1)
    assert customer.tick(8) == ["phone_1 DUE", "phone_1 AUTHORISED"]


def test_a_second_pause_inside_the_first_changes_nothing() -> None:
    """Edge cases 41 and 44: the standing says the same again, and days are not taken off twice."""
    customer = Customer()
    customer.stands(late())
    customer.tick(1)
    for day in (6, 10, 26):
        customer.stands(counted(6), day=day, holds=("pause",) if day < 26 else ())
    assert customer.tick(27) == []
    assert customer.tick(28)[-1] == "phone_1 AUTHORISED"


def test_a_payment_during_a_pause_brings_nothing_forward() -> None:
    """Edge case 45: the anchor moves from day 0 to day 5 while all stands still."""
    customer = Customer()
    customer.stands(counted(0))
    customer.tick(1)
    customer.stands(counted(6), day=6, holds=("pause",))
    customer.stands(counted(1, since=5), day=10, holds=("pause",))
    for day in (10, 13, 20):
        assert customer.tick(day) == []
    customer.stands(counted(1, since=5), day=26)
    assert customer.tick(32) == []
    assert customer.tick(33)[-1] == "phone_1 AUTHORISED", "26 + the 7 days that are left of 8"


def test_a_broken_plan_resumes_at_the_true_age() -> None:
    """Edge case 46: performed from day 2 to day 33; what passed meanwhile is said and not made."""
    customer = Customer()
    customer.stands(counted(0))
    customer.tick(1)
    customer.stands(counted(2), day=2, holds=("plan",))
    said = [line for day in range(2, 33) for line in customer.tick(day)]
    assert said == [
        "phone_1 DUE",
        "phone_1 DEFERRED account_hold_plan",
        "phone_1 SKIPPED window_over",
        "letter_1 DUE",
        "letter_1 DEFERRED account_hold_plan",
    ]
    customer.stands(counted(33), day=33)
    assert customer.tick(33) == ["letter_1 AUTHORISED"]
    assert customer.last().days_past_due == 33


def test_a_promise_suspends_until_it_is_broken() -> None:
    """Edge cases 49 and 50: the next rung comes after due day and tolerance, once and spaced."""
    customer = Customer()
    customer.stands(late())
    customer.tick(1)
    customer.stands(late(), day=2, holds=("promise",))
    assert customer.tick(8) == ["phone_1 DUE", "phone_1 DEFERRED account_hold_promise"]
    customer.stands(late(), day=12)
    assert customer.tick(12) == ["phone_1 AUTHORISED"]
    assert customer.tick(13) == []


def test_a_disputed_part_leaves_the_rest_to_age() -> None:
    """Edge case 38: only what is past due and not disputed is spoken of."""
    customer = Customer()
    customer.stands(replace(counted(1, held=3_000), past_due_minor=2_000), day=1)
    assert customer.tick(1)[-1] == "sms_1 AUTHORISED"
    assert customer.last().past_due_minor == 2_000


def test_a_debt_that_is_all_disputed_is_not_cured_and_returns_where_it_stood() -> None:
    """Edge cases 38 and 39: disputed on day 8, lost on day 30; its 8 days are the old ones."""
    customer = Customer()
    customer.stands(late())
    customer.tick(8, hour=22)
    gone = replace(PAID, held_minor=5_000)
    assert customer.stands(gone, day=8, holds=("dispute",)) == ["phone_1 CANCELLED ground_held"]
    assert customer.tick(20) == []
    customer.stands(counted(8), day=30)
    assert customer.tick(30) == ["phone_1 DUE", "phone_1 AUTHORISED"]
    assert customer.last().escalation_id == id_of("phone_1")


def test_what_another_currency_holds_does_not_hide_a_cure() -> None:
    """Edge case 38: the dollars are disputed, the yuan were paid."""
    customer = Customer()
    customer.stands(late())
    customer.tick(1)
    held = LedgerStanding(currency="USD", held_minor=100)
    assert customer.stands(PAID, held, day=1) == ["sms_1 CANCELLED cured"]


def test_a_payment_under_a_hold_is_a_cure() -> None:
    customer = Customer()
    customer.stands(late())
    customer.tick(1)
    assert customer.stands(PAID, day=1, holds=("pause",)) == ["sms_1 CANCELLED cured"]


def test_the_hold_that_ends_collection_is_the_one_that_is_told() -> None:
    assert hold_rule(("breathing_space", "deceased", "sold")) == "account_hold_deceased"
    assert hold_rule(("pause", "promise")) == "account_hold_pause"


@pytest.mark.parametrize(
    ("counts", "grace", "frozen"),
    [
        (None, Grace(), 0),
        (20, Grace(), 0),
        (14, Grace(), 6),
        (0, Grace(), 20),
        (17, Grace(days=3), 0),
        (11, Grace(days=3), 6),
        (20, Grace(days=3, is_free=False), 0),
        (14, Grace(days=3, is_free=False), 6),
        (0, Grace(days=3), 17),
        (0, Grace(days=30), 0),
    ],
)
def test_days_that_stood_still_are_those_that_neither_count_nor_are_grace(
    counts: int | None, grace: Grace, frozen: int
) -> None:
    """Twenty days late, of which so many count (golden oracle G1 of a pause, with and without)."""
    ledger = KnownLedger("CNY", 100, DUE_ON, "m1", "s1", None, None, 0, counts)
    account = AccountRecord("a1", 1, Day(DUE_ON + 20), False, (ledger,))
    assert frozen_days(account, ledger, Day(DUE_ON + 20), grace) == frozen
    assert frozen_days(account, ledger, Day(DUE_ON + 25), grace) == frozen
    paused = replace(account, holds=("pause",))
    assert frozen_days(paused, ledger, Day(DUE_ON + 25), grace) == frozen + 5
    assert frozen_days(paused, ledger, Day(DUE_ON + 19), grace) == frozen, "the tick before"


def test_grace_days_do_not_move_the_ladder() -> None:
    """A rung is so many days past due; grace is not a pause."""
    graced = replace(RULES, ledger=LedgerRules(grace=Grace(days=3)))
    customer = Customer(graced)
    customer.stands(counted(2), day=5)
    assert customer.tick(8) == ["sms_1 SKIPPED window_over", "phone_1 DUE", "phone_1 AUTHORISED"]
