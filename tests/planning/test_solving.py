"""What it costs to leave a visit out, and that routes are those of the work alone."""

from itertools import pairwise, permutations

from hypothesis import given

from streams.planning.solving import left_out_costs, looked_for
from streams.planning.work import work_of
from streams.terms.days import Instant
from streams.terms.field_notices import PlanAsked
from tests.field.questions import EIGHT, HOUR, QUESTIONS, TOWN, asked, crew, visit


def costs(*ranks: int) -> list[int]:
    visits = tuple(visit(f"v{n}", rank=rank) for n, rank in enumerate(ranks))
    hours = crew("ada", "bob", shift_ends_at=Instant(EIGHT + HOUR))
    return [cost // 3_601 for cost in left_out_costs(work_of(asked((hours,), visits)))]


def test_leaving_out_costs_one_more_than_the_visits_that_matter_less() -> None:
    assert costs(0) == [1]
    assert costs(5, 5) == [1, 1]
    assert costs(0, 1, 1, 2) == [4, 2, 2, 1]


@given(QUESTIONS)
def test_no_visit_is_left_out_to_save_travel(question: PlanAsked) -> None:
    work = work_of(question)
    longest = sum(60 * (ends - begins) for begins, ends in work.shifts)
    assert all(cost > longest for cost in left_out_costs(work))


def test_a_small_day_is_planned_as_well_as_can_be() -> None:
    off = (9_000, -4_000, 7_000, -12_000, 3_000, 15_000)
    visits = tuple(
        visit(f"v{n}", latitude_microdegrees=TOWN[0] + north, longitude_microdegrees=TOWN[1] + east)
        for n, (north, east) in enumerate(zip(off, off[::-1], strict=True))
    )
    work = work_of(asked(visits=visits))
    (route,) = looked_for(work, 60.0).routes
    assert way(work.travel, route) == min(
        way(work.travel, order) for order in permutations(range(len(visits)))
    )


def way(travel: tuple[tuple[int, ...], ...], order: tuple[int, ...]) -> int:
    places = [0, *(1 + one for one in order), 0]
    return sum(travel[one][other] for one, other in pairwise(places))
