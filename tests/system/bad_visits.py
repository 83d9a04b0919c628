"""A small bank in which all goes wrong about crews and visits that can, and one visit is made.

Crews, customers, a planner's answer, spoilt bytes, and the order in which they come.
"""

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from streams.terms.agent_facts import AgentAbsent
from streams.terms.days import Day
from streams.terms.field_facts import AreaRefusalResolved
from streams.terms.identity import stable_id
from streams.terms.routes import DEAD_LETTERS, FIELD_PLANNING
from streams.terms.visit_facts import (
    CheckedIn,
    CheckedOut,
    NoticeSent,
    PlanProposed,
    Stop,
    VisitEnded,
)
from streams.wire import dead_letters
from streams.wire.facts_out import Stamp, encode_fact
from streams.wire.notices_in import decode_plan_asked
from tests.system.visited import (
    ASKED,
    CALLS,
    LETTER,
    OPENED,
    PLANNED,
    Bank,
    at,
    certified,
    owing,
    rostered,
)

NORTH, SOUTH, NOWHERE, BROKEN = "north", "south", "nowhere", "broken"
GOOD, UNROSTERED, UNTAUGHT = "c-good", "c-unrostered", "c-untaught"
UNPLACED, CREWLESS, STRANDED, AREALESS = "c-unplaced", "c-crewless", "c-stranded", "c-arealess"
CUSTOMERS = 7
HELD = Day(ASKED + 2)
"""The day whose tick asks for no plan of the north, since what was refused there is not settled."""
END = Day(ASKED + 10)
"""A day on which none is left for a visit that was asked for on the first day."""


def people() -> Iterator[Any]:
    """Yield two agents who may go, and three who may not."""
    for agent in ("ada", "bob"):
        yield from certified(NORTH, agent)
        yield from rostered(NORTH, agent, *range(PLANNED, END + 6))
    yield from certified(NORTH, "no-roster")
    yield from certified(NORTH, "next-year", since=OPENED + 200)
    yield from rostered(NORTH, "next-year", PLANNED)
    # Who is alone is no crew.
    yield from certified(SOUTH, "lone")
    yield from rostered(SOUTH, "lone", PLANNED)


def customers() -> Iterator[Any]:
    """Yield those who are to be visited."""
    for name in (GOOD, UNROSTERED, UNTAUGHT):
        yield from owing(name, NORTH)
    nowhere = {"latitude_microdegrees": None, "longitude_microdegrees": None}
    yield from owing(UNPLACED, NORTH, **nowhere)
    yield from owing(CREWLESS, SOUTH)
    yield from owing(STRANDED, NOWHERE)
    yield from owing(AREALESS, "")


def plan(bank: Bank, crews: dict[str, tuple[str, ...]]) -> PlanProposed:
    """Return an answer to the last question of the north: who goes to whom, one after another."""
    question = [q for q in bank.said(FIELD_PLANNING, decode_plan_asked) if q.area == NORTH][-1]
    attempts = {visit.visit_id: visit.attempt for visit in question.visits}
    ids = [bank.visits[customer].escalation_id for customer in crews]
    stops = tuple(
        Stop(
            visit_id=visit_id,
            attempt=attempts[visit_id],
            agent_ids=agents,
            starts_at=at(question.plan_on, 10 + 2 * number),
            ends_at=at(question.plan_on, 10.5 + 2 * number),
        )
        for number, (visit_id, agents) in enumerate(zip(ids, crews.values(), strict=True))
    )
    return PlanProposed(
        event_id=stable_id("test", "plan", question.plan_id),
        area=NORTH,
        effective_on=question.as_of,
        plan_id=question.plan_id,
        input_digest=question.input_digest,
        solver="test",
        ended_by="test",
        stops=stops,
    )


def door(bank: Bank, kind: type, hour: float, on: Day = PLANNED, **fields: Any) -> Any:
    """Return what the crew of the good visit reports at an hour of its day."""
    event_id = stable_id("test", kind.__name__, on, str(hour))
    visit_id = bank.visits[GOOD].escalation_id
    head = {"event_id": event_id, "area": NORTH, "effective_on": on, "visit_id": visit_id}
    return kind(**head, at=at(on, hour), **fields)


def to_the_door(bank: Bank) -> None:
    """Let all customers come so far that they are to be visited."""
    bank.tell(*customers(), *people())
    bank.tick(OPENED)
    for day in CALLS:
        bank.tick(day)
        bank.answer("phone_1", CUSTOMERS, "NO_ANSWER")
    bank.tick(LETTER)
    bank.answer("letter_1", CUSTOMERS, "DELIVERED")
    bank.tick(ASKED)
    bank.await_visits(CUSTOMERS)


def send_what_is_spoilt(bank: Bank) -> None:
    """Send bytes that say nothing on what people, crews and planners write."""
    head: dict[str, Any] = {
        "event_id": stable_id("test", "spoilt"),
        "area": BROKEN,
        "effective_on": ASKED,
    }
    answer = replace(plan(bank, {}), area=BROKEN)
    for fact in (
        AgentAbsent(**head, agent_id="ada"),
        CheckedOut(**head, visit_id="v", at=at(ASKED, 9)),
        answer,
    ):
        sent = encode_fact(fact, Stamp(occurred_at=at(ASKED, 9)))
        frame = sent.value or b""
        bank.spoil("bytes_unreadable", sent.topic, sent.key, frame[:-3])
        bank.spoil("magic_byte_wrong", sent.topic, sent.key, b'{"area": "broken"}')
        bank.spoil("key_does_not_match", sent.topic, b"another", frame)
        bank.spoil("key_missing", sent.topic, None, frame)
        bank.spoil("value_missing", sent.topic, sent.key, None)


def send_what_cannot_be(bank: Bank) -> None:
    """Send what reads well, and cannot be so."""
    (certificate, *_) = certified(NORTH, "ada", since=ASKED, told=ASKED + 30)
    bank.tell_badly("certificate_from_the_future", certificate)
    bank.tell_badly("outcome_before_its_visit", door(bank, VisitEnded, 10.4, outcome="NOT_HOME"))
    stranger = door(bank, CheckedIn, 9, agent_ids=("ada", "bob"))
    bank.tell_badly("arrival_at_unknown_visit", replace(stranger, area="unheard-of"))


def settle(bank: Bank) -> None:
    """Let a person settle what holds the north."""
    (letter,) = (
        each
        for each in bank.said(DEAD_LETTERS, dead_letters.decode)
        if each.rule == "certificate_from_the_future"
    )
    settled = AreaRefusalResolved(
        event_id=stable_id("test", "settled"),
        area=NORTH,
        effective_on=Day(ASKED + 1),
        origin=f"{letter.topic}/{letter.partition}/{letter.offset}",
        decided_by="an-officer",
        reason="sent before its time",
    )
    bank.tell(settled)


def play(bank: Bank) -> None:
    """Play the bank to its end."""
    to_the_door(bank)
    pair = ("ada", "bob")
    bad = {UNROSTERED: ("ada", "no-roster"), UNTAUGHT: ("ada", "next-year")}
    bank.tell(plan(bank, {GOOD: pair, **bad}))
    send_what_is_spoilt(bank)
    bank.tick(Day(ASKED + 1))
    send_what_cannot_be(bank)
    told = {"attempt": 1, "channel": "LETTER", "starts_at": at(PLANNED, 10)}
    bank.tell(door(bank, NoticeSent, 12, Day(ASKED + 1), **told))
    bank.tick(HELD)
    settle(bank)
    bank.tick(Day(HELD + 1))
    bank.tick(PLANNED)
    bank.tell(
        door(bank, CheckedIn, 10, agent_ids=pair),
        door(bank, VisitEnded, 10.4, outcome="NOT_HOME", recording_gap_seconds=0),
        door(bank, CheckedOut, 10.6),
    )
    bank.tick(END)
    # Whoever has passed one more day has said all of the day before.
    bank.tick(Day(END + 1))
