"""Dead letters to bytes and back; the refused record stays in them byte for byte."""

from msgspec.structs import asdict

from streams.terms.days import Instant
from streams.terms.identity import stable_id
from streams.terms.records import DeadLetter, Outgoing
from streams.terms.routes import DEAD_LETTERS
from streams.wire.envelope import day_at
from streams.wire.plain import must_read, write


def encode(letter: DeadLetter) -> Outgoing:
    """Return the record of a letter, under the refused record's own key."""
    record = asdict(letter)
    at = record.pop("at")
    record["event_id"] = stable_id(
        "dead letter", letter.stage, letter.topic, letter.partition, letter.offset
    )
    record["type"] = "DEAD_LETTER"
    record["effective_on"] = day_at(at)
    record["occurred_at"] = at
    record["source"] = letter.stage
    record["record_key"] = record.pop("key")
    record["headers"] = [{"name": name, "value": value} for name, value in letter.headers]
    return Outgoing(DEAD_LETTERS, letter.key or b"", write(DEAD_LETTERS, record))


def decode(value: bytes | None) -> DeadLetter:
    """Return the letter of a value; raises Unreadable for anything else."""
    record = must_read(DEAD_LETTERS, value)
    return DeadLetter(
        topic=record["topic"],
        partition=record["partition"],
        offset=record["offset"],
        at=Instant(record["occurred_at"]),
        key=record["record_key"],
        value=record["value"],
        headers=tuple((header["name"], header["value"]) for header in record["headers"]),
        stage=record["stage"],
        rule=record["rule"],
        detail=record["detail"],
        schema_id=record["schema_id"],
    )
