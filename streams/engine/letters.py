"""What is refused before a stage sees it, and the letter that every refused record becomes."""

from streams.engine.murmur2 import partition_of
from streams.engine.stage import Incoming
from streams.terms.days import Instant
from streams.terms.records import DeadLetter
from streams.terms.step import Reject

_KEY_LENGTH_MAX = 128
_ORIGINAL_BYTES_MAX = 3_900_000
# Milliseconds up to the year 3000: a producer may write any number, a letter keeps only a time.
_TIMESTAMP_END = 32_503_680_000_000


def stray(key: bytes, number: int, partitions: int) -> Reject | None:
    r"""Return why a key can have no row in a partition, None where it can.

    >>> stray(b"21", 340, 1000), stray(b"\n", 0, 1).rule, stray(b"21", 0, 1000).rule
    (None, 'key_not_printable', 'key_in_wrong_partition')
    """
    if not _is_id(key):
        return Reject("key_not_printable", "the key is no printable UTF-8 text")
    belongs = partition_of(key, partitions)
    if belongs == number:
        return None
    return Reject(
        "key_in_wrong_partition",
        f"stands in partition {number}, its key belongs in {belongs} of"
        f" {partitions}: let the producer partition by murmur2 of the key"
        " (librdkafka: partitioner=murmur2_random)",
    )


def _is_id(key: bytes) -> bool:
    try:
        text = key.decode()
        # A longer one is refused on every way in, so a hold on it could never be lifted.
        return text.isprintable() and len(text) <= _KEY_LENGTH_MAX
    except UnicodeDecodeError:
        return False


def letter_of(stage: str, place: tuple[str, int], record: Incoming, reject: Reject) -> DeadLetter:
    """Return the letter of a record that a stage refused; `place` is topic and partition."""
    size = sum(len(part or b"") for _, part in record.headers) + len(record.value or b"")
    # Only where the topic's own limit was raised a record does not fit in a letter.
    is_cut = size > _ORIGINAL_BYTES_MAX
    at = record.timestamp * 1000 if 0 <= record.timestamp < _TIMESTAMP_END else 0
    return DeadLetter(
        topic=place[0],
        partition=place[1],
        offset=record.offset,
        at=Instant(at),
        key=record.key,
        value=None if is_cut else record.value,
        headers=() if is_cut else tuple(record.headers),
        stage=stage,
        rule=reject.rule,
        detail=f"{reject.detail}; its {size} bytes are left out" if is_cut else reject.detail,
    )
