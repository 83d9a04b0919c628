"""Dossiers of a customer of `tests.treatment.world`."""

from msgspec.structs import replace

from streams.app.packs import pack_text
from streams.policy.document import Policy, parse
from streams.views.dossier import Dossier, Told
from streams.views.rungs_told import accounts_told
from tests.treatment.world import Customer


def shipped(name: str) -> Policy:
    """Return a shipped policy."""
    policy = parse(pack_text(name), name)
    assert isinstance(policy, Policy)
    return policy


def of_customer(customer: Customer, *, masked: bool = False) -> Dossier:
    """Return the dossier of a customer whose house has one set of rules on all days."""
    policy = replace(
        shipped("cn"), digest=customer.rules.digest, turns=(), between=(customer.rules,)
    )
    assert customer.as_of is not None
    return Dossier(
        row=customer.row,
        as_of=customer.as_of,
        policy=policy,
        policies={policy.digest: policy},
        escalations=tuple(customer.said),
        masked=masked,
    )


def rung(customer: Customer, name: str, occurrence: int = 1, *, masked: bool = False) -> Told:
    """Return the one line that tells of an occurrence of a rung."""
    (found,) = (
        told
        for told in accounts_told(of_customer(customer, masked=masked))
        if (told.rung, told.occurrence) == (name, occurrence)
    )
    return found
