"""Questions to a planner: plain ones to change a word of, and any small one that hypothesis draws.

The drawn ones lie in a town of a few kilometres, and are often nasty: no crews, no visits, a shift
or a window without hours, a place at the other end of the world, the same place twice.
"""

from typing import Any

from hypothesis import strategies as st
from msgspec.structs import replace

from streams.terms.days import Day, Instant
from streams.terms.field_notices import CrewOffered, PlanAsked, VisitOffered

HOUR = 3_600_000_000
MINUTE = 60_000_000
ON = Day(20_000)
EIGHT = Instant(20_000 * 24 * HOUR + 8 * HOUR)
FIVE = Instant(EIGHT + 9 * HOUR)
TOWN = (31_230_000, 121_470_000)

CREW = CrewOffered(
    agent_ids=("ada", "bob"),
    shift_begins_at=EIGHT,
    shift_ends_at=FIVE,
    latitude_microdegrees=TOWN[0],
    longitude_microdegrees=TOWN[1],
    visits_left=6,
)
VISIT = VisitOffered(
    visit_id="v1",
    attempt=1,
    latitude_microdegrees=TOWN[0] + 20_000,
    longitude_microdegrees=TOWN[1],
    not_before=EIGHT,
    not_after=FIVE,
    rank=0,
)


def asked(
    crews: tuple[CrewOffered, ...] = (CREW,),
    visits: tuple[VisitOffered, ...] = (VISIT,),
    **changed: Any,
) -> PlanAsked:
    """Return a question about crews and visits."""
    plain = PlanAsked(
        plan_id="plan-1",
        input_digest="",
        area="north",
        seq=7,
        as_of=Day(ON - 3),
        at=Instant(EIGHT - 72 * HOUR),
        plan_on=ON,
        deadline_at=Instant(EIGHT - 68 * HOUR),
        visit_minutes=30,
        speed_kmh_max=40,
        crews=crews,
        visits=visits,
    )
    return replace(plain, **changed)


def crew(*agents: str, **changed: Any) -> CrewOffered:
    """Return the plain crew with other agents, and with what is changed."""
    return replace(CREW, agent_ids=agents, **changed)


def visit(name: str, **changed: Any) -> VisitOffered:
    """Return the plain visit under another name, and with what is changed."""
    return replace(VISIT, visit_id=name, **changed)


_AGENTS = ("ada", "bob", "cy", "dee", "eve", "flo")
_instants = st.integers(-60, 660).map(lambda minute: Instant(EIGHT + minute * MINUTE + minute % 7))
_near = st.integers(-4, 4).map(lambda steps: steps * 12_345)
_places = st.one_of(
    st.tuples(_near, _near).map(lambda off: (TOWN[0] + off[0], TOWN[1] + off[1])),
    st.just((-TOWN[0], -58_530_000)),
)


@st.composite
def _crews(draw: st.DrawFn) -> CrewOffered:
    begins, place = draw(_instants), draw(_places)
    return CrewOffered(
        agent_ids=tuple(draw(st.lists(st.sampled_from(_AGENTS), max_size=3, unique=True))),
        shift_begins_at=begins,
        shift_ends_at=draw(st.one_of(_instants, st.just(FIVE))),
        latitude_microdegrees=place[0],
        longitude_microdegrees=place[1],
        visits_left=draw(st.integers(0, 4)),
    )


@st.composite
def _visits(draw: st.DrawFn) -> VisitOffered:
    place = draw(_places)
    return VisitOffered(
        visit_id=f"v{draw(st.integers(1, 9))}",
        attempt=draw(st.integers(1, 2)),
        latitude_microdegrees=place[0],
        longitude_microdegrees=place[1],
        not_before=draw(st.one_of(_instants, st.just(EIGHT))),
        not_after=draw(st.one_of(_instants, st.just(FIVE))),
        rank=draw(st.integers(0, 3)),
        not_by=tuple(draw(st.lists(st.sampled_from(_AGENTS), max_size=2))),
        not_led_by=draw(st.sampled_from(("", *_AGENTS))),
    )


QUESTIONS = st.builds(
    lambda crews, visits, minutes, speed: asked(
        tuple(crews), tuple(visits), visit_minutes=minutes, speed_kmh_max=speed
    ),
    st.lists(_crews(), max_size=3),
    st.lists(_visits(), max_size=8, unique_by=lambda one: (one.visit_id, one.attempt)),
    st.integers(1, 90),
    st.sampled_from((1, 30, 120)),
)
