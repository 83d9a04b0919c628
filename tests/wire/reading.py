"""Records as the stages read them, and the rules by which they refuse."""

from streams.terms import routes
from streams.terms.days import Instant
from streams.terms.delinquency_notices import StandingNotice
from streams.terms.records import Outgoing
from streams.terms.step import Reject
from streams.wire import account_facts, customer_facts, field_facts
from streams.wire.facts_out import Stamp, encode_fact
from streams.wire.notices_out import encode_delinquency
from streams.wire.plain import must_read, write
from tests.wire.words import (
    PAYMENT,
    STANDING,
)

STAMP = Stamp(Instant(1_776_734_100_000_000), Instant(1_776_734_200_000_000), "core")
PAID = encode_fact(PAYMENT, STAMP)
STOOD = encode_delinquency(StandingNotice(standing=STANDING))


_DECODERS = {
    topic: room.decode
    for stage, room in (
        (routes.FIELD, field_facts),
        (routes.TREATMENT, customer_facts),
        (routes.DELINQUENCY, account_facts),
    )
    for topic in stage.facts
}
READ = tuple(_DECODERS)


def decoded(record: Outgoing) -> object:
    """Read a record as the stage does that reads its topic."""
    return _DECODERS[record.topic](record.topic, record.key, record.value)


def refused(topic: str, key: bytes | None, value: bytes | None) -> tuple[str, str]:
    """Return rule and detail of a refusal."""
    found = _DECODERS[topic](topic, key, value)
    assert isinstance(found, Reject), found
    return found.rule, found.detail


def paid(change: dict[str, object], key: bytes = PAID.key) -> tuple[str, str]:
    """Return the refusal of a payment whose record was changed."""
    record = must_read(PAID.topic, PAID.value)
    return refused(PAID.topic, key, write(PAID.topic, record | change))
