"""Watermarks in band: records of a stage's downstream topic that no fact shares its type with."""

from streams.terms.control import Watermark
from streams.terms.days import AsOf, Day, Instant
from streams.terms.identity import stable_id
from streams.terms.step import Reject
from streams.wire.plain import Record

WATERMARK = "WATERMARK"
WATERMARK_KEY = b"watermark"
_FILLED = ("stage", "partition", "positions")


def record_of(mark: Watermark) -> Record:
    """Return the record of a watermark; the same one sent again has the same event id."""
    return {
        "event_id": stable_id("watermark", mark.stage, mark.partition, mark.as_of.at),
        "type": WATERMARK,
        "effective_on": mark.as_of.on,
        "occurred_at": mark.as_of.at,
        "source": mark.stage,
        "stage": mark.stage,
        "partition": mark.partition,
        "positions": mark.positions,
    }


def watermark_of(record: Record) -> Watermark | Reject:
    """Return the watermark of a record of that type, or the rule it broke."""
    for name in _FILLED:
        if record[name] is None or record[name] == "":
            return Reject("field_missing", f"{WATERMARK} needs {name}")
    as_of = AsOf(Day(record["effective_on"]), Instant(record["occurred_at"]))
    return Watermark(
        stage=record["stage"],
        partition=record["partition"],
        as_of=as_of,
        positions=record["positions"],
    )


def marked(key: str, record: Record) -> Watermark | Reject:
    """Return the watermark that a record says under a key, or the rule it broke."""
    if key != WATERMARK_KEY.decode():
        return Reject("key_does_not_match", "the key of a watermark is the word watermark")
    return watermark_of(record)
