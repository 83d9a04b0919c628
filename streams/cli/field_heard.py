"""What was said and done about visits, read from the topics of a run for `arrears field report`."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from streams.broker.reading import Record, read_all
from streams.cli.where import Where
from streams.feed.errors import FeedBroken
from streams.insight.heard import Heard
from streams.insight.seconds import seconds_in
from streams.terms.customer_facts import StandingChanged
from streams.terms.days import Day
from streams.terms.routes import (
    ACCOUNT_TREATMENT,
    CORRECTIONS,
    ESCALATIONS,
    FIELD_AGENTS,
    FIELD_EVENTS,
    FIELD_VISITS,
    OUTCOMES,
    PROFILE,
    PROMISE_STATUS,
    STANDINGS,
    VISIT_REQUESTS,
    VISITS,
)
from streams.terms.treatment_notices import Escalation
from streams.wire import account_facts, customer_facts, field_facts
from streams.wire.control import watermark_in
from streams.wire.notices_in import (
    decode_corrected,
    decode_escalation,
    decode_field_event,
    decode_promise,
    decode_visit,
)
from streams.wire.plain import Unreadable
from streams.wire.watermarks import WATERMARK_KEY

Reading = Callable[[str], None]
"""Hears of each topic before it is read."""

_FACTS: Mapping[str, Callable[[str, bytes | None, bytes | None], object]] = {
    VISIT_REQUESTS: field_facts.decode,
    FIELD_VISITS: field_facts.decode,
    FIELD_AGENTS: field_facts.decode,
    OUTCOMES: customer_facts.decode,
    PROFILE: customer_facts.decode,
    ACCOUNT_TREATMENT: account_facts.decode,
}
_SAID: Mapping[str, Callable[[bytes | None], object]] = {
    FIELD_EVENTS: decode_field_event,
    PROMISE_STATUS: decode_promise,
}
TOPICS = (VISITS, *_FACTS, *_SAID, ESCALATIONS, STANDINGS, CORRECTIONS)
"""What is read, in this order."""

# Only a verdict on a visit has this channel in its bytes.
_CHANNEL = b"VISIT"


def heard_of(at: Where, reading: Reading) -> tuple[Heard, Day]:
    """Return what was heard, and the last day that is known whole: the one before the last tick.

    Raises FeedBroken where the field stage has passed no tick yet.
    """
    heard = Heard()
    reading(VISITS)
    known_on = _take_visits(at, heard)
    for topic, decode in _FACTS.items():
        reading(topic)
        for record in _records(at, topic):
            heard.take(decode(topic, record.key, record.value))
    for topic, said in _SAID.items():
        reading(topic)
        _take_all(heard, said, _records(at, topic))
    reading(ESCALATIONS)
    visits = (one for one in _records(at, ESCALATIONS) if _CHANNEL in (one.value or b""))
    _take_all(heard, decode_escalation, visits)
    _take_accounts(at, heard, reading)
    return heard, known_on


def _take_accounts(at: Where, heard: Heard, reading: Reading) -> None:
    """Take in how the accounts of second visits stood; all others are passed over undecoded."""
    seconds = tuple(seconds_in(heard))
    accounts = {one.account_id.encode() for one in seconds}
    # Two ids of one customer may both have been told of the account.
    customers = {one.customer_id.encode() for one in seconds}
    customers |= {one.customer_id.encode() for one in heard.of(Escalation)}
    reading(STANDINGS)
    for record in _records(at, STANDINGS):
        if record.key in customers:
            told = customer_facts.decode(STANDINGS, record.key, record.value)
            if isinstance(told, StandingChanged):
                heard.take(told.standing)
    reading(CORRECTIONS)
    corrected = (one for one in _records(at, CORRECTIONS) if one.key in accounts)
    _take_all(heard, decode_corrected, corrected)


def _take_visits(at: Where, heard: Heard) -> Day:
    marks = dict.fromkeys(range(at.partitions), Day(-1))
    for record in _records(at, VISITS):
        if record.key != WATERMARK_KEY:
            _take_all(heard, decode_visit, [record])
            continue
        mark = watermark_in(VISITS, record.value)
        if mark is not None and mark.partition in marks:
            marks[mark.partition] = max(marks[mark.partition], mark.as_of.on)
    passed = min(marks.values())
    if passed < 0:
        raise FeedBroken(
            "the field stage has passed no tick yet, so there is no day to report: is a worker"
            " running with its policy published, and `arrears clock`?"
        )
    return Day(passed - 1)


def _take_all(heard: Heard, decode: Callable[[Any], object], records: Iterable[Record]) -> None:
    for record in records:
        with suppress(Unreadable):  # a stranger's record says nothing of visits
            heard.take(decode(record.value))


def _records(at: Where, topic: str) -> Iterator[Record]:
    return read_all(at.bootstrap, at.names.full(topic), range(at.partitions))
