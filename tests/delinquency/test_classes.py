"""Clocks side by side: their classes, the worse of them, charge-off, bureau, first delinquency."""

import pytest
from msgspec.structs import replace

from streams.delinquency.bureau import final_status, reported
from streams.delinquency.classes import classes_on, next_class_on
from streams.delinquency.fees import late_fee, penalty
from streams.delinquency.ledger_state import LedgerState
from streams.policy.bands import DayBand
from streams.policy.ledger import Bureau, Classification, LateFee, PenaltyInterest
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day
from tests.delinquency.facts import (
    Account,
    bill,
    charged_off,
    dispute_resolved,
    disputed,
    opened,
    paid,
    re_aged,
    recovered,
    sold,
)
from tests.delinquency.ledgers import ledger_on, rules_with
from tests.delinquency.second.books import CN, US

BILL = bill("s1", Day(80), Day(100), 20_000)


def _walked(on: int, *facts: AnyAccountFact) -> LedgerState:
    return ledger_on(Day(on), *facts, rules=US)


@pytest.mark.parametrize(
    ("days", "card", "general", "worse"),
    [
        (0, "normal", "normal", "normal"),
        (1, "watch", "watch", "watch"),
        (91, "substandard", "substandard", "substandard"),
        (121, "doubtful", "substandard", "doubtful"),
        (271, "loss", "doubtful", "loss"),
    ],
)
def test_each_clock_has_its_class_and_the_worse_is_reported(
    days: int, card: str, general: str, worse: str
) -> None:
    assert classes_on(CN.ledger, days) == {"card": card, "general": general, "reported": worse}


def test_nothing_is_reported_where_policy_names_no_clock() -> None:
    assert classes_on(US.ledger, 200) == {"open-end": "loss"}


def test_the_next_day_of_each_clock_is_named_and_that_of_the_charge_off() -> None:
    assert next_class_on(CN.ledger, Day(100), Day(222)) == [100 + 181, 100 + 271]
    assert next_class_on(US.ledger, Day(100), Day(189)) == [190, 280]
    assert next_class_on(US.ledger, Day(100), Day(279)) == [280, 280]
    assert next_class_on(US.ledger, Day(100), Day(280)) == []


def test_charge_off_is_due_once_in_an_episode() -> None:
    account = Account(Day(90), rules=US).take(opened(on=Day(0)), BILL)
    while account.wake_on is not None:
        account.tick(account.wake_on)
    due = [one for one in account.events if one.kind == "CHARGE_OFF_DUE"]
    assert [(one.as_of, one.days_past_due, one.episode_origin) for one in due] == [(280, 180, "s1")]
    account.skip_to(Day(300)).take(paid("p1", Day(300), 100)).tick(Day(310))
    assert account.kinds.count("CHARGE_OFF_DUE") == 1
    account.take(paid("p2", Day(310), 19_900), bill("s2", Day(310), Day(311), 20_000))
    account.tick(Day(311 + 180))
    origins = [one.episode_origin for one in account.events if one.kind == "CHARGE_OFF_DUE"]
    assert origins == ["s1", "s2"]


def test_a_status_and_a_mark_are_taken_at_each_close() -> None:
    closes: list[AnyAccountFact] = [BILL]
    closes += [bill(f"x{n}", Day(80 + 30 * n), Day(100 + 30 * n), 20_000) for n in range(1, 7)]
    seen = [_walked(80 + 30 * n, *closes) for n in range(7)]
    assert [one.bureau_status for one in seen] == ["11", "11", "71", "78", "80", "82", "83"]
    assert [one.payment_history for one in seen][-3:] == ["3210", "4321", "5432"]
    assert _walked(109, *closes).payment_history == "0"


def test_the_status_of_a_close_stays_until_the_next_and_the_final_one_is_policys() -> None:
    later = bill("s2", Day(140), Day(160), 20_000)
    assert _walked(150, BILL, later, paid("p1", Day(141), 20_000)).bureau_status == "71"
    assert US.ledger.bureau is not None
    finals = [final_status(US.ledger.bureau, life) for life in ("charged_off", "sold", "closed")]
    assert finals == ["97", "05", None]
    assert reported(US.ledger.bureau, "4321", 0) == ("11", "0432")


@pytest.mark.parametrize(
    ("rest", "fee"),
    [(1_000_000, 20_000), (100_000, 5_000), (30_019, 1_500), (10_000, 1_000), (700, 700)],
)
def test_a_late_fee_is_a_share_at_least_and_at_most_and_never_above_the_rest(
    rest: int, fee: int
) -> None:
    assert late_fee(rest, LateFee(share_bp=500, least_minor=1_000, most_minor=20_000)) == fee


def test_interest_is_rounded_down_and_bounded_by_a_share_of_what_is_late() -> None:
    rule = PenaltyInterest(daily_ppm=500, cycle_share_bp_max=600)
    assert penalty(19_999 * 1, 19_999, rule) == 9
    assert penalty(20_000 * 400, 20_000, rule) == 1_200


def test_first_delinquency_stays_until_all_is_paid_whatever_is_paid_in_part() -> None:
    later = bill("s2", Day(110), Day(130), 20_000)
    both: list[AnyAccountFact] = [BILL, later]
    assert _walked(100, *both).first_delinquency_on is None
    assert _walked(101, *both).first_delinquency_on == 100
    oldest, rest = paid("p1", Day(140), 20_000), paid("p2", Day(150), 20_000)
    assert ledger_on(Day(141), *both, oldest).slots[0].due_on == 130
    assert ledger_on(Day(141), *both, oldest).first_delinquency_on == 100
    assert ledger_on(Day(151), *both, oldest, rest).first_delinquency_on is None


def test_what_comes_back_older_is_where_the_delinquency_began_whatever_was_paid_since() -> None:
    held = disputed("d1", Day(90), 500, statement="s1")
    lost = dispute_resolved("d1", Day(145), "REJECTED")
    bills = bill("s1", Day(80), Day(100), 500), bill("s2", Day(110), Day(130), 900, included=500)
    facts = (*bills, held, lost)
    assert ledger_on(Day(144), *facts).first_delinquency_on == 130
    assert ledger_on(Day(146), *facts).first_delinquency_on == 100
    assert ledger_on(Day(146), *facts, paid("p1", Day(140), 400)).first_delinquency_on == 100


def test_a_re_age_does_not_move_first_delinquency_and_its_payment_ends_it() -> None:
    no_limits = rules_with()
    aged: list[AnyAccountFact] = [BILL, re_aged("a1", Day(120))]
    assert ledger_on(Day(125), *aged, rules=no_limits).first_delinquency_on == 100
    part, rest = paid("p1", Day(130), 19_999), paid("p2", Day(131), 1)
    assert ledger_on(Day(130), *aged, part, rules=no_limits).first_delinquency_on == 100
    ended = ledger_on(Day(131), *aged, part, rest, rules=no_limits)
    assert ended.first_delinquency_on is None


@pytest.mark.parametrize("stop", [charged_off("o1", Day(150)), sold("x1", Day(150))])
def test_after_a_stop_nothing_ages_and_what_comes_in_is_recovered(stop: AnyAccountFact) -> None:
    later = bill("s2", Day(160), Day(180), 20_000)
    money = [paid("p1", Day(150), 5_000), paid("p2", Day(151), 6_000)]
    found = _walked(300, BILL, stop, later, *money, recovered("v1", Day(152), 700))
    assert [(one.id, one.left_minor) for one in found.slots] == [("s1", 15_000)]
    assert (found.recovered_minor, found.balance_minor) == (6_700, 200_000 - 5_000 - 6_700)
    assert (found.first_delinquency_on, found.looked_on) == (100, 150)


def test_a_clock_that_is_not_reported_takes_no_part_in_what_is() -> None:
    card, general = CN.ledger.clocks
    alone = replace(CN.ledger, reported=(general.id,))
    assert classes_on(alone, 121)["reported"] == "substandard"
    assert classes_on(replace(alone, reported=(card.id,)), 121)["reported"] == "doubtful"


def test_a_part_of_a_cent_of_interest_is_never_charged() -> None:
    rule = PenaltyInterest(daily_ppm=1, cycle_share_bp_max=10_000)
    assert [penalty(accrued, 10**9, rule) for accrued in (1_999_999, 2_000_000)] == [1, 2]


def test_a_close_that_finds_nothing_late_is_reported_as_no_days() -> None:
    late = (DayBand(id="71", from_days=1),)
    status = Classification(id="status", lowest="11", bands=late)
    marks = Classification(id="marks", lowest="0", bands=(DayBand(id="1", from_days=1),))
    rules = rules_with(bureau=Bureau(statuses=status, marks=marks, charged_off="97", sold="05"))
    bills: list[AnyAccountFact] = [
        bill("b1", Day(80), Day(100), 500),
        bill("b2", Day(100), Day(120), 500),
        bill("b3", Day(101), Day(121), 500),
    ]
    ends = [ledger_on(Day(on), *bills, rules=rules) for on in (80, 100, 101)]
    assert [(one.bureau_status, one.payment_history) for one in ends] == [
        ("11", "0"),
        ("11", "00"),
        ("71", "100"),
    ]
