"""A sketch keeps every place inside its frame, north up and east right, and true to scale."""

from math import dist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.views.sketch import sketch

TOWN = (31_230_000, 121_470_000)
_near = st.integers(-200_000, 200_000)
_towns = st.tuples(st.integers(-70_000_000, 70_000_000), st.integers(-180_000_000, 179_999_999))


@given(_towns, st.lists(st.one_of(st.none(), st.tuples(_near, _near)), max_size=8))
def test_every_known_place_has_a_dot_inside_the_frame(
    town: tuple[int, int], steps: list[tuple[int, int] | None]
) -> None:
    places = [None if s is None else (town[0] + s[0], town[1] + s[1]) for s in steps]
    found = sketch(places)
    known = [number for number, place in enumerate(places, 1) if place is not None]
    if found is None:
        assert known == []
        return
    assert [dot.number for dot in found.dots] == known
    assert all(0 < dot.x < found.width and 0 < dot.y < found.height for dot in found.dots)
    assert 0 < found.bar_width <= found.width / 2


def test_north_is_up_and_east_is_right() -> None:
    found = sketch([TOWN, (TOWN[0] + 9_000, TOWN[1]), (TOWN[0], TOWN[1] + 9_000)])
    assert found is not None
    here, north, east = found.dots
    assert north.x == here.x
    assert north.y < here.y
    assert east.y == here.y
    assert east.x > here.x


def test_the_bar_is_as_long_as_it_says() -> None:
    # A hundredth of a degree of latitude is 1,112 m.
    found = sketch([TOWN, (TOWN[0] + 10_000, TOWN[1])])
    assert found is not None
    drawn = dist(*((dot.x, dot.y) for dot in found.dots))
    assert drawn / found.bar_width * found.bar_metres == pytest.approx(1_112, rel=0.02)


def test_far_north_a_degree_of_longitude_is_shorter() -> None:
    # At 60 degrees it is half as long as one of latitude.
    found = sketch([(60_000_000, 0), (60_010_000, 0), (60_000_000, 20_000)])
    assert found is not None
    here, north, east = found.dots
    assert east.x - here.x == pytest.approx(here.y - north.y, abs=2)


def test_on_both_sides_of_the_date_line_places_are_near() -> None:
    found = sketch([(0, 179_995_000), (0, -179_995_000)])
    assert found is not None
    assert found.bar_metres == 500
    assert found.dots[0].x < found.dots[1].x


def test_one_place_or_the_same_twice_is_drawn_in_the_middle() -> None:
    found = sketch([TOWN, TOWN], width=100, height=60)
    assert found is not None
    assert {(dot.x, dot.y) for dot in found.dots} == {(50, 30)}
