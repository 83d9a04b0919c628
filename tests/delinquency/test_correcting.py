"""What a fact about the past changed: only days said otherwise, in as few spans as can be."""

import pytest
from msgspec.structs import replace

from streams.delinquency.correcting import corrected_spans
from streams.delinquency.rows import NEVER
from streams.delinquency.walking import Look
from streams.terms.days import Day, iso, parse_day
from streams.terms.delinquency_notices import Corrected, CorrectedSpan
from streams.terms.identity import stable_id
from tests.delinquency.facts import (
    ACCOUNT,
    RULES,
    Account,
    bill,
    charge_waived,
    charged,
    charged_off,
    corrected,
    opened,
    paid,
    reversed_,
    voided,
)

MARCH = bill("march", "2026-03-20", "2026-04-10", 30_000)


def _spans(was: list[Look], now: list[Look], first: int, last: int) -> list[CorrectedSpan]:
    return list(corrected_spans(was, now, "CNY", RULES, (Day(first), Day(last))))


def _days(spans: list[CorrectedSpan]) -> list[tuple[int, int]]:
    return [(one.first_on, one.last_on) for one in spans]


def _late(on: int, due_on: int, minor: int = 30_000) -> Look:
    return Look(Day(on), Day(due_on), minor)


def test_days_that_stand_alike_are_no_correction() -> None:
    looks = [Look(Day(10), None, 0), _late(31, 30)]
    assert _spans(looks, list(looks), 10, 200) == []
    assert _spans([], [], 10, 200) == []
    assert _spans([_late(31, 30, 30_000)], [_late(31, 30, 20_000)], 10, 80) == []


def test_a_span_ends_where_the_bucket_changes() -> None:
    spans = _spans([_late(31, 30)], [Look(Day(31), None, 0)], 10, 70)
    assert _days(spans) == [(31, 60), (61, 70)]
    assert [(one.was_bucket, one.is_bucket) for one in spans] == [
        ("m1.small", "current"),
        ("m2.small", "current"),
    ]
    assert [(one.was_oldest_due_on, one.is_oldest_due_on) for one in spans] == [(30, None)] * 2


def test_days_in_a_row_that_say_the_same_are_one_span() -> None:
    was = [_late(day, 30) for day in (31, 35, 36, 40)]
    assert _days(_spans(was, [], 10, 50)) == [(31, 50)]


def test_equal_days_between_part_two_spans() -> None:
    was = [_late(31, 30), Look(Day(40), None, 0), _late(45, 44)]
    assert _days(_spans(was, [], 10, 50)) == [(31, 39), (45, 50)]
    again = [_late(31, 30), Look(Day(40), None, 0), _late(45, 30)]
    assert _days(_spans(again, [], 10, 50)) == [(31, 39), (45, 50)]


def test_only_the_days_asked_for_are_looked_at() -> None:
    assert _days(_spans([_late(31, 30)], [], 35, 36)) == [(35, 36)]
    assert _days(_spans([_late(31, 30)], [], 20, 30)) == []


def test_another_anchor_in_the_same_bucket_is_a_correction() -> None:
    assert _days(_spans([_late(31, 30)], [_late(31, 25)], 20, 33)) == [(31, 33)]


def test_a_larger_amount_corrects_only_where_it_moves_the_bucket() -> None:
    spans = _spans([_late(31, 30, 499_999)], [_late(31, 30, 500_000)], 20, 33)
    assert [(one.was_bucket, one.is_bucket) for one in spans] == [("m1.small", "m1.large")]


def _late_account() -> Account:
    account = Account("2026-03-01").take(opened())
    account.tick("2026-03-20").take(MARCH)
    return account.tick("2026-04-11").tick("2026-04-20")


def test_a_late_payment_says_which_days_were_said_wrongly() -> None:
    account = _late_account().take(paid("p1", "2026-04-14", 30_000))
    said = account.corrections[0]
    (span,) = said.spans
    assert (span.first_on, span.last_on) == (parse_day("2026-04-14"), parse_day("2026-04-19"))
    assert (span.was_oldest_due_on, span.is_oldest_due_on) == (MARCH.due_on, None)
    assert (said.days_changed, said.cause, said.as_of) == (6, "e-p1", parse_day("2026-04-20"))
    assert said.seq < account.events[-1].seq


def test_a_payment_of_today_or_one_that_changes_no_day_corrects_nothing() -> None:
    account = _late_account().take(paid("p1", "2026-04-20", 30_000))
    assert account.corrections == []
    early = Account("2026-03-01").take(opened()).tick("2026-03-20").take(MARCH).tick("2026-04-05")
    early.take(paid("p1", "2026-04-01", 30_000))
    assert early.corrections == []


def test_a_retroactive_fact_of_today_corrects_the_past() -> None:
    paid_in_time = _late_account().take(paid("p1", "2026-04-10", 30_000))
    assert len(paid_in_time.corrections) == 1
    paid_in_time.tick("2026-04-25").take(reversed_("r1", "p1", "2026-04-25", 30_000))
    (span,) = paid_in_time.corrections[1].spans
    assert (span.first_on, span.last_on) == (parse_day("2026-04-11"), parse_day("2026-04-24"))
    for fact in (
        voided("march", "2026-04-20"),
        corrected("k1", "march", "2026-04-20", "2026-05-01", 900),
    ):
        account = _late_account().take(fact)
        assert [one.days_changed for one in account.corrections] == [9]


def test_a_waived_charge_corrects_the_days_it_made_late() -> None:
    account = Account("2026-03-01").take(opened(), charged("g1", "FEE", "2026-03-02", 5_000))
    account.tick("2026-03-20").take(bill("march", "2026-03-20", "2026-04-10", 5_000, fee=5_000))
    account.tick("2026-04-11").tick("2026-04-20")
    account.take(charge_waived("w1", "g1", "2026-04-20", 4_500))
    assert [one.days_changed for one in account.corrections] == [9]
    assert account.kinds == ["BECAME_DELINQUENT", "CURED"]


def test_days_of_which_nothing_was_said_are_not_corrected() -> None:
    account = Account("2026-04-15").take(opened(), MARCH).tick("2026-04-20")
    account.take(paid("p1", "2026-04-10", 30_000))
    (span,) = account.corrections[0].spans
    assert span.first_on == parse_day("2026-04-15")


def test_without_buckets_a_span_has_no_name_and_still_says_its_days() -> None:
    rules = replace(RULES, buckets=None)
    [span] = corrected_spans([_late(31, 30)], [], "CNY", rules, (Day(10), Day(40)))
    assert (span.first_on, span.last_on) == (31, 40)
    assert (span.was_bucket, span.is_bucket) == ("unclassified", "unclassified")


def test_a_currency_that_policy_does_not_know_is_unclassified_as_its_standing_is() -> None:
    [span] = corrected_spans([_late(31, 30)], [], "XXX", RULES, (Day(31), Day(40)))
    assert (span.was_bucket, span.is_bucket) == ("unclassified", "unclassified")


def test_a_correction_has_an_id_that_every_replay_gives_it() -> None:
    account = Account("2026-04-01").take(opened(), MARCH).tick("2026-04-20")
    account.take(paid("p1", "2026-04-05", 30_000))
    [said] = [one for one in account.said if isinstance(one, Corrected)]
    assert said.event_id == stable_id("corrected", ACCOUNT, said.seq)


@pytest.mark.parametrize("today", ["2026-05-25", "2026-07-30"])
def test_after_ageing_stopped_a_stretch_keeps_its_bucket(today: str) -> None:
    april = bill("april", "2026-04-12", "2026-04-15", 40_000, included=30_000)
    account = Account("2026-04-20").take(opened(), MARCH, april).tick("2026-04-21")
    account.take(charged_off("o1", "2026-04-22")).tick(today)
    account.take(paid("p1", "2026-04-21", 30_000))
    (corrected,) = account.corrections
    (span,) = corrected.spans
    assert (iso(span.first_on), span.last_on) == ("2026-04-21", parse_day(today) - 1)
    assert (span.was_bucket, span.is_bucket) == ("m1.small", "m1.small")


def test_each_of_two_walks_keeps_the_bucket_of_the_day_on_which_it_stopped() -> None:
    looks, days = [_late(31, 30)], (Day(10), Day(70))
    for stops, said in (
        ((NEVER, Day(40)), ("m2.small", "m1.small")),
        ((Day(40), NEVER), ("m1.small", "m2.small")),
    ):
        [span] = corrected_spans(looks, looks, "CNY", RULES, days, stops)
        assert (span.first_on, span.last_on) == (61, 70)
        assert (span.was_bucket, span.is_bucket) == said
