"""The only door to this folder: topics, their records, and the ids their frames carry.

>>> topic("payments.posted").key
'account_id'
>>> by_id(id_of("payments.posted"))[0]
'payments.posted'
>>> schema_of("payments.posted")["fields"][1]["type"]["default"]
'UNKNOWN'
"""

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

ROOM = Path(__file__).parent
PRIVATE_FRAMING = "private, owned by the engine"

Schema = dict[str, Any]
Mode = Literal["FULL_TRANSITIVE", "BACKWARD_TRANSITIVE"]


class TopicDoc(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One topic as its small document describes it.

    `key` says what the record key is; `retention_ms` is -1 for ever; `copartitioned` names the
    group whose topics must have equal counts. A `provisional` topic waits for the stage that fills
    it and stands outside the compatibility gate. `records` names the Avro files, oldest first;
    without one, `framing` says what the values are. `config` holds further settings of the broker.
    """

    name: str
    purpose: str
    key: str
    owner: str
    consumers: tuple[str, ...]
    partitions: int
    retention_ms: int
    cleanup: Literal["delete", "compact"]
    compatibility: Mode
    provisional: bool
    records: tuple[str, ...]
    copartitioned: str | None = None
    framing: str = "Confluent Avro"
    config: dict[str, str] = {}

    @property
    def record(self) -> str | None:
        """The file of the newest version, or None where the values are private."""
        return self.records[-1] if self.records else None


class Locked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of the lock: an id, once given, means this topic, version and schema for ever."""

    id: int
    topic: str
    version: int
    sha256: str


class _Lock(Struct, forbid_unknown_fields=True):
    schema: tuple[Locked, ...]


@cache
def topics() -> tuple[TopicDoc, ...]:
    """Return every topic, by name; raises where a document is not well-formed."""
    files = sorted((ROOM / "topics").glob("*.toml"))
    return tuple(msgspec.convert(_toml(file), TopicDoc) for file in files)


def topic(name: str) -> TopicDoc:
    """Return the topic of a plain name; raises KeyError for a name that is no topic."""
    return _by_name()[name]


@cache
def locked() -> tuple[Locked, ...]:
    """Return the lock, in the order of its ids."""
    return msgspec.convert(_toml(ROOM / "lock.toml"), _Lock).schema


def schema_of(name: str) -> Schema:
    """Return the newest schema of a topic; raises KeyError where it has none."""
    return by_id(id_of(name))[1]


def id_of(name: str) -> int:
    """Return the id of a topic's newest schema; raises KeyError where it has none."""
    return _newest()[name]


def by_id(schema_id: int) -> tuple[str, Schema]:
    """Return the topic and schema of an id; raises KeyError for an id that was never given."""
    return _schemas()[schema_id]


def versions_of(name: str) -> tuple[Schema, ...]:
    """Return every version of a topic's schema, oldest first."""
    return tuple(read_record(file) for file in topic(name).records)


@cache
def read_record(file: str) -> Schema:
    """Return the schema in one file of `records/`; callers leave it as it is."""
    parsed: Schema = json.loads((ROOM / "records" / file).read_text(encoding="utf-8"))
    return parsed


@cache
def _by_name() -> dict[str, TopicDoc]:
    return {doc.name: doc for doc in topics()}


@cache
def _newest() -> dict[str, int]:
    ordered = sorted(locked(), key=lambda line: line.version)
    return {line.topic: line.id for line in ordered}


@cache
def _schemas() -> dict[int, tuple[str, Schema]]:
    return {
        line.id: (line.topic, read_record(topic(line.topic).records[line.version - 1]))
        for line in locked()
    }


def _toml(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))
