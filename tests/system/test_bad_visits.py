"""What is wrong about crews and visits, through a real broker and worker, beside what is right.

One bank is played once: seven customers are to be visited on one day, and each test looks at one of
the things that go wrong. Each is refused by its rule or handed back; where a person has to act, an
alert says so; the one good visit is made, and the log keeps every promise.
"""

from collections.abc import Iterator
from contextlib import closing
from secrets import token_hex

import pytest
from msgspec import Struct

from streams.runs.session import open_session
from streams.terms.field_notices import FieldEvent, PlanAsked, VisitNotice
from streams.terms.records import DeadLetter
from streams.terms.routes import (
    CUSTOMER_EVENTS,
    DEAD_LETTERS,
    ESCALATIONS,
    FIELD_AGENTS,
    FIELD_EVENTS,
    FIELD_HANDBACKS,
    FIELD_PLANNING,
    FIELD_PLANS,
    FIELD_VISITS,
    VISITS,
)
from streams.terms.treatment_notices import Escalation
from streams.wire import dead_letters
from streams.wire.notices_in import (
    decode_escalation,
    decode_field_event,
    decode_plan_asked,
    decode_visit,
)
from streams.wire.plain import Record
from tests.system.bad_visits import (
    AREALESS,
    BROKEN,
    CREWLESS,
    GOOD,
    NORTH,
    NOWHERE,
    SOUTH,
    STRANDED,
    UNPLACED,
    UNROSTERED,
    UNTAUGHT,
    play,
)
from tests.system.checking import checked_run
from tests.system.visited import ASKED, Bank

pytestmark = [pytest.mark.broker, pytest.mark.slow]


class Found(Struct):
    """What the run has said, once everybody has passed its last day."""

    bank: Bank
    letters: list[DeadLetter]
    events: list[FieldEvent]
    visits: list[VisitNotice]
    handbacks: list[Record]
    questions: list[PlanAsked]
    escalations: list[Escalation]
    of_customers: list[Record]
    pids: set[int]

    def visit(self, customer: str) -> str:
        """Return the id of a customer's visit."""
        return self.bank.visits[customer].escalation_id

    def alerts(self, subject: str) -> list[tuple[str, str]]:
        """Return kind and rule of the alerts about something."""
        return [(e.kind, e.rule) for e in self.events if e.subject_id == subject]

    def alerts_of_letters(self, rule: str) -> list[tuple[str, str]]:
        """Return area and kind of the alerts about what was refused by a rule."""
        origins = [f"{x.topic}/{x.partition}/{x.offset}" for x in self.letters if x.rule == rule]
        return [(e.area, e.kind) for e in self.events if e.subject_id in origins]

    def changes(self, customer: str) -> list[tuple[str, str | None]]:
        """Return what became of a customer's visit, with the rule."""
        return [(v.change, v.rule) for v in self.visits if v.customer_id == customer]

    def handed_back(self, customer: str) -> list[tuple[str, str]]:
        """Return what treatment was told of a customer's visit, with the rule."""
        mine = (each for each in self.handbacks if each["customer_id"] == customer)
        return [(each["type"], each["rule"]) for each in mine]


@pytest.fixture(scope="module")
def found(broker: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Found]:
    folder = tmp_path_factory.mktemp("bad-visits")
    prefix = f"badv-{token_hex(3)}"
    with (
        open_session(
            folder, prefix, bootstrap=broker, with_worker=True, say=lambda _: None
        ) as session,
        closing(Bank(session)) as bank,
    ):
        assert session.worker is not None
        before = session.worker.pid
        play(bank)
        yield Found(
            bank,
            bank.said(DEAD_LETTERS, dead_letters.decode),
            bank.said(FIELD_EVENTS, decode_field_event),
            bank.said(VISITS, decode_visit),
            bank.records(FIELD_HANDBACKS),
            bank.said(FIELD_PLANNING, decode_plan_asked),
            bank.said(ESCALATIONS, decode_escalation),
            bank.records(CUSTOMER_EVENTS),
            {before, session.worker.pid},
        )


def test_each_bad_record_is_dead_lettered_by_its_rule_and_no_other(found: Found) -> None:
    letters = {(one.topic, one.key, one.value): one.rule for one in found.letters}
    assert letters == found.bank.refused
    assert len(found.letters) == len(letters)
    assert {one.stage for one in found.letters} == {"field"}


def test_the_worker_goes_on_after_all_of_it_and_the_good_visit_is_made(found: Found) -> None:
    assert len(found.pids) == 1
    assert found.changes(GOOD) == [
        ("VISIT_PLANNED", None),
        ("VISIT_GRANTED", None),
        ("VISIT_COMPLETED", None),
    ]


def test_a_stop_of_an_agent_without_roster_is_refused_and_said_to_people(found: Found) -> None:
    assert found.alerts(found.visit(UNROSTERED))[0] == ("STOP_REFUSED", "agent_not_rostered")


def test_a_certificate_that_is_not_in_force_yet_lets_nobody_go(found: Found) -> None:
    assert found.alerts(found.visit(UNTAUGHT))[0] == ("STOP_REFUSED", "house.V.certified")


def test_a_certificate_from_the_future_holds_the_area_until_a_person_has_settled_it(
    found: Found,
) -> None:
    rule = "certificate_from_the_future"
    assert found.alerts_of_letters(rule) == [(NORTH, "RECORD_REFUSED")]
    asked = [q.as_of for q in found.questions if q.area == NORTH]
    assert asked[:3] == [ASKED, ASKED + 1, ASKED + 3]


def test_an_outcome_before_its_visit_is_refused_and_said_to_people(found: Found) -> None:
    rule = "outcome_before_its_visit"
    assert found.alerts_of_letters(rule) == [(NORTH, "RECORD_REFUSED")]


def test_an_area_that_nobody_knows_has_no_crew_and_its_visits_are_handed_back(
    found: Found,
) -> None:
    assert (NOWHERE, "AREA_WITHOUT_CREW") in {(e.area, e.kind) for e in found.events}
    assert found.changes(STRANDED) == [("VISIT_RETURNED", "no_day_left")]
    assert found.handed_back(STRANDED) == [("VISIT_RETURNED", "no_day_left")]
    rule = "arrival_at_unknown_visit"
    assert found.alerts_of_letters(rule) == [("unheard-of", "RECORD_REFUSED")]


def test_a_visit_to_an_address_in_no_area_waits_and_people_hear_of_it(found: Found) -> None:
    (waits,) = (e for e in found.escalations if e.customer_id == AREALESS and e.until_on)
    assert (waits.verdict, waits.rule) == ("DEFERRED", "visit_area_unknown")
    visit = {"customer_id": AREALESS, "subject_id": found.visit(AREALESS)}
    (event,) = (e for e in found.of_customers if e.items() >= visit.items())
    assert event["type"] == "VISIT_AREA_UNKNOWN"
    assert found.handed_back(AREALESS) == []


def test_zero_crews_are_said_to_people_and_the_visits_are_handed_back(found: Found) -> None:
    alerts = [(e.area, e.kind) for e in found.events if e.area == SOUTH]
    assert set(alerts) == {(SOUTH, "AREA_WITHOUT_CREW")}
    assert found.handed_back(CREWLESS) == [("VISIT_RETURNED", "no_day_left")]


def test_an_address_that_nobody_placed_is_handed_back_and_people_hear_of_it_once(
    found: Found,
) -> None:
    back = found.handed_back(UNPLACED)
    assert set(back) == {("VISIT_RETURNED", "address_not_placed")}
    # Asked for anew while the rung lasts.
    assert len(back) > 1
    assert found.alerts(found.visit(UNPLACED)) == [("ADDRESS_REFUSED", "address_not_placed")]


def test_spoilt_bytes_are_said_to_people_of_the_area_that_they_name(found: Found) -> None:
    spoilt = [e.subject_id.split("/")[0] for e in found.events if e.area == BROKEN]
    assert sorted(spoilt) == sorted((FIELD_AGENTS, FIELD_PLANS, FIELD_VISITS) * 3)
    assert found.alerts_of_letters("key_does_not_match") == [("another", "RECORD_REFUSED")] * 3


def test_the_log_keeps_every_promise(found: Found) -> None:
    session = found.bank.session
    checked = checked_run(session.bootstrap, session.names.prefix, session.partitions)
    assert checked.findings == ()
