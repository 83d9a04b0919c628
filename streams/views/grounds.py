"""Which entries of the policy led to a verdict that itself names no rule: DUE and AUTHORISED."""

from collections.abc import Iterator, Mapping

from streams.policy.document import Policy
from streams.policy.placed import holding
from streams.policy.shapes import Entry, LadderEntry
from streams.terms.treatment_notices import Escalation

CHOSEN_LADDER = "the ladder"
"""Stands for the entry of a ladder that may not be named."""

_DIGITS = 12


def ground_of(one: Escalation, policies: Mapping[str, Policy], *, masked: bool = False) -> str:
    """Return the entries as `id (force)`, the ladder first; empty where the verdict has a rule.

    They are those in force on the day of the verdict in the policy that it was judged by. `masked`,
    a ladder that was chosen by how the customer pays is not named.
    """
    if one.rule is not None:
        return ""
    policy = policies.get(one.policy_digest)
    if policy is None:
        return f"policy {one.policy_digest[:_DIGITS]}, which is not to be found"
    hides = masked and chooses_ladders(policy)
    found = ", ".join(
        f"{CHOSEN_LADDER if hides and isinstance(entry, LadderEntry) else entry.id} ({entry.force})"
        for entry in entries_of(one, policy)
    )
    named = f"{policy.policy_id} {policy.version}"
    return f"{named}: {found}" if found else named


def chooses_ladders(policy: Policy) -> bool:
    """Tell whether a policy has ladders that are chosen by how a customer pays."""
    return any(placed.entry.by_strategy for placed in policy.sections.ladders)


def entries_of(one: Escalation, policy: Policy) -> Iterator[Entry]:
    """Yield the entries that a DUE or AUTHORISED verdict rests on, the ladder first."""
    sections, on = policy.sections, one.as_of
    yield from (p.entry for p in holding(sections.ladders, on) if p.entry.ladder == one.ladder)
    if one.verdict == "AUTHORISED":
        for gate in (sections.house_hours, sections.contact.law_hours, sections.contacts_per_day):
            yield from (placed.entry for placed in holding(gate, on))
