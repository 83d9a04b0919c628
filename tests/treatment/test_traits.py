"""Each trait at its threshold: found, and not found one short of it."""

import pytest
from msgspec.structs import replace

from streams.policy.strategy import TRAITS, Threshold
from streams.terms.days import Day
from streams.treatment.points import with_failure
from streams.treatment.traits import turns_on
from tests.treatment.details import agency_call, objection, point
from tests.treatment.histories import THRESHOLDS, called, customer, found, paid
from tests.treatment.world import DUE_ON, PAID, Customer, late, lift, stop


def stated(customer: Customer, day: int = 1, **words: object) -> None:
    """Let a standing say more of the account than its ledgers."""
    fact = customer.standing(late(), day=day)
    customer.tell(replace(fact, standing=replace(fact.standing, **words)))


def test_without_thresholds_nothing_is_found() -> None:
    known = customer()
    known.tell(stop("VULNERABLE"))
    assert set(THRESHOLDS) == set(TRAITS)
    assert found(known, 0) == {
        "first_time": "nothing was late before",
        "vulnerable": "a stop says so",
    }
    known.rules = replace(known.rules, strategy=replace(known.rules.strategy, thresholds={}))
    known.stands(late())
    known.tick(1)
    assert {e.traits for e in known.said} == {()}


def test_the_second_episode_is_not_the_first() -> None:
    known = customer()
    known.stands(late())
    assert found(known, 1)["first_time"] == "it is the first episode"
    paid(known, "s1", 0, 3)
    assert "first_time" in found(known, 4)
    known.stands(late("s2", since=30), day=31)
    assert "first_time" not in found(known, 31)


def test_an_episode_of_another_account_counts() -> None:
    known = customer()
    known.stands(late())
    known.stands(late("s9"), account="a2")
    assert "first_time" not in found(known, 1)


@pytest.mark.parametrize(("last", "is_found"), [(35, True), (36, False)])
def test_who_pays_soon_behind_the_due_date_twice_forgets(last: int, *, is_found: bool) -> None:
    known = customer()
    paid(known, "s1", 0, 5)
    paid(known, "s2", 30, last)
    assert ("forgets" in found(known, last)) is is_found


def test_who_pays_soon_once_does_not_forget_yet() -> None:
    known = customer()
    paid(known, "s1", 0, 5)
    assert "forgets" not in found(known, 5)
    stated(known, day=31, cause="FORGOT")
    assert found(known, 31)["forgets"] == "the customer forgot, as was said"


def test_forgetting_is_forgotten_after_the_days_looked_back_at() -> None:
    known = customer()
    paid(known, "s1", 0, 5)
    paid(known, "s2", 30, 35)
    assert "forgets" in found(known, 404)
    assert "forgets" not in found(known, 405)
    assert (
        turns_on(known.row, {"forgets": THRESHOLDS["forgets"]}, Day(DUE_ON + 399)) == DUE_ON + 405
    )


def contacted(*pays: tuple[int, int]) -> Customer:
    """Return a customer late from each first day on, who pays on the second; ticks come daily."""
    known = customer()
    last = 0
    for number, (since, until) in enumerate(pays):
        known.stands(late(f"s{number}", since=since), day=since)
        for day in range(max(last, since) + 1, until + 1):
            known.tick(day)
        last = until
        known.stands(PAID, day=until)
    return known


def test_who_pays_behind_the_first_contact_twice() -> None:
    assert "pays_after_contact" in found(contacted((0, 3), (30, 33)), 33)
    assert "pays_after_contact" not in found(contacted((0, 3)), 3)


def test_a_second_contact_makes_it_no_first_one() -> None:
    found_late = found(contacted((0, 3), (30, 35)), 35)
    assert "pays_after_contact" not in found_late
    assert found_late["forgets"] == "paid soon 2 times"


def test_days_count_from_the_first_contact() -> None:
    slow = {"pays_after_contact": Threshold(rule="t", times_min=2, days_max=1)}
    assert "pays_after_contact" not in found(contacted((0, 3), (30, 33)), 33, **slow)
    assert "pays_after_contact" in found(contacted((0, 2), (30, 32)), 32, **slow)


@pytest.mark.parametrize(
    ("kept", "broken", "is_found"), [(0, 1, False), (0, 2, True), (2, 2, False), (2, 3, True)]
)
def test_promises_broken_beside_those_kept(kept: int, broken: int, *, is_found: bool) -> None:
    known = customer()
    stated(known, promises_kept=kept, promises_broken=broken)
    assert ("breaks_promises" in found(known, 1)) is is_found


@pytest.mark.parametrize("cause", ["INCOME", "ILLNESS"])
def test_a_cause_says_that_cash_is_short(cause: str) -> None:
    known = customer()
    stated(known, cause=cause)
    assert "short_of_cash" in found(known, 1)
    stated(known, cause="FORGOT")
    assert "short_of_cash" not in found(known, 1)


def parts(*minors: int, step: int = 0) -> Customer:
    """Return a customer whose past due falls; each part moves the anchor on by so many days."""
    known = customer()
    for day, minor in enumerate(minors, start=1):
        ledger = replace(late(since=step * day), past_due_minor=minor)
        known.stands(ledger, day=day)
    return known


def test_payments_in_part_say_that_cash_is_short() -> None:
    assert found(parts(5_000, 4_000, 3_000), 3)["short_of_cash"] == "2 payments in part"
    assert "short_of_cash" not in found(parts(5_000, 4_000), 2)
    assert "short_of_cash" not in found(parts(5_000, 5_000, 6_000, 5_500), 4)


def test_a_part_that_is_disputed_is_none_that_was_paid() -> None:
    known = customer()
    for day, minor in enumerate((5_000, 4_000, 3_000), start=1):
        known.stands(replace(late(), past_due_minor=minor, held_minor=1_000), day=day)
    assert "short_of_cash" not in found(known, 3)


def test_a_plan_says_that_cash_is_short() -> None:
    known = customer()
    known.stands(late(), holds=("plan",))
    assert "short_of_cash" in found(known, 1)


def test_disputes_that_are_open_or_told_often() -> None:
    known = customer()
    known.stands(late(), holds=("dispute",))
    assert "disputes" in found(known, 1)
    known.stands(late())
    assert "disputes" not in found(known, 1)
    known.tell(objection())
    assert "disputes" not in found(known, 9)
    known.tell(agency_call(1, "DISPUTED", 1))
    assert "disputes" not in found(known, 9)
    known.tell(agency_call(2, "DISPUTED", 2))
    assert "disputes" in found(known, 9)


@pytest.mark.parametrize(
    ("results", "is_found"),
    [
        (("NO_ANSWER", "VOICEMAIL", "NO_ANSWER"), True),
        (("NO_ANSWER", "VOICEMAIL"), False),
        (("NO_ANSWER", "NO_ANSWER", "RIGHT_PARTY"), False),
        (("RIGHT_PARTY", "NO_ANSWER", "NO_ANSWER", "NO_ANSWER"), True),
        (("NO_ANSWER", "RIGHT_PARTY", "NO_ANSWER", "NO_ANSWER"), False),
    ],
)
def test_calls_that_reach_nobody(results: tuple[str, ...], *, is_found: bool) -> None:
    known = customer()
    for day, word in enumerate(results, start=1):
        known.tell(agency_call(day, word, day))
    assert ("cannot_be_reached" in found(known, 9)) is is_found


def test_calls_on_one_day_are_not_enough_days() -> None:
    known = customer()
    for number in range(5):
        known.tell(agency_call(number, "NO_ANSWER", 3))
    assert "cannot_be_reached" not in found(known, 9)
    known.tell(agency_call(7, "NO_ANSWER", 4))
    assert "cannot_be_reached" in found(known, 9)
    assert "cannot_be_reached" not in found(known, 63)


def test_our_own_calls_count_as_well() -> None:
    known = customer()
    known.stands(late())
    called(known, {4: "NO_ANSWER", 6: "NO_ANSWER", 8: "NO_ANSWER"}, 8)
    assert "cannot_be_reached" in found(known, 8)


def test_numbers_none_of_which_works() -> None:
    known = customer()
    known.tell(point("p1"))
    known.tell(point("p2"))
    assert "cannot_be_reached" not in found(known, 9)
    profile = with_failure(known.row.profile, "p1", "PHONE", Day(DUE_ON + 2))
    known.row = replace(known.row, profile=profile)
    assert "cannot_be_reached" not in found(known, 9)
    profile = with_failure(known.row.profile, "p2", "PHONE", Day(DUE_ON + 2))
    known.row = replace(known.row, profile=profile)
    assert found(known, 9)["cannot_be_reached"] == "no number works"


def refusing(*results: str) -> Customer:
    """Return a customer who has paid an episode once and now answers so."""
    known = customer()
    paid(known, "s0", -60, -20)
    known.stands(late())
    for day, word in enumerate(results, start=1):
        known.tell(agency_call(day, word, day))
    return known


def test_who_refuses_and_has_shown_to_be_able_to_pay() -> None:
    assert "strategic" in found(refusing("REFUSED", "REFUSED"), 9)
    assert "strategic" not in found(refusing("REFUSED", "RIGHT_PARTY"), 9)
    assert "strategic" not in found(refusing("NO_ANSWER", "NO_ANSWER", "NO_ANSWER"), 9)


def test_without_a_sign_of_means_a_refusal_is_no_strategy() -> None:
    known = customer()
    known.stands(late())
    known.tell(agency_call(1, "REFUSED", 1))
    known.tell(agency_call(2, "REFUSED", 2))
    assert "strategic" not in found(known, 9)


def test_who_pays_just_enough_to_be_less_late_shows_means() -> None:
    assert "short_of_cash" not in found(parts(5_000, 4_000, 3_000, step=3), 9)
    known = parts(5_000, 4_000, step=3)
    assert "strategic" not in found(known, 9)
    known.tell(agency_call(1, "REFUSED", 1))
    known.tell(agency_call(2, "REFUSED", 2))
    assert "strategic" in found(known, 9)
    assert "short_of_cash" not in found(known, 9)


@pytest.mark.parametrize("cause", ["INCOME", "ILLNESS", "DISPUTE", "FRAUD"])
def test_a_reason_for_not_paying_rules_strategy_out(cause: str) -> None:
    known = refusing("REFUSED", "REFUSED")
    stated(known, cause=cause)
    assert "strategic" not in found(known, 9)


def test_the_vulnerable_are_never_strategic() -> None:
    known = refusing("REFUSED", "REFUSED")
    known.tell(stop("VULNERABLE", day=5))
    assert "strategic" not in found(known, 9)
    known.tell(lift(day=9))
    assert "strategic" in found(known, 9)
    assert "vulnerable" not in found(known, 9)


def test_a_stop_for_vulnerability_ends_with_its_day() -> None:
    known = customer()
    known.tell(replace(stop("VULNERABLE"), until_on=Day(DUE_ON + 5)))
    assert "vulnerable" in found(known, 5)
    assert "vulnerable" not in found(known, 6)
    assert turns_on(known.row, {**THRESHOLDS}, Day(DUE_ON + 1)) == DUE_ON + 6


def test_a_stop_of_another_kind_says_nothing_of_vulnerability() -> None:
    known = customer()
    known.tell(stop("ATTORNEY"))
    assert "vulnerable" not in found(known, 1)
