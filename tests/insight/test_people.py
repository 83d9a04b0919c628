"""How agents did: what counts, what does not, and when there is an incentive."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from streams.insight.doors import doors_in
from streams.insight.parts import Part
from streams.insight.people import VISITS_MIN, AgentReport, people_in
from streams.insight.period import Period, month_of
from streams.terms.agent_facts import AgentAdmitted, AgentBarred, IncidentReported
from streams.terms.contact_facts import ComplaintClosed, ComplaintReceived, SatisfactionScored
from streams.terms.days import Day
from streams.terms.delinquency_notices import PromiseNotice, PromiseStatus
from streams.terms.identity import told_case_id
from streams.terms.visit_facts import VisitAsked, VisitEnded
from tests.insight.played import VISIT_ON, Played, arrives, ends, leaves, on_the_day, went, whole

NAMES = tuple(f"v{number}" for number in range(1, VISITS_MIN + 1))


def people(area: Played, *more: Struct, period: Period | None = None) -> dict[str, AgentReport]:
    heard = area.heard(*more)
    found = people_in(heard, doors_in(heard), month_of(VISIT_ON) if period is None else period)
    return {one.agent_id: one for one in found}


def month(*broken: str, **fields: Any) -> Played:
    """Return an area whose crew makes as many visits as a figure needs, some with a fault."""
    area = went(*NAMES)
    for name in NAMES:
        whole(area, name, **(fields if name in broken else {}))
    return area


def complaint(agent: str | None = "ag1", days: int = 0, name: str = "v1") -> ComplaintReceived:
    return ComplaintReceived(
        event_id=f"e{days}",
        customer_id=f"c-{name}",
        effective_on=Day(VISIT_ON + days),
        complaint_id=f"k{days}",
        agent_id=agent,
    )


def closed(days: int = 0) -> ComplaintClosed:
    return ComplaintClosed(
        event_id=f"x{days}", customer_id="c-v1", effective_on=VISIT_ON, complaint_id=f"k{days}"
    )


def barred(days: int = 0, bar: Any = "SERIOUS_COMPLAINT") -> AgentBarred:
    return AgentBarred(
        event_id="b",
        area="north",
        effective_on=Day(VISIT_ON + days),
        agent_id="ag1",
        bar_id="bar",
        bar=bar,
    )


def scored(score: int, name: str = "v1", days: int = 1) -> SatisfactionScored:
    return SatisfactionScored(
        event_id=f"s{name}{days}",
        customer_id=f"c-{name}",
        effective_on=Day(VISIT_ON + days),
        score_id=f"s{name}{days}",
        score=score,
    )


def promise(status: PromiseStatus, name: str = "v1", seq: int = 1) -> PromiseNotice:
    return PromiseNotice(
        event_id=f"p{name}{seq}",
        account_id=f"a-{name}",
        customer_id=f"c-{name}",
        seq=seq,
        as_of=VISIT_ON,
        promise_id=told_case_id("PROMISE", name),
        currency="CNY",
        status=status,
        paid_minor=0,
        short_minor=0,
        cause=None,
    )


def test_a_month_without_a_fault_earns_all_of_it_for_both() -> None:
    found = people(month())
    assert list(found) == ["ag1", "ag2"]
    for one in found.values():
        assert (one.visits, one.score, one.incentive) == (VISITS_MIN, 100, "EARNED")
        assert one.incentive_percent == 100


def test_who_checks_in_twice_was_there_once() -> None:
    area = went("v1")
    arrives(area, agents=("ag1", "ag2", "ag1"))
    ends(area)
    one = people(area, scored(4))["ag1"]
    assert (one.visits, one.scores) == (1, (4,))


def test_below_a_few_visits_there_is_no_figure() -> None:
    area = went(*NAMES[1:])
    for name in NAMES[1:]:
        whole(area, name)
    one = people(area)["ag1"]
    assert (one.visits, one.incentive, one.score, one.incentive_percent) == (
        4,
        "TOO_FEW",
        None,
        None,
    )


def test_one_broken_rule_and_there_is_no_incentive_whatever_was_promised_and_kept() -> None:
    area = month("v3", entered=True, outcome="MET_PROMISE", currency="CNY", promised_minor=9)
    one = people(area, promise("KEPT", "v3"), scored(5))["ag1"]
    assert one.by_the_rules == Part(4, 5)
    assert one.promises_kept == Part(1, 1)
    assert (one.incentive, one.incentive_percent) == ("RULE_BROKEN", None)
    assert one.score is not None


def test_who_turns_back_from_a_door_at_which_a_colleague_lacks_has_broken_no_rule() -> None:
    area = month()
    turned = went("w1")
    arrives(turned, "w1", agents=("ag1",))
    ends(turned, "w1", "RECALLED", recording_gap_seconds=None)
    # Another area, so that the numbers of its notices are its own.
    other = [replace(one, area="south") for one in (*turned.said, *turned.facts) if _has_area(one)]
    one = people(area, *other)["ag1"]
    assert (one.visits, one.incentive) == (VISITS_MIN, "EARNED")


def _has_area(one: Any) -> bool:
    return hasattr(one, "area")


@pytest.mark.parametrize(
    ("more", "incentive"),
    [
        ([complaint()], "COMPLAINT_OPEN"),
        ([complaint(), closed()], "EARNED"),
        ([complaint(), closed(), complaint(days=1)], "COMPLAINT_OPEN"),
        ([complaint(None)], "EARNED"),
        ([complaint("ag2")], "EARNED"),
        ([barred()], "COMPLAINT_UPHELD"),
        ([complaint(), closed(), barred()], "COMPLAINT_UPHELD"),
        ([barred(bar="BAD_CREDIT")], "EARNED"),
        # The last day of the month before: that month had none.
        ([barred(days=-7)], "EARNED"),
    ],
)
def test_a_complaint_decides_about_the_incentive(more: list[Struct], incentive: str) -> None:
    assert people(month(), *more)["ag1"].incentive == incentive


def test_a_complaint_of_the_month_before_lets_this_month_wait_while_it_is_open() -> None:
    before = complaint(days=-9)
    waits = people(month(), before)["ag1"]
    assert (waits.complaints, waits.incentive) == (0, "COMPLAINT_OPEN")
    assert people(month(), before, closed(-9))["ag1"].incentive == "EARNED"
    assert people(month(), complaint(days=31))["ag1"].incentive == "EARNED"


def test_an_upheld_complaint_costs_the_month_even_where_it_is_settled_by_its_end() -> None:
    settled = AgentAdmitted(
        event_id="a",
        area="north",
        effective_on=Day(VISIT_ON + 9),
        agent_id="ag1",
        bar_id="bar",
    )
    assert people(month(), barred(), settled)["ag1"].incentive == "COMPLAINT_UPHELD"


def test_complaints_lower_the_score_of_whom_they_name_alone() -> None:
    found = people(month(), complaint(), closed())
    # Four of five visits without a complaint, at 15 of the 75 that are known.
    assert (found["ag1"].complaints, found["ag1"].score) == (1, 96)
    assert (found["ag2"].complaints, found["ag2"].score) == (0, 100)


def test_a_complaint_of_somebody_without_visits_is_told() -> None:
    found = people(month(), barred(), period=month_of(VISIT_ON))
    assert found["ag1"].incentive == "COMPLAINT_UPHELD"
    alone = people(Played(), barred())
    assert (alone["ag1"].visits, alone["ag1"].incentive) == (0, "COMPLAINT_UPHELD")


def test_what_customers_think_counts_for_all_who_were_there() -> None:
    found = people(month(), scored(5, "v1"), scored(1, "v2"), scored(1, "v9"))
    for one in found.values():
        assert one.scores == (1, 5)
        # Half of the 10 points of what customers think, of the 85 that are known.
        assert one.score == 94


@pytest.mark.parametrize(
    ("statuses", "kept"),
    [
        (["OPEN"], Part(0, 0)),
        (["OPEN", "KEPT"], Part(1, 1)),
        (["KEPT", "BROKEN"], Part(0, 1)),
        (["PARTLY_KEPT"], Part(0, 1)),
        (["SUPERSEDED"], Part(0, 0)),
        (["CANCELLED"], Part(0, 0)),
    ],
)
def test_a_promise_counts_as_what_became_of_it_last(
    statuses: list[PromiseStatus], kept: Part
) -> None:
    area = month("v1", outcome="MET_PROMISE", currency="CNY", promised_minor=9)
    told = [promise(status, seq=seq) for seq, status in enumerate(statuses, 1)]
    assert people(area, *reversed(told))["ag1"].promises_kept == kept


def test_all_promises_broken_cost_what_they_weigh_and_no_more() -> None:
    area = month("v1", outcome="MET_PROMISE", currency="CNY", promised_minor=9)
    one = people(area, promise("BROKEN"))["ag1"]
    # 15 of the 90 that are known.
    assert (one.score, one.incentive, one.incentive_percent) == (83, "EARNED", 83)


AMOUNTS = st.integers(0, 10**12)


@given(st.lists(AMOUNTS, min_size=5, max_size=5), st.lists(AMOUNTS, min_size=5, max_size=5))
def test_no_amount_changes_what_is_said_of_an_agent(promised: list[int], paid: list[int]) -> None:
    plain, other = PROMISING, replaced(PROMISING, promised)
    kept = [promise("KEPT", name) for name in NAMES]
    more = [replace(one, paid_minor=minor) for one, minor in zip(kept, paid, strict=True)]
    assert people(plain, *kept) == people(other, *more)


def replaced(area: Played, amounts: list[int]) -> Played:
    """Return the same month with other amounts past due, and promised at the door."""
    other = Played()
    minors = dict(zip(NAMES, amounts, strict=True))
    for one in area.facts:
        match one:
            case VisitAsked():
                other.facts.append(replace(one, past_due_minor=minors[one.visit_id]))
            case VisitEnded():
                other.facts.append(replace(one, promised_minor=minors[one.visit_id]))
            case _:
                other.facts.append(one)
    other.said = area.said
    return other


def promising() -> Played:
    """Return a month at whose every door a promise is made."""
    area = went(*NAMES)
    for name in NAMES:
        whole(area, name, "MET_PROMISE", currency="CNY", promised_minor=9)
    return area


PROMISING = promising()


def incident(name: str) -> dict[str, Any]:
    return {"incident_id": "i", "incident": "THREAT", "at": on_the_day(11), "visit_id": name}


def test_what_follows_an_incident_is_held_against_nobody() -> None:
    calm, harmed = went(*NAMES), went(*NAMES)
    for area in (calm, harmed):
        for name in NAMES[:-1]:
            whole(area, name)
        arrives(area, NAMES[-1])
    harmed.tell(IncidentReported, VISIT_ON, **incident(NAMES[-1]))
    for area in (calm, harmed):
        ends(area, NAMES[-1], "SAFETY_STOP")
        area.tick(VISIT_ON, 23)
    late, hurt = people(calm)["ag1"], people(harmed)["ag1"]
    assert (late.check_out_in_time, hurt.check_out_in_time) == (Part(4, 5), Part(4, 4))
    assert (late.score, hurt.score) == (96, 100)
    assert (hurt.incidents, hurt.incentive, hurt.visits) == (1, "EARNED", VISITS_MIN)


def test_an_incident_is_of_those_whom_its_report_names_and_of_its_month() -> None:
    area = month()
    area.tell(IncidentReported, VISIT_ON, agent_ids=("ag2",), **incident("v1"))
    found = people(area)
    assert [one.incidents for one in found.values()] == [0, 1]
    early = month()
    early.tell(IncidentReported, VISIT_ON - 9, **incident("v1"))
    assert people(early)["ag1"].incidents == 0


def test_what_was_told_in_another_month_or_about_another_area_is_not_of_this_one() -> None:
    area = month()
    told = (scored(1, days=27), complaint(), closed())
    june, north, south = (month_of(VISIT_ON, name) for name in (None, "north", "south"))
    assert [people(area, *told, period=one)["ag1"].scores for one in (june, north)] == [(), ()]
    assert people(area, scored(1), period=june)["ag1"].scores == (1,)
    # In the south nobody visits, so nobody there is to be told of.
    assert people(area, *told, period=south) == {}


def test_a_crew_that_says_it_is_not_safe_has_not_missed_its_check_out() -> None:
    area = went("v1")
    arrives(area)
    ends(area)
    leaves(area, safe=False)
    assert people(area)["ag1"].check_out_in_time == Part(1, 1)


def test_an_outcome_told_days_late_was_not_told_in_time() -> None:
    area = went("v1")
    arrives(area)
    for on in range(VISIT_ON, VISIT_ON + 5):
        area.tick(on, 20)
    assert people(area)["ag1"].outcome_in_time == Part(0, 1)
    ends(area)
    one = people(area)["ag1"]
    assert (one.outcome_in_time, one.visits) == (Part(0, 1), 1)


def test_nobody_is_judged_by_another_month_or_area() -> None:
    area = month("v1", entered=True)
    assert people(area, period=month_of(Day(VISIT_ON + 40))) == {}
    assert people(area, period=month_of(VISIT_ON, "south")) == {}
