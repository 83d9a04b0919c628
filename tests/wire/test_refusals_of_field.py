"""What is out of shape in a record about an area is refused by its rule, in lists too."""

from typing import Any

import pytest
from msgspec.structs import replace

from streams.terms import routes
from streams.terms.agent_facts import AgentRostered
from streams.terms.days import Day, Instant
from streams.terms.profile_facts import ContactPointSet
from streams.terms.visit_facts import (
    CheckedIn,
    CustomerFlagged,
    DayWindow,
    PlanProposed,
    Stop,
    VisitAsked,
)
from streams.wire.facts_out import encode_fact
from streams.wire.limits import LIST_LENGTH_MAX
from streams.wire.plain import must_read, write
from tests.wire.reading import STAMP, decoded, refused
from tests.wire.words import EVENT_ID

AREA: dict[str, Any] = {
    "event_id": EVENT_ID,
    "area": "shanghai-pudong",
    "effective_on": Day(20_626),
}
NOON = Instant(1_782_442_800_000_000)
LATE = Instant(376_200 * 86_400_000_000)
STOP = Stop(
    visit_id="v1", attempt=1, agent_ids=("agent-31", "agent-44"), starts_at=NOON, ends_at=NOON
)
PLAN = PlanProposed(
    **AREA, plan_id="p1", input_digest="d", solver="s", ended_by="optimal", stops=(STOP,)
)
ASKED = VisitAsked(
    **AREA,
    visit_id="v1",
    attempt=1,
    customer_id="cust-000234200",
    account_id="acct-000481516",
    visit_number=1,
    purpose="COLLECTION",
    point_id="addr-77102",
    zone="Asia/Shanghai",
    windows=(DayWindow(window_on=Day(20_630), not_before=NOON, not_after=NOON),),
    expires_on=Day(20_648),
    currency="CNY",
    past_due_minor=1,
    days_past_due=63,
    latitude_microdegrees=31_221_500,
    longitude_microdegrees=121_544_400,
    not_by=("agent-57",),
)
STARTED = CheckedIn(**AREA, visit_id="v1", agent_ids=("agent-31",), at=NOON)
SHIFT = AgentRostered(
    **AREA,
    agent_id="agent-31",
    shift_begins_at=NOON,
    shift_ends_at=NOON,
    latitude_microdegrees=0,
    longitude_microdegrees=0,
)
FLAGGED = CustomerFlagged(**AREA, incident_id="i1", customer_id="c1")
POINT = ContactPointSet(
    event_id=EVENT_ID,
    customer_id="cust-000234200",
    effective_on=Day(20_626),
    point_id="addr-77102",
    point_kind="ADDRESS",
    latitude_microdegrees=31_221_500,
    longitude_microdegrees=121_544_400,
)


def refusal(fact: Any, change: dict[str, object]) -> tuple[str, str]:
    """Return rule and detail by which a fact is refused whose record was changed."""
    record = encode_fact(fact, STAMP)
    changed = must_read(record.topic, record.value) | change
    return refused(record.topic, record.key, write(record.topic, changed))


def in_row(fact: Any, rows: str, change: dict[str, object]) -> tuple[str, str]:
    """Return the refusal of a fact of which one row was changed."""
    record = encode_fact(fact, STAMP)
    row = must_read(record.topic, record.value)[rows][0]
    return refusal(fact, {rows: [row, row | change]})


@pytest.mark.parametrize(
    ("fact", "change", "rule", "found"),
    [
        (PLAN, {"area": ""}, "field_missing", "PLAN_PROPOSED needs area, and it is empty"),
        (ASKED, {"area": None}, "field_missing", "VISIT_ASKED needs area"),
        (ASKED, {"point_id": ""}, "field_missing", "VISIT_ASKED needs point_id"),
        (ASKED, {"windows": []}, "field_missing", "VISIT_ASKED needs windows"),
        (ASKED, {"not_by": ["a", ""]}, "field_missing", "VISIT_ASKED needs not_by"),
        (ASKED, {"purpose": "x" * 257}, "text_too_long", "purpose has 257"),
        (STARTED, {"agent_ids": []}, "field_missing", "VISIT_STARTED needs agent_ids"),
        (STARTED, {"agent_ids": ["a" * 129]}, "id_too_long", "agent_ids has 129"),
        (STARTED, {"agent_ids": ["a"] * 1_001}, "list_too_long", "agent_ids has 1001 entries"),
        (STARTED, {"at": LATE}, "instant_out_of_range", "at is microsecond"),
        (FLAGGED, {"point_id": "x" * 129}, "id_too_long", "point_id has 129"),
        (SHIFT, {"latitude_microdegrees": None}, "field_missing", "AGENT_ROSTERED needs latitude"),
        (SHIFT, {"type": "AGENT_BARRED", "bar_id": "b", "bar": "x"}, "code_unknown", "bar of"),
    ],
)
def test_a_record_out_of_shape_is_refused(
    fact: Any, change: dict[str, object], rule: str, found: str
) -> None:
    said = refusal(fact, change)
    assert said[0] == rule
    assert said[1].startswith(found)


@pytest.mark.parametrize(
    ("fact", "rows", "change", "rule", "found"),
    [
        (PLAN, "stops", {"visit_id": ""}, "field_missing", "PLAN_PROPOSED needs stops.visit_id"),
        (PLAN, "stops", {"visit_id": "v" * 129}, "id_too_long", "stops.visit_id has 129"),
        (
            PLAN,
            "stops",
            {"agent_ids": [""]},
            "field_missing",
            "PLAN_PROPOSED needs stops.agent_ids",
        ),
        (PLAN, "stops", {"agent_ids": ["a" * 129]}, "id_too_long", "stops.agent_ids has 129"),
        (PLAN, "stops", {"agent_ids": ["a"] * 1_001}, "list_too_long", "stops.agent_ids has"),
        (PLAN, "stops", {"starts_at": LATE}, "instant_out_of_range", "stops.starts_at is"),
        (PLAN, "stops", {"ends_at": -LATE}, "instant_out_of_range", "stops.ends_at is"),
        (ASKED, "windows", {"window_on": 376_200}, "day_out_of_range", "windows.window_on is"),
        (ASKED, "windows", {"not_before": LATE}, "instant_out_of_range", "windows.not_before is"),
        (ASKED, "windows", {"not_after": -(2**63)}, "instant_out_of_range", "windows.not_after is"),
    ],
)
def test_every_row_is_looked_at(
    fact: Any, rows: str, change: dict[str, object], rule: str, found: str
) -> None:
    said = in_row(fact, rows, change)
    assert said[0] == rule
    assert said[1].startswith(found)


def test_a_plan_has_as_many_stops_as_fit_and_may_have_none() -> None:
    assert decoded(encode_fact(replace(PLAN, stops=()), STAMP)) == replace(PLAN, stops=())
    full = replace(PLAN, stops=(STOP,) * LIST_LENGTH_MAX)
    assert decoded(encode_fact(full, STAMP)) == full
    over = replace(PLAN, stops=(STOP,) * (LIST_LENGTH_MAX + 1))
    assert refusal(over, {}) == ("list_too_long", "stops has 1001 entries, and 1000 fit")


@pytest.mark.parametrize("fact", [ASKED, SHIFT, POINT])
@pytest.mark.parametrize(
    ("name", "most"),
    [("latitude_microdegrees", 90_000_000), ("longitude_microdegrees", 180_000_000)],
)
def test_a_place_lies_on_earth_and_is_whole(fact: Any, name: str, most: int) -> None:
    for edge in (-most, most):
        kept = replace(fact, **{name: edge})
        assert decoded(encode_fact(kept, STAMP)) == kept
        beyond = edge + (1 if edge > 0 else -1)
        said = refusal(fact, {name: beyond})
        assert said == ("place_out_of_range", f"{name} is more than {most} from zero")
    if fact is not SHIFT:
        assert refusal(fact, {name: None})[0] == "place_incomplete"


def test_a_flag_may_know_no_address() -> None:
    assert decoded(encode_fact(FLAGGED, STAMP)) == FLAGGED


def test_a_watermark_is_refused_under_the_key_of_an_area() -> None:
    record = encode_fact(ASKED, STAMP)
    value = write(record.topic, must_read(record.topic, record.value) | {"type": "WATERMARK"})
    assert refused(record.topic, record.key, value)[0] == "key_does_not_match"
    assert refused(record.topic, b"watermark", value) == (
        "field_missing",
        "WATERMARK needs stage",
    )
    assert refused(routes.FIELD_VISITS, record.key, value)[0] == "schema_not_of_this_topic"
