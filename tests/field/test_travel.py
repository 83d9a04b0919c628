"""Ways are exact, the same in both directions, and near what a sphere says."""

from math import asin, cos, radians, sin, sqrt

from hypothesis import given
from hypothesis import strategies as st

from streams.field.travel import Place, travel_seconds

PLACES = st.tuples(st.integers(-90_000_000, 90_000_000), st.integers(-180_000_000, 180_000_000))
SPEEDS = st.integers(1, 130)
METRES_A_RADIAN = 6_371_008.8
# A metre at 36 km/h is a tenth of a second.
SLOW_KMH = 36


def great_circle(one: Place, other: Place) -> float:
    (south, west), (north, east) = ((radians(m / 1e6) for m in place) for place in (one, other))
    chord = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * METRES_A_RADIAN * asin(sqrt(chord))


@given(PLACES, PLACES, SPEEDS)
def test_the_way_back_is_as_long_and_never_below_nothing(
    one: Place, other: Place, speed: int
) -> None:
    there = travel_seconds(one, other, speed)
    assert there == travel_seconds(other, one, speed) >= 0
    assert travel_seconds(one, one, speed) == 0


@given(PLACES, PLACES, st.integers(1, 129))
def test_who_is_faster_is_never_later(one: Place, other: Place, speed: int) -> None:
    assert travel_seconds(one, other, speed + 1) <= travel_seconds(one, other, speed)


@given(
    st.integers(-60_000_000, 60_000_000),
    st.integers(-180_000_000, 180_000_000),
    st.integers(-900_000, 900_000),
    st.integers(-900_000, 900_000),
)
def test_within_an_area_it_is_near_the_great_circle(
    latitude: int, longitude: int, north: int, east: int
) -> None:
    one, other = (latitude, longitude), (latitude + north, longitude + east)
    metres = great_circle(one, other)
    assert abs(travel_seconds(one, other, SLOW_KMH) - metres / 10) <= 1 + metres / 10 / 1_000


@given(
    st.integers(-89_000_000, 89_000_000),
    st.integers(-178_000_000, 178_000_000),
    st.integers(1, 1_000_000),
)
def test_farther_is_never_sooner(latitude: int, longitude: int, step: int) -> None:
    ways = [
        (travel_seconds((latitude, longitude), (latitude, longitude + east), 40))
        for east in (0, step, 2 * step)
    ]
    assert ways == sorted(ways)


def test_a_hundredth_of_a_degree_at_forty_an_hour_takes_a_hundred_seconds() -> None:
    # 0.01 degrees are 1,111.95 m, and 40 km/h are 11.11 m a second.
    assert travel_seconds((31_230_000, 121_470_000), (31_240_000, 121_470_000), 40) == 101


def test_the_line_where_the_day_changes_is_crossed_on_the_short_side() -> None:
    across = travel_seconds((10_000_000, 179_990_000), (10_000_000, -179_990_000), 40)
    assert across == travel_seconds((10_000_000, 0), (10_000_000, 20_000), 40)
