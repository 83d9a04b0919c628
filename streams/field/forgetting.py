"""What can no longer matter of agents is forgotten, so that no row grows for ever.

What still speaks against somebody is never forgotten: a bar that is open, a rest that nobody has
ended. What is over is kept for longer than any certificate holds, since its other half may be late.
"""

from msgspec.structs import replace

from streams.field.people import SHIFT_DAYS_KEPT
from streams.field.rows import Agent, Held, with_agent
from streams.field.walk import FieldWalk
from streams.terms.days import Day

# A product choice, as for incidents; a policy whose certificates hold longer keeps longer.
DETAILS_KEPT_DAYS = 400
_LATE_DAYS = 31


def forget_of_agents(walk: FieldWalk) -> None:
    """Drop what is long over of each agent, and agents of whom nothing is left."""
    rules, on = walk.field, walk.as_of.on
    days_max = 0 if rules is None else rules.certified.days_max
    gone = set()
    for agent in tuple(walk.row.agents.values()):
        kept = without_old(agent, on, days_max)
        if kept == Agent(agent.id):
            gone.add(agent.id)
        elif kept != agent:
            walk.row = with_agent(walk.row, kept)
    if gone:
        agents = {name: agent for name, agent in walk.row.agents.items() if name not in gone}
        walk.row = replace(walk.row, agents=agents)


def without_old(agent: Agent, on: Day, days_max: int) -> Agent:
    """Return the agent without what is long over on a day, certificates holding so many days."""
    first = Day(on - max(DETAILS_KEPT_DAYS, days_max + _LATE_DAYS))
    recent = Day(on - SHIFT_DAYS_KEPT)
    held = tuple(one for one in agent.held if not _is_old(one, first, days_max))
    names = {one.id for one in held}
    # What was over before days were written down is kept from now on.
    bars = (replace(b, lifted_on=on) if b.lifted and b.lifted_on is None else b for b in agent.bars)
    rests = (
        replace(r, counselled_on=on) if r.counselled and r.counselled_on is None else r
        for r in agent.rests
    )
    return replace(
        agent,
        held=held,
        shifts=tuple(shift for shift in agent.shifts if shift.on >= recent),
        absent=tuple(day for day in agent.absent if day >= recent),
        bars=tuple(b for b in bars if b.lifted_on is None or b.lifted_on >= first),
        rests=tuple(r for r in rests if r.counselled_on is None or r.counselled_on >= first),
        training_told=tuple(name for name in agent.training_told if name in names),
    )


def _is_old(one: Held, first: Day, days_max: int) -> bool:
    if one.withdrawn_on is not None and one.withdrawn_on < first:
        return True
    is_known = bool(one.certificate)
    return is_known and days_max > 0 and min(one.until_on, one.from_on + days_max) < first
