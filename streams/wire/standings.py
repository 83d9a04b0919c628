"""Standings as records, both ways: the public table and the notice to a customer share them."""

from functools import lru_cache

from msgspec.structs import asdict

from streams.terms.days import Day
from streams.terms.identity import stable_id
from streams.terms.standing import LedgerStanding, Standing
from streams.wire.envelope import start_of
from streams.wire.plain import Record

KIND = "STANDING"
_NEEDED = ("event_id", "customer_id", "account_id", "version", "days_past_due", "bucket")
_FILLED = (*_NEEDED, "incomplete")


def record_of(standing: Standing) -> Record:
    """Return the record of a standing; customer, account and version make its event id."""
    record = asdict(standing)
    as_of = record.pop("as_of")
    record["ledgers"] = [asdict(ledger) for ledger in standing.ledgers]
    record["event_id"] = _event_id(standing.customer_id, standing.account_id, standing.version)
    record["type"] = KIND
    record["effective_on"] = as_of
    record["occurred_at"] = start_of(as_of)
    record["source"] = "delinquency"
    record["source_seq"] = standing.version
    return record


def standing_of(record: Record) -> Standing:
    """Return the standing of a record in which nothing is `unfilled`."""
    return Standing(
        account_id=record["account_id"],
        customer_id=record["customer_id"],
        version=record["version"],
        as_of=Day(record["effective_on"]),
        days_past_due=record["days_past_due"],
        bucket=record["bucket"],
        ledgers=tuple(LedgerStanding(**ledger) for ledger in record["ledgers"]),
        incomplete=record["incomplete"],
        next_change_on=record["next_change_on"],
    )


def unfilled(record: Record) -> str | None:
    """Return the first field that a standing needs and the record leaves empty, or None."""
    for name in _FILLED:
        if record[name] is None or record[name] == "":
            return name
    return None


@lru_cache(maxsize=2)
def _event_id(customer_id: str, account_id: str, version: int) -> str:
    # The row of the public table and the notice of one standing follow one another.
    return stable_id(KIND, customer_id, account_id, version)
