"""Dossiers of a customer of `tests.treatment.world`."""

from msgspec.structs import replace

from streams.app.packs import pack_text
from streams.policy.document import Policy, parse
from streams.terms.days import Day, iso
from streams.views.dossier import Dossier, Told
from streams.views.rungs_told import accounts_told
from tests.treatment.world import DUE_ON, Customer, late


def shipped(name: str) -> Policy:
    """Return a shipped policy."""
    policy = parse(pack_text(name), name)
    assert isinstance(policy, Policy)
    return policy


def day(number: int) -> str:
    """Return a day, counted from the due date, as it is told."""
    return iso(Day(DUE_ON + number))


def owing(*days: int) -> Customer:
    """Return a customer who is late since day 0, after ticks on some days."""
    customer = Customer()
    customer.tell(customer.standing(late()))
    for number in days:
        customer.tick(number)
    return customer


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
