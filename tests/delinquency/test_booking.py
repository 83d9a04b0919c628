"""What billing is told: fees and interest once, taken back where the past changes; waivers."""

import pytest
from msgspec.structs import replace

from streams.delinquency.booking import dues_told
from streams.delinquency.journal import SaidDue
from streams.policy.ledger import Grace, LateFee, PenaltyInterest, WaiverOffer
from streams.policy.rules import Rules
from streams.terms.days import Day
from streams.terms.identity import stable_id
from tests.delinquency.facts import (
    ACCOUNT,
    Account,
    bill,
    disputed,
    opened,
    paid,
    paused,
    re_aged,
    reversed_,
)
from tests.delinquency.ledgers import ledger_on, rules_with

FEES = rules_with(
    grace=Grace(days=3),
    late_fees={"CNY": LateFee(share_bp=500, least_minor=1_000, most_minor=20_000)},
    waiver=WaiverOffer(from_days=5, to_days=30, valid_days=10),
)
INTEREST = rules_with(penalties={"CNY": PenaltyInterest(daily_ppm=500, cycle_share_bp_max=600)})
BILL = bill("s1", Day(80), Day(100), 50_000)


def _until(day: int, account: Account) -> Account:
    while account.wake_on is not None and account.wake_on <= day:
        account.tick(account.wake_on)
    return account.skip_to(Day(day))


def _billed(rules: Rules = FEES) -> Account:
    return Account(Day(80), rules=rules).take(opened(on=Day(0)), BILL)


def _dues(account: Account) -> list[tuple[str, int, int]]:
    return [(one.kind, one.as_of, one.amount_minor) for one in account.dues]


def test_a_late_fee_is_due_on_the_day_behind_grace_and_told_once() -> None:
    account = _until(103, _billed())
    assert _dues(account) == []
    _until(104, account)
    assert _dues(account) == [("LATE_FEE", 104, 2_500)]
    due = account.dues[0]
    assert due.due_id == stable_id("due", ACCOUNT, "LATE_FEE", "CNY", "s1")
    assert (due.origin, due.cause, due.valid_until) == ("s1", None, None)
    assert [one for one in _dues(_until(200, account)) if one[0] == "LATE_FEE"] == [
        ("LATE_FEE", 104, 2_500)
    ]


def test_a_late_fee_is_on_what_is_left_and_above_tolerance_alone() -> None:
    part = _until(104, _billed().take(paid("p1", Day(81), 30_000)))
    assert _dues(part) == [("LATE_FEE", 104, 1_000)]
    within = _until(104, _billed().take(paid("p1", Day(81), 49_000)))
    assert _dues(within) == []
    above = _until(104, _billed().take(paid("p1", Day(81), 48_999)))
    assert _dues(above) == [("LATE_FEE", 104, 1_000)]


def test_what_is_disputed_bears_no_late_fee() -> None:
    assert _dues(_until(104, _billed().take(disputed("d1", Day(80))))) == []


def test_a_payment_that_was_in_time_takes_the_fee_back_and_its_reversal_brings_it() -> None:
    account = _until(110, _billed()).take(paid("p1", Day(99), 50_000))
    assert [one for one in _dues(account) if one[0] == "LATE_FEE"][-1] == ("LATE_FEE", 110, 0)
    assert [one for one in account.row.journal.dues if one.kind == "LATE_FEE"] == []
    account.take(reversed_("r1", "p1", Day(110), 50_000))
    assert [one for one in _dues(account) if one[0] == "LATE_FEE"][-1] == ("LATE_FEE", 110, 2_500)
    fees = {one.due_id for one in account.dues if one.kind == "LATE_FEE"}
    assert len(fees) == 1


def test_a_payment_in_part_lowers_the_fee_under_the_same_id() -> None:
    account = _until(110, _billed()).take(paid("p1", Day(99), 20_000))
    fees = [(one.amount_minor, one.due_id) for one in account.dues if one.kind == "LATE_FEE"]
    assert [minor for minor, _ in fees] == [2_500, 1_500]
    assert fees[0][1] == fees[1][1]


def test_interest_runs_from_the_first_late_day_to_the_close() -> None:
    second = bill("s2", Day(110), Day(130), 50_000)
    account = _until(110, _billed(INTEREST)).take(second)
    assert _dues(account) == [("PENALTY_INTEREST", 110, 9 * 25)]
    assert account.dues[0].origin == "s2"
    _until(130, account).tick(Day(140)).take(bill("s3", Day(140), Day(160), 50_000))
    assert account.dues[-1].amount_minor == 30 * 25 + 9 * 25


@pytest.mark.parametrize(("since", "until", "days"), [(103, 106, 6), (90, 101, 9), (90, 200, 0)])
def test_no_interest_runs_on_frozen_days(since: int, until: int, days: int) -> None:
    pause = paused("z1", Day(since), Day(until))
    account = _until(100, _billed(INTEREST)).take(pause)
    _until(110, account).take(bill("s2", Day(110), Day(130), 9))
    assert account.rejects == []
    assert [one.amount_minor for one in account.dues] == ([days * 25] if days else [])


def test_interest_is_at_most_a_share_of_what_is_late() -> None:
    account = _until(400, _billed(INTEREST)).take(bill("s2", Day(400), Day(420), 50_000))
    assert account.dues[-1].amount_minor == 50_000 * 600 // 10_000


def test_nothing_is_told_of_days_of_which_nothing_was_said() -> None:
    account = Account(Day(105), rules=FEES).take(opened(on=Day(0)), BILL)
    assert [one.kind for one in account.dues if one.kind == "LATE_FEE"] == []
    assert _dues(Account(Day(104), rules=FEES).take(opened(on=Day(0)), BILL)) == [
        ("LATE_FEE", 104, 2_500)
    ]


def test_a_waiver_is_offered_once_in_an_episode_and_earned_by_a_cure_in_time() -> None:
    account = _until(105, _billed())
    assert _dues(account)[-1] == ("WAIVER_OFFERED", 105, 2_500)
    assert account.dues[-1].valid_until == 115
    _until(115, account).take(paid("p1", Day(115), 50_000))
    assert _dues(account)[-1] == ("WAIVER_EARNED", 115, 2_500)
    assert [one.kind for one in account.dues] == ["LATE_FEE", "WAIVER_OFFERED", "WAIVER_EARNED"]
    account.take(reversed_("r1", "p1", Day(115), 50_000)).take(paid("p2", Day(115), 50_000))
    earned = [one.amount_minor for one in account.dues if one.kind == "WAIVER_EARNED"]
    assert earned == [2_500, 0, 2_500]


def test_a_dispute_or_a_re_age_earns_no_waiver() -> None:
    for hidden in (disputed("d1", Day(106)), re_aged("g1", Day(106))):
        account = _until(106, _until(105, _billed())).take(hidden)
        assert account.standing.ledgers[0].past_due_minor == 0
        assert "WAIVER_EARNED" not in [one.kind for one in account.dues]


def test_a_fee_that_is_taken_back_takes_its_offer_back() -> None:
    account = _until(105, _billed()).take(paid("p1", Day(100), 50_000))
    assert [one.amount_minor for one in account.dues] == [2_500, 2_500, 0, 0]
    assert [one.kind for one in account.dues][2:] == ["LATE_FEE", "WAIVER_OFFERED"]


def test_a_cure_too_late_earns_nothing_and_another_episode_has_an_offer_of_its_own() -> None:
    account = _until(116, _billed()).take(paid("p1", Day(116), 50_000))
    assert "WAIVER_EARNED" not in [one.kind for one in account.dues]
    account.take(bill("s2", Day(116), Day(130), 50_000))
    _until(140, account)
    offers = [one for one in account.dues if one.kind == "WAIVER_OFFERED"]
    assert [(one.origin, one.as_of) for one in offers] == [("s1", 105), ("s2", 135)]
    assert [one.amount_minor for one in offers] == [2_500, 2_500]


def test_no_waiver_is_offered_without_a_fee_or_outside_its_days() -> None:
    no_fee = replace(FEES, ledger=replace(FEES.ledger, late_fees={}))
    assert _dues(_until(120, _billed(no_fee))) == []
    late = rules_with(
        late_fees=FEES.ledger.late_fees, waiver=WaiverOffer(from_days=1, to_days=3, valid_days=9)
    )
    account = Account(Day(90), rules=late).take(opened(on=Day(0)), BILL).tick(Day(104))
    assert [one.kind for one in account.dues] == ["LATE_FEE"]


def test_dues_that_a_walk_did_not_look_at_stay_as_they_were_said() -> None:
    old, new = (SaidDue("LATE_FEE", "CNY", f"s{n}", Day(n), 5) for n in (1, 9))
    assert dues_told((old, new), [new], Day(5), Day(0)) == ((old, new), ())
    told, said = dues_told((old, new), [], Day(5), Day(0))
    assert told == (old,)
    assert [(one.origin, one.amount_minor) for one in said] == [("s9", 0)]
    assert dues_told((), [old, new], None, Day(5)) == ((new,), (new,))


def _said(on: int, minor: int = 100) -> SaidDue:
    return SaidDue("LATE_FEE", "CNY", f"s{on}", Day(on), minor)


def test_a_walk_speaks_of_the_days_behind_its_beginning_and_never_of_forgotten_ones() -> None:
    found = [_said(on) for on in (49, 50, 51)]
    assert dues_told((), found, None, Day(50))[1] == (_said(50), _said(51))
    assert dues_told((), found, Day(30), Day(50))[1] == (_said(50), _said(51))
    assert dues_told((), found, Day(50), Day(50))[1] == (_said(51),)


def test_what_was_said_where_the_walk_began_stands_and_what_it_misses_is_taken_back() -> None:
    said = (_said(49), _said(50), _said(51))
    assert dues_told(said, [], Day(50), Day(50)) == ((_said(50),), (_said(51, 0),))


def test_a_currency_for_which_policy_names_no_fee_bears_none() -> None:
    yen = bill("y1", Day(80), Day(100), 50_000, currency="JPY")
    account = Account(Day(80), rules=FEES).take(opened("CNY", "JPY", on=Day(0)), yen)
    assert _dues(_until(140, account)) == []


def test_a_fee_of_a_cent_is_due() -> None:
    cent = rules_with(late_fees={"CNY": LateFee(share_bp=500, least_minor=1, most_minor=1)})
    assert _dues(_until(110, _billed(cent))) == [("LATE_FEE", 101, 1)]


FIRST = SaidDue("LATE_FEE", "CNY", "s1", Day(10), 100)
SECOND = SaidDue("LATE_FEE", "CNY", "s2", Day(20), 200)


def test_what_was_said_of_days_long_past_is_forgotten_without_a_word() -> None:
    assert dues_told((FIRST, SECOND), [SECOND], None, Day(11)) == ((SECOND,), ())


def test_what_is_said_stands_in_the_order_of_its_days_whichever_ledger_it_is_of() -> None:
    both = ((FIRST, SECOND), (SECOND, FIRST))
    assert dues_told((), [SECOND, FIRST], None, Day(0)) == both


def test_what_was_charged_with_a_close_is_charged_with_no_other() -> None:
    bills = BILL, bill("s2", Day(110), Day(130), 50_000)
    accrued = [ledger_on(Day(on), *bills, rules=INTEREST).accrued for on in (109, 110, 111)]
    assert accrued == [8 * 50_000, 0, 50_000]
    assert ledger_on(Day(109), *bills).accrued == 0
