"""A question made ready to be solved: whole minutes, and which crew may take which visit.

What no crew can do alone, on an empty day, is left out here: an excluded crew, a lead who must not
lead, a window that is over before anybody could be there and back. So the solver never meets a
visit that cannot be placed.
"""

from collections.abc import Iterator

from msgspec import Struct

from streams.field.question import crews_in_order, visits_in_order
from streams.field.travel import Place, travel_seconds
from streams.terms.days import Instant
from streams.terms.field_notices import CrewOffered, PlanAsked, VisitOffered

_MINUTE_LONG = 60_000_000
_MINUTE_SECONDS = 60

Span = tuple[int, int]
"""From one minute since 1970 to another, both in."""


class Work(Struct, frozen=True, kw_only=True):
    """Crews and visits of a day, and what holds between them.

    `may` names for each visit the crews that could go, by index, at least one. A visit begins in
    its span of `starts`. `travel` is in seconds between any two places: those of the crews first,
    then those of the visits.
    """

    visit_minutes: int
    crews: tuple[CrewOffered, ...]
    visits: tuple[VisitOffered, ...]
    shifts: tuple[Span, ...]
    starts: tuple[Span, ...]
    may: tuple[tuple[int, ...], ...]
    travel: tuple[tuple[int, ...], ...]

    def minutes(self, one: int, other: int) -> int:
        """Return the whole minutes between two places, rounded up."""
        return -(-self.travel[one][other] // _MINUTE_SECONDS)

    def place_of(self, visit: int) -> int:
        """Return the index of a visit's place."""
        return len(self.crews) + visit


def work_of(asked: PlanAsked) -> Work:
    """Return the work of a question; its order depends on what is asked, not on how it is told."""
    crews = tuple(_crews(asked))
    visits = tuple(_visits(asked))
    everything = Work(
        visit_minutes=asked.visit_minutes,
        crews=crews,
        visits=visits,
        shifts=tuple(_span(one.shift_begins_at, one.shift_ends_at) for one in crews),
        starts=tuple(_starts(one, asked.visit_minutes) for one in visits),
        may=(),
        travel=_travel((*map(_place, crews), *map(_place, visits)), asked.speed_kmh_max),
    )
    may = tuple(tuple(_who_may(everything, visit)) for visit in range(len(visits)))
    return narrowed(everything, may)


def narrowed(work: Work, may: tuple[tuple[int, ...], ...]) -> Work:
    """Return the work with other crews that may make each visit; without one it is left out."""
    kept = [visit for visit, crews in enumerate(may) if crews]
    places = (*range(len(work.crews)), *map(work.place_of, kept))
    return Work(
        visit_minutes=work.visit_minutes,
        crews=work.crews,
        visits=tuple(work.visits[visit] for visit in kept),
        shifts=work.shifts,
        starts=tuple(work.starts[visit] for visit in kept),
        may=tuple(may[visit] for visit in kept),
        travel=tuple(tuple(work.travel[one][other] for other in places) for one in places),
    )


def led(crew: CrewOffered, visit: VisitOffered) -> tuple[str, ...]:
    """Return the agents as they would go, the lead first; empty where the crew must not go.

    Who led before does not lead again; the first other one does.
    """
    lead = next((one for one in crew.agent_ids if one != visit.not_led_by), None)
    if lead is None or not set(crew.agent_ids).isdisjoint(visit.not_by):
        return ()
    return (lead, *(one for one in crew.agent_ids if one != lead))


def _crews(asked: PlanAsked) -> Iterator[CrewOffered]:
    """Yield the crews that can do anything; nobody goes in two of them, the first counts."""
    taken: set[str] = set()
    for crew in crews_in_order(asked):
        begins, ends = _span(crew.shift_begins_at, crew.shift_ends_at)
        is_able = begins < ends and crew.visits_left > 0 and crew.agent_ids
        if is_able and taken.isdisjoint(crew.agent_ids):
            taken.update(crew.agent_ids)
            yield crew


def _visits(asked: PlanAsked) -> Iterator[VisitOffered]:
    """Yield each visit once, at its last attempt."""
    yield from {one.visit_id: one for one in visits_in_order(asked)}.values()


def _place(one: CrewOffered | VisitOffered) -> Place:
    return one.latitude_microdegrees, one.longitude_microdegrees


def _travel(places: tuple[Place, ...], speed_kmh_max: int) -> tuple[tuple[int, ...], ...]:
    """Return the seconds between any two places; each pair is reckoned once."""
    found = [[0] * len(places) for _ in places]
    for index, place in enumerate(places):
        for other in range(index):
            seconds = travel_seconds(place, places[other], speed_kmh_max)
            found[index][other] = found[other][index] = seconds
    return tuple(map(tuple, found))


def _span(begins_at: Instant, ends_at: Instant) -> Span:
    """Return the whole minutes that lie between two instants."""
    return -(-begins_at // _MINUTE_LONG), ends_at // _MINUTE_LONG


def _starts(visit: VisitOffered, minutes: int) -> Span:
    first, last = _span(visit.not_before, visit.not_after)
    return first, last - minutes


def _who_may(work: Work, visit: int) -> Iterator[int]:
    for index, crew in enumerate(work.crews):
        if led(crew, work.visits[visit]) and _there_and_back(work, index, visit):
            yield index


def _there_and_back(work: Work, crew: int, visit: int) -> bool:
    """Tell whether a crew with nothing else to do could make the visit."""
    way = work.minutes(crew, work.place_of(visit))
    begins, ends = work.shifts[crew]
    first, last = work.starts[visit]
    start = max(begins + way, first)
    return start <= last and start + work.visit_minutes + way <= ends
