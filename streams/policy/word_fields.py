"""The fields that a text to a customer may use: what of a case can be said, and in which form.

Whoever renders a text gives what is known; a field that is not given is not there, and a text that
uses it then is not said. Amounts, references and the like come as lists, since one contact may be
about several accounts and currencies.

>>> is_list("past_due"), is_list("due_on"), "no_such_field" in FIELDS
(True, False, False)
"""

from datetime import date
from typing import get_args, get_origin, get_type_hints

from msgspec import Struct


class Amount(Struct, frozen=True):
    """Money as it is kept: whole minor units beside an ISO-4217 code."""

    minor: int
    currency: str


Texts = tuple[str, ...] | None
Amounts = tuple[Amount, ...] | None


class Fields(Struct, frozen=True, kw_only=True):
    """What is known of a case, for the texts about it.

    `card_no_masked` holds card numbers of which the last four digits, and at most the first six,
    are shown. `business_seal` names the seal and its image; `collector_no` is the number on the
    visitor's identification. `reported_from` is the first day on which a bureau may be told.
    `visit_on` and `visit_hours` are day and hours of a planned visit, where the address lies.
    """

    cardholder_name: str | None = None
    card_no_masked: Texts = None
    past_due: Amounts = None
    minimum_due: Amounts = None
    outstanding_balance: Amounts = None
    principal_due: Amounts = None
    interest_due: Amounts = None
    fees_due: Amounts = None
    penalty_due: Amounts = None
    promised: Amounts = None
    days_past_due: int | None = None
    due_on: date | None = None
    balance_on: date | None = None
    pay_by_on: date | None = None
    promised_on: date | None = None
    reported_from: date | None = None
    letter_on: date | None = None
    visit_on: date | None = None
    visit_hours: str | None = None
    letter_no: str | None = None
    reason_for_collection: str | None = None
    legal_basis: Texts = None
    cardholder_rights: Texts = None
    cardholder_duties: Texts = None
    how_to_query: str | None = None
    how_to_repay: str | None = None
    official_channels: Texts = None
    how_to_object: str | None = None
    how_to_send_evidence: str | None = None
    dispute_contact: str | None = None
    how_to_complain: str | None = None
    how_to_opt_out: str | None = None
    hardship_contact: str | None = None
    issuer_name: str | None = None
    issuer_address: str | None = None
    issuer_phone: str | None = None
    business_seal: str | None = None
    other_items: Texts = None
    next_steps: Texts = None
    agency_name: str | None = None
    agency_authority: str | None = None
    collector_name: str | None = None
    collector_no: str | None = None


FIELDS: tuple[str, ...] = Fields.__struct_fields__

_LISTS = frozenset(
    name
    for name, kind in get_type_hints(Fields).items()
    if any(get_origin(part) is tuple for part in get_args(kind))
)


def is_list(name: str) -> bool:
    """Tell whether a field holds several things, so that a text joins them or names each."""
    return name in _LISTS
