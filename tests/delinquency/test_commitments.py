"""Promises and plans: each status, on the day it comes about, and what a later fact makes of it."""

import pytest

from streams.delinquency.commitments import Committed, performs, plan_moves_on, standing_on
from streams.delinquency.noting import note_of
from streams.policy.ledger import PromiseTerms
from streams.policy.rules import Rules
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day
from tests.delinquency.facts import (
    Account,
    bill,
    opened,
    paid,
    plan_agreed,
    plan_broken,
    promise_cancelled,
    promised,
    reversed_,
)
from tests.delinquency.ledgers import judged_on, rules_with

TERMS = rules_with(promise=PromiseTerms(short_bp_max=100, late_days_max=2))
STRICT = rules_with()
BILL = bill("s1", Day(80), Day(100), 50_000)
PROMISE = promised("m1", Day(110), (Day(120), 10_000), (Day(130), 20_000))


def _promises(on: int, *facts: AnyAccountFact, rules: Rules = STRICT) -> list[Committed]:
    return list(judged_on(Day(on), BILL, *facts, rules=rules).promises)


def _status(on: int, *facts: AnyAccountFact, rules: Rules = STRICT) -> str:
    return _promises(on, PROMISE, *facts, rules=rules)[0].status


def test_it_is_open_until_an_instalment_is_missed_and_then_broken() -> None:
    assert [_status(on) for on in (110, 120, 121)] == ["OPEN", "OPEN", "BROKEN"]
    assert _promises(109, PROMISE) == []


def test_something_paid_of_a_missed_one_is_partly_kept() -> None:
    assert [_status(on, paid("p1", Day(119), 9_999)) for on in (120, 121)] == [
        "OPEN",
        "PARTLY_KEPT",
    ]


def test_it_is_kept_as_soon_as_the_whole_is_paid() -> None:
    first, rest = paid("p1", Day(120), 10_000), paid("p2", Day(125), 20_000)
    assert [_status(on, first, rest) for on in (124, 125, 140)] == ["OPEN", "KEPT", "KEPT"]
    assert _status(111, paid("p1", Day(111), 30_000)) == "KEPT"


def test_later_instalments_are_judged_by_all_that_was_paid() -> None:
    ahead = paid("p1", Day(111), 29_999)
    assert [_status(on, ahead) for on in (121, 130, 131)] == ["OPEN", "OPEN", "PARTLY_KEPT"]


def test_too_late_is_not_kept() -> None:
    late = paid("p1", Day(121), 30_000)
    assert _status(121, late) == "BROKEN"
    assert _promises(121, PROMISE, late)[0].paid_minor == 30_000


def test_only_payments_from_its_day_on_and_in_its_currency_count() -> None:
    before, other = paid("p1", Day(109), 30_000), paid("p2", Day(115), 30_000, currency="JPY")
    assert _status(121, before, other) == "BROKEN"
    assert _status(121, paid("p1", Day(110), 30_000)) == "KEPT"


@pytest.mark.parametrize(
    ("day", "minor", "status"),
    [(122, 9_900, "OPEN"), (122, 9_899, "PARTLY_KEPT"), (123, 10_000, "BROKEN")],
)
def test_terms_let_it_be_a_little_short_and_a_little_late(
    day: int, minor: int, status: str
) -> None:
    assert _status(123, paid("p1", Day(day), minor), rules=TERMS) == status


def test_the_least_that_counts_is_rounded_up() -> None:
    odd = promised("m1", Day(110), (Day(120), 101))
    short = rules_with(promise=PromiseTerms(short_bp_max=5_000))
    assert _promises(121, odd, paid("p1", Day(115), 50), rules=short)[0].status == "PARTLY_KEPT"
    assert _promises(121, odd, paid("p1", Day(115), 51), rules=short)[0].status == "KEPT"


def test_a_withdrawn_promise_is_cancelled_unless_it_was_decided_before() -> None:
    end = promise_cancelled("m1", Day(115))
    assert [_status(on, end) for on in (114, 115, 121)] == ["OPEN", "CANCELLED", "CANCELLED"]
    assert _status(121, end, paid("p1", Day(112), 30_000)) == "KEPT"
    assert _status(140, promise_cancelled("m1", Day(121))) == "BROKEN"


def test_a_new_promise_supersedes_an_open_one_and_leaves_a_decided_one() -> None:
    later = promised("m2", Day(115), (Day(140), 5_000))
    both = [(one.promise_id, one.status) for one in _promises(121, later, PROMISE)]
    assert both == [("m1", "SUPERSEDED"), ("m2", "OPEN")]
    kept = _promises(121, later, PROMISE, paid("p1", Day(112), 30_000))
    assert [one.status for one in kept] == ["KEPT", "OPEN"]
    too_late = promised("m2", Day(121), (Day(140), 5_000))
    assert [one.status for one in _promises(122, too_late, PROMISE)] == ["BROKEN", "OPEN"]
    elsewhere = promised("m2", Day(115), (Day(140), 5_000), currency="JPY")
    assert [one.status for one in _promises(116, elsewhere, PROMISE)] == ["OPEN", "OPEN"]


def test_a_reversal_decides_a_kept_promise_anew() -> None:
    made = paid("p1", Day(112), 30_000)
    assert _status(125, made, reversed_("r1", "p1", Day(118), 30_000)) == "BROKEN"
    assert _status(119, made, reversed_("r1", "p1", Day(118), 30_000)) == "OPEN"
    assert _status(125, made, reversed_("r1", "p1", Day(118), 25_000)) == "PARTLY_KEPT"
    anew = reversed_("r1", "p1", Day(118), 25_000, mode="AGE_FROM_REVERSAL")
    assert _status(125, made, anew) == "PARTLY_KEPT"


def test_what_is_paid_and_what_is_short_are_told() -> None:
    found = _promises(115, PROMISE, paid("p1", Day(112), 12_000))[0]
    assert (found.paid_minor, found.short_minor, found.next_on) == (12_000, 18_000, 121)
    assert _promises(121, PROMISE, paid("p1", Day(112), 12_000))[0].next_on == 131
    over = _promises(131, PROMISE, paid("p1", Day(112), 40_000))[0]
    assert (over.paid_minor, over.short_minor, over.next_on) == (40_000, 0, None)


def test_an_open_promise_holds_the_account_and_each_change_is_said() -> None:
    account = Account(Day(109)).take(opened(on=Day(0)), BILL).tick(Day(110)).take(PROMISE)
    assert list(account.standing.holds) == ["promise"]
    assert account.wake_on == 121
    account.take(paid("p1", Day(110), 5))
    account.tick(Day(121))
    assert [(one.status, one.short_minor) for one in account.promises] == [
        ("OPEN", 30_000),
        ("PARTLY_KEPT", 29_995),
    ]
    assert list(account.standing.holds) == []
    account.tick(Day(125))
    assert len(account.promises) == 2


def _plan_holds(on: int, *facts: AnyAccountFact) -> bool:
    plan = plan_agreed("h1", Day(110), (Day(120), 10_000), (Day(130), 20_000))
    return "plan" in judged_on(Day(on), BILL, plan, *facts).holds


def test_a_plan_holds_while_it_is_performed_and_no_longer_than_it_lasts() -> None:
    assert [_plan_holds(on) for on in (109, 110, 120, 121)] == [False, True, True, False]
    performed = paid("p1", Day(118), 10_000)
    assert [_plan_holds(on, performed) for on in (121, 130, 131)] == [True, True, False]
    caught_up = paid("p1", Day(122), 10_000)
    assert [_plan_holds(on, caught_up) for on in (121, 122)] == [False, True]
    broken = plan_broken("h1", Day(115))
    assert [_plan_holds(on, broken) for on in (114, 115)] == [True, False]


def test_the_row_wakes_when_a_plan_may_be_missed_or_ends() -> None:
    account = Account(Day(110)).take(opened(on=Day(0)))
    account.take(plan_agreed("h1", Day(110), (Day(120), 10_000), (Day(130), 20_000)))
    account.take(paid("p1", Day(110), 10_000))
    woken = []
    while account.wake_on is not None:
        woken.append(account.wake_on)
        account.tick(account.wake_on)
    assert woken[-1] == 131
    assert list(account.standing.holds) == []


def test_a_promise_that_was_cancelled_is_not_superseded() -> None:
    later = promised("m2", Day(115), (Day(140), 5_000))
    cancelled = promise_cancelled("m1", Day(112))
    assert _status(116, later) == "SUPERSEDED"
    assert _status(116, later, cancelled) == "CANCELLED"


def test_the_day_behind_an_instalment_is_looked_at_also_on_its_due_day() -> None:
    plan = note_of(plan_agreed("n1", Day(100), (Day(110), 5), (Day(120), 5)))
    assert plan is not None
    moves = [plan_moves_on(plan, Day(on)) for on in (109, 110, 111, 120, 121)]
    assert moves == [111, 111, 121, 121, None]


def test_a_plan_that_is_to_be_broken_later_is_performed_until_then() -> None:
    plan = note_of(plan_agreed("n1", Day(100), (Day(110), 5), (Day(120), 5)))
    assert plan is not None
    found = [performs(plan, (), Day(on), Day(105)) for on in (104, 105)]
    assert found == [True, False]
    assert performs(plan, ((Day(110), 10),), Day(121), None) is False


def test_what_is_paid_later_keeps_no_promise_today() -> None:
    promise = note_of(PROMISE)
    assert promise is not None
    tomorrow = ((Day(113), 30_000),)
    found = [
        standing_on(promise, tomorrow, STRICT.ledger.promise, Day(on), None) for on in (112, 113)
    ]
    assert [(one.status, one.paid_minor) for one in found] == [("OPEN", 0), ("KEPT", 30_000)]


def test_what_was_superseded_while_open_is_not_cancelled_any_more() -> None:
    anew, cancelled = promised("m2", Day(112), (Day(140), 5)), promise_cancelled("m1", Day(115))
    assert _status(116, anew, cancelled) == "SUPERSEDED"
    assert _status(116, promised("m2", Day(116), (Day(140), 5)), cancelled) == "CANCELLED"


def test_what_comes_in_the_days_that_are_still_in_time_is_paid_towards_it() -> None:
    late = paid("p1", Day(132), 30_000)
    found = _promises(135, PROMISE, late, rules=TERMS)[0]
    assert (found.paid_minor, found.short_minor) == (30_000, 0)
    assert _promises(135, PROMISE, paid("p1", Day(133), 30_000), rules=TERMS)[0].paid_minor == 0


def test_half_of_a_large_promise_is_half_to_the_cent() -> None:
    large = promised("m1", Day(110), (Day(120), 30_000))
    half = rules_with(promise=PromiseTerms(short_bp_max=5_000))
    assert (
        _promises(121, large, paid("p1", Day(115), 14_999), rules=half)[0].status == "PARTLY_KEPT"
    )
    assert _promises(121, large, paid("p1", Day(115), 15_000), rules=half)[0].status == "KEPT"
