"""Who a made-up account belongs to, and how its facts are named."""

from msgspec import Struct

from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day
from streams.terms.identity import stable_id

Arriving = tuple[Day, AnyAccountFact]
"""A fact and the day on which it arrives."""


class Born(Struct, frozen=True):
    """Who an account belongs to, and when and in what it is kept; `unit` is a major unit."""

    account_id: str
    customer_id: str
    opened_on: Day
    ends_on: Day
    currency: str
    unit_minor: int


def point_of(customer_id: str, what: str) -> str:
    """Return the id of a customer's address or number: it stands on paper, and tells nobody whose.

    >>> point_of("cust-000007", "address")
    'address-1acd22f8adca'
    """
    return f"{what}-{stable_id('point', customer_id, what)[-12:]}"


def event_id(born: Born, what: str, cycle: int = 0) -> str:
    """Return the id of an event of the account, the same one every time."""
    return stable_id("simulation", born.account_id, what, cycle)
