"""Second visits found in verdicts: the group each was put into, where, and what became of it."""

from typing import Any

import pytest

from streams.insight.effect import Second
from streams.insight.heard import Heard
from streams.insight.seconds import HELD_OUT, areas_of, pasts_of, seconds_in
from streams.terms.case_facts import ReAged, ReAgeUndone
from streams.terms.days import Day, Instant
from streams.terms.field_notices import VisitNotice
from streams.terms.profile_facts import CustomersMerged
from tests.insight.accounts import standing
from tests.insight.verdicts import DUE_ON, ask, verdict

PLANNED = "visit_to_be_planned"


def hearing(*told: Any) -> Heard:
    heard = Heard()
    for one in told:
        heard.take(one)
    return heard


def found(*told: Any) -> dict[str, Second]:
    return {one.escalation_id: one for one in seconds_in(hearing(*told))}


def test_chance_puts_a_customer_into_one_of_two_groups() -> None:
    seconds = found(
        verdict("1", PLANNED),
        ask("1"),
        verdict("2", HELD_OUT, until_on=Day(DUE_ON + 28)),
    )
    assert {name: one.group for name, one in seconds.items()} == {
        "v-1": "visited",
        "v-2": "held_out",
    }
    assert (seconds["v-1"].due_on, seconds["v-1"].until_on) == (DUE_ON, None)
    assert seconds["v-2"].until_on == DUE_ON + 28


def test_a_rung_that_was_put_off_by_chance_is_a_second_visit_though_none_was_asked_for() -> None:
    assert found(verdict("2", HELD_OUT), verdict("1", PLANNED)).keys() == {"v-1", "v-2"}


def test_who_was_held_out_stays_so_when_the_visit_is_asked_for_later() -> None:
    told = (verdict("2", HELD_OUT), verdict("2", PLANNED, days=28), ask("2", days=28))
    for order in (told, told[::-1]):
        second = found(*order)["v-2"]
        assert (second.group, second.due_on) == ("held_out", DUE_ON)


def test_what_keeps_an_area_from_visiting_keeps_nobody_out_of_the_group() -> None:
    # Chance decides before the area is looked at: who lives nowhere is held out as often.
    told = [verdict("1", PLANNED), ask("1"), verdict("3", "visit_area_unknown")]
    assert found(*told, verdict("4", "visit_has_no_day_left")).keys() == {"v-1", "v-3", "v-4"}


@pytest.mark.parametrize(
    "other",
    [
        verdict("9", None, said="DUE"),
        verdict("9", "contact_cap_of_the_day"),
        verdict("9", "cured", said="CANCELLED"),
        # A first visit, and a second one that the gate has not let through.
        verdict("9", PLANNED, rung="visit_1"),
        verdict("9", HELD_OUT, said="CANCELLED"),
    ],
)
def test_what_has_not_passed_the_gate_or_is_no_second_visit_is_not_looked_at(other: Any) -> None:
    assert found(verdict("1", PLANNED), ask("1"), other).keys() == {"v-1"}


def test_a_visit_that_was_put_off_by_the_gate_counts_from_the_day_it_passed() -> None:
    seconds = found(ask("1", days=3), verdict("1", "contact_cap"), verdict("1", PLANNED, days=3))
    assert seconds["v-1"].due_on == DUE_ON + 3


def made(name: str, outcome: str, number: int = 2, days: int = 5) -> VisitNotice:
    on = Day(DUE_ON + days)
    return VisitNotice(
        visit_id=f"v-{name}",
        attempt=1,
        change="VISIT_COMPLETED",
        area="north",
        customer_id=f"c-a-{name}",
        account_id=f"a-{name}",
        visit_number=number,
        point_id="p",
        purpose="COLLECTION",
        seq=days,
        as_of=on,
        at=Instant(0),
        visit_on=on,
        outcome=outcome,
    )


def test_a_visit_is_carried_out_unless_it_was_called_back() -> None:
    told = (verdict("1", PLANNED), ask("1"))
    assert found(*told, made("1", "NOT_HOME"))["v-1"].visited_on == DUE_ON + 5
    assert found(*told, made("1", "RECALLED"))["v-1"].visited_on is None
    assert found(*told)["v-1"].visited_on is None


def test_two_ids_of_one_person_are_one_customer() -> None:
    merged = CustomersMerged(
        event_id="m",
        customer_id="c-a-1",
        effective_on=DUE_ON,
        merge_id="m",
        other_id="c-now",
        merge_role="ABSORBED",
    )
    assert found(verdict("1", PLANNED), ask("1"), merged)["v-1"].customer_id == "c-now"


def test_the_area_is_the_one_in_which_the_customer_was_asked_for_last() -> None:
    heard = hearing(
        verdict("1", PLANNED),
        ask("1"),
        verdict("2", HELD_OUT),
        ask("2", number=1, days=-40, area="south"),
        ask("2", number=1, days=-60, area="west", attempt=2),
        # Where a visit that was put off goes to in the end is known too late.
        ask("2", days=28, area="east"),
        verdict("3", HELD_OUT),
    )
    area_of = areas_of(heard)
    assert {one.escalation_id: area_of(one) for one in seconds_in(heard)} == {
        "v-1": "north",
        "v-2": "south",
        "v-3": "",
    }


def re_aged(days: int, name: str = "r") -> ReAged:
    return ReAged(
        event_id=f"e{name}", account_id="a-1", effective_on=Day(DUE_ON + days), re_age_id=name
    )


def test_how_accounts_stood_is_found_by_account_and_currency() -> None:
    told = [
        verdict("1", PLANNED),
        ask("1"),
        standing(DUE_ON - 60, 1, "a-1", oldest_due_on=Day(DUE_ON - 61)),
        standing(DUE_ON + 5, 2, "a-1"),
        standing(DUE_ON + 1, 7, "a-other"),
        re_aged(days=5),
    ]
    since, on = DUE_ON, Day(DUE_ON + 7)
    heard = hearing(*told)
    past = pasts_of(heard, seconds_in(heard))["a-1", "CNY"]
    assert past.is_late(Day(DUE_ON - 1))
    assert not past.has_settled(since, on)
    undone = ReAgeUndone(event_id="u", account_id="a-1", effective_on=DUE_ON, re_age_id="r")
    heard = hearing(*told, undone)
    assert pasts_of(heard, seconds_in(heard))["a-1", "CNY"].has_settled(since, on)
