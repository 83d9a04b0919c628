"""Standings as records, both ways: the public table and the notice to a customer share them."""

from functools import cache, lru_cache
from typing import Any

from msgspec.structs import asdict

from schemas.catalog import id_of, schema_of
from streams.terms.days import Day
from streams.terms.delinquency_notices import CorrectedSpan, CorrectionNotice, StandingWithdrawn
from streams.terms.identity import stable_id
from streams.terms.routes import ACCOUNTS
from streams.terms.standing import LedgerStanding, Standing
from streams.wire.envelope import start_of
from streams.wire.frames import head
from streams.wire.plain import Record, stripped
from streams.wire.writing import Source, Writer, long, many, of_attributes, text

KIND = "STANDING"
WITHDRAWN = "STANDING_WITHDRAWN"
CORRECTED = "PAST_CORRECTED"
_OF_BOTH = ("event_id", "customer_id", "account_id", "version")
_FILLED = {
    KIND: (*_OF_BOTH, "days_past_due", "bucket", "incomplete"),
    WITHDRAWN: _OF_BOTH,
    CORRECTED: ("event_id", "customer_id", "account_id", "currency", "causation_id"),
}
_UNSAID = ("received_at", "causation_id", "correlation_id", "tenant")
# Fields of the watermarks that share a topic with the notices.
_OF_MARKS = ("stage", "partition", "positions")
# Fields of the corrections that share it too.
_OF_CORRECTIONS: dict[str, object] = {"currency": None, "spans": ()}
# What many accounts say alike, on a day.
_STEADY = frozenset(
    {"effective_on", "occurred_at", "days_past_due", "bucket", "incomplete", "next_change_on"}
    | {"collection_policy", "holds", "life", "cause", "role"}
    | {"promises_kept", "promises_broken"}
)
_STEADY_OF_LEDGER = frozenset(
    {"oldest_due_on", "days_past_due", "bucket", "upcoming_due_on", "contractual_due_on"}
    | {"delinquent_days", "first_delinquency_on", "material_since_on", "defaulted_on"}
    | {"bureau_status", "payment_history", "closes"}
)


def encoded(topic: str, standing: Standing) -> bytes:
    """Return the framed record of a standing; customer, account and version make its event id."""
    start, put = _writer(topic)
    event_id = _event_id(standing.customer_id, standing.account_id, standing.version)
    return start + text(event_id) + put(standing)


def withdrawn_record(notice: StandingWithdrawn) -> Record:
    """Return the record that says a customer is liable no longer."""
    account, customer, version = notice.account_id, notice.customer_id, notice.version
    record = {"account_id": account, "customer_id": customer, "version": version}
    record["event_id"] = stable_id(WITHDRAWN, customer, account, version)
    return record | _envelope(WITHDRAWN, notice.as_of, version)


def correction_record(notice: CorrectionNotice) -> Record:
    """Return the record that tells a customer which days of an account were corrected."""
    record = {"account_id": notice.account_id, "customer_id": notice.customer_id}
    record |= {"event_id": notice.event_id, "causation_id": notice.cause}
    record["currency"] = notice.currency
    spans = [asdict(span) for span in notice.spans]
    return record | {"spans": spans} | _envelope(CORRECTED, notice.as_of, notice.seq)


def spans_of(record: Record) -> tuple[CorrectedSpan, ...]:
    """Return the days that a record of a correction names."""
    return tuple(CorrectedSpan(**span) for span in record["spans"])


def standing_of(record: Record) -> Standing:
    """Return the standing of a record in which nothing is `unfilled`; the record is used up.

    The public table says nothing of promises: those have a topic of their own.
    """
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
        promises_kept=record.get("promises_kept", 0),
        promises_broken=record.get("promises_broken", 0),
    )


def unfilled(record: Record) -> str | None:
    """Return the first field that a record of its type needs and leaves empty, or None."""
    for name in _FILLED[record["type"]]:
        if record[name] is None or record[name] == "":
            return name
    return None


def _ledger_of(record: Record) -> LedgerStanding:
    record["material_since"] = record.pop("material_since_on")
    record["closes"] = tuple(record["closes"])
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


@cache
def _writer(topic: str) -> tuple[bytes, Writer]:
    """Return the head of a topic's standings, and what writes all behind their event id."""
    schema = stripped(schema_of(topic))
    fields = {field["name"]: field for field in schema["fields"]}
    unsaid: dict[str, object] = dict.fromkeys((*_UNSAID, *_OF_MARKS))
    unsaid = {name: said for name, said in (unsaid | _OF_CORRECTIONS).items() if name in fields}
    source = Source(
        fixed={"type": KIND, "source": "delinquency", **unsaid},
        attributes={"effective_on": "as_of", "occurred_at": "as_of", "source_seq": "version"},
        steady=_STEADY,
        writers={"occurred_at": lambda as_of: long(start_of(as_of)), "ledgers": _ledgers()},
    )
    del fields["event_id"]
    return head(id_of(topic)), of_attributes(tuple(fields.values()), source)


class _Ledgers:
    """Writes the ledgers of a standing, once for all the records that carry the same ones."""

    def __init__(self, put: Writer) -> None:
        self._many = many(put)
        self._last: tuple[tuple[LedgerStanding, ...], bytes] | None = None

    def __call__(self, ledgers: tuple[LedgerStanding, ...]) -> bytes:
        if self._last is not None and ledgers is self._last[0]:
            return self._last[1]
        written = self._many(ledgers)
        self._last = ledgers, written
        return written


@cache
def _ledgers() -> _Ledgers:
    """Return the one writer of ledgers: table and notices carry the same record of them."""
    fields = {field["name"]: field for field in stripped(schema_of(ACCOUNTS))["fields"]}
    source = Source(steady=_STEADY_OF_LEDGER, attributes={"material_since_on": "material_since"})
    return _Ledgers(of_attributes(fields["ledgers"]["type"]["items"]["fields"], source))
