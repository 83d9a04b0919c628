"""A made-up city for the planner's benchmark: the same one each time, and no real place.

People live in a dozen quarters of different size and between them. Crews set out from five offices.
Two in five visits have the whole day, the others a half or a quarter of it. A tenth is a second
visit that somebody must not lead, a few must not be made by some agent.
"""

from random import Random

from streams.terms.days import Day, Instant
from streams.terms.field_notices import CrewOffered, PlanAsked, VisitOffered

SEED = 20_261
CREWS = 20
VISITS = 300
VISITS_A_CREW_MAX = 18
VISIT_MINUTES = 15
SPEED_KMH_MAX = 40
_ON = Day(20_800)
_HOUR = 3_600_000_000
_MIDNIGHT = _ON * 24 * _HOUR
# Beginning and end of a window in hours, and how many of ten have it.
_WINDOWS = (((9, 18), 4), ((9, 13), 2), ((13, 18), 2), ((9, 11), 1), ((15, 18), 1))
_CENTRE = (31_230_000, 121_470_000)
_QUARTERS = 12
# The city is some 50 km across, a quarter some 3 km.
_CITY_WIDE, _QUARTER_WIDE = 120_000, 9_000


def question(seed: int = SEED, crews: int = CREWS, visits: int = VISITS) -> PlanAsked:
    """Return the question of one day."""
    # Made-up places need no secret chance, only the same one each time.
    chance = Random(seed)  # noqa: S311 - see above
    quarters = [_near(chance, _CENTRE, _CITY_WIDE) for _ in range(_QUARTERS)]
    offices = [_near(chance, _CENTRE, _CITY_WIDE) for _ in range(5)]
    return PlanAsked(
        plan_id=f"bench-{seed}",
        input_digest="",
        area="made-up city",
        seq=1,
        as_of=Day(_ON - 3),
        at=Instant(_MIDNIGHT - 72 * _HOUR),
        plan_on=_ON,
        deadline_at=Instant(_MIDNIGHT - 48 * _HOUR),
        visit_minutes=VISIT_MINUTES,
        speed_kmh_max=SPEED_KMH_MAX,
        crews=tuple(_crew(number, offices[number % 5]) for number in range(crews)),
        visits=tuple(_visit(chance, number, quarters, crews) for number in range(visits)),
    )


def _near(chance: Random, place: tuple[int, int], wide: int) -> tuple[int, int]:
    return place[0] + round(chance.gauss(0, wide)), place[1] + round(chance.gauss(0, wide))


def _crew(number: int, office: tuple[int, int]) -> CrewOffered:
    return CrewOffered(
        agent_ids=(f"agent-{number:02}-a", f"agent-{number:02}-b"),
        shift_begins_at=Instant(_MIDNIGHT + 8 * _HOUR),
        shift_ends_at=Instant(_MIDNIGHT + 18 * _HOUR),
        latitude_microdegrees=office[0],
        longitude_microdegrees=office[1],
        visits_left=VISITS_A_CREW_MAX,
    )


def _visit(
    chance: Random, number: int, quarters: list[tuple[int, int]], crews: int
) -> VisitOffered:
    # The first quarters are the largest, and one visit in six is in none.
    quarter = min(chance.randrange(len(quarters)), chance.randrange(len(quarters)))
    is_outside = chance.randrange(6) == 0
    place = (
        _near(chance, _CENTRE, _CITY_WIDE)
        if is_outside
        else _near(chance, quarters[quarter], _QUARTER_WIDE)
    )
    hours = chance.choices([w for w, _ in _WINDOWS], [share for _, share in _WINDOWS])[0]
    agent = f"agent-{chance.randrange(crews):02}-a" if crews else ""
    is_second, is_complained_of = chance.randrange(10) == 0, chance.randrange(30) == 0
    return VisitOffered(
        visit_id=f"visit-{number:03}",
        attempt=1,
        latitude_microdegrees=place[0],
        longitude_microdegrees=place[1],
        not_before=Instant(_MIDNIGHT + hours[0] * _HOUR),
        not_after=Instant(_MIDNIGHT + hours[1] * _HOUR),
        rank=chance.randrange(3),
        not_by=(agent,) if is_complained_of else (),
        not_led_by=agent if is_second else "",
    )
