"""A run's policy: a shipped pack or a file, read, checked, and ready to be published."""

from datetime import UTC, tzinfo

from msgspec import Struct

from streams.app.packs import pack_text
from streams.policy.document import Policy, parse
from streams.runs.errors import PolicyRefused
from streams.terms.control import PolicyPublished
from streams.terms.days import Day


class RunPolicy(Struct, frozen=True):
    """A sound policy, as read and as published."""

    policy: Policy
    published: PolicyPublished

    def zone_on(self, day: Day) -> tzinfo:
        """Return the house's zone in force on a day, UTC where no house hours are in force."""
        house = self.policy.on(day).house
        return UTC if house is None else house.zone


def policy_of(name: str) -> RunPolicy:
    """Return the policy of a shipped pack or a file; raises PolicyRefused, naming each fault."""
    text = pack_text(name)
    read = parse(text, name)
    if not isinstance(read, Policy):
        faults = "\n  ".join(str(fault) for fault in read)
        raise PolicyRefused(f"the policy {name} has faults:\n  {faults}")
    return RunPolicy(
        read, PolicyPublished(policy_id=read.policy_id, digest=read.digest, document=text)
    )
