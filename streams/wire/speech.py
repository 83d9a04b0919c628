"""How a stage says its notices in a topic, both ways.

The type of a record is the word that the notice itself uses for what it says, in some topics behind
a prefix; `as_of`, `at`, `seq` and `cause` stand in the envelope.
"""

from collections.abc import Callable
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import asdict, fields

from streams.terms.records import Outgoing
from streams.wire.envelope import start_of
from streams.wire.kinds import lists_in, renamed_in, words_of
from streams.wire.plain import Record, Unreadable, must_read, write

N = TypeVar("N", bound=Struct)

_ENVELOPE = {
    "as_of": "effective_on",
    "at": "occurred_at",
    "seq": "source_seq",
    "cause": "causation_id",
}


class Speaker(NamedTuple):
    """Who speaks: the stage, the field that keys its records, and what names a notice.

    Without `named` a notice has an `event_id` of its own.
    """

    source: str
    key: str
    named: Callable[[Any], str] | None = None


OF_ACCOUNTS = Speaker("delinquency", "account_id")


class Speech(Generic[N]):
    """How one kind of notice is said in its topic.

    `says` is the notice's field that becomes the type, behind `prefix`; without one, `prefix` is
    the type. `types` are all it may say. A field that has the name of one of the envelope begins
    with `fact_` in the record. A notice that tells no instant is of the start of its day.
    """

    def __init__(
        self,
        notice: type[N],
        topic: str,
        says: str | None,
        prefix: str = "",
        by: Speaker = OF_ACCOUNTS,
    ) -> None:
        self.topic, self._notice, self._says, self._prefix = topic, notice, says, prefix
        names = [field.name for field in fields(notice) if field.name != says]
        named = {name: f"fact_{name}" if name in _ENVELOPE.values() else name for name in names}
        self._names = {**named, **renamed_in(notice), **_of(named)}
        self._lists, self._by = lists_in(notice), by
        self.types = {prefix + word for word in (words_of(notice)[says] if says else ("",))}

    def encode(self, notice: N) -> Outgoing:
        """Return the record of a notice, under its key."""
        said = asdict(notice)
        for name, part in self._lists.items():
            said[name] = [asdict(row) for row in said[name]] if part else list(said[name])
        record = {outer: said[name] for name, outer in self._names.items()}
        record["type"] = self._prefix + (said[self._says] if self._says else "")
        if "at" not in said:
            record["occurred_at"] = start_of(said["as_of"])
        record["source"] = self._by.source
        if self._by.named is not None:
            record["event_id"] = self._by.named(notice)
        return Outgoing(self.topic, said[self._by.key].encode(), write(self.topic, record))

    def decode(self, value: bytes | None) -> N:
        """Return the notice of a value; raises Unreadable for anything else."""
        record = must_read(self.topic, value)
        kind = record["type"]
        if kind not in self.types:
            raise Unreadable(f"type_unknown: {self.topic} has type {kind}, which is new here")
        said = self._said(record)
        if self._says:
            said[self._says] = kind.removeprefix(self._prefix)
        try:
            return msgspec.convert(said, self._notice)
        except msgspec.ValidationError as broken:
            raise Unreadable(f"field_missing: {broken}") from broken

    def _said(self, record: Record) -> dict[str, Any]:
        said: dict[str, Any] = {name: record[outer] for name, outer in self._names.items()}
        for name, part in self._lists.items():
            if part:
                said[name] = [[row[inner] for inner in part] for row in said[name]]
        return said


def _of(named: dict[str, str]) -> dict[str, str]:
    return {name: outer for name, outer in _ENVELOPE.items() if name in named}
