"""Records as they cross the wall: bytes with an address, going out or refused on the way in."""

from msgspec import Struct

from streams.terms.days import Instant


class Outgoing(Struct, frozen=True):
    """One record to be written; `topic` is the plain name, and its key chooses the partition.

    `partition` is given only for what must go to a certain one (ticks, watermarks).
    """

    topic: str
    key: bytes
    value: bytes | None
    partition: int | None = None


class DeadLetter(Struct, frozen=True, kw_only=True):
    """A refused record: where it stood, its original bytes, and the rule it broke.

    `at` is the record's own timestamp; `schema_id` the one its frame names, where that was legible.
    `detail` carries no personal value.
    """

    topic: str
    partition: int
    offset: int
    at: Instant
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]
    stage: str
    rule: str
    detail: str
    schema_id: int | None = None
