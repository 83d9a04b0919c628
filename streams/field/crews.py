"""Who goes together on a day: agents who are fit, in the order in which their shifts begin."""

from collections.abc import Iterator
from itertools import groupby

from streams.field.judging import Walked, room_of
from streams.field.people import unfit
from streams.field.rows import Agent, Shift
from streams.policy.field import FieldRules
from streams.terms.days import Day
from streams.terms.field_notices import CrewOffered

_MINUTE = 60_000_000


def crews_on(walked: Walked, on: Day, rules: FieldRules) -> tuple[CrewOffered, ...]:
    """Return the crews of a day; whoever is left over without company stays in.

    Those who go together set out from one place.
    """
    ready = sorted(_ready(walked, on, rules), key=_order)
    size = rules.two_agents.agents_min
    found = []
    for _, group in groupby(ready, key=lambda each: _place(each[1])):
        members = list(group)
        for at in range(0, len(members) - size + 1, size):
            crew = _crew(walked, members[at : at + size], on, rules)
            if crew is not None:
                found.append(crew)
    return tuple(found)


def _order(each: tuple[Agent, Shift]) -> tuple[tuple[int, int], int, str]:
    agent, shift = each
    return _place(shift), shift.begins_at, agent.id


def _place(shift: Shift) -> tuple[int, int]:
    return shift.latitude_microdegrees, shift.longitude_microdegrees


def _ready(walked: Walked, on: Day, rules: FieldRules) -> Iterator[tuple[Agent, Shift]]:
    row, _ = walked
    for agent in row.agents.values():
        shift = agent.shift_on(on)
        if shift is None or unfit(agent, on, shift.ends_at, rules) is not None:
            continue
        if room_of(walked, agent.id, on, rules) > 0:
            yield agent, shift


def _crew(
    walked: Walked, members: list[tuple[Agent, Shift]], on: Day, rules: FieldRules
) -> CrewOffered | None:
    """Return a crew in the hours that all of them share, None where these are too few."""
    begins_at = max(shift.begins_at for _, shift in members)
    ends_at = min(shift.ends_at for _, shift in members)
    if ends_at - begins_at < rules.on_site.visit_minutes_max * _MINUTE:
        return None
    start = members[0][1]
    return CrewOffered(
        agent_ids=tuple(agent.id for agent, _ in members),
        shift_begins_at=begins_at,
        shift_ends_at=ends_at,
        latitude_microdegrees=start.latitude_microdegrees,
        longitude_microdegrees=start.longitude_microdegrees,
        visits_left=min(room_of(walked, agent.id, on, rules) for agent, _ in members),
    )
