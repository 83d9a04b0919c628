"""What was past due on a day is settled, or not, at the end of a later one."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from streams.insight.settling import Past
from streams.terms.days import Day
from streams.terms.delinquency_notices import Corrected, CorrectedSpan
from tests.insight.accounts import standing

VISITED = Day(100)


def past(*told: tuple[int, dict[str, Any]]) -> Past:
    """Return a past from what was told from which days on."""
    found = Past("CNY")
    for version, (on, fields) in enumerate(told, 1):
        found.stands(standing(on=on, version=version, **fields))
    return found


LATE: dict[str, Any] = {"oldest_due_on": Day(40), "past_due_minor": 50_000}
PAID: dict[str, Any] = {}


def settled(found: Past, days: int) -> bool:
    return found.has_settled(VISITED, Day(VISITED + days))


def test_who_has_paid_is_settled_from_the_day_of_paying_on() -> None:
    found = past((41, LATE), (107, PAID))
    assert found.is_late(Day(99))
    assert [settled(found, days) for days in (6, 7, 30)] == [False, True, True]


def test_what_is_billed_after_the_visit_does_not_make_it_unpaid() -> None:
    newly_late = {"oldest_due_on": Day(110), "past_due_minor": 30_000}
    found = past((41, LATE), (105, PAID), (111, newly_late))
    assert settled(found, 30)


def test_the_oldest_part_alone_is_not_all_that_was_past_due() -> None:
    younger = {"oldest_due_on": Day(71), "past_due_minor": 20_000}
    assert not settled(past((41, LATE), (105, younger)), 30)


def test_what_came_due_on_the_day_of_the_visit_was_not_past_due_then() -> None:
    due_then = {"oldest_due_on": VISITED, "past_due_minor": 20_000}
    assert settled(past((41, LATE), (105, due_then)), 30)


def test_a_rest_within_tolerance_is_repaid() -> None:
    assert settled(past((41, LATE), (105, {"past_due_minor": 900})), 7)


def test_a_payment_that_bounces_takes_it_back() -> None:
    found = past((41, LATE), (103, PAID), (109, LATE))
    assert [settled(found, days) for days in (7, 14)] == [True, False]


def test_a_dispute_at_the_door_is_no_payment() -> None:
    disputed = {"held_minor": 50_000}
    found = past((41, LATE), (VISITED, disputed))
    assert not settled(found, 30)
    # What was disputed before the visit already does not count against a payment.
    before = past((41, LATE | {"held_minor": 700}), (105, {"held_minor": 700}))
    assert settled(before, 7)


def test_a_re_age_is_no_payment() -> None:
    found = past((41, LATE), (104, PAID))
    found.re_aged(Day(104))
    assert not settled(found, 7)
    before = past((41, LATE), (104, PAID))
    before.re_aged(Day(90))
    assert settled(before, 7)


def test_another_currency_says_nothing() -> None:
    found = Past("USD")
    found.stands(standing(on=41, version=1, **LATE))
    assert not found.is_late(Day(99))


def corrected(seq: int, first: int, last: int, anchor: int | None) -> Corrected:
    span = CorrectedSpan(
        first_on=Day(first),
        last_on=Day(last),
        was_oldest_due_on=Day(40),
        is_oldest_due_on=None if anchor is None else Day(anchor),
        was_bucket="",
        is_bucket="",
    )
    return Corrected(
        event_id="e",
        account_id="a",
        customer_id="c",
        seq=seq,
        as_of=Day(last + 1),
        currency="CNY",
        days_changed=last - first + 1,
        spans=(span,),
        policy_digest="",
        cause="",
    )


def test_a_payment_posted_late_counts_from_its_value_date() -> None:
    found = past((41, LATE), (112, PAID))
    assert not settled(found, 7)
    found.corrected(corrected(9, 104, 111, None))
    assert [settled(found, days) for days in (3, 4, 7)] == [False, True, True]


def test_the_later_correction_of_a_day_holds_in_whatever_order_they_come() -> None:
    for order in ((9, 11), (11, 9)):
        found = past((41, LATE), (120, LATE))
        for seq in order:
            found.corrected(corrected(seq, 104, 119, None if seq == 9 else 40))
        assert not settled(found, 7)


def test_an_account_of_which_nothing_is_known_was_not_late() -> None:
    assert not Past("CNY").is_late(Day(99))


@given(st.permutations([(41, LATE), (103, PAID), (109, LATE), (112, PAID)]), st.integers(0, 40))
def test_the_order_of_telling_and_repeats_change_nothing(
    told: list[tuple[int, dict[str, Any]]], days: int
) -> None:
    found = Past("CNY")
    for on, fields in (*told, *told):
        found.stands(standing(on=on, version=on, **fields))
    assert settled(found, days) == (3 <= days < 9 or days >= 12)
