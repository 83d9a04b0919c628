"""A crew's day has what stands of it, by the last word on each visit, and no other crew's."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from streams.terms.days import Day
from streams.terms.field_notices import VisitChange, VisitNotice
from streams.views.crew_days import CrewDay, VisitDay, crew_days, unknown_visits, visit_days
from tests.views.crew_visits import ON, at, notice, request


def visits(days: tuple[CrewDay, ...]) -> list[list[str]]:
    return [[visit.visit_id for visit in day.visits] for day in days]


def test_visits_stand_in_order_under_their_crew_whoever_of_it_leads() -> None:
    said = [
        notice("late", 14),
        notice("other", 9, agent_ids=("eve", "cy")),
        notice("soon", 10, agent_ids=("bob", "ada")),
    ]
    days = crew_days(said, [request("late"), request("soon"), request("other")], ON)
    assert visits(days) == [["other"], ["soon", "late"]]
    assert [visit.agent_ids[0] for visit in days[1].visits] == ["bob", "ada"]


@pytest.mark.parametrize(
    ("change", "stands"),
    [
        ("VISIT_PLANNED", True),
        ("VISIT_REPLANNED", True),
        ("VISIT_GRANTED", True),
        ("VISIT_UNPLANNED", False),
        ("VISIT_CANCELLED", True),
        ("VISIT_RETURNED", False),
        ("VISIT_COMPLETED", True),
    ],
)
def test_the_last_word_on_a_visit_counts(change: VisitChange, *, stands: bool) -> None:
    last = notice(change=change, seq=9)
    days = crew_days([last, notice(seq=8)], [request()], ON)
    assert visits(days) == ([["v1"]] if stands else [])
    assert all(visit.granted == (change == "VISIT_GRANTED") for d in days for visit in d.visits)
    over = {"VISIT_CANCELLED": "CANCELLED", "VISIT_COMPLETED": "COMPLETED"}.get(change, "")
    assert all(visit.over == over for d in days for visit in d.visits)


def test_a_visit_that_was_cancelled_before_its_day_is_no_crew_s_business() -> None:
    gone = notice(seq=9, change="VISIT_CANCELLED", as_of=Day(ON - 1))
    assert crew_days([notice(), gone], [request()], ON) == ()
    assert visit_days([notice(), gone]) == ()
    late = notice(seq=9, change="VISIT_CANCELLED", as_of=Day(ON + 1))
    assert visits(crew_days([notice(), late], [request()], ON)) == [["v1"]]


def test_the_days_that_have_a_page_are_counted_by_how_their_visits_stand() -> None:
    said = [
        notice("v1"),
        notice("v2", change="VISIT_PLANNED"),
        notice("v3", change="VISIT_REPLANNED"),
        notice("v4", change="VISIT_COMPLETED"),
        notice("v5", change="VISIT_CANCELLED"),
        notice("v6", change="VISIT_RETURNED"),
        notice("v7", area="south", visit_on=Day(ON - 1)),
        notice("v7", seq=9, change="VISIT_COMPLETED", area="south", visit_on=Day(ON - 1)),
        notice("v8", visit_on=None, agent_ids=(), starts_at=None, ends_at=None),
    ]
    south, north = visit_days(said)
    assert south == VisitDay(on=Day(ON - 1), area="south", completed=1)
    assert north == VisitDay(on=ON, area="north", planned=2, granted=1, completed=1, cancelled=1)
    assert (south.ahead, north.ahead) == (0, 3)


def test_a_visit_that_moved_is_listed_in_the_area_it_moved_to() -> None:
    moved = [
        notice("v1", seq=900, change="VISIT_RETURNED"),
        notice("v1", seq=7, area="south", attempt=2),
        notice("v2", seq=901, change="VISIT_CANCELLED"),
        notice("v2", seq=8, area="south", attempt=2, change="VISIT_PLANNED"),
    ]
    # The crew that was called back on its day stands on its own page still.
    north = VisitDay(on=ON, area="north", cancelled=1)
    assert visit_days(moved) == (north, VisitDay(on=ON, area="south", planned=1, granted=1))


def test_a_visit_of_another_day_is_not_on_the_page() -> None:
    moved = notice(seq=9, change="VISIT_REPLANNED", visit_on=Day(ON + 1))
    assert crew_days([notice(), moved], [request()], ON) == ()


def test_a_visit_whose_request_is_missing_is_named_and_on_no_page() -> None:
    said = [notice("v1"), notice("v2", attempt=2), notice("v3")]
    asked = [request("v1"), request("v2"), request("v3", zone="Nowhere/Here")]
    assert visits(crew_days(said, asked, ON)) == [["v1"]]
    assert unknown_visits(said, asked, ON) == ("v2", "v3")


def test_the_page_stands_as_of_the_newest_word() -> None:
    said = [notice("v1", seq=7), notice("v2", 11, seq=12, policy_digest="d2")]
    (day,) = crew_days(said, [request("v1"), request("v2")], ON)
    assert (day.seq, day.policy_digest, day.area, day.on) == (12, "d2", "north", ON)


@pytest.mark.parametrize(
    ("number", "history", "told"),
    [
        (2, ("letter_1:SENT", "visit_1:NOT_HOME"), "NOT_HOME"),
        (2, ("visit_1:REFUSED_TO_PAY",), "REFUSED_TO_PAY"),
        (2, ("PROMISE_BROKEN",), "PROMISE_BROKEN"),
        (2, ("visit_1:NOT_HOME", "letter_2:SENT", "call_4:NO_ANSWER"), "NOT_HOME"),
        (2, ("visit_1:NOT_HOME", "visit_2:VULNERABLE_STOP"), ""),
        (2, ("visit_1:MET_DISPUTE",), ""),
        (2, (), ""),
        (1, ("visit_1:NOT_HOME",), ""),
    ],
)
def test_only_what_a_second_visit_builds_on_is_told_of_the_past(
    number: int, history: tuple[str, ...], told: str
) -> None:
    (day,) = crew_days([notice(visit_number=number)], [request(history=history)], ON)
    assert day.visits[0].before == told


GRANT = notice(currency="CNY", past_due_minor=80_000, days_past_due=64, past_due_on=Day(ON - 1))


@pytest.mark.parametrize(
    ("said", "owed"),
    [
        ([notice()], (123_456, 61, ON - 6)),
        ([GRANT], (80_000, 64, ON - 1)),
        ([replace(GRANT, seq=3), notice(change="VISIT_PLANNED")], (80_000, 64, ON - 1)),
        ([replace(GRANT, attempt=2), notice()], (123_456, 61, ON - 6)),
        ([replace(GRANT, past_due_minor=0, days_past_due=0)], (0, 0, ON - 1)),
    ],
)
def test_what_is_past_due_is_that_of_the_grant_where_it_is_told(
    said: list[VisitNotice], owed: tuple[int, int, int]
) -> None:
    if said[0].attempt > 1:
        said = [replace(said[0], seq=3), *said[1:]]
    (day,) = crew_days(said, [request()], ON)
    (visit,) = day.visits
    assert (visit.past_due_minor, visit.days_past_due, visit.past_due_on) == owed


def test_ids_are_masked_and_a_place_needs_both_numbers() -> None:
    asked = [request(longitude_microdegrees=None)]
    (day,) = crew_days([notice()], asked, ON)
    assert day.visits[0].customer == "***9876"
    assert day.visits[0].place is None


@given(
    st.lists(
        st.builds(
            notice,
            st.sampled_from(("v1", "v2", "v3")),
            st.sampled_from((9, 10)),
            seq=st.integers(1, 99),
            change=st.sampled_from(("VISIT_PLANNED", "VISIT_GRANTED", "VISIT_CANCELLED")),
            agent_ids=st.sampled_from((("ada", "bob"), ("bob", "ada"), ("cy", "eve"))),
        ),
        unique_by=lambda one: one.seq,
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_and_repetition_of_what_is_read_change_nothing(
    said: list[VisitNotice], chance: Random
) -> None:
    asked = [request(name) for name in ("v1", "v2", "v3")]
    again = [*said, *said]
    chance.shuffle(again)
    days = crew_days(said, asked, ON)
    assert crew_days(again, asked, ON) == days
    on_pages = [visit.visit_id for day in days for visit in day.visits]
    assert len(on_pages) == len(set(on_pages))
    assert all(at(9) <= visit.starts_at for day in days for visit in day.visits)
