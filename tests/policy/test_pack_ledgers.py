"""How the shipped packs reckon: payments, grace, fees, cut-off, and the days off of China."""

from datetime import date

import pytest

from streams.app.packs import pack_names, pack_text
from streams.policy.business_days import BusinessDays
from streams.policy.ledger import COMPONENTS, Grace, LedgerRules, PenaltyInterest, WaiverOffer
from streams.terms.days import Day, day_of
from tests.policy.bank import on, sound

PACKS = {name: sound(pack_text(name)) for name in pack_names()}


def rules(pack: str, day: str = "2026-06-01") -> LedgerRules:
    return PACKS[pack].on(on(day)).ledger


def calendar(day: str) -> BusinessDays:
    found = rules("cn", day).calendar
    assert found is not None
    return found


# Art. 57: 1 to 90 days late interest or fees before principal, from day 91 principal first.
@pytest.mark.parametrize(("days", "first"), [(0, False), (1, False), (90, False), (91, True)])
def test_principal_goes_first_from_day_91_on(days: int, *, first: bool) -> None:
    order = rules("cn").order_of("payment", days)
    assert order[0 if first else -1] == "principal"
    assert set(order) == set(COMPONENTS)
    assert [c for c in order if c != "principal"] == ["cost", "interest", "fee", "penalty"]


def test_the_order_is_law_since_2011() -> None:
    assert rules("cn", "2011-01-12").allocations == {}
    assert rules("cn", "2011-01-13").order_of("payment", 91)[0] == "principal"


def test_fees_alone_make_nobody_late_in_china() -> None:
    assert rules("cn").counts == {"principal", "interest"}
    assert rules("house").counts == rules("eu").counts == rules("us").counts == set(COMPONENTS)


def test_grace_hides_and_does_not_forgive() -> None:
    assert rules("cn", "2013-06-30").grace == Grace()
    assert rules("cn", "2013-07-01").grace == Grace(days=3, is_free=False)


def test_a_late_fee_is_five_per_cent_and_ten_yuan_at_least() -> None:
    assert rules("cn", "2016-12-31").late_fees == {}
    fee = rules("cn", "2017-01-01").late_fees["CNY"]
    assert (fee.share_bp, fee.least_minor) == (500, 10_00)
    # 5 % of 1,000.00 is 50.00, which no cap keeps down.
    assert fee.most_minor > 100_000 * fee.share_bp // 10_000


def test_penalty_interest_stays_the_same_when_the_bounds_end() -> None:
    # 0.05 % a day is 500 parts per million; 31 days of it are 1.55 %.
    daily = PenaltyInterest(daily_ppm=500, cycle_share_bp_max=155)
    assert rules("cn", "2016-12-31").penalties == {}
    for day in ("2017-01-01", "2020-12-31", "2021-01-01", "2026-06-01"):
        assert rules("cn", day).penalties == {"CNY": daily}


def test_the_waiver_is_offered_from_the_day_of_the_fee_on() -> None:
    assert rules("cn").waiver == WaiverOffer(from_days=4, to_days=30, valid_days=7)
    assert rules("cn").grace.days + 1 == 4


def test_the_day_of_payments_ends_at_five() -> None:
    for pack, zone in (("cn", "Asia/Shanghai"), ("us", "America/New_York")):
        cut_off = rules(pack).cut_off
        assert cut_off is not None
        assert (cut_off.zone.key, cut_off.minute) == (zone, 17 * 60)
    assert rules("house").cut_off is None


@pytest.mark.parametrize("pack", ["cn", "house"])
def test_every_class_has_a_collection_policy(pack: str) -> None:
    buckets = PACKS[pack].on(on("2026-06-01")).buckets
    assert buckets is not None
    sizes = [band.id for band in buckets.amounts["CNY"]]
    named = {f"{band.id}.{size}" for band in buckets.days for size in sizes}
    collection = rules(pack).collection
    assert collection.keys() == named
    assert (collection["m1.medium"], collection["m1.large"]) == ("remind", "call")


@pytest.mark.parametrize("pack", sorted(PACKS))
def test_a_promise_may_be_a_little_short_and_a_day_late(pack: str) -> None:
    promise, horizon = rules(pack).promise, rules(pack).horizon
    assert (promise.short_bp_max, promise.late_days_max) == (100, 1)
    assert (horizon.late_days, horizon.review_days, horizon.parked_days) == (400, 10, 30)
    assert horizon.closed_days == 730


def test_a_chargeback_ages_from_its_own_day_in_the_united_states() -> None:
    assert rules("us").ages_from_reversal == {"CHARGEBACK"}
    assert rules("cn").ages_from_reversal == rules("house").ages_from_reversal == set()


def test_no_pack_moves_due_dates_or_takes_credits_for_payments() -> None:
    for pack in PACKS:
        assert not rules(pack).due_shifts
        assert rules(pack).credits_pay == set()


def test_a_table_is_known_from_its_announcement_on() -> None:
    assert rules("cn", "2024-11-11").calendar is None
    assert calendar("2024-11-12").years == {2025}
    assert calendar("2025-11-03").years == {2025}
    assert calendar("2025-11-04").years == {2025, 2026}


def business_days(year: int) -> int:
    week = calendar("2026-06-01")
    days = range(day_of(date(year, 1, 1)), day_of(date(year, 12, 31)) + 1)
    return sum(week.is_business(Day(d)) for d in days)


def test_2026_has_248_business_days() -> None:
    # 261 weekdays; off are 2 in January, 6 in February, 1 in April, 3 in May, 1 in June, 1 in
    # September and 5 in October, 19 in all; 6 weekend days are worked.
    assert business_days(2026) == 261 - 19 + 6


def test_2025_has_248_business_days() -> None:
    # 261 weekdays; off are 1 + 4 in January, 2 in February, 1 in April, 3 in May, 1 in June and
    # 6 in October, 18 in all; 5 weekend days are worked.
    assert business_days(2025) == 261 - 18 + 5


@pytest.mark.parametrize(
    "day",
    ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10",
     "2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"],
)  # fmt: skip
def test_made_up_days_are_worked(day: str) -> None:
    assert calendar("2026-06-01").is_business(on(day))


@pytest.mark.parametrize(
    ("day", "after"),
    [
        ("2026-01-01", "2026-01-04"),  # off until Saturday, made up for on Sunday
        ("2026-02-15", "2026-02-24"),  # the Spring Festival, nine days
        ("2026-04-04", "2026-04-07"),
        ("2026-05-01", "2026-05-06"),
        ("2026-06-19", "2026-06-22"),
        ("2026-09-25", "2026-09-28"),
        ("2026-10-01", "2026-10-08"),
        ("2026-10-11", "2026-10-12"),  # the Sunday behind a worked Saturday
        ("2025-01-28", "2025-02-05"),
        ("2025-10-01", "2025-10-09"),
    ],
)
def test_the_first_business_day_after_a_holiday(day: str, after: str) -> None:
    assert calendar("2026-06-01").next_business(on(day)) == on(after)
