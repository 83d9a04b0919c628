"""What stands in the field's topics about a customer's visits, read for `arrears explain`."""

from collections.abc import Iterable, Iterator
from contextlib import suppress

from streams.broker.reading import Record, read_all
from streams.cli.where import Where
from streams.terms.field_notices import FieldEvent
from streams.terms.routes import FIELD_DECISIONS, FIELD_EVENTS, FIELD_VISITS, VISIT_REQUESTS, VISITS
from streams.terms.treatment_notices import Escalation
from streams.views.visit_heard import VisitHeard, heard_of
from streams.wire import field_facts
from streams.wire.notices_in import decode_field_event, decode_visit
from streams.wire.plain import Unreadable

_FACTS = (VISIT_REQUESTS, FIELD_DECISIONS, FIELD_VISITS)


def visits_heard(at: Where, escalations: Iterable[Escalation]) -> dict[str, VisitHeard]:
    """Return what was heard of each visit that treatment gave a verdict on.

    The topics are keyed by area, and a customer may have moved between areas: all of each is read,
    and but for alerts what names none of the visits is passed over undecoded.
    """
    visit_ids = {one.escalation_id for one in escalations if one.channel == "VISIT"}
    if not visit_ids:
        return {}
    names = {visit_id.encode() for visit_id in visit_ids}
    events = list(_events(at))
    refused = {one.subject_id for one in events if one.kind == "RECORD_REFUSED"}
    told = [*events, *_told(at, names, refused)]
    return heard_of(visit_ids, told, events)


def _events(at: Where) -> Iterator[FieldEvent]:
    # What is said of a whole area names no visit, and matters to each.
    for record in read_all(at.bootstrap, at.names.full(FIELD_EVENTS), range(at.partitions)):
        with suppress(Unreadable):  # a stranger's record tells of no visit
            yield decode_field_event(record.value)


def _told(at: Where, names: set[bytes], refused: set[str]) -> Iterator[object]:
    for record in _naming(at, VISITS, names):
        with suppress(Unreadable):
            yield decode_visit(record.value)
    for topic in _FACTS:
        for record in _naming(at, topic, names):
            # What the stage refused has changed nothing.
            if f"{topic}/{record.partition}/{record.offset}" not in refused:
                yield field_facts.decode(topic, record.key, record.value)


def _naming(at: Where, topic: str, names: set[bytes]) -> Iterator[Record]:
    for record in read_all(at.bootstrap, at.names.full(topic), range(at.partitions)):
        if any(name in (record.value or b"") for name in names):
            yield record
