"""A visit's story: asked, planned, told, decided, made; and why none came of it."""

import pytest
from msgspec import json
from msgspec.structs import replace

from streams.policy.contact import Demand, Holidays
from streams.policy.rules import Rules
from streams.terms.agent_facts import AgentAbsent
from streams.terms.days import Day, date_of
from streams.terms.field_facts import VisitApproved
from streams.terms.field_notices import VisitNotice
from streams.terms.visit_facts import CheckedOut, VisitWithdrawn
from tests.field.area import Area, answered, arrived, at, ended, granted, stop, told
from tests.treatment.field_rules import Visited, asked_for, fielded, given_back
from tests.treatment.world import DUE_ON, late, local
from tests.views.dossiers import day
from tests.views.visit_stories import DoorStory, asked, notes, staffed, story, verdict

CREW = ("agent-0001", "agent-0002")
HOURS = "10:00 to 10:30 Asia/Shanghai"


def plan(area: Area) -> None:
    answered(area, stop(area.question(), agents=CREW))


def made(area: DoorStory) -> None:
    plan(area)
    told(area)
    granted(area)
    arrived(area, CREW)
    ended(
        area,
        "MET_PROMISE",
        met="DEBTOR",
        currency="CNY",
        promised_minor=100_000,
        promised_on=Day(DUE_ON + 80),
        entered=True,
    )
    area.tell(CheckedOut, visit_id="v1", at=at(DUE_ON + 66, 10.6))


def test_a_visit_is_told_from_the_ask_to_the_check_out() -> None:
    area = staffed()
    customer = asked(area)
    made(area)
    assert notes(customer, area) == [
        (
            f"{day(61)} asked of the area north: for 11 days from which to choose,"
            f" {day(64)} to {day(74)}"
        ),
        (
            f"{day(61)} planned for {day(66)}, {HOURS}, by agent-0001, agent-0002;"
            f" the customer is to be told by {day(63)}"
        ),
        f"{day(61)} the customer is told of it (letter)",
        f"{day(65)} granted: the crew may go",
        f"{day(66)} at the door at 10:00: agent-0001, agent-0002",
        f"{day(66)} the crew reports, met: debtor; promised at the door: 1,000.00 CNY by {day(80)}",
        f"{day(66)} ended in: met promise; broken at the door: V.no_entry (V.no entry)",
        f"{day(66)} the crew is away at 10:36",
    ]


def test_masked_neither_crew_nor_what_the_customer_said_is_told() -> None:
    area = staffed()
    customer = asked(area)
    made(area)
    text = json.encode(story(customer, area, masked=True)).decode()
    hidden = ("agent-000", "met promise", "debtor", "1,000.00", day(80))
    assert [word for word in hidden if word in text] == []
    assert "by ***0001, ***0002" in text


def test_the_first_line_names_the_rung_and_all_of_them_carry_it() -> None:
    area = staffed()
    customer = asked(area)
    plan(area)
    first, second = (t for t in story(customer, area) if t.part == "note" and t.rung)
    assert (first.label, second.label) == ("visit_1", "")
    assert (second.rung, second.on, second.account_id) == ("visit_1", day(61), "a1")
    assert second.text.endswith("and is not told so far")


def test_a_plan_that_is_taken_back_says_why_and_which_one_follows() -> None:
    area = staffed(("agent-0001", "agent-0002", "agent-0003"))
    customer = asked(area)
    plan(area)
    area.tell(AgentAbsent, DUE_ON + 66, agent_id="agent-0001")
    area.days(62)
    answered(area, stop(area.question(), agents=("agent-0002", "agent-0003")))
    area.tell(VisitWithdrawn, visit_id="v1", attempt=1, rule="cured", at=local(62, 12))
    assert notes(customer, area)[2:] == [
        f"{day(61)} that plan is taken back because one of the agents cannot come",
        (
            f"{day(62)} planned again (2) for {day(67)}, {HOURS}, by agent-0002, agent-0003;"
            f" the customer is to be told by {day(64)}, and is not told so far"
        ),
        f"{day(62)} cancelled because the past due amount was paid",
    ]


@pytest.mark.parametrize("sent_on", [61, -300])
def test_a_notice_of_another_plan_has_told_nobody_of_this_one(sent_on: int) -> None:
    area = staffed()
    customer = asked(area)
    plan(area)
    # One that names another hour, and one that was sent before there was a plan.
    other = at(DUE_ON + 66, 14) if sent_on == 61 else area.of(VisitNotice)[-1].starts_at
    told(area, at=at(DUE_ON + sent_on, 12), starts_at=other)
    planned, sent = notes(customer, area)[1:]
    assert planned.endswith(f"is to be told by {day(63)}, and is not told so far")
    assert sent == (
        f"{day(61)} the customer is told (letter) of another plan than stands: that lets no crew go"
    )


def test_a_visit_that_nobody_approved_is_not_said_to_lack_a_day() -> None:
    area = staffed()
    customer = asked(area, visit_number=2)
    waits = f"deferred on {day(61)} until {day(62)} because its service area is to name a day"
    assert verdict(customer, area).text.endswith(
        f"{waits} for it: nobody has approved it yet (arrears visits)"
    )
    area.days(62, 63, 64, 65, 66)
    assert notes(customer, area)[1:] == [
        f"{day(61)} wants a manager's approval",
        f"{day(66)} given back by the area because nobody approved the visit in time",
    ]
    customer.tell(given_back(66, rule="not_approved_in_time"))
    customer.tick(75)
    line = verdict(customer, area)
    assert line.text.endswith(
        "(last deferred by visit_to_be_planned): nobody approved the visit in time"
    )
    assert [rule.rule for rule in line.rules] == ["window_over", "not_approved_in_time"]


def test_an_approval_is_told_and_no_longer_waited_for() -> None:
    area = staffed()
    customer = asked(area, visit_number=2)
    area.tell(VisitApproved, visit_id="v1", role="manager", decided_by="m", reason="to agree")
    assert notes(customer, area)[-1] == f"{day(61)} approved by a manager (to agree)"
    assert verdict(customer, area).text.endswith("is to name a day for it")


def test_an_area_without_a_crew_is_the_reason_and_no_lack_of_days() -> None:
    area = DoorStory()
    customer = asked(area)
    crewless = "no two agents of the area north were fit to go together"
    assert verdict(customer, area).text.endswith(f"to name a day for it: {crewless}")
    area.days(*range(62, 74))
    assert "VISIT_RETURNED" in area.changes()
    customer.tell(given_back(70, rule="no_day_left"))
    customer.tick(75)
    line = verdict(customer, area)
    over = "because its window was over (last deferred by visit_to_be_planned)"
    assert f"{over}: {crewless}, as was said of 9 days" in line.text
    assert [rule.rule for rule in line.rules] == ["window_over", "V.two_agents"]
    assert any("waits for a crew: no two agents" in text for text in notes(customer, area))


def test_holidays_that_a_visit_may_not_be_on_are_named_with_their_rule() -> None:
    rest = Demand(rule="law.rest", channels=frozenset({"VISIT"}))
    closed = frozenset({Day(DUE_ON + 61), Day(DUE_ON + 66), Day(DUE_ON + 67)})
    years = frozenset({date_of(DUE_ON).year})
    rules = fielded(holidays=(rest,), calendar=Holidays(years=years, days=closed))
    area = DoorStory()
    customer = asked_on_the_next_day(area, rules)
    assert f"deferred on {day(61)} until {day(62)} because law.rest" in verdict(customer, area).text
    first = notes(customer, area)[0]
    assert first.endswith(f"; not on {day(66)}, {day(67)}, holidays")
    (line,) = (t for t in story(customer, area) if t.text == first)
    assert [rule.rule for rule in line.rules] == ["law.rest"]


def asked_on_the_next_day(area: DoorStory, rules: Rules) -> Visited:
    customer = asked_for(rules=rules)
    customer.tick(62)
    area.days(61)
    area.asks(customer)
    return customer


def test_where_a_window_went_by_for_another_reason_the_area_is_not_to_blame() -> None:
    area = staffed()
    customer = asked(area, visit_number=2)
    customer.stands(late(), day=62, holds=("plan",))
    customer.tick(62)
    area.days(62, 63, 64, 65, 66)
    customer.tick(75)
    line = verdict(customer, area)
    assert line.text.endswith("because its window was over (last deferred by account_hold_plan)")
    assert [rule.rule for rule in line.rules] == ["window_over"]


def test_in_whatever_order_topics_are_read_the_story_is_one() -> None:
    area = staffed()
    asked(area)
    made(area)
    everything = [*area.facts, *area.said]
    whole = area.heard_in(everything)
    assert area.heard_in(reversed(everything)) == whole
    assert area.heard_in([*everything, *everything]) == whole
    assert replace(whole, steps=()) == area.heard_in([])
