"""Facts become occurrences of a day: their order, the day a payment counts, what reversals take."""

from datetime import UTC, datetime
from itertools import permutations

import pytest

from streams.delinquency.knowledge import known
from streams.delinquency.occurrences import capped, occurrences, owed, value_day
from streams.delinquency.posting import record
from streams.policy.ledger import LedgerRules
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day, Instant, instant_of, iso, parse_day
from tests.delinquency.facts import (
    RULES,
    bill,
    charge_waived,
    charged,
    corrected,
    credited,
    dispute_resolved,
    disputed,
    opened,
    paid,
    re_aged,
    refunded,
    reversed_,
    voided,
    waived,
)
from tests.delinquency.ledgers import ledger_on, left_in, row_of, rules_with
from tests.delinquency.second.books import SHIFTED

DAY = "2026-04-20"
MARCH = bill("march", "2026-03-20", "2026-04-10", 500)


def _in_order(*facts: AnyAccountFact, rules: LedgerRules = RULES.ledger) -> list[str]:
    row, on = row_of(*facts), parse_day(DAY)
    found = occurrences(row.recent, "CNY", (None, on), known(row, rules, on), rules)
    return [one.id for one in found if one.on == on]


def test_a_day_has_an_order_whatever_the_order_of_arrival() -> None:
    earlier: list[AnyAccountFact] = [paid("p0", "2026-04-01", 90), disputed("d0", "2026-04-01", 5)]
    facts: list[AnyAccountFact] = [
        re_aged("i", DAY),
        bill("h2", DAY, "2026-05-10", 100),
        bill("h1", DAY, "2026-05-10", 100),
        disputed("g", DAY, 5),
        charged("f", "FEE", DAY, 5),
        reversed_("e", "p0", DAY, 5, mode="AGE_FROM_REVERSAL"),
        refunded("d", DAY, 5),
        waived("c2", DAY, 5),
        paid("c1", DAY, 5),
        credited("b", "GOODWILL", DAY, 5),
        dispute_resolved("d0", DAY, "REJECTED"),
    ]
    ordered = ["dispute/d0", "b", "c1", "c2", "d", "e", "f", "dispute/g", "h1", "h2", "i"]
    assert _in_order(*earlier, *facts) == ordered
    assert _in_order(*reversed(facts), *earlier) == ordered


def test_of_one_kind_the_id_decides() -> None:
    for order in permutations([paid(name, DAY, 5) for name in "abc"]):
        assert _in_order(*order) == ["a", "b", "c"]


def test_a_statement_closes_before_what_a_correction_of_that_day_owes_more() -> None:
    more = corrected("a", "z", DAY, "2026-05-10", 900)
    assert _in_order(more, bill("z", DAY, "2026-05-10", 100)) == ["z", "a"]


def test_a_payment_on_the_closing_day_knows_older_obligations_only() -> None:
    april = bill("april", DAY, "2026-05-10", 700)
    assert left_in(ledger_on(DAY, MARCH, april, paid("p1", DAY, 800))) == {"april": 700}


def test_only_what_is_behind_the_first_day_up_to_the_last_happens() -> None:
    days_paid = (9, 10, 11, 20, 21)
    row = row_of(*(paid(f"p{day}", Day(day), 5) for day in days_paid))
    row = record(row, charged("g10", "FEE", Day(10), 5))
    row = record(record(row, charged("g20", "FEE", Day(20), 5)), charged("g21", "FEE", Day(21), 5))
    now = known(row, RULES.ledger, Day(30))
    days = Day(10), Day(20)
    found = occurrences(row.recent, "CNY", days, now, RULES.ledger)
    assert [one.id for one in found] == ["p11", "p20", "g20"]
    closes = row_of(*(bill(f"b{day}", Day(day), Day(40), 5) for day in (10, 11, 20, 21)))
    found = occurrences(closes.recent, "CNY", days, now, RULES.ledger)
    assert [one.id for one in found] == ["b11", "b20"]


def _at(text: str) -> Instant:
    return instant_of(datetime.fromisoformat(text).replace(tzinfo=UTC))


@pytest.mark.parametrize(
    ("utc", "zone", "counts_on"),
    [
        ("2026-04-20T08:59", "", "2026-04-20"),  # 16:59 in Shanghai
        ("2026-04-20T09:00", "", "2026-04-21"),
        ("2026-04-20T16:00", "", "2026-04-21"),  # midnight there: the day itself has begun
        ("2026-04-24T09:00", "", "2026-04-27"),  # a Friday after the cut-off
        ("2026-04-25T01:00", "", "2026-04-25"),  # a Saturday, in time
        ("2026-04-25T09:00", "", "2026-04-27"),
        ("2026-04-30T09:00", "", "2026-05-04"),  # a holiday before a weekend
        ("2026-02-13T09:00", "", "2026-02-14"),  # a Saturday that is worked
        ("2026-04-20T09:00", "Europe/Berlin", "2026-04-20"),
        ("2026-03-27T16:00", "Europe/Berlin", "2026-03-30"),  # 17:00 in winter
        ("2026-03-30T14:59", "Europe/Berlin", "2026-03-30"),  # 16:59 in summer
        ("2026-03-30T15:00", "Europe/Berlin", "2026-03-31"),
    ],
)
def test_the_cut_off_of_the_accounts_zone_decides_the_day(
    utc: str, zone: str, counts_on: str
) -> None:
    made = paid("p1", "2026-01-01", 5, paid_at=_at(utc))
    row = row_of(opened(zone=zone), made)
    now = known(row, SHIFTED.ledger, parse_day("2026-06-01"))
    assert iso(value_day(row.recent.payments[0], now.zone, SHIFTED.ledger)) == counts_on


def test_the_value_date_stands_without_instant_or_without_cut_off() -> None:
    with_instant = row_of(paid("p1", "2026-01-01", 5, paid_at=_at(f"{DAY}T09:00")))
    assert iso(value_day(with_instant.recent.payments[0], "", RULES.ledger)) == "2026-01-01"
    without = row_of(paid("p1", "2026-01-03", 5))
    assert iso(value_day(without.recent.payments[0], "", SHIFTED.ledger)) == "2026-01-03"


def test_due_dates_move_to_the_next_business_day_where_policy_says_so() -> None:
    weekend = bill("s1", "2026-03-20", "2026-04-04", 500)
    assert iso(ledger_on(DAY, weekend, rules=SHIFTED).slots[0].due_on) == "2026-04-07"
    assert iso(ledger_on(DAY, weekend).slots[0].due_on) == "2026-04-04"


def test_claims_take_together_no_more_than_there_is() -> None:
    claims = [(Day(3), "c", 50), (Day(1), "a", 60), (Day(2), "b", 70)]
    assert capped(claims, 100) == [(1, "a", 60), (2, "b", 40), (3, "c", 0)]
    assert (owed((500, 200, 100)), owed((500, 200, 400)), owed((100, 200, 0))) == (200, 0, 0)


def test_a_reversal_that_ages_anew_is_an_obligation_of_its_own_day() -> None:
    back = reversed_("r1", "p1", "2026-04-12", 300, mode="AGE_FROM_REVERSAL")
    ledger = ledger_on(DAY, MARCH, paid("p1", "2026-04-05", 400), back)
    assert left_in(ledger) == {"march": 100, "r1": 300}
    new = ledger.slots[1]
    assert (iso(new.due_on), iso(new.closed_on)) == ("2026-04-12", "2026-04-12")
    assert ledger.balance_minor == 5_000 - 400 + 300


def test_policy_says_for_which_reasons_a_reversal_ages_anew() -> None:
    rules = rules_with(ages_from_reversal=frozenset({"CHARGEBACK"}))
    made = paid("p1", "2026-04-05", 400)
    for reason, left in (("CHARGEBACK", {"march": 100, "r1": 400}), ("NSF", {"march": 500})):
        back = reversed_("r1", "p1", "2026-04-12", 400, reason=reason)
        assert left_in(ledger_on(DAY, MARCH, made, back, rules=rules)) == left
    named = reversed_("r1", "p1", "2026-04-12", 400, reason="CHARGEBACK", mode="RESTORE_ORIGINAL")
    assert left_in(ledger_on(DAY, MARCH, made, named, rules=rules)) == {"march": 500}


def test_reversals_of_both_modes_take_together_the_payment_and_restoring_comes_first() -> None:
    anew = reversed_("r1", "p1", "2026-04-12", 300, mode="AGE_FROM_REVERSAL")
    restored = reversed_("r2", "p1", "2026-04-13", 250, mode="RESTORE_ORIGINAL")
    ledger = ledger_on(DAY, MARCH, paid("p1", "2026-04-05", 400), anew, restored)
    assert left_in(ledger) == {"march": 350, "r1": 150}
    assert ledger.balance_minor == 5_000


def test_what_a_payment_never_settled_does_not_age_anew() -> None:
    back = reversed_("r1", "p1", "2026-04-12", 800, mode="AGE_FROM_REVERSAL")
    ledger = ledger_on(DAY, MARCH, paid("p1", "2026-04-05", 800), back)
    assert left_in(ledger) == {"r1": 500}
    assert ledger.balance_minor == 5_000


def test_a_waiver_of_a_charge_lowers_the_balance_by_what_is_left_of_the_charge() -> None:
    charge = charged("g1", "FEE", "2026-04-01", 90)
    waivers = [charge_waived(f"w{n}", "g1", f"2026-04-0{n}", 60) for n in (2, 3)]
    assert ledger_on("2026-04-01", MARCH, charge, *waivers).balance_minor == 5_090
    assert ledger_on("2026-04-02", MARCH, charge, *waivers).balance_minor == 5_030
    assert ledger_on("2026-04-03", MARCH, charge, *waivers).balance_minor == 5_000


def test_credits_lower_the_balance_and_settle_where_policy_lets_them() -> None:
    credit = credited("c1", "REFUND", "2026-04-01", 90)
    settles = rules_with(credits_pay=frozenset({"refund"}))
    assert left_in(ledger_on(DAY, MARCH, credit)) == {"march": 500}
    assert left_in(ledger_on(DAY, MARCH, credit, rules=settles)) == {"march": 410}
    assert ledger_on(DAY, MARCH, credit).balance_minor == 4_910
    assert left_in(ledger_on(DAY, MARCH, waived("w1", "2026-04-01", 80))) == {"march": 420}


def test_what_moves_one_ledger_is_of_its_currency() -> None:
    yen: list[AnyAccountFact] = [
        charged("g1", "FEE", "2026-04-01", 70, currency="JPY"),
        charge_waived("w1", "g1", "2026-04-02", 30, currency="JPY"),
        credited("c1", "GOODWILL", "2026-04-03", 11, currency="JPY"),
        refunded("r1", "2026-04-04", 5, currency="JPY"),
        disputed("d1", "2026-04-05", 5, currency="JPY"),
    ]
    assert ledger_on(DAY, MARCH, *yen) == ledger_on(DAY, MARCH)
    assert ledger_on(DAY, MARCH, *yen, currency="JPY").balance_minor == 70 - 30 - 11 + 5


def test_a_correction_by_a_cent_adds_a_cent() -> None:
    up = corrected("k1", "march", "2026-03-25", "2026-04-10", 501)
    assert left_in(ledger_on(DAY, MARCH, up)) == {"march": 500, "k1": 1}


def test_a_waiver_in_another_currency_than_its_charge_waives_nothing() -> None:
    charge = charged("g1", "FEE", "2026-04-01", 70, currency="JPY")
    waiver = charge_waived("w1", "g1", "2026-04-02", 30)
    assert ledger_on(DAY, MARCH, charge, waiver) == ledger_on(DAY, MARCH)


def test_a_waiver_dated_before_its_charge_takes_nothing_off_before_it() -> None:
    fee, waiver = (
        charged("g1", "FEE", "2026-04-12", 90),
        charge_waived("w1", "g1", "2026-04-08", 90),
    )
    balances = [
        ledger_on(on, MARCH, fee, waiver).balance_minor for on in ("2026-04-11", "2026-04-12")
    ]
    assert balances == [5_000, 5_000]


def test_a_correction_owes_more_only_in_the_currency_of_a_statement_that_stands() -> None:
    abroad = corrected("k1", "march", "2026-04-01", "2026-04-10", 900, currency="JPY")
    assert left_in(ledger_on(DAY, MARCH, abroad, currency="JPY")) == {}
    more = corrected("k1", "march", "2026-04-01", "2026-04-10", 900)
    assert left_in(ledger_on(DAY, MARCH, more)) == {"march": 500, "k1": 400}
    assert left_in(ledger_on(DAY, MARCH, more, voided("march", "2026-04-02"))) == {}


def test_a_reversal_in_another_currency_is_unfounded_in_its_own_ledger_from_its_day() -> None:
    back = reversed_("r1", "p1", "2026-04-12", 300, currency="JPY")
    facts = MARCH, paid("p1", "2026-04-05", 400), back
    found = [
        ledger_on(on, *facts, currency=currency).unfounded
        for on in ("2026-04-11", "2026-04-12")
        for currency in ("CNY", "JPY")
    ]
    assert found == [False, False, False, True]


def test_a_waiver_dated_before_its_charge_lowers_the_balance_on_the_day_of_that() -> None:
    between = bill("s1", Day(95), Day(115), 100, total=1_000)
    facts = between, charged("g1", "FEE", Day(100), 50), charge_waived("w1", "g1", Day(90), 30)
    balances = [ledger_on(Day(on), *facts).balance_minor for on in (94, 99, 100)]
    assert balances == [0, 1_000, 1_020]


def test_a_payment_valued_before_the_first_day_happens_where_the_cut_off_moves_it_behind() -> None:
    since, monday = parse_day("2026-04-24"), parse_day("2026-04-27")
    friday = _at("2026-04-24T09:00")
    facts = [paid("moved", since, 5, paid_at=friday), paid("old", since, 5)]
    row = row_of(opened(), *facts)
    now = known(row, SHIFTED.ledger, monday)
    found = occurrences(row.recent, "CNY", (since, monday), now, SHIFTED.ledger)
    assert [(one.id, one.on) for one in found] == [("moved", monday)]
