"""A rule that a verdict names, with what it says and where it stands.

It is an entry of the policy that the verdict was judged by, or a rule of the house's own
(`house_rules`). Where the latter speaks of a section of the policy, the entry in force is told.
"""

from collections.abc import Iterator

from msgspec import Struct

from streams.policy.document import Policy
from streams.policy.shapes import Entry, LadderEntry
from streams.policy.telling import value_of
from streams.terms.days import Day
from streams.views.house_rules import LADDER, house_rule

_SECTIONS = {"contact_cap_of_the_day": "contacts_per_day", "house_hours": "house_hours"}


class RuleTold(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A rule: its id, what it says, and its source; of an entry also what the entry carries.

    `entry` is the id of the entry that a rule of the house's own speaks of.
    """

    rule: str
    says: str
    source: str
    entry: str = ""
    clause: str = ""
    force: str = ""
    confidence: str = ""

    @property
    def stands(self) -> str:
        """Where it stands, as one clause."""
        lead = f"{self.entry}, " if self.entry else ""
        if not self.force:
            return lead + self.source
        clause = "" if self.clause == "-" else f", {self.clause}"
        sure = "" if self.confidence == self.force else f", confidence {self.confidence}"
        return f"{lead}{self.source}{clause} ({self.force}{sure})"


def rule_told(rule: str, policy: Policy | None, on: Day, ladder: str = "") -> RuleTold:
    """Return a rule as it stood on a day; one that nobody knows is spelled out."""
    entries = [] if policy is None else list(_standing(policy, on))
    own = next((entry for _, entry in entries if entry.id == rule), None)
    if own is not None:
        return _of_entry(rule, value_of(own), own)
    house = house_rule(rule)
    if house is None:
        return RuleTold(rule=rule, says=rule.replace("_", " "), source="unknown to this program")
    is_of_ladder = house.source == LADDER
    section = _SECTIONS.get(rule)
    for name, entry in entries:
        is_ladder = is_of_ladder and isinstance(entry, LadderEntry) and entry.ladder == ladder
        if is_ladder or name == section:
            return _of_entry(rule, house.says, entry, named=entry.id)
    return RuleTold(rule=rule, says=house.says, source=house.source)


def entry_told(entry: Entry) -> RuleTold:
    """Return an entry as a rule of its own."""
    return _of_entry(entry.id, value_of(entry), entry)


def _standing(policy: Policy, on: Day) -> Iterator[tuple[str, Entry]]:
    """Yield the entries with their sections, those in force on the day first."""
    every = [(name, placed) for name, section in policy.sections.each() for placed in section]
    for name, placed in sorted(every, key=lambda one: not one[1].holds(on)):
        if placed.gates:
            yield name, placed.entry


def _of_entry(rule: str, says: str, entry: Entry, named: str = "") -> RuleTold:
    return RuleTold(
        rule=rule,
        says=says,
        source=entry.source,
        entry=named,
        clause=entry.clause,
        force=entry.force,
        confidence=entry.confidence,
    )
