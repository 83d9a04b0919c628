"""A customer's story for `arrears explain CUSTOMER`: limits, every rung, and what comes next."""

from collections.abc import Iterator

from streams.terms.days import iso
from streams.views.dossier import Dossier, Told
from streams.views.foreseen import foreseen
from streams.views.limits_told import limits_told
from streams.views.rungs_told import accounts_told


def customer_story(dossier: Dossier) -> Iterator[Told]:
    """Yield what holds for the customer, then each account's episodes, then what comes next."""
    policy = dossier.policy
    named, on = dossier.named(dossier.row.customer_id), iso(dossier.as_of.on)
    judged = f"after the tick of {on}, by the policy {policy.policy_id} {policy.version}"
    yield Told(part="heading", label=f"Customer {named}", text=judged)
    yield from limits_told(dossier)
    yield from accounts_told(dossier)
    yield Told(part="heading", label="Next", text="if nothing else is told until then")
    yield from foreseen(dossier)
