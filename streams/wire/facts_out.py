"""Facts to bytes, for whoever publishes them: import, simulation, the desk, tests.

>>> from streams.terms.profile_facts import StopLifted
>>> from streams.terms.days import Day
>>> lifted = StopLifted(event_id="e1", customer_id="c1", effective_on=Day(0), stop_id="s1")
>>> encode_fact(lifted, Stamp(occurred_at=Instant(0))).key
b'c1'
"""

from typing import Any

from msgspec import Struct

from streams.terms.account_facts import AnyAccountFact
from streams.terms.customer_facts import AnyCustomerFact
from streams.terms.days import Instant
from streams.terms.field_facts import AnyFieldFact
from streams.terms.records import Outgoing
from streams.wire.account_shapes import ACCOUNT_SHAPES
from streams.wire.customer_shapes import CUSTOMER_SHAPES
from streams.wire.field_shapes import FIELD_SHAPES
from streams.wire.plain import write
from streams.wire.shapes import Shape

# What a stage passes on is made by no producer: the first shape of a fact is that of its own topic.
_BY_FACT: dict[type, Shape[Any]] = {
    shape.fact: shape for shape in reversed((*ACCOUNT_SHAPES, *CUSTOMER_SHAPES, *FIELD_SHAPES))
}


class Stamp(Struct, frozen=True):
    """What the envelope says beyond the fact: when it happened, when it was held, by whom."""

    occurred_at: Instant
    received_at: Instant | None = None
    source: str = ""


def encode_fact(fact: AnyAccountFact | AnyCustomerFact | AnyFieldFact, stamp: Stamp) -> Outgoing:
    """Return the record of a fact; raises TypeError for one that only a stage or engine makes."""
    shape = _shape_of(fact)
    record = shape.record_of(fact)
    record["type"] = shape.kind
    record["occurred_at"] = stamp.occurred_at
    record["received_at"] = stamp.received_at
    record["source"] = stamp.source
    return Outgoing(shape.topic, record[shape.key].encode(), write(shape.topic, record))


def topic_of(fact: AnyAccountFact | AnyCustomerFact | AnyFieldFact) -> str:
    """Return the topic a fact is published in; raises TypeError where `encode_fact` does."""
    return _shape_of(fact).topic


def _shape_of(fact: AnyAccountFact | AnyCustomerFact | AnyFieldFact) -> Shape[Any]:
    shape = _BY_FACT.get(type(fact))
    if shape is None:
        raise TypeError(f"{type(fact).__name__} is made inside and never published as a fact")
    return shape
