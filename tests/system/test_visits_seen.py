"""A visit that is lost or doubled on its way is found, whichever of its records it is."""

import pytest

from tests.audit.records import Record
from tests.system.visits_seen import unaccounted

WAY = (
    ("visits.requests", "VISIT_ASKED"),
    ("field.handbacks", "VISIT_PLANNED"),
    ("visits", "VISIT_PLANNED"),
    ("visits.requests", "VISIT_GRANTED"),
    ("visits", "VISIT_GRANTED"),
    ("visits", "VISIT_COMPLETED"),
    ("field.handbacks", "OUTCOME_HANDED_BACK"),
)
RECALLED = (*WAY[:5], ("visits", "VISIT_CANCELLED"), WAY[6])
NOT_LET_GO = (*RECALLED[:4], *RECALLED[5:])
UNHEARD = (*WAY[:5], ("visits", "VISIT_CANCELLED"), *WAY[5:])
RETURNED = ((WAY[0]), ("visits", "VISIT_RETURNED"), ("field.handbacks", "VISIT_RETURNED"))


def said(way: tuple[tuple[str, str], ...]) -> list[Record]:
    return [Record(topic, n, "k", _said(topic, kind)) for n, (topic, kind) in enumerate(way)]


def _said(topic: str, kind: str) -> dict[str, object]:
    name = "escalation_id" if topic == "field.handbacks" else "visit_id"
    return {"type": kind, name: "v", "attempt": 1}


@pytest.mark.parametrize("way", [WAY, RETURNED, RECALLED, NOT_LET_GO, UNHEARD, WAY[:1], WAY[:5]])
def test_a_visit_on_its_way_or_at_its_end_is_accounted_for(
    way: tuple[tuple[str, str], ...],
) -> None:
    assert list(unaccounted(said(way))) == []


@pytest.mark.parametrize("number", [0, 5, 6])
def test_a_record_that_was_lost_is_found(number: int) -> None:
    assert list(unaccounted(said(WAY[:number] + WAY[number + 1 :])))


@pytest.mark.parametrize("number", [0, 3, 4, 5, 6])
def test_a_record_that_was_doubled_is_found(number: int) -> None:
    assert list(unaccounted(said((*WAY, WAY[number]))))


def test_an_outcome_of_a_visit_that_was_never_granted_is_found() -> None:
    assert list(unaccounted(said((*RECALLED[:3], *RECALLED[5:]))))
    assert list(unaccounted(said((*RECALLED, RECALLED[6]))))
    assert list(unaccounted(said((*UNHEARD, WAY[6]))))


def test_two_ends_of_one_attempt_are_found() -> None:
    assert "v, attempt 1: ended 2 times" in unaccounted(said((*WAY, *RETURNED[1:])))
