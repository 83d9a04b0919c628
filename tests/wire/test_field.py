"""What the field says and is asked comes back as it went out, under ids that stay."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import asdict, replace

from schemas.catalog import schema_of
from streams.terms import routes
from streams.terms.contact_facts import VisitOutcome
from streams.terms.control import Watermark
from streams.terms.days import Day, Instant
from streams.terms.field_notices import (
    CrewOffered,
    FieldEvent,
    Handback,
    PlanAsked,
    VisitNotice,
    VisitOffered,
)
from streams.terms.handback_facts import (
    SafetyCleared,
    SafetyFlagged,
    VisitPlanned,
    VisitReturned,
    VisitUnplanned,
)
from streams.terms.treatment_notices import AreaTold
from streams.terms.visit_facts import (
    CustomerCleared,
    CustomerFlagged,
    VisitAsked,
    VisitGranted,
    VisitWithdrawn,
)
from streams.wire import field_notices
from streams.wire.control import encode_watermark
from streams.wire.field_notices import encode_field
from streams.wire.field_shapes import FIELD_SHAPES
from streams.wire.notices_in import decode_field_event, decode_plan_asked, decode_visit
from streams.wire.notices_out import encode_treatment
from streams.wire.plain import Unreadable, must_read, write
from streams.wire.readable import readable
from streams.wire.speech import Speech
from tests.wire import words
from tests.wire.reading import decoded
from tests.wire.words import MARK

SPEECHES = [one for one in vars(field_notices).values() if isinstance(one, Speech)]
RETIRED = {"CERTIFICATE_EXPIRED", "SAFETY_CLEARED", "VISIT_ABANDONED"}
CREWS = st.lists(words.any_of(CrewOffered), max_size=3).map(tuple)
OFFERS = st.lists(words.any_of(VisitOffered), max_size=3).map(tuple)
VISITS = words.any_of(VisitNotice)
QUESTIONS = words.any_of(PlanAsked, crews=CREWS, visits=OFFERS)
EVENTS = words.any_of(FieldEvent)
ASKED = (VisitAsked, VisitGranted, VisitWithdrawn, CustomerFlagged, CustomerCleared)
TOLD = words.any_of(AreaTold, told=st.one_of(*map(words.any_of, ASKED)))

BACK = Handback(
    kind="VISIT_PLANNED",
    customer_id="cust-000234200",
    area="shanghai-pudong",
    seq=41,
    as_of=Day(20_626),
    at=Instant(1_782_177_300_000_000),
    visit_id="3f0e1a52-90d4-5c11-b8a7-62a7b6a0c101",
    attempt=2,
    visit_on=Day(20_630),
    starts_at=Instant(1_782_442_800_000_000),
    ends_at=Instant(1_782_444_600_000_000),
    lead="agent-31",
)
ENDED = replace(
    BACK,
    kind="OUTCOME_HANDED_BACK",
    account_id="acct-000481516",
    visit_number=1,
    outcome="MET_PROMISE",
    outcome_at=Instant(1_782_444_300_000_000),
    currency="CNY",
    promised_minor=60_000,
    promised_on=Day(20_637),
    proof="RECORDING",
)
FLAG = replace(
    BACK, kind="SAFETY_FLAGGED", visit_id=None, incident_id="incident-8", point_id="addr-77102"
)


@given(VISITS)
def test_a_step_of_a_visit_comes_back(notice: VisitNotice) -> None:
    record = encode_field(notice)
    assert decode_visit(record.value) == notice
    assert (record.topic, record.key) == ("visits", notice.area.encode())


@given(QUESTIONS)
def test_a_question_to_the_planner_comes_back(notice: PlanAsked) -> None:
    record = encode_field(notice)
    assert decode_plan_asked(record.value) == notice
    assert (record.topic, record.key) == ("field.planning", notice.area.encode())


@given(EVENTS)
def test_what_a_person_has_to_look_at_in_an_area_comes_back(notice: FieldEvent) -> None:
    record = encode_field(notice)
    assert decode_field_event(record.value) == notice
    assert (record.topic, record.key) == ("field.events", notice.area.encode())
    assert must_read(record.topic, record.value)["type"] == notice.kind


@pytest.mark.parametrize(
    ("back", "kind", "fields"),
    [
        (BACK, VisitPlanned, {"lead": "agent-31", "visit_on": Day(20_630), "attempt": 2}),
        (replace(BACK, kind="VISIT_UNPLANNED", rule="r"), VisitUnplanned, {"rule": "r"}),
        (replace(BACK, kind="VISIT_RETURNED", rule="r"), VisitReturned, {"rule": "r"}),
        (
            ENDED,
            VisitOutcome,
            {"outcome": "MET_PROMISE", "at": ENDED.outcome_at, "proof": "RECORDING"},
        ),
        (FLAG, SafetyFlagged, {"incident_id": "incident-8", "point_id": "addr-77102"}),
        (replace(FLAG, point_id=None), SafetyFlagged, {"point_id": ""}),
        (replace(FLAG, kind="SAFETY_CLEARED"), SafetyCleared, {"incident_id": "incident-8"}),
    ],
)
def test_a_handback_is_a_fact_that_treatment_reads(
    back: Handback, kind: type[Any], fields: dict[str, object]
) -> None:
    record = encode_field(back)
    fact = decoded(record)
    assert isinstance(fact, kind)
    said = asdict(fact)
    assert said | fields == said
    if kind not in {SafetyFlagged, SafetyCleared}:
        assert said["escalation_id"] == back.visit_id
    assert (said["customer_id"], said["effective_on"], said["source_seq"]) == (
        back.customer_id,
        back.as_of,
        back.seq,
    )
    assert (record.topic, record.key) == ("field.handbacks", b"cust-000234200")


@pytest.mark.parametrize("name", ["lead", "visit_on", "visit_id"])
def test_a_handback_that_lacks_what_its_fact_needs_is_refused(name: str) -> None:
    lacking = replace(BACK, **{name: "" if name == "lead" else None})
    assert getattr(decoded(encode_field(lacking)), "rule", None) == "field_missing"


@given(TOLD)
def test_what_an_area_is_told_is_a_fact_that_it_reads(told: AreaTold) -> None:
    record = encode_treatment(told)
    assert decoded(record) == told.told
    assert (record.topic, record.key) == ("visits.requests", told.told.area.encode())
    envelope = must_read(record.topic, record.value)
    assert (envelope["occurred_at"], envelope["source"]) == (told.at, "treatment")


@given(words.WATERMARKS)
def test_the_watermarks_of_treatment_are_read_between_its_requests(mark: Watermark) -> None:
    assert decoded(encode_watermark(mark, routes.VISIT_REQUESTS, 3)) == mark


def test_a_watermark_of_the_field_is_no_step_of_a_visit() -> None:
    with pytest.raises(Unreadable, match="type_unknown"):
        decode_visit(encode_watermark(MARK, routes.VISITS, 1).value)


@pytest.mark.parametrize("value", [None, b"", b"{}", encode_field(BACK).value])
def test_readers_of_the_field_are_told_why_a_value_is_none_of_theirs(value: bytes | None) -> None:
    for decode in (decode_visit, decode_plan_asked, decode_field_event):
        with pytest.raises(Unreadable, match=r"^[a-z_]+: "):
            decode(value)


def test_a_step_without_its_visit_is_unreadable() -> None:
    record = encode_field(visit())
    without = must_read(record.topic, record.value) | {"visit_id": None}
    with pytest.raises(Unreadable, match=r"field_missing: .*visit_id"):
        decode_visit(write(record.topic, without))


def visit(**changes: Any) -> VisitNotice:
    """Return a step of a visit, changed."""
    made = VisitNotice(
        visit_id="v1",
        attempt=1,
        change="VISIT_PLANNED",
        area="shanghai-pudong",
        customer_id="cust-000234200",
        account_id="acct-000481516",
        visit_number=1,
        point_id="addr-77102",
        purpose="COLLECTION",
        seq=31,
        as_of=Day(20_626),
        at=Instant(1_782_177_300_000_000),
        agent_ids=("agent-00031", "agent-00044"),
    )
    return replace(made, **changes)


def id_of(notice: Any) -> str:
    """Return the event id under which a notice goes out."""
    record = encode_field(notice)
    return str(must_read(record.topic, record.value)["event_id"])


@pytest.mark.parametrize(
    ("notice", "changes"),
    [
        (visit(), [{"seq": 32}, {"attempt": 2}, {"change": "VISIT_GRANTED"}, {"visit_id": "v2"}]),
        (BACK, [{"seq": 42}, {"kind": "VISIT_UNPLANNED", "rule": "r"}, {"area": "beijing"}]),
        (FLAG, [{"kind": "SAFETY_CLEARED"}, {"incident_id": "incident-9"}]),
    ],
)
def test_one_notice_has_one_id_and_any_other_another(
    notice: Any, changes: list[dict[str, Any]]
) -> None:
    ids = {id_of(notice), *(id_of(replace(notice, **change)) for change in changes)}
    assert id_of(notice) in ids
    assert len(ids) == 1 + len(changes)


@pytest.mark.parametrize("speech", SPEECHES)
def test_every_word_of_the_field_is_a_type_of_its_topic(speech: Speech[Any]) -> None:
    symbols = set(schema_of(speech.topic)["fields"][1]["type"]["symbols"])
    assert symbols - {"WATERMARK"} == {"UNKNOWN", *speech.types}
    assert ("WATERMARK" in symbols) == (speech.topic == routes.FIELD.downstream)


def test_every_fact_about_an_area_is_said_once_and_in_a_topic_that_is_read() -> None:
    assert {shape.fact for shape in FIELD_SHAPES} == set(words.FIELD_FACTS)
    assert len(FIELD_SHAPES) == len(words.FIELD_FACTS)
    assert {shape.topic for shape in FIELD_SHAPES} == set(routes.FIELD.facts)


@pytest.mark.parametrize("topic", routes.FIELD.facts)
def test_every_type_of_a_topic_of_the_field_is_some_fact(topic: str) -> None:
    kinds = {shape.kind for shape in FIELD_SHAPES if shape.topic == topic}
    symbols = set(schema_of(topic)["fields"][1]["type"]["symbols"])
    assert kinds == symbols - {"UNKNOWN", "WATERMARK"} - RETIRED


def test_agents_and_places_are_masked() -> None:
    record = encode_field(visit(outcome="NOT_HOME", met="NONE"))
    shown = readable(record.topic, record.value)
    assert shown["agent_ids"] == ["***0031", "***0044"]
    assert (shown["outcome"], shown["met"], shown["point_id"]) == ("***", "***", "***7102")
    assert (shown["area"], shown["purpose"]) == ("shanghai-pudong", "COLLECTION")
