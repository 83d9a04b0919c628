"""What a sound document leaves to the house and a careful one does not: visits to any address.

That is no fault of the document: no law that was read here asks for it. But a letter goes astray,
and a visit to a wrong door tells a stranger of a debt.
"""

from collections.abc import Iterator

from msgspec import Struct

from streams.policy.document import Policy
from streams.policy.placed import holding
from streams.terms.days import Day


class Doubt(Struct, frozen=True, kw_only=True):
    """A place of a document, the rule by which it is doubtful, and what to write instead."""

    key: str
    rule: str
    cure: str


def doubts(policy: Policy, today: Day) -> tuple[Doubt, ...]:
    """Return what is doubtful from a day on, each place once."""
    days = (today, *(turn for turn in policy.turns if turn > today))
    return tuple(dict.fromkeys(doubt for day in days for doubt in _visits(policy, day)))


def _visits(policy: Policy, day: Day) -> Iterator[Doubt]:
    sections = policy.sections
    demands = holding(sections.contact.verified_points, day)
    is_verified = any("VISIT" in demand.entry.channels for demand in demands)
    if is_verified or policy.on(day).house is None:
        return
    for ladder in holding(sections.ladders, day):
        for i, rung in enumerate(ladder.entry.rungs):
            if rung.channel == "VISIT":
                yield Doubt(
                    key=f"{ladder.key}.rungs[{i}].channel",
                    rule="visit_to_unverified_address",
                    cure=f"add VISIT to [[verified_points]]: {rung.id} may go to a door behind"
                    " which somebody else lives",
                )
