"""Bytes of the treatment stage's topics to facts about a customer, and watermarks in their band.

>>> decode("customers.profile", None, b"").rule
'key_missing'
"""

from streams.terms.control import Watermark
from streams.terms.customer_facts import AnyCustomerFact, StandingChanged
from streams.terms.days import Day
from streams.terms.routes import STANDINGS
from streams.terms.step import Reject
from streams.wire.plain import Record
from streams.wire.shapes import CUSTOMER_SHAPES, build, by_kind, read_keyed
from streams.wire.standings import standing_of, unfilled
from streams.wire.watermarks import WATERMARK, WATERMARK_KEY, watermark_of

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


def _of_standings(key: str, record: Record) -> StandingChanged | Watermark | Reject:
    match record["type"]:
        case "STANDING":
            return _standing_changed(key, record)
        case kind if kind != WATERMARK:
            return Reject("type_unknown", f"{STANDINGS} has no facts of type {kind} here")
    if key != WATERMARK_KEY.decode():
        return Reject("key_does_not_match", "the key of a watermark is the word watermark")
    return watermark_of(record)


def _standing_changed(key: str, record: Record) -> StandingChanged | Reject:
    missing = unfilled(record)
    if missing is not None:
        return Reject("field_missing", f"STANDING needs {missing}")
    if record["customer_id"] != key:
        return Reject("key_does_not_match", "the key is not the record's customer_id")
    return StandingChanged(
        event_id=record["event_id"],
        customer_id=key,
        effective_on=Day(record["effective_on"]),
        source_seq=record["source_seq"],
        standing=standing_of(record),
    )
