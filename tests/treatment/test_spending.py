"""Caps and gaps, counted over persons, debts and numbers; quotas of agencies count beforehand."""

import pytest
from msgspec.structs import replace

from streams.policy.contact import Cap, ContactRules
from streams.terms.days import Day
from streams.treatment.spending import (
    Agency,
    Ledger,
    Returned,
    Spent,
    Use,
    caps_reached,
    forgotten,
)
from tests.treatment.details import CALLS, TALK, TRIES, WEEK
from tests.treatment.world import DUE_ON, local

USE = Use(channel="PHONE", account_id="a1", point_id="p1", on=Day(DUE_ON + 8))


def call(day: int = 8, *, name: str = "x", account: str = "a1", at: str = "p1") -> Spent:
    return Spent(name, account, "PHONE", Day(DUE_ON + day), local(day, 11), at)


def quota(calls: int, day: int = 0) -> Agency:
    return Agency("ag1", calls, (Day(DUE_ON + day), 0, "e"))


def back(calls: int, day: int = 8) -> Returned:
    return Returned("ag1", Day(DUE_ON + day), calls, (Day(DUE_ON + day), 0, "e"))


def reached(ledger: Ledger, *caps: Cap, use: Use = USE) -> list[tuple[str, int]]:
    """Return the rules that leave no room, and the day with room, from the due date on."""
    rules = ContactRules(caps=caps)
    return [(rule, day - DUE_ON) for rule, day in caps_reached(ledger, rules, use)]


def test_three_answered_calls_of_a_day_are_all_over_accounts_and_numbers() -> None:
    two = (call(at="p1"), call(account="a2", at="p2"))
    assert reached(Ledger(two), CALLS) == []
    third = call(account="a3", at="p3")
    assert reached(Ledger((*two, third)), CALLS) == [("law.calls", 9)]
    assert reached(Ledger((*two, replace(third, connected=False))), CALLS) == []
    assert reached(Ledger((*two, replace(third, on=Day(DUE_ON + 7)))), CALLS) == []
    assert reached(Ledger((*two, replace(third, channel="SMS"))), CALLS) == []


def test_tries_are_counted_a_number_and_an_unknown_number_may_be_this_one() -> None:
    tries = tuple(replace(call(), connected=False) for _ in range(6))
    assert reached(Ledger(tries), TRIES) == [("law.tries", 9)]
    assert reached(Ledger(tries), TRIES, use=replace(USE, point_id="p2")) == []
    assert reached(Ledger((*tries[:5], call(at=""))), TRIES) == [("law.tries", 9)]
    assert reached(Ledger(tries), TRIES, use=replace(USE, point_id="")) == [("law.tries", 9)]


def test_seven_days_roll_and_know_no_week() -> None:
    days = (2, 3, 4, 5, 6, 7, 8)
    seven = tuple(call(day) for day in days)
    assert reached(Ledger(seven), WEEK) == [("law.week", 9)]
    assert reached(Ledger(seven[1:]), WEEK) == []
    assert reached(Ledger((call(1), *seven[1:])), WEEK) == []
    bunched = tuple(call(7) for _ in days)
    assert reached(Ledger(bunched), WEEK) == [("law.week", 14)]
    other = tuple(replace(spent, account_id="a2") for spent in seven)
    assert reached(Ledger(other), WEEK) == []


@pytest.mark.parametrize(("day", "free_on"), [(8, 15), (2, 9), (1, None)])
def test_the_day_of_a_talk_is_the_first_of_the_gap(day: int, free_on: int | None) -> None:
    talked = Ledger((replace(call(day), talked=True),))
    found = list(caps_reached(talked, ContactRules(gaps=(TALK,)), USE))
    assert found == ([] if free_on is None else [("law.talk", DUE_ON + free_on)])
    other = Ledger((replace(call(day), talked=True, account_id="a2"),))
    assert list(caps_reached(other, ContactRules(gaps=(TALK,)), USE)) == []
    person = ContactRules(gaps=(replace(TALK, per="PERSON"),))
    assert bool(list(caps_reached(other, person, USE))) is (free_on is not None)


def test_what_an_agency_may_use_is_not_ours_from_the_beginning_of_the_day() -> None:
    assert reached(Ledger(agencies=(quota(2),)), CALLS) == []
    assert reached(Ledger(agencies=(quota(3),)), CALLS) == [("law.calls", 9)]
    assert reached(Ledger((call(),), (quota(2),)), CALLS) == [("law.calls", 9)]
    assert reached(Ledger(agencies=(quota(3),), returned=(back(1),)), CALLS) == []
    assert reached(Ledger(agencies=(quota(3),), returned=(back(1, 7),)), CALLS) != []
    assert reached(Ledger(agencies=(quota(3), quota(0, 5))), CALLS) == []
    assert reached(Ledger(agencies=(quota(3), quota(0, 9))), CALLS) != []


def test_a_call_of_the_agency_is_one_of_its_quota_and_no_further_one() -> None:
    theirs = replace(call(), agency_id="ag1")
    assert reached(Ledger((theirs,), (quota(2),)), CALLS) == []
    assert reached(Ledger((theirs, theirs, theirs), (quota(2),)), CALLS) == [("law.calls", 9)]
    unanswered = replace(theirs, connected=False)
    assert reached(Ledger((unanswered, unanswered), (quota(2),)), CALLS) == []


def test_both_limits_are_told_where_two_are_reached() -> None:
    tries = tuple(call() for _ in range(7))
    assert reached(Ledger(tries), CALLS, TRIES, WEEK) == [
        ("law.calls", 9),
        ("law.tries", 9),
        ("law.week", 15),
    ]


def test_what_no_limit_looks_back_at_is_forgotten_and_a_standing_quota_is_not() -> None:
    ledger = Ledger((call(0), call(8)), (quota(2), quota(1, 1), quota(3, 70)), (back(1, 0),))
    assert forgotten(ledger, Day(DUE_ON + 64)) is ledger
    kept = forgotten(ledger, Day(DUE_ON + 65))
    assert kept == Ledger((call(8),), (quota(1, 1), quota(3, 70)), ())
    assert forgotten(kept, Day(DUE_ON + 200)) == Ledger((), (quota(3, 70),), ())
