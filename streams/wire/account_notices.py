"""Notices about an account as records, both ways: events, corrections, promises, dues, work items.

The type of a record is the word that the notice itself uses for what it says, in some topics behind
a prefix; `as_of`, `seq` and `cause` stand in the envelope.
"""

from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import asdict, fields

from streams.terms.delinquency_notices import (
    Corrected,
    DelinquencyEvent,
    DueNotice,
    PromiseNotice,
    ReviewNotice,
)
from streams.terms.records import Outgoing
from streams.terms.routes import CORRECTIONS, DELINQUENCY_EVENTS, DUES, PROMISE_STATUS, WORK_ITEMS
from streams.wire.envelope import start_of
from streams.wire.kinds import lists_in, renamed_in, words_of
from streams.wire.plain import Unreadable, must_read, write

N = TypeVar("N", bound=Struct)

_ENVELOPE = {"as_of": "effective_on", "seq": "source_seq", "cause": "causation_id"}


class Speech(Generic[N]):
    """How one kind of notice is said in its topic.

    `says` is the notice's field that becomes the type, behind `prefix`; without one, `prefix` is
    the type. `types` are all it may say. A field that has the name of one of the envelope begins
    with `fact_` in the record.
    """

    def __init__(self, notice: type[N], topic: str, says: str | None, prefix: str = "") -> None:
        self.topic, self._notice, self._says, self._prefix = topic, notice, says, prefix
        names = [field.name for field in fields(notice) if field.name != says]
        named = {name: f"fact_{name}" if name in _ENVELOPE.values() else name for name in names}
        self._names = {**named, **renamed_in(notice), **_of(named)}
        self._lists = lists_in(notice)
        self.types = {prefix + word for word in (words_of(notice)[says] if says else ("",))}

    def encode(self, notice: N) -> Outgoing:
        """Return the record of a notice, keyed by its account."""
        said = asdict(notice)
        for name in self._lists:
            said[name] = [asdict(row) for row in said[name]]
        record = {outer: said[name] for name, outer in self._names.items()}
        record["type"] = self._prefix + (said[self._says] if self._says else "")
        record["occurred_at"] = start_of(said["as_of"])
        record["source"] = "delinquency"
        return Outgoing(self.topic, said["account_id"].encode(), write(self.topic, record))

    def decode(self, value: bytes | None) -> N:
        """Return the notice of a value; raises Unreadable for anything else."""
        record = must_read(self.topic, value)
        kind = record["type"]
        if kind not in self.types:
            raise Unreadable(f"type_unknown: {self.topic} has type {kind}, which is new here")
        said: dict[str, Any] = {name: record[outer] for name, outer in self._names.items()}
        for name, part in self._lists.items():
            said[name] = [[row[inner] for inner in part or ()] for row in said[name]]
        if self._says:
            said[self._says] = kind.removeprefix(self._prefix)
        try:
            return msgspec.convert(said, self._notice)
        except msgspec.ValidationError as broken:
            raise Unreadable(f"field_missing: {broken}") from broken


def _of(named: dict[str, str]) -> dict[str, str]:
    return {name: outer for name, outer in _ENVELOPE.items() if name in named}


EVENT = Speech(DelinquencyEvent, DELINQUENCY_EVENTS, "kind")
CORRECTED = Speech(Corrected, CORRECTIONS, None, "CORRECTED")
PROMISE = Speech(PromiseNotice, PROMISE_STATUS, "status", "PROMISE_")
DUE = Speech(DueNotice, DUES, "kind")
REVIEW = Speech(ReviewNotice, WORK_ITEMS, "status", "REVIEW_")
