"""The audit of visits finds nothing in what the field let go, and finds each violation planted."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from tests.audit.outsider import records_of
from tests.audit.records import Record
from tests.audit.visits import TOPICS, VisitAudit, report
from tests.verify.worlds import played
from tests.year.people import YEAR


@pytest.fixture(scope="module")
def records() -> list[Record]:
    """Return what an outsider reads of a world in which both visits are made."""
    people = replace(YEAR, agents_an_area=4)
    return records_of(played(1, accounts=300, days=170, people=people), TOPICS)


def limits_broken(records: list[Record]) -> set[str]:
    return {one.limit for one in VisitAudit().look(records).violations}


def granted(records: list[Record], number: int = 1) -> Record:
    return next(
        r
        for r in records
        if r.topic == "visits"
        and r.said["type"] == "VISIT_GRANTED"
        and r.said["visit_number"] == number
    )


def with_said(records: list[Record], one: Record, **said: Any) -> list[Record]:
    other = one._replace(said={**one.said, **said})
    return [other if each is one else each for each in records]


def told_before(records: list[Record], topic: str, one: Record, **said: Any) -> list[Record]:
    head = {"effective_on": one.said["visit_on"], "source_seq": 10**6, "event_id": "planted"}
    return [*records, Record(topic, one.at_ms - 1, "area", {**head, **said})]


def without(records: list[Record], kind: str) -> list[Record]:
    return [r for r in records if r.said["type"] != kind]


def test_nothing_is_found_where_nothing_was_planted(records: list[Record]) -> None:
    audit = VisitAudit().look(records)
    assert audit.violations == []
    assert audit.counts["VISIT_COMPLETED, visit 1"] > 0
    assert audit.counts["VISIT_COMPLETED, visit 2"] > 0
    assert list(report(audit))[-1] == "violations of visits: 0"


def test_no_visit_is_lost(records: list[Record]) -> None:
    audit = VisitAudit().look(records)
    last = max(r.said["effective_on"] for r in records)
    assert audit.lost(last - timedelta(2)) == []
    is_end = {"VISIT_RETURNED", "VISIT_COMPLETED", "VISIT_GRANTED", "VISIT_CANCELLED"}
    cut = [r for r in records if not (r.topic == "visits" and r.said["type"] in is_end)]
    assert len(VisitAudit().look(cut).lost(last)) > 0


def ended(records: list[Record]) -> Record:
    return next(r for r in records if r.topic == "visits" and r.said["type"] == "VISIT_COMPLETED")


def test_a_crew_that_was_called_back_may_tell_its_end_and_once_alone(
    records: list[Record],
) -> None:
    one = ended(records)
    cancelled = one._replace(at_ms=one.at_ms - 1, said={**one.said, "type": "VISIT_CANCELLED"})
    at = next(n for n, each in enumerate(records) if each is one)
    late = [*records[:at], cancelled, *records[at:]]
    assert "ended twice" not in limits_broken(late)
    assert "ended twice" in limits_broken([*late, one])
    never_let_go = [r for r in late if r.said["type"] != "VISIT_GRANTED"]
    assert "ended twice" in limits_broken(never_let_go)


PLANTS: list[tuple[str, Callable[[list[Record]], list[Record]]]] = [
    (
        "fewer than two agents",
        lambda rs: with_said(rs, granted(rs), agent_ids=granted(rs).said["agent_ids"][:1]),
    ),
    ("agent not certified on the day", lambda rs: without(rs, "AGENT_CERTIFIED")),
    ("agent not on the roster", lambda rs: without(rs, "AGENT_ROSTERED")),
    ("second visit that nobody approved", lambda rs: without(rs, "APPROVED")),
    ("customer not told three days before", lambda rs: without(rs, "NOTICE_SENT")),
    (
        "customer not told three days before",
        # Every letter was of a plan an hour later, or said nothing of which it was.
        lambda rs: [
            r._replace(said=r.said | {"starts_at": r.said["starts_at"] + timedelta(hours=1)})
            if r.said["type"] == "NOTICE_SENT"
            else r
            for r in rs
        ],
    ),
    ("never asked for", lambda rs: without(rs, "VISIT_ASKED")),
    (
        "agent absent",
        lambda rs: told_before(
            rs,
            "field.agents",
            granted(rs),
            type="AGENT_ABSENT",
            agent_id=granted(rs).said["agent_ids"][1],
        ),
    ),
    (
        "agent not counselled after an incident",
        lambda rs: told_before(
            rs,
            "field.agents",
            granted(rs),
            type="SAFETY_INCIDENT",
            incident_id="i",
            agent_ids=granted(rs).said["agent_ids"],
            customer_id="",
            point_id="",
        ),
    ),
    (
        "open incident at the customer or address",
        lambda rs: told_before(
            rs,
            "field.agents",
            granted(rs),
            type="SAFETY_INCIDENT",
            incident_id="i",
            agent_ids=(),
            customer_id="",
            point_id=granted(rs).said["point_id"],
        ),
    ),
    (
        "no visit of half an hour on its day",
        lambda rs: with_said(
            rs, granted(rs), ends_at=granted(rs).said["ends_at"] + timedelta(minutes=5)
        ),
    ),
    (
        "outside what treatment allowed",
        lambda rs: with_said(
            rs,
            granted(rs),
            starts_at=granted(rs).said["starts_at"] - timedelta(hours=12),
            ends_at=granted(rs).said["ends_at"] - timedelta(hours=12),
        ),
    ),
    (
        "the lead of the visit before",
        lambda rs: with_said(
            rs, granted(rs, 2), agent_ids=(_asked(rs, granted(rs, 2)).said["lead_before"], "x")
        ),
    ),
    (
        "agent of whom the customer complained",
        lambda rs: with_said(rs, _asked(rs, granted(rs)), not_by=granted(rs).said["agent_ids"]),
    ),
    (
        "address that nobody verified",
        lambda rs: with_said(rs, _asked(rs, granted(rs)), verified=False),
    ),
    (
        "visit that a manager refused",
        lambda rs: told_before(
            rs,
            "field.decisions",
            granted(rs),
            type="REFUSED",
            visit_id=granted(rs).said["visit_id"],
        ),
    ),
    (
        "agent at two doors at once",
        lambda rs: [*rs, granted(rs)._replace(said={**granted(rs).said})],
    ),
    ("asked twice under one attempt", lambda rs: [*rs, _asked(rs, granted(rs))]),
]


def _asked(records: list[Record], one: Record) -> Record:
    return next(
        r
        for r in records
        if r.said["type"] == "VISIT_ASKED"
        and str(r.said["visit_id"]) == str(one.said["visit_id"])
        and r.said["attempt"] == one.said["attempt"]
    )


@pytest.mark.parametrize(("limit", "plant"), PLANTS, ids=[limit for limit, _ in PLANTS])
def test_what_is_planted_is_found(
    records: list[Record], limit: str, plant: Callable[[list[Record]], list[Record]]
) -> None:
    assert limit in limits_broken(plant(records))
