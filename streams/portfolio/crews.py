"""The people of a made-up field: certificates, a roster from Monday to Saturday, and absences."""

from collections.abc import Iterator
from typing import Any, get_args

from streams.portfolio.chance import Chance
from streams.portfolio.towns import office_of
from streams.terms.agent_facts import (
    AgentAbsent,
    AgentCertified,
    AgentRostered,
    AnyAgentFact,
    Certificate,
)
from streams.terms.days import Day, Instant
from streams.terms.identity import stable_id
from streams.terms.local_times import weekday_of

Arriving = tuple[Day, AnyAgentFact]

# Hours of a shift by Shanghai's clock, which is eight hours ahead of UTC.
_BEGINS, _ENDS = 9 - 8, 17 - 8
_HOUR, _DAY = 3_600_000_000, 86_400_000_000
_SUNDAY = 6
_ROSTERED_AHEAD = 14
_CERTIFIED_FOR = 365
_ABSENT_PER_MILLE = 15
CERTIFICATES: tuple[Certificate, ...] = get_args(Certificate)


def people_of(area: str, agents: int, first: Day, days: int, seed: int) -> Iterator[Arriving]:
    """Yield what is told of an area's people over so many days, each with its day of arrival.

    Shifts are told ahead, those behind the last day too: visits are planned for them.
    """
    for number in range(agents):
        agent_id = f"{area}-agent-{number}"
        chance = Chance(seed, agent_id)
        # They were not all trained on one day, and a few run out in the course of a year.
        trained_on = Day(first - chance.below(300, "trained"))
        yield from ((first, fact) for fact in certificates(area, agent_id, trained_on))
        for on in range(first, first + days + _ROSTERED_AHEAD):
            yield from _day(area, agent_id, Day(on), first, chance)


def certificates(area: str, agent_id: str, trained_on: Day) -> Iterator[AgentCertified]:
    """Yield the certificates of one training."""
    for certificate in CERTIFICATES:
        name = f"{agent_id}-{certificate}-{trained_on}"
        yield AgentCertified(
            event_id=stable_id("simulation", name),
            area=area,
            effective_on=trained_on,
            agent_id=agent_id,
            certificate_id=name,
            certificate=certificate,
            valid_from_on=trained_on,
            valid_until_on=Day(trained_on + _CERTIFIED_FOR),
        )


def _day(area: str, agent_id: str, on: Day, first: Day, chance: Chance) -> Iterator[Arriving]:
    if weekday_of(on) == _SUNDAY:
        return
    latitude, longitude = office_of(area)
    head: dict[str, Any] = {"area": area, "agent_id": agent_id, "effective_on": on}
    shift = AgentRostered(
        event_id=stable_id("simulation", agent_id, "shift", on),
        shift_begins_at=Instant(on * _DAY + _BEGINS * _HOUR),
        shift_ends_at=Instant(on * _DAY + _ENDS * _HOUR),
        latitude_microdegrees=latitude,
        longitude_microdegrees=longitude,
        **head,
    )
    yield Day(max(first, on - _ROSTERED_AHEAD)), shift
    if chance.happens(_ABSENT_PER_MILLE, "absent", on):
        event_id = stable_id("simulation", agent_id, "absent", on)
        yield on, AgentAbsent(event_id=event_id, reason="ill", **head)
