"""How one type of one topic becomes one fact, and what it must hold to be one.

The fields of a record have the names of the fact's own fields, so that one shape serves both ways.
"""

from collections.abc import Mapping
from operator import itemgetter
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import asdict, fields

from streams.terms.days import Day, Instant
from streams.terms.step import Reject
from streams.wire.envelope import all_inside, outside
from streams.wire.kinds import kind_of, lists_in, renamed_in, words_of
from streams.wire.limits import (
    DECISION_LENGTH_MAX,
    ID_LENGTH_MAX,
    PLACES,
    TEXT_LENGTH_MAX,
    bad_id,
    bad_place,
    bad_text,
)
from streams.wire.parts import parts_of
from streams.wire.plain import Record, read

F = TypeVar("F", bound=Struct)


class Shape(Generic[F]):
    """How one type of a topic becomes one fact: `kind` is its `type`, `key` its key's field."""

    def __init__(self, fact: type[F], topic: str, kind: str, key: str) -> None:
        own = fields(fact)
        kinds = {field.name: kind_of(field.type) for field in own}
        self.fact, self.topic, self.kind, self.key = fact, topic, kind, key
        self._needed = tuple(field.name for field in own if field.required)
        # The name of a service area is a key, and so as much of an id as any.
        self._ids = tuple(name for name in kinds if name.endswith("_id") or name == key)
        self._nameless = {f.name for f in own if f.name in self._ids and f.default == ""}
        self._days = tuple(name for name, found in kinds.items() if found is Day)
        self._ats = tuple(name for name, found in kinds.items() if found is Instant)
        self._words = words_of(fact)
        # A stage knows the currencies that a fact must have; the one that it may have is a text.
        spoken = {*self._ids, *self._words, *({"currency"} & set(self._needed))}
        self._texts = tuple(n for n, found in kinds.items() if found is str and n not in spoken)
        self._text_max = DECISION_LENGTH_MAX if "decided_by" in kinds else TEXT_LENGTH_MAX
        self._places = tuple(name for name in kinds if name in PLACES)
        self._renamed, self._lists = renamed_in(fact), lists_in(fact)
        self._parts = parts_of(fact, kind)
        self._is_plain = not self._renamed and not self._lists
        usual = set(self._needed)
        ids = [name for name in self._ids if name in usual]
        days = [name for name in self._days if name in usual]
        # What is seldom there is looked at only where it is.
        seldom = [name for name in (*self._ids, *self._days) if name not in usual]
        seldom += [*self._ats, *self._places, *(part.name for part in self._parts)]
        # A name given twice keeps the getter's result a tuple where there is only one.
        self._usual_ids, self._usual_days = itemgetter(*ids, ids[0]), itemgetter(*days, days[0])
        self._seldom = itemgetter(*seldom, seldom[0]) if seldom else None
        self._nothing = (None,) * (len(seldom) + 1)

    def build(self, record: Record) -> F | Reject:
        """Return the fact a record says, or the rule it broke; the record is used up."""
        if not self._is_plain:
            self._take_in(record)
        try:
            fact = msgspec.convert(record, self.fact)
        except msgspec.ValidationError:
            return self._misfit(record)
        for name in self._texts:
            if record[name] is not None and len(record[name]) > self._text_max:
                return Reject("text_too_long", f"{name} has {len(record[name])} characters")
        ids = self._usual_ids(record)
        is_usual = "" not in ids and max(map(len, ids)) <= ID_LENGTH_MAX
        is_usual = is_usual and all_inside(self._usual_days(record))
        if is_usual and (self._seldom is None or self._seldom(record) == self._nothing):
            return fact
        return self._fault(record) or fact

    def record_of(self, fact: F) -> Record:
        """Return the fields of a fact under their names in the record."""
        record = asdict(fact)
        for name, part in self._lists.items():
            # fastavro takes a tuple for a branch of a union, named by its first part.
            record[name] = [asdict(each) for each in record[name]] if part else list(record[name])
        for name, outer in self._renamed.items():
            record[outer] = record.pop(name)
        return record

    def _take_in(self, record: Record) -> None:
        for name, outer in self._renamed.items():
            record[name] = record[outer]
        for part in self._parts:
            record[part.name] = part.taken(record[part.name])

    def _misfit(self, record: Record) -> Reject:
        for name in self._needed:
            if record.get(name) is None:
                return Reject("field_missing", f"{self.kind} needs {name}")
        name = next(name for name, words in self._words.items() if record[name] not in words)
        known = ", ".join(word for word in self._words[name] if word)
        return Reject("code_unknown", f"{name} of {self.kind} is none of {known}")

    def _bad_id(self, record: Record) -> Reject | None:
        given = {name: record[name] for name in self._ids if record[name] is not None}
        for name, text in given.items():
            if not text and name not in self._nameless:
                return bad_id(self.kind, name, text)
        name = max(given, key=lambda each: len(given[each]))
        return bad_text(name, given[name])

    def _bad_moment(self, record: Record) -> Reject | None:
        for names, is_day in ((self._days, True), (self._ats, False)):
            for name in names:
                value = record[name]
                bad = None if value is None else outside(name, value, is_day=is_day)
                if bad is not None:
                    return bad
        return None

    def _fault(self, record: Record) -> Reject | None:
        found = self._bad_id(record) or self._bad_moment(record) or self._bad_place(record)
        if found is not None:
            return found
        faults = (part.fault(record[part.name]) for part in self._parts)
        return next((bad for bad in faults if bad is not None), None)

    def _bad_place(self, record: Record) -> Reject | None:
        given = {name: record[name] for name in self._places if record[name] is not None}
        if given and len(given) < len(PLACES):
            return Reject("place_incomplete", f"{self.kind} has {next(iter(given))} alone")
        found = (bad_place(name, value) for name, value in given.items())
        return next((bad for bad in found if bad is not None), None)


Builders = Mapping[tuple[str, str], Shape[Any]]


def by_kind(shapes: tuple[Shape[Any], ...]) -> Builders:
    """Return shapes by topic and type."""
    return {(shape.topic, shape.kind): shape for shape in shapes}


def read_keyed(topic: str, key: bytes | None, value: bytes | None) -> tuple[str, Record] | Reject:
    """Return the key as text beside the record, or the rule that either broke."""
    if not key:
        return Reject("key_missing", "the record has no key")
    try:
        text = key.decode()
    except UnicodeDecodeError:
        return Reject("key_not_utf8", f"the {len(key)} bytes of the key are no UTF-8 text")
    if len(text) > ID_LENGTH_MAX:
        return Reject("id_too_long", f"the key has {len(text)} characters")
    record = read(topic, value)
    return record if isinstance(record, Reject) else (text, record)


def build(shapes: Builders, topic: str, key: str, record: Record) -> Any:
    """Return the fact a record says under this key, or the rule it broke."""
    shape = shapes.get((topic, record["type"]))
    if shape is None:
        return Reject("type_unknown", f"{topic} has no facts of type {record['type']} here")
    if record[shape.key] and record[shape.key] != key:
        return Reject("key_does_not_match", f"the key is not the record's {shape.key}")
    return shape.build(record)
