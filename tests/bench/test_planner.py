"""The planner's benchmark compares like with like, and tells each target as met or missed."""

import pytest

from tests.bench.nearest_first import all_at_once, crew_by_crew
from tests.bench.planner import FORMS, Row, Told, compared, nearest, page, told_of, verdicts
from tests.bench.planner_city import question
from tests.field.questions import MINUTE, TOWN, asked, crew, visit
from tests.planning.judge import broken, travelled_seconds

TOLD = Told(
    visits=300,
    crews=20,
    placed=300,
    seconds=9.0,
    processor_seconds=8.0,
    ended_by="search limit",
    solver="ortools 9.0",
    travel_hours=20.0,
    broken=(),
)
ROW = Row(
    form="crew by crew",
    placed=300,
    theirs_hours=30.0,
    ours_placed=300,
    ours_hours=20.0,
    saving_percent=33.3,
)


def test_the_city_is_the_same_each_time() -> None:
    assert question() == question()
    assert (len(question().visits), len(question().crews)) == (300, 20)


@pytest.mark.parametrize("form", FORMS)
def test_nearest_first_plans_hold_the_same_hard_rules(form: str) -> None:
    city = question(visits=60, crews=4)
    plan = nearest(city, FORMS[form])
    assert broken(city, plan) == []
    assert len(plan.stops) > 30


def test_both_forms_go_to_the_next_door_first() -> None:
    doors = tuple(
        visit(f"v{n}", longitude_microdegrees=TOWN[1] + offset)
        for n, offset in enumerate((1_000, -2_000, 4_000, -8_000))
    )
    for form in (crew_by_crew, all_at_once):
        stops = nearest(asked((crew("ada", "bob"),), doors), form).stops
        assert [stop.visit_id for stop in stops] == ["v0", "v1", "v2", "v3"]


def test_one_form_fills_a_day_and_the_other_shares_it() -> None:
    doors = tuple(visit(f"v{n}") for n in range(4))
    town = asked((crew("ada", "bob"), crew("cy", "dee")), doors)
    leads = [{stop.agent_ids[0] for stop in nearest(town, one).stops} for one in FORMS.values()]
    assert leads == [{"ada"}, {"ada", "cy"}]


def test_travel_is_compared_for_the_visits_that_both_place() -> None:
    # The nearest is the later one: who goes there first and waits is too late for the other.
    doors = (
        visit("near", not_before=asked().crews[0].shift_begins_at + 300 * MINUTE),
        visit(
            "far",
            latitude_microdegrees=TOWN[0] - 30_000,
            not_after=asked().crews[0].shift_begins_at + 100 * MINUTE,
        ),
    )
    town = asked(visits=doors)
    told, proposed = told_of(town)
    assert (told.placed, told.broken) == (2, ())
    assert told.travel_hours == round(travelled_seconds(town, proposed) / 3_600, 2)
    for row in compared(town, proposed):
        assert (row.placed, row.ours_placed, row.saving_percent) == (1, 1, 0.0)


def test_targets_are_met_or_missed() -> None:
    assert [line.rsplit(": ")[-1] for line in verdicts(TOLD, [ROW])] == ["met"] * 3
    slow = Told(
        **{
            **{n: getattr(TOLD, n) for n in Told.__struct_fields__},
            "processor_seconds": 10.1,
            "broken": ("v1 comes twice",),
        }
    )
    unfair = Row(
        form="x", placed=9, theirs_hours=1.0, ours_placed=8, ours_hours=0.1, saving_percent=None
    )
    assert [line.rsplit(": ")[-1] for line in verdicts(slow, [ROW, unfair])] == ["missed"] * 3


def test_the_page_tells_command_targets_and_rows() -> None:
    text = page(TOLD, [ROW], "python -m some.command")
    assert "* `python -m some.command`\n* " in text
    assert "* less travel than nearest-first: 33.3 %; target 15: met\n" in text
    assert "| crew by crew | 300 | 30.0 | 300 | 20.0 | 33.3 |" in text
