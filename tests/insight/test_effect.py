"""The effect of second visits: a story of twenty customers, and what holds for any number."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.insight.effect import HORIZONS, Comparison, Group, Second, comparisons
from streams.insight.intervals import Share
from streams.insight.settling import Past
from streams.terms.days import Day, day_of
from tests.insight.accounts import standing

STORIES = sorted(Path(__file__).parent.glob("effect-*.toml"))


class World:
    """Customers with a second visit each, and how their accounts stood."""

    def __init__(self) -> None:
        self.seconds: list[Second] = []
        self.pasts: dict[tuple[str, str], Past] = {}

    def add(
        self, name: str, group: Group, due: int, repaid: int | None = None, **more: Any
    ) -> None:
        """Add a customer who is late for long before the visit comes due."""
        place = f"a-{name}", "CNY"
        plain: dict[str, Any] = {"customer_id": f"c-{name}", "escalation_id": f"e-{name}"}
        given_ = plain | more
        self.seconds.append(
            Second(account_id=place[0], currency="CNY", group=group, due_on=Day(due), **given_)
        )
        past = Past("CNY")
        past.stands(standing(due - 60, 1, place[0], oldest_due_on=Day(due - 61)))
        if repaid is not None:
            past.stands(standing(repaid, 2, place[0]))
        self.pasts[place] = past

    def compared(self, on: int) -> tuple[Comparison, Comparison]:
        """Return both comparisons as known at the end of a day."""
        return comparisons(self.seconds, self.pasts, Day(on))


def counts(found: Share | None) -> str:
    """Return a share as it is written in a story."""
    return "nobody" if found is None else f"{found.count} of {found.of}"


def _optional(told: date | None) -> Day | None:
    return None if told is None else day_of(told)


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_the_story_holds(path: Path) -> None:
    story = tomllib.loads(path.read_text(encoding="utf-8"))
    world = World()
    groups: tuple[Group, Group] = ("visited", "held_out")
    for group in groups:
        for line in story[group]:
            world.add(
                line["customer"],
                group,
                day_of(line["due"]),
                _optional(line.get("repaid")),
                visited_on=_optional(line.get("visit")),
                until_on=_optional(line.get("put_off_to")),
            )
    seen = {}
    for found in world.compared(day_of(story["known_up_to"])):
        for one in found.horizons:
            seen[f"{one.days} days from {found.counted_from}"] = {
                "visited": counts(one.visited),
                "held_out": counts(one.held_out),
                "difference": one.told(),
            }
    assert seen == story["expect"]


def test_there_is_a_story() -> None:
    assert STORIES


def test_a_customer_with_two_second_visits_counts_once_in_the_first_group() -> None:
    world = World()
    world.add("1", "held_out", 100, repaid=103, customer_id="c")
    world.add("2", "visited", 101, repaid=103, customer_id="c")
    world.add("3", "visited", 101)
    (within_7, *_), _ = (found.horizons for found in world.compared(200))
    assert (counts(within_7.held_out), counts(within_7.visited)) == ("1 of 1", "0 of 1")


def test_who_pays_before_the_crew_comes_stays_in_the_group_to_be_visited() -> None:
    world = World()
    world.add("1", "visited", 100, repaid=102)
    world.add("2", "visited", 100, visited_on=Day(105))
    world.add("3", "held_out", 100)
    from_due, from_visit = world.compared(200)
    assert counts(from_due.horizons[0].visited) == "1 of 2"
    assert counts(from_visit.horizons[0].visited) == "0 of 1"


def test_who_was_held_out_and_visited_later_stays_held_out() -> None:
    world = World()
    world.add("1", "held_out", 100, repaid=125, until_on=Day(114), visited_on=Day(120))
    for found in world.compared(200):
        assert [counts(one.held_out) for one in found.horizons] == ["0 of 1", "0 of 1", "1 of 1"]
        assert [one.sooner for one in found.horizons] == [False, True, True]
        assert [one.visited for one in found.horizons] == [None, None, None]


def test_only_those_count_whose_days_are_over() -> None:
    world = World()
    world.add("1", "visited", 100, repaid=101)
    world.add("2", "held_out", 100)
    from_due, _ = world.compared(113)
    assert [one.told() for one in from_due.horizons[1:]] == [
        "no figure: nobody to be visited has had 14 days yet",
        "no figure: nobody to be visited has had 30 days yet",
    ]
    assert counts(world.compared(114)[0].horizons[1].visited) == "1 of 1"


def test_without_anybody_held_out_there_is_a_share_and_no_effect() -> None:
    world = World()
    world.add("1", "visited", 100, repaid=101)
    within_7 = world.compared(200)[0].horizons[0]
    assert counts(within_7.visited) == "1 of 1"
    assert within_7.told() == "no figure: nobody held out has had 7 days yet"


def test_who_owed_nothing_as_day_0_began_is_left_out_and_told_of() -> None:
    world = World()
    world.add("1", "visited", 100, repaid=98)
    world.add("2", "visited", 100, repaid=101)
    del world.pasts["a-2", "CNY"]
    found = world.compared(200)[0]
    assert (found.left_out, found.horizons[0].visited) == (2, None)


MEMBERS = st.lists(
    st.tuples(
        st.sampled_from(["visited", "held_out"]),
        st.integers(0, 8),
        st.integers(100, 120),
        st.none() | st.integers(101, 170),
    ),
    max_size=20,
)


@given(MEMBERS, st.randoms(use_true_random=False), st.integers(100, 170))
def test_order_and_repeats_change_nothing_and_nobody_is_counted_twice(
    members: list[tuple[Group, int, int, int | None]], chance: Any, on: int
) -> None:
    world = World()
    for at, (group, person, due, repaid) in enumerate(members):
        world.add(f"{at}", group, due, repaid, customer_id=f"c{person}")
    found = world.compared(on)
    world.seconds = world.seconds * 2
    chance.shuffle(world.seconds)
    assert world.compared(on) == found
    people = len({person for _, person, _, _ in members})
    for one in found[0].horizons:
        assert sum(part.of for part in (one.visited, one.held_out) if part is not None) <= people


@given(MEMBERS)
def test_with_all_days_over_more_days_never_mean_fewer_repaid(
    members: list[tuple[Group, int, int, int | None]],
) -> None:
    world = World()
    for at, (group, person, due, repaid) in enumerate(members):
        world.add(f"{at}", group, due, repaid, customer_id=f"c{person}")
    for group in ("visited", "held_out"):
        shares = [getattr(one, group) for one in world.compared(400)[0].horizons]
        counted = [0 if one is None else one.count for one in shares]
        assert counted == sorted(counted)
        assert len(counted) == len(HORIZONS)
