"""Agents: what is told of them, and whether one may visit on a day.

Of two facts about one thing (a certificate, a day's shift) the later one holds, whichever arrived
first. An absence is never taken back: a colleague is asked.
"""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from streams.field.rows import Agent, AreaRow, Bar, Held, Rest, Shift, Told, with_agent
from streams.policy.field import FieldRules
from streams.terms.agent_facts import (
    AgentAbsent,
    AgentAdmitted,
    AgentBarred,
    AgentCertified,
    AgentRostered,
    CertificateWithdrawn,
)
from streams.terms.days import AsOf, Day, Instant
from streams.terms.field_fact import FieldFact
from streams.terms.field_facts import AgentCounselled
from streams.terms.step import Reject

Recorded = AreaRow | Reject

# Product choices: more than a person has; a producer that makes ids anew would fill the row.
DETAILS_MAX = 64
AGENTS_MAX = 2_000
SHIFT_DAYS_KEPT = 14
DAYS_AHEAD_MAX = 7


def with_person(row: AreaRow, fact: Any, as_of: AsOf | None) -> Recorded:
    """Return the row with a fact about an agent, the very row for a repeat, or the broken rule."""
    known = row.agents.get(fact.agent_id)
    if known is None and len(row.agents) >= AGENTS_MAX:
        return _too_many_agents(row)
    agent = known or Agent(fact.agent_id)
    told = _KINDS[type(fact)](agent, fact, as_of)
    if isinstance(told, Reject):
        return told
    if told is known:
        return row
    return row if told == known else with_agent(row, told)


def _told(fact: FieldFact) -> Told:
    return fact.effective_on, fact.source_seq, fact.event_id


def _certified(agent: Agent, fact: AgentCertified, as_of: AsOf | None) -> Agent | Reject:
    if fact.valid_until_on < fact.valid_from_on:
        return Reject("certificate_ends_before_it_begins", "valid_until_on is before valid_from_on")
    if as_of is not None and fact.effective_on > as_of.on + DAYS_AHEAD_MAX:
        ahead = fact.effective_on - as_of.on
        return Reject("certificate_from_the_future", f"it is told for {ahead} days ahead")
    known = _of(agent.held, fact.certificate_id)
    if known is not None and known.told >= _told(fact):
        return agent
    if known is None and len(agent.held) >= DETAILS_MAX:
        return _too_many_details(agent.held, "certificates")
    withdrawn_on = None if known is None else known.withdrawn_on
    held = Held(
        fact.certificate_id,
        fact.certificate,
        fact.valid_from_on,
        fact.valid_until_on,
        _told(fact),
        withdrawn_on,
    )
    return replace(agent, held=_put(agent.held, held))


def _withdrawn(agent: Agent, fact: CertificateWithdrawn, _: AsOf | None) -> Agent | Reject:
    known = _of(agent.held, fact.certificate_id)
    if known is None and len(agent.held) >= DETAILS_MAX:
        return _too_many_details(agent.held, "certificates")
    if known is None:
        # Its certificate may arrive later, and holds nothing then.
        none = (Day(-(2**31)), 0, "")
        known = Held(fact.certificate_id, "", Day(0), Day(0), none)
    if known.withdrawn_on is not None and known.withdrawn_on <= fact.effective_on:
        return agent
    return replace(agent, held=_put(agent.held, replace(known, withdrawn_on=fact.effective_on)))


def _rostered(agent: Agent, fact: AgentRostered, as_of: AsOf | None) -> Agent | Reject:
    if fact.visits_elsewhere < 0:
        return Reject("visits_elsewhere_negative", f"{fact.visits_elsewhere} visits elsewhere")
    known = next((s for s in agent.shifts if s.on == fact.effective_on), None)
    if known is not None and known.told >= _told(fact):
        return agent
    shift = Shift(
        fact.effective_on,
        fact.shift_begins_at,
        fact.shift_ends_at,
        fact.latitude_microdegrees,
        fact.longitude_microdegrees,
        fact.visits_elsewhere,
        _told(fact),
    )
    first = Day(-(2**31)) if as_of is None else Day(as_of.on - SHIFT_DAYS_KEPT)
    others = [s for s in agent.shifts if s.on != shift.on and s.on >= first]
    if shift.on < first:
        return agent
    shifts = tuple(sorted([*others, shift], key=lambda s: s.on))
    if len(shifts) > 2 * DETAILS_MAX:
        return _too_many_details(shifts, "shifts")
    return replace(agent, shifts=shifts)


def _absent(agent: Agent, fact: AgentAbsent, as_of: AsOf | None) -> Agent | Reject:
    if fact.effective_on in agent.absent:
        return agent
    first = Day(-(2**31)) if as_of is None else Day(as_of.on - SHIFT_DAYS_KEPT)
    days = {day for day in (*agent.absent, fact.effective_on) if day >= first}
    if len(days) > 2 * DETAILS_MAX:
        return _too_many_details(agent.absent, "absences")
    return replace(agent, absent=tuple(sorted(days)))


def _barred(agent: Agent, fact: AgentBarred, _: AsOf | None) -> Agent | Reject:
    known = _of(agent.bars, fact.bar_id)
    if known is None and len(agent.bars) >= DETAILS_MAX:
        return _too_many_details(agent.bars, "bars")
    bar = replace(known or Bar(fact.bar_id, None), kind=fact.bar)
    return replace(agent, bars=_put(agent.bars, bar))


def _admitted(agent: Agent, fact: AgentAdmitted, as_of: AsOf | None) -> Agent | Reject:
    known = _of(agent.bars, fact.bar_id)
    if known is None and len(agent.bars) >= DETAILS_MAX:
        return _too_many_details(agent.bars, "bars")
    if known is not None and known.lifted:
        return agent
    bar = replace(known or Bar(fact.bar_id, None), lifted=True, lifted_on=_heard_on(fact, as_of))
    return replace(agent, bars=_put(agent.bars, bar))


def _counselled(agent: Agent, fact: AgentCounselled, as_of: AsOf | None) -> Agent | Reject:
    known = _rest_of(agent, fact.incident_id)
    if known is not None and known.counselled:
        return agent
    rest = replace(
        known or Rest(fact.incident_id), counselled=True, counselled_on=_heard_on(fact, as_of)
    )
    return _with_rest(agent, rest)


def _heard_on(fact: FieldFact, as_of: AsOf | None) -> Day:
    """Return the day on which a fact is heard: what is told late is not long over at once."""
    return fact.effective_on if as_of is None else max(as_of.on, fact.effective_on)


def rested(row: AreaRow, agent_ids: tuple[str, ...], incident_id: str, at: Instant) -> Recorded:
    """Return the row with a rest that an incident asks of agents; the very row where it has them.

    It begins with the incident, of several reports with the earliest.

    Of whom nothing else is known yet rests too: a roster that arrives later changes nothing about
    what they met with.
    """
    for agent_id in agent_ids:
        known = row.agents.get(agent_id)
        if known is None and len(row.agents) >= AGENTS_MAX:
            return _too_many_agents(row)
        agent = _resting(known or Agent(agent_id), incident_id, at)
        if isinstance(agent, Reject):
            return agent
        row = row if agent is known else with_agent(row, agent)
    return row


def _resting(agent: Agent, incident_id: str, at: Instant) -> Agent | Reject:
    """Return the agent with a rest; one that is over stays over."""
    known = _rest_of(agent, incident_id)
    if known is not None and known.since_at is not None and known.since_at <= at:
        return agent
    return _with_rest(agent, replace(known or Rest(incident_id), since_at=at))


def _rest_of(agent: Agent, incident_id: str) -> Rest | None:
    return next((rest for rest in agent.rests if rest.incident_id == incident_id), None)


def _with_rest(agent: Agent, new: Rest) -> Agent | Reject:
    others = [rest for rest in agent.rests if rest.incident_id != new.incident_id]
    if len(others) >= DETAILS_MAX:
        return _too_many_details(tuple(others), "rests")
    rests = sorted([*others, new], key=lambda rest: rest.incident_id)
    return replace(agent, rests=tuple(rests))


def unfit(agent: Agent | None, on: Day, at: Instant, rules: FieldRules) -> str | None:
    """Return the rule by which an agent may not begin a visit then, None where one may."""
    if agent is None or agent.shift_on(on) is None:
        return NOT_ROSTERED
    if on in agent.absent:
        return ABSENT
    for certificate in rules.certified.certificates:
        if not any(is_in_force(h, certificate, on, rules) for h in agent.held):
            return rules.certified.rule
    is_barred = any(bar.holds for bar in agent.bars)
    is_resting = any(rest.holds(at) for rest in agent.rests)
    return rules.fit_rule if is_barred or is_resting else None


def is_in_force(held: Held, certificate: str, on: Day, rules: FieldRules) -> bool:
    """Tell whether a certificate of that kind holds on a day."""
    return held.certificate == certificate and held.holds(on, rules.certified.days_max)


def _too_many_details(details: tuple[Any, ...], what: str) -> Reject:
    return Reject("agent_has_too_many_details", f"{len(details)} {what} on record")


def _too_many_agents(row: AreaRow) -> Reject:
    return Reject("area_has_too_many_agents", f"{len(row.agents)} are on record")


NOT_ROSTERED = "agent_not_rostered"
ABSENT = "agent_absent"


def _of(details: tuple[Any, ...], name: str) -> Any:
    return next((detail for detail in details if detail.id == name), None)


def _put(details: tuple[Any, ...], new: Any) -> tuple[Any, ...]:
    others = [detail for detail in details if detail.id != new.id]
    return tuple(sorted([*others, new], key=lambda detail: detail.id))


_KINDS: Mapping[type, Callable[[Agent, Any, AsOf | None], Agent | Reject]] = {
    AgentCertified: _certified,
    CertificateWithdrawn: _withdrawn,
    AgentRostered: _rostered,
    AgentAbsent: _absent,
    AgentBarred: _barred,
    AgentAdmitted: _admitted,
    AgentCounselled: _counselled,
}
"""What is recorded of an agent, by the fact's type."""
PERSONAL = frozenset(_KINDS)
"""The facts about one agent."""
