"""A notice is of the plan that it names: none of an earlier plan lets a crew go on a later one."""

from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.terms.agent_facts import AgentAbsent
from streams.terms.days import Instant
from streams.terms.field_notices import VisitNotice
from streams.terms.visit_facts import VisitGranted, VisitWithdrawn
from tests.field.area import FIRST, Area, answered, asked, at, crew, granted, planned, told
from tests.field.judge import PLANNED, Judge

OTHER, NAMELESS = "notice_of_another_plan", "notice_names_no_plan"


def replanned() -> tuple[Area, Instant]:
    """Return an area with a visit planned for a second day, and when it was to begin before."""
    area = planned()
    plan = area.visit().plan
    assert plan is not None
    area.tell(AgentAbsent, plan.on, agent_id="ag1")
    area.tick(FIRST + 2)
    answered(area)
    assert area.changes() == ["VISIT_PLANNED", "VISIT_UNPLANNED", "VISIT_REPLANNED"]
    return area, plan.starts_at


def noticed_at(area: Area) -> Instant | None:
    plan = area.visit().plan
    assert plan is not None
    return plan.noticed_at


def test_a_late_notice_of_an_earlier_plan_is_none_of_the_new_one_and_is_said() -> None:
    area, before = replanned()
    told(area, starts_at=before)
    assert (noticed_at(area), area.rejects) == (None, [OTHER])
    # Nobody was told of the new day, and so nobody goes.
    for on in range(FIRST + 3, FIRST + 6):
        area.tick(on)
    assert area.of(VisitNotice)[-1].rule == "V.notice"


def test_a_notice_that_names_the_new_plan_counts() -> None:
    area, _ = replanned()
    told(area)
    assert (noticed_at(area), area.rejects) == (at(FIRST + 2, 12), [])
    granted(area)
    assert area.visit().state == "GRANTED"


def test_a_notice_that_names_no_plan_counts_for_the_first_one_alone() -> None:
    first = Area()
    crew(first)
    first.tick(FIRST)
    asked(first)
    first.tick(FIRST + 1)
    answered(first)
    told(first, starts_at=None)
    assert (noticed_at(first), first.rejects) == (at(FIRST + 1, 12), [])
    area, _ = replanned()
    told(area, on=FIRST + 3, starts_at=None)
    assert (noticed_at(area), area.rejects) == (None, [NAMELESS])


def unnoticed() -> Area:
    """Return an area with a planned visit of which the customer is not told yet."""
    area = Area()
    crew(area)
    area.tick(FIRST)
    asked(area)
    area.tick(FIRST + 1)
    answered(area)
    return area


def test_a_notice_in_time_that_is_read_behind_a_late_one_counts() -> None:
    area = unnoticed()
    told(area, at=at(FIRST + 4, 9))
    assert (area.visit().state, area.rejects) == ("PLANNED", [])
    told(area, at=at(FIRST + 3, 9))
    granted(area)
    assert (area.visit().state, area.rejects) == ("GRANTED", [])


def test_a_late_notice_alone_lets_nobody_go() -> None:
    area = unnoticed()
    told(area, at=at(FIRST + 4, 9))
    plan = area.visit().plan
    assert plan is not None
    hours = {"not_before": plan.starts_at, "not_after": plan.ends_at}
    # Treatment's leave is read before the area's own tick of any later day.
    area.tell(VisitGranted, plan.on, visit_id="v1", attempt=1, **hours)
    last = area.of(VisitNotice)[-1]
    assert (last.change, last.rule) == ("VISIT_CANCELLED", "V.notice")


@pytest.mark.parametrize("fields", [{"attempt": 1}, {"attempt": 1, "starts_at": None}])
def test_a_notice_of_an_earlier_attempt_is_of_another_plan(fields: dict[str, Any]) -> None:
    area = planned()
    area.tell(VisitWithdrawn, visit_id="v1", attempt=1, rule="cured", at=at(FIRST + 1, 13))
    asked(area, on=FIRST + 1, attempt=2)
    area.tick(FIRST + 2)
    answered(area)
    told(area, **fields)
    assert (noticed_at(area), area.rejects) == (None, [OTHER])


@pytest.mark.parametrize("starts_at", [None, at(FIRST + 6, 10)])
def test_a_notice_of_a_plan_that_is_gone_is_refused(starts_at: Instant | None) -> None:
    area = planned()
    area.tell(AgentAbsent, FIRST + 6, agent_id="ag1")
    assert area.visit().plan is None
    told(area, starts_at=starts_at)
    assert area.rejects == [OTHER]


@cache
def begun() -> Area:
    """Return an area with one crew, ticked once."""
    area = Area()
    crew(area, days=range(40))
    area.tick(FIRST)
    return area


def test_a_notice_counts_once_and_one_that_crosses_a_cancellation_is_refused() -> None:
    area = planned()
    told(area)
    assert area.rejects == []
    area.tell(VisitWithdrawn, visit_id="v1", attempt=1, rule="cured", at=at(FIRST + 1, 13))
    told(area)
    assert area.rejects == [OTHER]


class Judged(Area):
    """One visit whose plans come and go, its letters crossing them; judged by facts and words."""

    def __init__(self) -> None:
        super().__init__()
        self.judge = Judge(notice=3)
        self.wrong: list[str] = []
        self.refused: list[str] = []
        self.begin_with(begun().row)
        self.as_of = begun().as_of
        asked(self)

    def take(self, fact: Any) -> None:
        """Let the stage take a fact, and judge what it says."""
        before = len(self.said)
        self.judge.facts.append(fact)
        super().take(fact)
        self._hear(before)

    def tick(self, on: int, hour: float = 8.0) -> None:
        """Tick a day, and judge what is said."""
        before = len(self.said)
        super().tick(on, hour)
        self._hear(before)

    def _hear(self, before: int) -> None:
        for notice in self.said[before:]:
            # A plan that was told of as it should be is not taken back for want of a notice.
            if isinstance(notice, VisitNotice) and notice.rule == "V.notice":
                plan = self.judge.plans[notice.visit_id]
                if not list(self.judge.untold(plan)):
                    self.wrong.append("a notice was lost")
            self.wrong += self.judge.hear([notice])

    def play(self, what: str, which: int) -> None:
        """Let something happen."""
        visit, plans = self.visit(), [n for n in self.of(VisitNotice) if n.change in PLANNED]
        if what == "day":
            self._day()
        elif what == "away" and visit.plan is not None:
            self.tell(AgentAbsent, visit.plan.on, agent_id="ag1")
        elif what == "over" and not visit.is_over and self.as_of is not None:
            gone = {"rule": "cured", "at": self.as_of.at, "attempt": visit.attempt}
            self.tell(VisitWithdrawn, visit_id="v1", **gone)
        elif what in {"told", "told of old"} and plans:
            self._tell(plans[-1 - which % min(3, len(plans))], is_named=what == "told")
        if self.visit().is_over:
            assert self.as_of is not None
            asked(self, on=self.as_of.on, attempt=self.visit().attempt + 1)

    def _day(self) -> None:
        assert self.as_of is not None
        on, plan = self.as_of.on + 1, self.visit().plan
        if plan is not None and plan.on == on:
            hours = {"not_before": plan.starts_at, "not_after": plan.ends_at}
            self.tell(VisitGranted, on, visit_id="v1", attempt=self.visit().attempt, **hours)
        self.tick(on)
        if self.visit().state == "OFFERED":
            answered(self)

    def _tell(self, one: VisitNotice, *, is_named: bool) -> None:
        plan, mine = self.judge.plans.get("v1"), (one.visit_id, one.attempt)
        counts = plan is not None and plan.attempt == one.attempt
        if counts and is_named:
            counts = plan is not None and plan.starts_at == one.starts_at
        elif counts:
            counts = self.judge.planned.count(mine) == 1
        if not counts:
            self.refused.append(one.visit_id)
        told(self, attempt=one.attempt, starts_at=one.starts_at if is_named else None)


# Most of the time nothing happens but days, so that plans live to see theirs.
WHATS = (*["day"] * 10, *["told"] * 3, "told of old", "away", "over")
moves = st.tuples(st.sampled_from(WHATS), st.integers(0, 2))


@settings(max_examples=150, deadline=None)
@given(st.lists(moves, min_size=20, max_size=70))
def test_a_crew_goes_where_its_own_plan_was_told_of_in_time_and_no_notice_is_lost(
    script: list[tuple[str, int]],
) -> None:
    area = Judged()
    for what, which in script:
        area.play(what, which)
    assert area.wrong == []
    assert len(area.rejects) == len(area.refused)
    assert set(area.rejects) <= {OTHER, NAMELESS}
