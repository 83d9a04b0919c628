"""Standings of one account with one ledger in CNY, for tests of what came of visits."""

from typing import Any

from streams.terms.days import Day
from streams.terms.standing import LedgerStanding, Standing


def standing(on: int, version: int, account_id: str = "a", **fields: Any) -> Standing:
    """Return how the account stands from a day on; `fields` are those of its ledger."""
    return Standing(
        account_id=account_id,
        customer_id=f"c-{account_id}",
        version=version,
        as_of=Day(on),
        days_past_due=0,
        bucket="m1",
        ledgers=(LedgerStanding(currency="CNY", **fields),),
    )
