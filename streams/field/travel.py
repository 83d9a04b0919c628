"""How long the way between two places takes at least: exact, in whole numbers alone.

The stage that checks a plan and the planner that makes it ask the same function, and a replay on
another machine gets the same answer; so no float comes near it. The way is the straight line on a
sphere, its longitudes shortened by the cosine of the latitude in the middle, which differs from the
great circle by less than a thousandth within any service area (200 km, latitudes up to 60 degrees).
Real streets are longer: nobody is ever said to be too late who drove no faster than allowed.
"""

from math import isqrt

Place = tuple[int, int]
"""Latitude and longitude in microdegrees, north and east."""

_DEGREE = 1_000_000
_CIRCLE = 360 * _DEGREE
_POLE = 90
# The mean radius of the earth (IUGG, 6,371,008.8 m) makes a degree of latitude so many metres long.
_METRES_A_DEGREE = 111_195
# A way is reckoned in millionths of a microdegree, so that the cosine's digits are not lost.
_FINE = _DEGREE * _DEGREE
# At 1 km/h ten metres take 36 seconds.
_SECONDS, _METRES = 36, 10
# The cosine of each whole degree, 0 to 90, in millionths.
# fmt: off - one number a line would hide the rest of this file
_COSINES = (
    1_000_000,
    999_848,
    999_391,
    998_630,
    997_564,
    996_195,
    994_522,
    992_546,
    990_268,
    987_688,
    984_808,
    981_627,
    978_148,
    974_370,
    970_296,
    965_926,
    961_262,
    956_305,
    951_057,
    945_519,
    939_693,
    933_580,
    927_184,
    920_505,
    913_545,
    906_308,
    898_794,
    891_007,
    882_948,
    874_620,
    866_025,
    857_167,
    848_048,
    838_671,
    829_038,
    819_152,
    809_017,
    798_636,
    788_011,
    777_146,
    766_044,
    754_710,
    743_145,
    731_354,
    719_340,
    707_107,
    694_658,
    681_998,
    669_131,
    656_059,
    642_788,
    629_320,
    615_661,
    601_815,
    587_785,
    573_576,
    559_193,
    544_639,
    529_919,
    515_038,
    500_000,
    484_810,
    469_472,
    453_990,
    438_371,
    422_618,
    406_737,
    390_731,
    374_607,
    358_368,
    342_020,
    325_568,
    309_017,
    292_372,
    275_637,
    258_819,
    241_922,
    224_951,
    207_912,
    190_809,
    173_648,
    156_434,
    139_173,
    121_869,
    104_528,
    87_156,
    69_756,
    52_336,
    34_899,
    17_452,
    0,
)
# fmt: on


def travel_seconds(one: Place, other: Place, speed_kmh_max: int) -> int:
    """Return the fewest whole seconds from one place to the other, or back, at that speed or less.

    Rounded up, so equal places alone take none. The speed is at least 1 km/h; raises
    ZeroDivisionError for 0, at which nobody arrives.

    >>> travel_seconds((31_230_000, 121_470_000), (31_230_000, 121_470_000), 40)
    0
    >>> travel_seconds((0, 0), (1_000_000, 0), 111), travel_seconds((1_000_000, 0), (0, 0), 111)
    (3607, 3607)
    >>> travel_seconds((60_000_000, 0), (60_000_000, 1_000_000), 111)
    1804
    >>> travel_seconds((0, 179_999_999), (0, -179_999_999), 1)
    1
    """
    metres_fine = _METRES_A_DEGREE * _way(one, other)
    return -(-metres_fine * _SECONDS // (speed_kmh_max * _METRES * _FINE))


def _way(one: Place, other: Place) -> int:
    """Return the straight line in millionths of a microdegree, rounded up."""
    turned = abs(one[1] - other[1]) % _CIRCLE
    north = (one[0] - other[0]) * _DEGREE
    east = min(turned, _CIRCLE - turned) * _cosine(abs(one[0] + other[0]))
    squared = north * north + east * east
    return isqrt(squared - 1) + 1 if squared else 0


def _cosine(doubled: int) -> int:
    """Return the cosine of half a latitude in microdegrees, in millionths, between whole degrees.

    >>> _cosine(0), _cosine(90_000_000), _cosine(180_000_000), _cosine(181_000_000)
    (1000000, 707107, 0, 0)
    """
    degree, rest = divmod(doubled, 2 * _DEGREE)
    if degree >= _POLE:
        return 0
    low, high = _COSINES[degree], _COSINES[degree + 1]
    return low - (low - high) * rest // (2 * _DEGREE)
