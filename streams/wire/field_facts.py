"""Bytes of the field stage's topics to facts about an area, and watermarks in their band.

>>> decode("field.visits", None, b"").rule
'key_missing'
"""

from streams.terms.control import Watermark
from streams.terms.field_facts import AnyFieldFact
from streams.terms.routes import VISIT_REQUESTS
from streams.terms.step import Reject
from streams.wire.field_shapes import FIELD_SHAPES
from streams.wire.shapes import build, by_kind, read_keyed
from streams.wire.watermarks import WATERMARK, marked

_SHAPES = by_kind(FIELD_SHAPES)


def decode(topic: str, key: bytes | None, value: bytes | None) -> AnyFieldFact | Watermark | Reject:
    """Return what a record says, or the rule it broke; never raises for what bytes say."""
    keyed = read_keyed(topic, key, value)
    if isinstance(keyed, Reject):
        return keyed
    text, record = keyed
    if topic == VISIT_REQUESTS and record["type"] == WATERMARK:
        return marked(text, record)
    fact: AnyFieldFact | Reject = build(_SHAPES, topic, text, record)
    return fact
