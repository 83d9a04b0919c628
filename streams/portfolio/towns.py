"""Where made-up customers live: service areas, each a town with an office in its middle.

>>> area_of(Chance(1, "cust-1"), 3)
'sim-area-1'
>>> place_of(Chance(1, "cust-1"), "sim-area-1") is not None
True
"""

from streams.portfolio.chance import Chance

Place = tuple[int, int]

_ACCOUNTS_AN_AREA = 4_000
_FIRST: Place = (31_200_000, 121_400_000)
_APART = 400_000
_RADIUS = 60_000
# Of a thousand addresses nobody could say where these are.
_NOT_PLACED = 10


def areas_of(accounts: int) -> tuple[str, ...]:
    """Return the areas of a world of so many accounts."""
    return tuple(f"sim-area-{number}" for number in range(accounts // _ACCOUNTS_AN_AREA + 1))


def area_of(chance: Chance, areas: int) -> str:
    """Return the area in which a customer lives."""
    return f"sim-area-{chance.below(areas, 'area')}"


def office_of(area: str) -> Place:
    """Return where the crews of an area set out."""
    number = int(area.rpartition("-")[2])
    return _FIRST[0] + number * _APART, _FIRST[1]


def place_of(chance: Chance, area: str) -> Place | None:
    """Return where a customer lives, None for an address that nobody could place."""
    if chance.happens(_NOT_PLACED, "address not placed"):
        return None
    middle = office_of(area)
    north = chance.below(2 * _RADIUS, "north") - _RADIUS
    east = chance.below(2 * _RADIUS, "east") - _RADIUS
    return middle[0] + north, middle[1] + east
