"""Rungs on which nothing was said share one line; whatever was said keeps its own."""

from streams.views.customer_story import customer_story
from streams.views.dossier import Told
from streams.views.folding import folded
from tests.treatment.details import consent
from tests.treatment.world import Customer, stop, upcoming
from tests.views.dossiers import day, of_customer, owing


def lines(customer: Customer) -> list[Told]:
    return list(folded(customer_story(of_customer(customer))))


def text(customer: Customer, label: str) -> str:
    (line,) = (one for one in lines(customer) if one.label == label)
    return line.text


def test_what_is_to_come_is_one_line_with_its_days() -> None:
    customer = owing(0, 1)
    assert text(customer, "not yet due") == (
        f"phone_1 on {day(8)}; letter_1 on {day(31)}; visit_1 on {day(61)};"
        f" visit_2 by {day(96)} (so far no outcome of visit 1 was recorded)"
    )
    assert text(customer, "never due") == (
        "reminder (its days before the due date passed before anything gave ground for it)"
    )


def test_what_was_said_of_a_rung_keeps_its_line_before_them() -> None:
    labels = [one.label for one in lines(owing(0, 1)) if one.part in {"rung", "note"}]
    assert labels == ["sms_1", "not yet due", "never due"]


def test_what_speaks_against_all_of_them_today_is_told_once_with_its_rule() -> None:
    customer = owing(0)
    customer.tell(stop())
    customer.tick(0, hour=7)
    told = text(customer, "not yet due")
    assert told.count("a stop holds (attorney)") == 1
    assert told.endswith(" (today none would be taken because a stop holds (attorney))")
    (line,) = (one for one in lines(customer) if one.label == "not yet due")
    assert [rule.rule for rule in line.rules] == ["stop_attorney"]


def test_what_speaks_against_one_of_them_stands_beside_it() -> None:
    customer = owing(0)
    customer.tell(consent("PHONE", granted=False))
    customer.tick(0, hour=7)
    refuses = "the customer refuses this way of contact"
    assert f"phone_1 on {day(8)} (not today: {refuses}); letter_1 on" in text(
        customer, "not yet due"
    )


def test_those_that_never_came_are_told_by_their_reason() -> None:
    customer = owing(0, 1)
    customer.stands(day=2)
    customer.tick(2)
    told = text(customer, "never due")
    assert f"phone_1, letter_1, visit_1, visit_2 (it was over on {day(1)}, before its day)" in told


def test_of_a_statement_that_is_not_late_nothing_of_an_episode_is_told() -> None:
    customer = Customer()
    customer.tell(customer.standing(upcoming()))
    customer.tick(-9)
    assert [one.label for one in lines(customer) if one.part in {"rung", "note"}] == ["not yet due"]
    assert text(customer, "not yet due") == f"reminder on {day(-5)}"


def test_nothing_else_is_lost_or_moved() -> None:
    story = list(customer_story(of_customer(owing(0, 1))))
    kept = [one for one in story if one.part != "rung" or one.verdict]
    assert [one for one in folded(story) if "due" not in one.label] == kept
