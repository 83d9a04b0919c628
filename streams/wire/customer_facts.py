"""Bytes of the treatment stage's topics to facts about a customer, and watermarks in their band.

>>> decode("customers.profile", None, b"").rule
'key_missing'
"""

from streams.terms.control import Watermark
from streams.terms.customer_facts import (
    AccountWithdrawn,
    AnyCustomerFact,
    PastCorrected,
    StandingChanged,
)
from streams.terms.days import Day
from streams.terms.routes import STANDINGS
from streams.terms.step import Reject
from streams.wire.customer_shapes import CUSTOMER_SHAPES
from streams.wire.plain import Record
from streams.wire.shapes import build, by_kind, read_keyed
from streams.wire.standings import (
    CORRECTED,
    KIND,
    WITHDRAWN,
    spans_of,
    standing_of,
    unfilled,
)
from streams.wire.watermarks import WATERMARK, marked

_SHAPES = by_kind(CUSTOMER_SHAPES)


def decode(
    topic: str, key: bytes | None, value: bytes | None
) -> AnyCustomerFact | Watermark | Reject:
    """Return what a record says, or the rule it broke; never raises for what bytes say."""
    keyed = read_keyed(topic, key, value)
    if isinstance(keyed, Reject):
        return keyed
    text, record = keyed
    if topic == STANDINGS:
        return _of_standings(text, record)
    fact: AnyCustomerFact | Reject = build(_SHAPES, topic, text, record)
    return fact


def _of_standings(
    key: str, record: Record
) -> StandingChanged | AccountWithdrawn | PastCorrected | Watermark | Reject:
    kind = record["type"]
    if kind in {KIND, WITHDRAWN, CORRECTED}:
        return _of_account(key, record)
    if kind != WATERMARK:
        return Reject("type_unknown", f"{STANDINGS} has no facts of type {kind} here")
    return marked(key, record)


def _of_account(
    key: str, record: Record
) -> StandingChanged | AccountWithdrawn | PastCorrected | Reject:
    kind = record["type"]
    missing = unfilled(record)
    if missing is not None:
        return Reject("field_missing", f"{kind} needs {missing}")
    if record["customer_id"] != key:
        return Reject("key_does_not_match", "the key is not the record's customer_id")
    on, seq = Day(record["effective_on"]), record["source_seq"]
    if kind == WITHDRAWN:
        return AccountWithdrawn(
            event_id=record["event_id"],
            customer_id=key,
            effective_on=on,
            source_seq=seq,
            account_id=record["account_id"],
            version=record["version"],
        )
    if kind == CORRECTED:
        return PastCorrected(
            event_id=record["event_id"],
            customer_id=key,
            effective_on=on,
            source_seq=seq,
            account_id=record["account_id"],
            currency=record["currency"],
            spans=spans_of(record),
            cause=record["causation_id"],
        )
    return StandingChanged(
        event_id=record["event_id"],
        customer_id=key,
        effective_on=on,
        source_seq=seq,
        standing=standing_of(record),
    )
