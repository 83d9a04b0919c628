"""Which record of which topic says which fact, and what a fact must hold to be one.

The fields of a record have the names of the fact's own fields, so that one table serves both ways.
"""

from collections.abc import Mapping
from operator import itemgetter
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import fields

from streams.terms import routes
from streams.terms.account_facts import (
    AccountOpened,
    PaymentPosted,
    PaymentReversed,
    RefusalResolved,
    StatementIssued,
)
from streams.terms.customer_facts import (
    CustomerRefusalResolved,
    StopLifted,
    StopPlaced,
    VisitOutcome,
)
from streams.terms.days import Day, Instant
from streams.terms.step import Reject
from streams.wire.envelope import all_inside, outside
from streams.wire.plain import Record, read

F = TypeVar("F", bound=Struct)

# A product choice: room for any uuid, hash or composed key, and none for a document in a key.
ID_LENGTH_MAX = 128


class Shape(Generic[F]):
    """How one type of a topic becomes one fact: `kind` is its `type`, `key` its key's field."""

    def __init__(self, fact: type[F], topic: str, kind: str, key: str) -> None:
        own = fields(fact)
        ids = [field.name for field in own if field.name.endswith("_id")]
        days = [field.name for field in own if field.type is Day]
        self.fact, self.topic, self.kind, self.key = fact, topic, kind, key
        self._names = tuple(field.encode_name for field in own)
        self._id_names, self._day_names = tuple(ids), tuple(days)
        self._at_names = tuple(field.name for field in own if field.type is Instant)
        # A name given twice keeps the getter's result a tuple where there is only one.
        self._ids, self._days = itemgetter(*ids, ids[0]), itemgetter(*days, days[0])

    def build(self, record: Record) -> F | Reject:
        """Return the fact a record says, or the rule it broke."""
        try:
            fact = msgspec.convert(record, self.fact)
        except msgspec.ValidationError:
            return self._missing(record)
        ids = self._ids(record)
        if "" in ids or max(map(len, ids)) > ID_LENGTH_MAX:
            return self._bad_id(record)
        days = self._days(record)
        if not all_inside(days) or self._at_names:
            return self._bad_moment(record) or fact
        return fact

    def _missing(self, record: Record) -> Reject:
        name = next(name for name in self._names if record.get(name) is None)
        return Reject("field_missing", f"{self.kind} needs {name}")

    def _bad_id(self, record: Record) -> Reject:
        for name in self._id_names:
            if not record[name]:
                return Reject("field_missing", f"{self.kind} needs {name}, and it is empty")
        name = max(self._id_names, key=lambda each: len(record[each]))
        return Reject("id_too_long", f"{name} has {len(record[name])} characters")

    def _bad_moment(self, record: Record) -> Reject | None:
        found = [outside(name, record[name], is_day=True) for name in self._day_names]
        found += [outside(name, record[name], is_day=False) for name in self._at_names]
        return next((reject for reject in found if reject), None)


ACCOUNT_SHAPES: tuple[Shape[Any], ...] = (
    Shape(AccountOpened, routes.LIFECYCLE, "ACCOUNT_OPENED", "account_id"),
    Shape(StatementIssued, routes.STATEMENTS, "STATEMENT_ISSUED", "account_id"),
    Shape(PaymentPosted, routes.PAYMENTS, "PAYMENT_POSTED", "account_id"),
    Shape(PaymentReversed, routes.PAYMENTS, "PAYMENT_REVERSED", "account_id"),
    Shape(RefusalResolved, routes.ACCOUNT_DECISIONS, "REFUSAL_RESOLVED", "account_id"),
)
CUSTOMER_SHAPES: tuple[Shape[Any], ...] = (
    Shape(StopPlaced, routes.PROFILE, "STOP_PLACED", "customer_id"),
    Shape(StopLifted, routes.PROFILE, "STOP_LIFTED", "customer_id"),
    Shape(VisitOutcome, routes.OUTCOMES, "VISIT_OUTCOME", "customer_id"),
    Shape(CustomerRefusalResolved, routes.CUSTOMER_DECISIONS, "REFUSAL_RESOLVED", "customer_id"),
)

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
