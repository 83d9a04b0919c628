"""Facts that wait for a person: which, how long, and what a decision makes of them."""

from typing import Any

import pytest
from msgspec.structs import replace

from streams.delinquency.knowledge import known
from streams.delinquency.posting import record
from streams.delinquency.review import (
    DECIDED_MAX,
    counts_on,
    is_discarded,
    item_id_for,
    next_on,
    reach_of,
    rewrites,
    turned,
)
from streams.delinquency.review import decided as decided_by
from streams.delinquency.rows import Waiting
from streams.delinquency.stage import apply, blank
from streams.policy.ledger import Horizon, ReAgeLimits
from streams.policy.rules import Rules
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day, Instant
from streams.terms.delinquency_notices import ReviewNotice
from tests.delinquency.facts import (
    ACCOUNT,
    Account,
    at,
    bill,
    card_replaced,
    cause_stated,
    charge_off_undone,
    charge_waived,
    charged,
    charged_off,
    closed,
    corrected,
    currency_changed,
    decided,
    dispute_resolved,
    disputed,
    fraud_confirmed,
    fraud_reported,
    made_liable,
    opened,
    paid,
    pause_ended,
    paused,
    promised,
    re_age_undone,
    re_aged,
    reversed_,
    voided,
)
from tests.delinquency.ledgers import row_of, rules_with

HORIZON = Horizon(late_days=30, review_days=10, parked_days=5)
RULES = rules_with(horizon=HORIZON)
TODAY = Day(200)
BILL = bill("s1", Day(165), Day(185), 50_000)


def _account(*facts: AnyAccountFact, rules: Rules = RULES) -> Account:
    return Account(TODAY, rules=rules).take(opened(on=Day(0)), *facts)


def _item(fact: AnyAccountFact) -> str:
    return item_id_for(blank(ACCOUNT), fact)


def _said(account: Account) -> list[tuple[str, str]]:
    return [(one.status, one.rule) for one in account.reviews]


@pytest.mark.parametrize(("day", "waits"), [(170, False), (169, True)])
def test_a_fact_beyond_the_late_horizon_waits_and_the_account_is_incomplete(
    day: int,
    waits: bool,  # noqa: FBT001 - a table
) -> None:
    late = paid("p1", Day(day), 20_000)
    account = _account(bill("s1", Day(165), Day(185), 50_000), late)
    assert account.standing.incomplete is True
    account = _account(bill("s1", Day(175), Day(185), 50_000), late)
    assert account.standing.incomplete is waits
    assert len(account.row.recent.payments) == (not waits)
    assert len(account.reviews) == waits


def test_the_notice_says_what_waits_why_and_until_when() -> None:
    late = paid("p1", Day(160), 20_000)
    (said,) = _account(late).reviews
    assert said == ReviewNotice(
        event_id=said.event_id,
        item_id=_item(late),
        status="OPEN",
        account_id=ACCOUNT,
        seq=1,
        as_of=TODAY,
        rule="beyond_late_horizon",
        fact_kind="PaymentPosted",
        business_id="p1",
        effective_on=Day(160),
        deadline_on=Day(210),
        decided_by=None,
        cause="e-p1",
    )


def test_a_repeat_of_what_waits_is_nothing_new() -> None:
    late = paid("p1", Day(160), 20_000)
    account = _account(late)
    step = apply(account.row, late, RULES, at(TODAY))
    assert (step.row is account.row, step.notices) == (True, ())


EACH: list[AnyAccountFact] = [
    bill("late", Day(160), Day(180), 9_000),
    paid("late", Day(160), 9_000),
    reversed_("late", "p1", Day(160), 9_000),
    corrected("late", "s1", Day(160), Day(170), 9_000),
    voided("s1", Day(160)),
    charged("late", "FEE", Day(160), 9_000),
    charge_waived("late", "g1", Day(160), 9_000),
    disputed("late", Day(160), 9_000),
    promised("late", Day(160), (Day(250), 9_000)),
    re_aged("late", Day(160)),
]


@pytest.mark.parametrize("late", EACH, ids=lambda fact: type(fact).__name__)
def test_applied_it_counts_from_the_day_that_was_decided(late: AnyAccountFact) -> None:
    account = _account(paid("p1", Day(171), 9_000), bill("s1", Day(172), Day(190), 9_000), late)
    assert _said(account)[-1] == ("OPEN", "beyond_late_horizon")
    account.take(decided(_item(late), TODAY, "APPLY", Day(195)))
    assert account.rejects == []
    assert _said(account)[-1] == ("APPLIED", "beyond_late_horizon")
    assert account.reviews[-1].decided_by == "lin"
    assert account.standing.incomplete is False
    facts = account.row.recent
    kept: list[Any] = [*facts.statements, *facts.payments, *facts.reversals]
    kept += [*facts.entries, *account.row.cases]
    (applied,) = (one for one in kept if one.event_id == late.event_id)
    days = {getattr(applied, name, 195) for name in ("on", "value_on", "closed_on", "effective_on")}
    assert days == {195}


def test_an_applied_statement_is_never_due_before_it_closes() -> None:
    late = bill("s1", Day(160), Day(180), 9_000)
    account = _account(late).take(decided(_item(late), TODAY, "APPLY", Day(195)))
    assert account.standing.ledgers[0].oldest_due_on == 195


def test_an_applied_payment_forgets_the_instant_at_which_it_was_made() -> None:
    late = replace(paid("p1", Day(160), 9_000), paid_at=at(Day(160)).at)
    account = _account(late).take(decided(_item(late), TODAY, "APPLY", Day(195)))
    assert account.row.recent.payments[0].paid_at is None


def test_discarded_it_never_counts_and_a_repeat_opens_nothing() -> None:
    late = paid("p1", Day(160), 20_000)
    account = _account(late).take(decided(_item(late), TODAY, "DISCARD", TODAY))
    assert _said(account)[-1] == ("DISCARDED", "beyond_late_horizon")
    assert account.standing.incomplete is False
    assert account.row.recent.payments == ()
    said = len(account.said)
    account.take(late, decided(_item(late), TODAY, "DISCARD", TODAY, event="again"))
    assert (len(account.said), account.rejects) == (said, [])


def test_an_item_is_overdue_on_the_day_after_its_deadline_and_once() -> None:
    account = _account(paid("p1", Day(160), 20_000))
    assert account.wake_on == 211
    account.tick(Day(210))
    assert len(account.reviews) == 1
    account.tick(Day(211)).tick(Day(212))
    assert [one.status for one in account.reviews] == ["OPEN", "OVERDUE"]
    account.take(decided(account.reviews[0].item_id, Day(212), "DISCARD", Day(212)))
    assert account.reviews[-1].status == "DISCARDED"
    assert account.standing.incomplete is False


WAITS: list[tuple[str, AnyAccountFact, AnyAccountFact]] = [
    ("payment", reversed_("r1", "p1", Day(195), 5_000), paid("p1", Day(190), 5_000)),
    ("charge", charge_waived("w1", "g1", Day(195), 5), charged("g1", "FEE", Day(190), 5)),
    ("statement", voided("s9", Day(195)), bill("s9", Day(190), Day(230), 5)),
    (
        "statement",
        corrected("k1", "s9", Day(195), Day(230), 5),
        bill("s9", Day(190), Day(230), 5),
    ),
    ("dispute", dispute_resolved("d1", Day(195), "UPHELD"), disputed("d1", Day(190), 5)),
    ("pause", pause_ended("z1", Day(195)), paused("z1", Day(190))),
    ("fraud", fraud_confirmed("f1", Day(195)), fraud_reported("f1", Day(190), 5)),
    ("re_age", re_age_undone("a1", Day(195)), re_aged("a1", Day(190))),
]


@pytest.mark.parametrize(("wanted", "early", "met_by"), WAITS)
def test_what_waits_for_another_fact_for_too_long_opens_an_item_until_that_comes(
    wanted: str, early: AnyAccountFact, met_by: AnyAccountFact
) -> None:
    account = _account(early)
    assert (account.reviews, account.wake_on) == ([], 201)
    account.tick(Day(201))
    assert _said(account) == [("OPEN", f"waits_for_{wanted}")]
    assert account.reviews[0].item_id == _item(early)
    assert account.standing.incomplete is True
    account.take(met_by)
    assert [one.status for one in account.reviews] == ["OPEN", "APPLIED"]
    assert account.standing.incomplete is False


def test_what_waits_in_the_row_is_taken_out_where_it_is_discarded() -> None:
    for early in (reversed_("r1", "p1", Day(195), 5_000), voided("s9", Day(195))):
        account = _account(early).tick(Day(201))
        account.take(decided(_item(early), Day(201), "DISCARD", Day(201)))
        assert _said(account)[-1][0] == "DISCARDED"
        assert account.standing.incomplete is False
        assert len(account.row.recent.reversals) + len(account.row.recent.entries) == 0
    account = _account(pause_ended("z1", Day(195))).tick(Day(201))
    account.take(decided(account.reviews[0].item_id, Day(201), "DISCARD", Day(201)))
    assert account.row.cases == ()


def test_a_re_age_beyond_limits_is_said_at_once_and_has_no_effect() -> None:
    limits = ReAgeLimits(
        account_months_min=9,
        within_12_months_max=1,
        within_5_years_max=2,
        workouts_within_5_years_max=1,
    )
    account = _account(BILL, rules=rules_with(horizon=Horizon(), re_age=limits))
    account.take(re_aged("a1", Day(195)))
    assert _said(account) == [("OPEN", "re_age_beyond_limits")]
    assert account.standing.ledgers[0].past_due_minor == 50_000
    assert account.standing.incomplete is True
    account.take(re_age_undone("a1", Day(200)))
    assert account.standing.incomplete is False


def test_decided_items_are_remembered_for_a_while() -> None:
    account = _account()
    for number in range(DECIDED_MAX + 3):
        late = paid(f"p{number}", Day(160), 5)
        account.take(late, decided(_item(late), TODAY, "DISCARD", TODAY, event=f"d{number}"))
    assert len(account.row.waiting) == DECIDED_MAX
    assert account.row.waiting[0].business_id == "p3"


def test_facts_that_say_who_and_why_never_wait() -> None:
    beside: list[AnyAccountFact] = [
        cause_stated("c1", Day(10), "ILLNESS"),
        card_replaced("c1", Day(10), "old", "new"),
        closed("c1", Day(10)),
        made_liable("l1", Day(10), "c2"),
        currency_changed("x1", Day(10), "CNY", "JPY"),
    ]
    assert [counts_on(fact) for fact in beside] == [None] * 5
    assert _account(*beside).reviews == []


def test_which_facts_may_rewrite_days_before_their_own() -> None:
    assert [rewrites(one) for one in EACH] == [
        False,
        False,
        True,
        True,
        True,
        False,
        True,
        False,
        False,
        False,
    ]


def test_a_decided_fact_is_kept_no_longer() -> None:
    late = paid("p1", Day(169), 20_000)
    account = _account(late)
    assert account.row.waiting[0].fact != b""
    account.take(decided(_item(late), TODAY, "DISCARD", TODAY))
    assert [(one.decided, one.fact) for one in account.row.waiting] == [("DISCARD", b"")]


def test_a_payment_reaches_back_to_the_day_of_its_instant_where_that_is_the_earlier() -> None:
    midnight = Instant(19_999 * 86_400_000_000)
    assert counts_on(paid("p1", Day(20_000), 5)) == 20_000
    assert counts_on(paid("p1", Day(20_000), 5, paid_at=midnight)) == 19_999
    assert counts_on(paid("p1", Day(20_000), 5, paid_at=Instant(midnight - 1))) == 19_998
    assert counts_on(paid("p1", Day(19_000), 5, paid_at=midnight)) == 19_000


def test_what_undoes_a_case_reaches_back_to_its_start_and_nothing_else_does() -> None:
    row = row_of(charged_off("o1", Day(100)), charged_off("o2", Day(90)))
    assert reach_of(row, charge_off_undone("o1", Day(150)), Day(150)) == 100
    assert reach_of(row, charge_off_undone("o3", Day(150)), Day(150)) == 150
    assert reach_of(row, charge_off_undone("o1", Day(80)), Day(80)) == 80
    assert reach_of(row, pause_ended("o1", Day(150)), Day(150)) == 150
    assert reach_of(row, cause_stated("c1", Day(150), "ILLNESS"), None) is None


def _waits(item_id: str, deadline: int, **more: Any) -> Waiting:
    return Waiting(item_id, "waits_for_payment", "reversal", "r1", Day(90), Day(deadline), **more)


def test_only_what_still_waits_and_is_not_overdue_yet_has_a_day_to_come() -> None:
    row, on = row_of(), Day(100)
    cases = [
        ((_waits("i1", 120), _waits("i2", 110)), 111),
        ((_waits("i1", 120, decided="DISCARD"),), None),
        ((_waits("i1", 120, overdue=True),), None),
        ((_waits("i1", 98), _waits("i2", 99)), None),
        ((_waits("i1", 98), _waits("i2", 100)), 101),
    ]
    assert [next_on(row, waiting, on, HORIZON) for waiting, _ in cases] == [day for _, day in cases]


def test_a_decided_item_is_decided_once_and_is_no_more_overdue() -> None:
    row = replace(row_of(), waiting=(_waits("i1", 95, overdue=True), _waits("i2", 120)))
    after, fact = decided_by(row, decided("i1", Day(100), "DISCARD", Day(100)))
    done = next(one for one in after.waiting if one.item_id == "i1")
    assert (fact, done.decided, done.overdue) == (None, "DISCARD", False)
    again, nothing = decided_by(after, decided("i1", Day(101), "DISCARD", Day(101)))
    assert (again is after, nothing) == (True, None)


def test_only_the_fact_that_was_discarded_stays_out() -> None:
    fact = reversed_("r1", "p1", Day(90), 5)
    mine = item_id_for(row_of(), fact)
    other = _waits("other", 120, decided="DISCARD")
    for waiting, is_out in (
        ((), False),
        ((other,), False),
        ((_waits(mine, 120),), False),
        ((other, _waits(mine, 120, decided="DISCARD")), True),
        ((_waits(mine, 120, decided="DISCARD"), _waits("another", 120)), True),
    ):
        assert is_discarded(replace(row_of(), waiting=waiting), fact) is is_out


def test_a_late_content_that_is_discarded_leaves_the_one_that_stands() -> None:
    stands = charged("g1", "FEE", Day(190), 50)
    account = _account(stands, charged("g1", "FEE", Day(160), 70, event="late"))
    assert _said(account)[-1] == ("OPEN", "beyond_late_horizon")
    account.take(decided(account.reviews[-1].item_id, TODAY, "DISCARD", TODAY))
    assert _said(account)[-1] == ("DISCARDED", "beyond_late_horizon")
    assert [one.event_id for one in account.row.recent.entries] == [stands.event_id]


def test_what_is_only_reported_stays_where_its_item_is_discarded() -> None:
    stands = charged("g1", "FEE", Day(190), 50, event="a")
    account = _account(stands, charged("g1", "FEE", Day(190), 70, event="b"))
    assert _said(account) == [("OPEN", "contents_contest_one_id")]
    account.take(decided(account.reviews[-1].item_id, TODAY, "DISCARD", TODAY))
    assert _said(account)[-1] == ("DISCARDED", "contents_contest_one_id")
    assert [one.event_id for one in account.row.recent.entries] == ["a"]


def test_what_was_met_is_no_more_overdue() -> None:
    account = _account(reversed_("r1", "p1", Day(195), 5_000)).tick(Day(201)).tick(Day(212))
    assert [(one.decided, one.overdue) for one in account.row.waiting] == [("", True)]
    account.take(paid("p1", Day(211), 5_000))
    assert [(one.decided, one.overdue) for one in account.row.waiting] == [("MET", False)]


def test_a_decided_item_that_would_be_found_again_is_not_forgotten() -> None:
    names = [f"p{number:02}" for number in range(DECIDED_MAX + 1)]
    row = row_of(
        *(paid(name, Day(190), 5, event=f"a-{name}") for name in names),
        *(paid(name, Day(190), 6, event=f"b-{name}") for name in names),
    )
    now = known(row, RULES.ledger, TODAY)
    found = turned(row, now, TODAY, HORIZON)
    assert [one.business_id for one in found] == names
    row = replace(row, waiting=tuple(replace(one, decided="DISCARD") for one in found))
    assert turned(row, now, TODAY, HORIZON) is row.waiting
    row = record(row, paid("p00", Day(190), 7, event="c"))
    again = turned(row, now, TODAY, HORIZON)
    assert [one.business_id for one in again] == ["p00", *names]
