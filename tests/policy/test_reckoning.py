"""Entries on lateness become the rules of a day, under a key that says when two days are alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.app.packs import pack_names, pack_text
from streams.policy.bands import DayBand
from streams.policy.ledger import (
    COMPONENTS,
    Classification,
    Grace,
    Horizon,
    LateFee,
    LedgerRules,
    Materiality,
    PenaltyInterest,
    PromiseTerms,
    ReAgeLimits,
    WaiverOffer,
)
from streams.policy.ledger_sections import LEDGER_SECTIONS
from streams.terms.days import Day
from tests.policy.bank import GOOD, on, sound
from tests.policy.lateness import WHOLE, changed, without

BANK = sound(WHOLE)
PACKS = {name: sound(pack_text(name)) for name in pack_names()}
NOW = BANK.on(on("2026-12-01")).ledger


def later(text: str, day: str = "2026-12-01") -> LedgerRules:
    return sound(text).on(on(day)).ledger


def test_payments_are_laid_as_written() -> None:
    assert NOW.order_of("payment", 60) == ("cost", "fee", "penalty", "interest", "principal")
    assert NOW.order_of("payment", 61) == ("principal", "interest", "cost", "fee", "penalty")
    assert NOW.order_of("waiver", 61) == ("fee", "penalty", "interest", "cost", "principal")
    assert {kind: a.newest_first for kind, a in NOW.allocations.items()} == {
        "payment": False,
        "waiver": True,
    }
    assert NOW.order_of("refund", 0) == COMPONENTS


def test_what_counts_as_written() -> None:
    assert NOW.counts == {"principal", "interest", "cost"}
    assert NOW.credits_pay == {"refund"}
    assert NOW.ages_from_reversal == {"CHARGEBACK", "DISHONOURED"}
    assert NOW.grace == Grace(days=5, is_free=True)


def test_clocks_as_written_in_order_of_their_names() -> None:
    assert [clock.id for clock in NOW.clocks] == ["slow", "stage", "tiers"]
    assert NOW.clocks[1] == Classification(
        id="stage", lowest="one", bands=(DayBand(id="two", from_days=32),)
    )
    assert NOW.reported == ("tiers", "slow")
    assert NOW.materiality == Materiality(
        amounts_minor={"CNY": 80_000, "JPY": 1_200}, share_bp=125, days_max=88, cure_days=95
    )
    assert NOW.charge_off_days == 185


def test_bureau_codes_as_written() -> None:
    bureau = NOW.bureau
    assert bureau is not None
    assert [bureau.statuses.class_of(days) for days in (0, 32, 33, 62, 63)] == [
        "A0",
        "A0",
        "A1",
        "A1",
        "A2",
    ]
    assert [bureau.marks.class_of(days) for days in (0, 33, 34)] == ["0", "0", "1"]
    assert (bureau.charged_off, bureau.sold, bureau.history_max) == ("X7", "X5", 18)


def test_sums_as_written() -> None:
    assert NOW.late_fees == {
        "CNY": LateFee(share_bp=450, least_minor=900, most_minor=7_000),
        "JPY": LateFee(share_bp=350, least_minor=30, most_minor=2**63 - 1),
    }
    assert NOW.penalties == {"CNY": PenaltyInterest(daily_ppm=480, cycle_share_bp_max=140)}
    assert NOW.waiver == WaiverOffer(from_days=7, to_days=28, valid_days=6)


def test_a_row_for_an_amount_goes_before_that_of_its_days() -> None:
    assert NOW.collection == {
        "d1.small": "soft",
        "d1.big": "firm",
        "d3.small": "court",
        "d3.big": "court",
    }


def test_days_and_limits_as_written() -> None:
    cut_off = NOW.cut_off
    assert cut_off is not None
    assert (cut_off.zone.key, cut_off.minute) == ("Asia/Tokyo", 16 * 60 + 30)
    assert NOW.due_shifts
    assert NOW.re_age == ReAgeLimits(
        account_months_min=10,
        within_12_months_max=2,
        within_5_years_max=4,
        workouts_within_5_years_max=3,
    )
    assert NOW.promise == PromiseTerms(short_bp_max=110, late_days_max=4)
    assert NOW.horizon == Horizon(late_days=300, review_days=11, parked_days=31, closed_days=600)


def test_calendars_that_hold_side_by_side_are_one() -> None:
    before = BANK.on(on("2026-11-04")).ledger.calendar
    assert before is not None
    assert before.years == {2026}
    calendar = NOW.calendar
    assert calendar is not None
    assert calendar.id == "CN"
    assert calendar.years == {2026, 2027}
    # 3 October 2026 is a Saturday and closed anyway.
    assert calendar.closed == {on("2026-10-01"), on("2026-10-02"), on("2027-01-01")}
    assert calendar.worked == {on("2026-10-10")}


def test_a_document_without_such_entries_asks_nothing() -> None:
    rules = later(GOOD)
    assert rules == LedgerRules(key=rules.key)
    assert len(rules.key) == 12


def test_before_its_day_an_entry_says_nothing() -> None:
    assert BANK.on(on("2014-01-31")).ledger.grace == Grace()
    assert BANK.on(on("2014-02-01")).ledger.grace.days == 5
    assert BANK.on(on("2026-12-31")).ledger.horizon.late_days == 300
    assert BANK.on(on("2027-01-01")).ledger.horizon.late_days == 301


@pytest.mark.parametrize("section", sorted(set(LEDGER_SECTIONS) - {"calendars", "clocks"}))
def test_each_section_is_in_the_key(section: str) -> None:
    gone = {
        "materiality": ("materiality", "default_cure"),
        "default_cure": ("materiality", "default_cure"),
        "late_fees": ("late_fees", "waiver_offer"),
    }.get(section, (section,))
    assert later(without(*gone)).key != NOW.key


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2026-10-01, 2026-10-02", "2026-10-01"),
        ("worked = [2026-10-10]", "worked = []"),
        ('"two", from_days = 32', '"two", from_days = 33'),
        ('lowest = "one"', 'lowest = "none"'),
        ('"Asia/Tokyo"', '"Asia/Seoul"'),
        ("newest_first = true", "newest_first = false"),
    ],
)
def test_so_is_each_value(old: str, new: str) -> None:
    assert later(changed((old, new))).key != NOW.key


def test_so_is_the_tolerance() -> None:
    assert later(WHOLE.replace("max_minor = 2000", "max_minor = 2001")).key != NOW.key


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('["principal", "interest", "cost"]', '["cost", "interest", "principal"]'),
        ('["CHARGEBACK", "DISHONOURED"]', '["DISHONOURED", "CHARGEBACK"]'),
        ("2026-10-01, 2026-10-02", "2026-10-02, 2026-10-01"),
        (", 2026-10-03]", "]"),
        ('id = "bank.grace"', 'id = "bank.other_grace"'),
    ],
)
def test_words_in_another_order_and_names_of_entries_are_not(old: str, new: str) -> None:
    assert later(changed((old, new))).key == NOW.key


def test_contacts_are_none_of_it() -> None:
    text = WHOLE.replace("contacts_max = 1", "contacts_max = 2")
    assert later(text).key == NOW.key


def test_intervals_that_reckon_alike_share_one_object() -> None:
    # On 2026-01-01 the tolerance changes, on 2015-01-01 the ladder alone begins.
    assert BANK.on(on("2014-12-31")).ledger is BANK.on(on("2015-01-01")).ledger
    assert BANK.on(on("2014-12-31")) is not BANK.on(on("2015-01-01"))
    assert BANK.on(on("2025-12-31")).ledger is not BANK.on(on("2026-01-01")).ledger
    assert BANK.on(on("2030-01-01")).ledger is BANK.on(on("2040-01-01")).ledger


@given(
    name=st.sampled_from(pack_names()),
    days=st.tuples(
        st.integers(on("1999-12-01"), on("2028-12-31")).map(Day),
        st.integers(on("1999-12-01"), on("2028-12-31")).map(Day),
    ),
)
def test_two_days_have_one_key_exactly_where_they_reckon_alike(
    name: str, days: tuple[Day, Day]
) -> None:
    first, second = (PACKS[name].on(day) for day in days)
    alike = (first.ledger, first.tolerance_minor) == (second.ledger, second.tolerance_minor)
    assert (first.ledger.key == second.ledger.key) == alike
    assert (first.ledger is second.ledger) == alike
