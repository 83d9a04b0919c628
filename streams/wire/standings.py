"""Standings as records, both ways: the public table and the notice to a customer share them."""

from functools import lru_cache
from typing import Any

from msgspec.structs import asdict

from streams.terms.days import Day
from streams.terms.delinquency_notices import StandingWithdrawn
from streams.terms.identity import stable_id
from streams.terms.standing import LedgerStanding, Standing
from streams.wire.envelope import start_of
from streams.wire.plain import Record

KIND = "STANDING"
WITHDRAWN = "STANDING_WITHDRAWN"
_OF_BOTH = ("event_id", "customer_id", "account_id", "version")
_FILLED = (*_OF_BOTH, "days_past_due", "bucket", "incomplete")


def record_of(standing: Standing) -> Record:
    """Return the record of a standing; customer, account and version make its event id."""
    record = asdict(standing)
    as_of = record.pop("as_of")
    record["ledgers"] = [_ledger_record(ledger) for ledger in standing.ledgers]
    record["holds"] = list(standing.holds)
    record["event_id"] = _event_id(standing.customer_id, standing.account_id, standing.version)
    record.update(_envelope(KIND, as_of, standing.version))
    return record


def withdrawn_record(notice: StandingWithdrawn) -> Record:
    """Return the record that says a customer is liable no longer."""
    account, customer, version = notice.account_id, notice.customer_id, notice.version
    record = {"account_id": account, "customer_id": customer, "version": version}
    record["event_id"] = stable_id(WITHDRAWN, customer, account, version)
    return record | _envelope(WITHDRAWN, notice.as_of, version)


def standing_of(record: Record) -> Standing:
    """Return the standing of a record in which nothing is `unfilled`; the record is used up."""
    return Standing(
        account_id=record["account_id"],
        customer_id=record["customer_id"],
        version=record["version"],
        as_of=Day(record["effective_on"]),
        days_past_due=record["days_past_due"],
        bucket=record["bucket"],
        ledgers=tuple(_ledger_of(ledger) for ledger in record["ledgers"]),
        incomplete=record["incomplete"],
        next_change_on=record["next_change_on"],
        collection_policy=record["collection_policy"],
        holds=tuple(record["holds"]),
        life=record["life"],
        cause=record["cause"],
        role=record["role"],
    )


def unfilled(record: Record) -> str | None:
    """Return the first field that a record of its type needs and leaves empty, or None."""
    for name in _FILLED if record["type"] == KIND else _OF_BOTH:
        if record[name] is None or record[name] == "":
            return name
    return None


def _ledger_record(ledger: LedgerStanding) -> Record:
    record = asdict(ledger)
    record["material_since_on"] = record.pop("material_since")
    return record


def _ledger_of(record: Record) -> LedgerStanding:
    record["material_since"] = record.pop("material_since_on")
    return LedgerStanding(**record)


def _envelope(kind: str, as_of: Day, version: int) -> dict[str, Any]:
    return {
        "type": kind,
        "effective_on": as_of,
        "occurred_at": start_of(as_of),
        "source": "delinquency",
        "source_seq": version,
    }


@lru_cache(maxsize=2)
def _event_id(customer_id: str, account_id: str, version: int) -> str:
    # The row of the public table and the notice of one standing follow one another.
    return stable_id(KIND, customer_id, account_id, version)
