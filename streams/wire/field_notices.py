"""What the field says, as records: visits, questions to the planner, handbacks and alerts.

A handback has the fields of the fact of treatment that it becomes. An id follows from what is said
and from the area's own number of it, so that the same notice always has the same one.
"""

from msgspec.structs import asdict

from streams.terms.field_notices import (
    AnyFieldNotice,
    FieldEvent,
    Handback,
    PlanAsked,
    VisitNotice,
)
from streams.terms.identity import stable_id
from streams.terms.records import Outgoing
from streams.terms.routes import FIELD_EVENTS, FIELD_HANDBACKS, FIELD_PLANNING, VISITS
from streams.wire.plain import write
from streams.wire.speech import Speaker, Speech

_SOURCE = "field"
_OTHERWISE = {
    "kind": "type",
    "as_of": "effective_on",
    "at": "occurred_at",
    "seq": "source_seq",
    "visit_id": "escalation_id",
    "outcome_at": "at",
}
_TEXTS_OR_NONE = ("lead", "rule")


def encode_field(notice: AnyFieldNotice) -> Outgoing:
    """Return the record of a notice: a handback goes to its customer, all else to the area."""
    match notice:
        case VisitNotice():
            return VISIT.encode(notice)
        case PlanAsked():
            return PLAN_ASKED.encode(notice)
        case FieldEvent():
            return EVENT.encode(notice)
        case Handback():
            return _handback(notice)


def _handback(notice: Handback) -> Outgoing:
    record = {_OTHERWISE.get(name, name): said for name, said in asdict(notice).items()}
    # A fact that needs one of these is refused without it, as a fact that lacks any other field.
    record |= {name: record[name] or None for name in _TEXTS_OR_NONE}
    record["point_id"] = notice.point_id or ""
    about = notice.visit_id or notice.incident_id or ""
    record["event_id"] = stable_id(
        "handback", notice.kind, notice.area, about, notice.attempt or 0, notice.seq
    )
    record["source"] = _SOURCE
    return Outgoing(FIELD_HANDBACKS, notice.customer_id.encode(), write(FIELD_HANDBACKS, record))


def _visit_id(notice: VisitNotice) -> str:
    return stable_id("visit", notice.change, notice.visit_id, notice.attempt, notice.seq)


def _plan_id(notice: PlanAsked) -> str:
    return stable_id("plan asked", notice.plan_id, notice.input_digest, notice.seq)


def _event_id(notice: FieldEvent) -> str:
    return stable_id("field event", notice.kind, notice.area, notice.subject_id, notice.seq)


VISIT = Speech(VisitNotice, VISITS, "change", by=Speaker(_SOURCE, "area", _visit_id))
PLAN_ASKED = Speech(
    PlanAsked, FIELD_PLANNING, None, "PLAN_ASKED", by=Speaker(_SOURCE, "area", _plan_id)
)
EVENT = Speech(FieldEvent, FIELD_EVENTS, "kind", by=Speaker(_SOURCE, "area", _event_id))
