"""Whatever an area answers, a visit is asked for, planned, granted and ended one step at a time."""

from typing import Any

from hypothesis import given, settings
from msgspec import Struct

from streams.terms.contact_facts import VisitOutcome
from streams.terms.handback_facts import (
    SafetyCleared,
    SafetyFlagged,
    VisitPlanned,
    VisitReturned,
    VisitUnplanned,
)
from streams.terms.treatment_notices import AreaTold, Escalation
from streams.terms.visit_facts import (
    CustomerCleared,
    CustomerFlagged,
    VisitAsked,
    VisitGranted,
    VisitWithdrawn,
)
from streams.treatment import packing
from tests.treatment.visit_lives import LIVES, RULES, Happening, lived
from tests.treatment.worker import Told, Worker


class Attempt(Struct):
    """One attempt as the witness sees it: `ended` is empty while the area holds it."""

    asked: VisitAsked
    plan: VisitPlanned | None = None
    granted: bool = False
    ended: str = ""


class Witness:
    """Follows what areas are told and answer, with plain lists and no code of the stage."""

    def __init__(self) -> None:
        self.attempts: dict[str, list[Attempt]] = {}
        self.verdicts: dict[str, Escalation] = {}
        self.incidents: dict[str, bool] = {}
        self.told_of: dict[tuple[str, str], str] = {}
        self.heard: set[str] = set()
        self._seq = 0

    def answers(self, fact: Told) -> None:
        """Take in what the area says, before the stage has heard it."""
        if isinstance(fact, SafetyFlagged | SafetyCleared):
            was_cleared = self.incidents.get(fact.incident_id, False)
            self.incidents[fact.incident_id] = was_cleared or isinstance(fact, SafetyCleared)
        if not isinstance(fact, VisitPlanned | VisitUnplanned | VisitReturned):
            return
        made = self.attempts.get(fact.escalation_id, [])
        if not made or made[-1].asked.attempt != fact.attempt or made[-1].ended:
            return
        last = made[-1]
        if isinstance(fact, VisitReturned):
            last.ended = "returned"
            self.heard.add("returned")
        elif not last.granted:
            last.plan = fact if isinstance(fact, VisitPlanned) else None

    def hears(self, each: Told, notices: tuple[Any, ...], *, taken: bool) -> None:
        """Check what was said of a fact or tick."""
        for notice in notices:
            if isinstance(notice, Escalation):
                self.verdicts[notice.escalation_id] = notice
                if notice.verdict == "AUTHORISED":
                    self._allows(notice, each)
            elif isinstance(notice, AreaTold):
                self._seq += 1
                assert notice.told.source_seq == self._seq
                self._tells(notice.told)
        if isinstance(each, VisitOutcome) and taken:
            self._ends(each)
        self._loses_none()

    def _allows(self, notice: Escalation, each: Told) -> None:
        assert isinstance(each, tuple), "only a tick authorises"
        assert all(self.incidents.values()), "nobody goes into danger"
        last = self.attempts[notice.escalation_id][-1]
        assert not last.ended
        plan = last.plan
        assert plan is not None, "nobody goes without a plan"
        assert plan.visit_on == each[0].on
        assert plan.visit_on >= last.asked.effective_on + 3, "the customer is told in time"
        assert plan.starts_at <= (notice.not_before or 0)
        assert (notice.not_after or 0) <= plan.ends_at
        assert notice.point_id == last.asked.point_id

    def _tells(
        self, told: VisitAsked | VisitGranted | VisitWithdrawn | CustomerFlagged | CustomerCleared
    ) -> None:
        self.heard.add(type(told).__name__)
        match told:
            case VisitAsked():
                made = self.attempts.setdefault(told.visit_id, [])
                assert told.attempt == len(made) + 1 <= 8, "attempts rise by one"
                assert not made or made[-1].ended, "one attempt at a time"
                assert told.windows
                assert all(w.window_on >= told.effective_on + 3 for w in told.windows)
                assert all(w.window_on < told.expires_on for w in told.windows)
                made.append(Attempt(told))
            case VisitGranted():
                last = self.attempts[told.visit_id][-1]
                assert (last.asked.attempt, last.asked.area) == (told.attempt, told.area)
                assert not last.granted
                assert not last.ended
                last.granted = True
            case VisitWithdrawn():
                last = self.attempts[told.visit_id][-1]
                assert (last.asked.attempt, last.asked.area) == (told.attempt, told.area)
                assert told.rule
                assert not last.ended, "an attempt ends once"
                last.ended = "withdrawn"
                self.heard.add(told.rule)
            case _:
                key = told.incident_id, told.area
                before = self.told_of.get(key)
                word = type(told).__name__
                assert (
                    before == {"CustomerFlagged": None, "CustomerCleared": "CustomerFlagged"}[word]
                )
                self.told_of[key] = word

    def _ends(self, fact: VisitOutcome) -> None:
        last = self.attempts[fact.escalation_id][-1]
        if last.granted and not last.ended:
            last.ended = "outcome"
            self.heard.add("outcome")

    def _loses_none(self) -> None:
        """Check that what an area holds is wanted, and the other way round."""
        for name, made in self.attempts.items():
            last, verdict = made[-1], self.verdicts[name]
            if last.ended:
                assert verdict.verdict != "AUTHORISED" or last.ended == "outcome", name
                continue
            if last.granted:
                assert verdict.verdict == "AUTHORISED"
            else:
                assert (verdict.verdict, verdict.rule) == ("DEFERRED", "visit_to_be_planned")


def watched(life: list[Happening]) -> tuple[Worker, Witness, list[Told]]:
    worker, witness, log = Worker(RULES), Witness(), list[Told]()
    steps = lived(life, worker)
    for each, notices, taken in steps:
        witness.answers(each)
        witness.hears(each, notices, taken=taken)
        log.append(each)
    return worker, witness, log


@given(LIVES)
def test_every_ask_ends_once_and_nobody_goes_without_a_plan(life: list[Happening]) -> None:
    watched(life)


@given(LIVES)
def test_a_log_told_twice_says_nothing_new(life: list[Happening]) -> None:
    worker, _, log = watched(life)
    again = Worker(RULES)
    for each in log:
        again.takes(each)
        assert again.takes(each) == ()
        again.row = packing.unpack(packing.pack(again.row))
    assert again.said == worker.said
    assert again.row == worker.row


@given(LIVES)
def test_a_row_that_sleeps_until_it_wants_to_wake_says_the_same(life: list[Happening]) -> None:
    worker, _, log = watched(life)
    lazy = Worker(RULES, lazy=True).takes_all(log)
    assert lazy.said == worker.said


def test_the_lives_are_worth_watching() -> None:
    heard: set[str] = set()

    @settings(max_examples=200, derandomize=True, database=None)
    @given(LIVES)
    def live(life: list[Happening]) -> None:
        heard.update(watched(life)[1].heard)

    live()
    assert {"VisitAsked", "VisitGranted", "VisitWithdrawn", "outcome", "returned"} <= heard
    assert {"CustomerFlagged", "CustomerCleared", "safety_flag", "address_changed"} <= heard
    assert {"visit_day_missed", "complaint_open", "stop_attorney", "agent_absent"} <= heard
    assert {"window_over", "house_hours", "account_incomplete", "visit_area_unknown"} <= heard
