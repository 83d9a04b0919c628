"""What the bureau was told, and what is held until the customer was told, stands in the story."""

import pytest
from msgspec.structs import replace

from streams.terms.days import Day, iso
from streams.views.dossier import Told
from streams.views.rungs_told import accounts_told
from tests.treatment.closing import closed, contact, late_and_told
from tests.treatment.world import DUE_ON, Customer, refused
from tests.views.dossiers import of_customer


def day(number: int) -> str:
    return iso(Day(DUE_ON + number))


def close(customer: Customer) -> Customer:
    """Let a cycle close on day 8, on which the customer is late."""
    customer.stands(closed("1N", [8, -22]), day=8)
    customer.tick(8)
    return customer


def told(customer: Customer, part: str) -> list[Told]:
    every = accounts_told(of_customer(customer))
    return [one for one in every if one.part == part and one.label == "bureau"]


def texts(customer: Customer, part: str = "line") -> list[str]:
    return [one.text for one in told(customer, part)]


def test_what_was_reported_is_told_with_its_codes_and_its_rule() -> None:
    customer = close(late_and_told())
    assert texts(customer) == [f"CNY: 2 cycle closes reported, up to that of {day(8)} as 1"]
    (line,) = told(customer, "line")
    assert [rule.rule for rule in line.rules] == ["bureau"]
    assert texts(customer, "note") == [
        f"told by notice: what is adverse may be reported since {day(2)}"
    ]


def test_what_is_held_tells_why_since_when_and_from_when_a_person_knows() -> None:
    customer = close(late_and_told(result=""))
    held = f"CNY: the close of {day(8)} as 1, is held since {day(8)}"
    said, waits = texts(customer)
    assert said == f"CNY: 1 cycle close reported, up to that of {day(-22)} as N"
    why = "the customer was not told of it yet"
    assert waits == f"{held}: {why}; a person is told on {day(18)}"
    line = told(customer, "line")[1]
    assert [(rule.rule, rule.clause) for rule in line.rules] == [("CN.bureau.notice", "art. 15")]
    (note,) = texts(customer, "note")
    assert note.startswith("notice was authorised, and nobody told yet whether it was received;")
    assert note.endswith(" until then nothing adverse is reported")
    customer.tick(18)
    assert texts(customer)[1].endswith("; a person was told that it waits")


def test_a_notice_that_was_only_sent_tells_the_day_from_which_it_counts() -> None:
    customer = close(late_and_told("SENT"))
    assert f"it may be reported from {day(16)} on, when the notice counts" in texts(customer)[1]
    (note,) = texts(customer, "note")
    assert note.startswith(f"told by notice, which counts from {day(16)} on unless it comes back;")


@pytest.mark.parametrize("result", ["RETURNED", "FAILED"])
def test_a_notice_that_came_back_is_no_notice(result: str) -> None:
    (note,) = texts(close(late_and_told(result)), "note")
    assert note.startswith("the customer was not told yet that this is to be reported (notice)")


def test_what_nobody_knows_for_certain_is_held_whatever_was_told() -> None:
    customer = close(late_and_told())
    customer.stands(closed("21N", [38, 8, -22]), day=38)
    customer.tell(refused())
    customer.tick(38)
    assert "waits in the dead letters or for a person" in texts(customer)[1]


def test_what_was_told_just_now_is_reported_with_the_next_tick() -> None:
    customer = close(late_and_told(result=""))
    customer.tell(contact("notice", "DELIVERED", 8))
    assert texts(customer)[1].endswith(" as 1, is reported with the next tick")


def test_a_correction_tells_what_was_reported_so_far() -> None:
    customer = close(late_and_told())
    customer.stands(closed("NN", [8, -22]), day=9)
    customer.tick(9)
    assert texts(customer)[0].endswith(" as N, corrected 1 time")


def test_an_episode_that_ended_before_any_notice_needs_none() -> None:
    customer = close(late_and_told(result=""))
    assert texts(customer, "note")
    customer.stands(closed("N", [-22]), day=8)
    customer.tick(9)
    assert texts(customer, "note") == []


def test_nothing_is_told_of_an_account_that_is_somebody_else_s() -> None:
    customer = close(late_and_told())
    customer.tell(customer.withdrawal(day=9))
    customer.tick(9)
    (line,) = texts(customer)
    assert line.startswith("nothing more is reported of this customer")


def test_without_a_rule_for_it_nothing_is_said_of_the_bureau() -> None:
    customer = close(late_and_told())
    silent = replace(customer.rules.contact, reporting=None)
    customer.rules = replace(customer.rules, contact=silent)
    assert texts(customer) == texts(customer, "note") == []
