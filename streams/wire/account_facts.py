"""Bytes of the delinquency stage's topics to facts about an account.

>>> decode("payments.posted", b"a1", None).rule
'value_missing'
"""

from streams.terms.account_facts import AnyAccountFact
from streams.terms.step import Reject
from streams.wire.account_shapes import ACCOUNT_SHAPES
from streams.wire.shapes import build, by_kind, read_keyed

_SHAPES = by_kind(ACCOUNT_SHAPES)


def decode(topic: str, key: bytes | None, value: bytes | None) -> AnyAccountFact | Reject:
    """Return the fact a record says, or the rule it broke; never raises for what bytes say."""
    keyed = read_keyed(topic, key, value)
    if isinstance(keyed, Reject):
        return keyed
    text, record = keyed
    fact: AnyAccountFact | Reject = build(_SHAPES, topic, text, record)
    return fact
