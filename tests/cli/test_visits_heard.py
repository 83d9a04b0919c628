"""What is read of a customer's visits for `arrears explain`: theirs alone, and nothing refused."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from streams.cli import visits_heard as reading
from streams.cli.where import Where
from streams.engine.names import Names
from streams.terms.days import Day, Instant
from streams.terms.field_facts import VisitApproved
from streams.terms.field_notices import FieldEvent, VisitNotice
from streams.terms.records import Outgoing
from streams.terms.visit_facts import NoticeSent, VisitAsked
from streams.wire.facts_out import Stamp, encode_fact
from streams.wire.field_notices import encode_field
from tests.treatment.field_rules import asked_for
from tests.views.crew_visits import notice, request
from tests.views.visit_stories import VISIT

OTHER = "0d1f1f7e-0000-5000-8000-000000000000"
AT = Where("nowhere", Names(""), 1)


def approved(visit_id: str, role: str) -> VisitApproved:
    return VisitApproved(
        event_id=f"e-{role}",
        area="north",
        effective_on=Day(3),
        visit_id=visit_id,
        role=role,
        decided_by="m",
        reason="r",
    )


def event(kind: str, subject_id: str, seq: int) -> FieldEvent:
    return FieldEvent(
        kind=kind,  # type: ignore[arg-type]  # one of the kinds
        area="north",
        subject_id=subject_id,
        seq=seq,
        as_of=Day(10**4 * 3),
        at=Instant(0),
    )


def written() -> list[Outgoing]:
    """Return records of two visits; the first approval is one that the stage has refused."""
    asked = [request(name) for name in (VISIT, OTHER)]
    roles = ((VISIT, "clerk"), (VISIT, "manager"), (OTHER, "manager"))
    decided = [approved(visit_id, role) for visit_id, role in roles]
    sent = NoticeSent(
        event_id="e",
        area="north",
        effective_on=Day(3),
        visit_id=OTHER,
        attempt=1,
        channel="SMS",
        at=Instant(0),
    )
    said = [notice(VISIT, seq=1), notice(OTHER, seq=2)]
    events = [
        event("RECORD_REFUSED", "field.decisions/0/0", 3),
        event("AREA_WITHOUT_CREW", "north", 4),
        event("TRAINING_DUE", "ag1", 5),
    ]
    stamp = Stamp(occurred_at=Instant(0))
    found = [encode_fact(fact, stamp) for fact in asked]
    found += [encode_fact(fact, stamp) for fact in decided]
    found += [encode_fact(sent, stamp), *map(encode_field, said)]
    return [*found, *map(encode_field, events)]


def test_only_what_names_the_visit_is_heard_and_nothing_that_was_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    records = written()

    def read(_: str, topic: str, __: range) -> Iterator[SimpleNamespace]:
        own = [one for one in records if one.topic == topic]
        for offset, one in enumerate(own):
            yield SimpleNamespace(partition=0, offset=offset, key=one.key, value=one.value)

    monkeypatch.setattr(reading, "read_all", read)
    customer = asked_for()
    (found,) = reading.visits_heard(AT, customer.said).values()
    kinds = {type(step) for step in found.steps}
    assert kinds == {VisitApproved, VisitAsked, VisitNotice}
    assert [fact.role for fact in found.of(VisitApproved)] == ["manager"]
    assert found.of(VisitNotice)[0].visit_id == VISIT
    assert reading.visits_heard(AT, [one for one in customer.said if one.channel != "VISIT"]) == {}
