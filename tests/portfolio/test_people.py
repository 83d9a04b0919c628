"""Agencies, complaints, objections and stops occur as often as the people of a world ask for."""

from collections import Counter

from msgspec.structs import replace

from streams.portfolio.chance import Chance
from streams.portfolio.habits import habit_of, pays_in_full
from streams.portfolio.people import EVERYDAY, People
from streams.portfolio.simulated import Simulation
from streams.terms.agent_facts import AgentRostered
from streams.terms.contact_facts import AgencyContacted, AgencyPlaced, QuotaReturned
from streams.terms.days import Day, parse_day
from streams.terms.life_facts import LiabilityChanged
from streams.terms.local_times import weekday_of
from streams.terms.profile_facts import (
    ContactPointSet,
    CustomersMerged,
    StopLifted,
    StopPlaced,
)

_SUNDAY = 6
START = parse_day("2026-03-01")
DAYS = 300


def told(people: People, accounts: int = 400) -> list[tuple[Day, object]]:
    world = Simulation(
        seed=1, accounts=accounts, start=START, days=DAYS, currency="CNY", people=people
    )
    return [(day.on, fact) for day in world.by_day() for fact in day.facts]


def counted(people: People) -> Counter[str]:
    return Counter(type(fact).__name__ for _, fact in told(people))


def test_common_people_have_neither_agencies_nor_complaints() -> None:
    seen = counted(EVERYDAY)
    assert seen["StopPlaced"] > 0
    assert not seen.keys() & {"AgencyPlaced", "ComplaintReceived", "ObjectionRaised"}


def test_what_is_asked_for_occurs() -> None:
    seen = counted(People(complaints_per_mille=500, objections_per_mille=250))
    # Of 380 customers; every twentieth account is somebody's second.
    assert 150 < seen["ComplaintReceived"] < 230
    assert 60 < seen["ObjectionRaised"] < 130
    assert 0 < seen["ComplaintClosed"] <= seen["ComplaintReceived"]


def test_an_agency_calls_from_its_quota_while_it_is_placed() -> None:
    facts = told(People(agencies_per_mille=1000))
    placed = [(on, f) for on, f in facts if isinstance(f, AgencyPlaced)]
    # A customer may have two accounts, each of them placed for a while.
    first = {f.customer_id: on for on, f in reversed(placed) if f.calls_per_day}
    ended = {f.customer_id: on for on, f in placed if not f.calls_per_day}
    assert first
    assert first.keys() == ended.keys()
    results = Counter(f.result for _, f in facts if isinstance(f, AgencyContacted))
    assert results["NO_ANSWER"] > results["RIGHT_PARTY"] > 0
    for on, fact in facts:
        if isinstance(fact, AgencyContacted | QuotaReturned):
            assert first[fact.customer_id] <= on <= ended[fact.customer_id]


def test_a_death_is_never_taken_back() -> None:
    people = replace(EVERYDAY, stops_per_mille=1000, stop_kinds=("DECEASED", "ATTORNEY"))
    facts = [fact for _, fact in told(people, accounts=100)]
    dead = {f.stop_id for f in facts if isinstance(f, StopPlaced) and f.kind == "DECEASED"}
    lifted = {f.stop_id for f in facts if isinstance(f, StopLifted)}
    assert dead
    assert lifted
    assert not dead & lifted


def test_shares_of_habits_are_those_that_are_asked_for() -> None:
    assert habit_of(Chance(1, "a"), ((1000, pays_in_full),)) is pays_in_full


def test_one_person_under_two_names_is_told_of_on_both_sides_and_takes_over_the_account() -> None:
    facts = told(People(merged_per_mille=200), accounts=100)
    merges = [(on, f) for on, f in facts if isinstance(f, CustomersMerged)]
    sides = {(f.customer_id, f.merge_role): (on, f.other_id) for on, f in merges}
    absorbed = {name: rest for (name, role), rest in sides.items() if role == "ABSORBED"}
    assert len(sides) == len(merges) == 2 * len(absorbed) > 10
    for twin, (on, survivor) in absorbed.items():
        assert sides[survivor, "SURVIVOR"] == (on, twin)
        moved = [
            (f.customer_id, f.liable_until)
            for day, f in facts
            if isinstance(f, LiabilityChanged) and f.account_id.endswith("-twin") and day == on
            if f.customer_id in {twin, survivor}
        ]
        assert moved == [(twin, on), (survivor, None)]


def test_a_number_that_an_agency_calls_is_one_that_is_on_record() -> None:
    facts = [fact for _, fact in told(People(agencies_per_mille=1000), 40)]
    known = {one.point_id for one in facts if isinstance(one, ContactPointSet)}
    called = {one.point_id for one in facts if isinstance(one, AgencyContacted)}
    assert called
    assert called <= known


def test_the_id_of_an_address_tells_nobody_whose_it_is() -> None:
    for _, one in told(EVERYDAY, 40):
        if isinstance(one, ContactPointSet):
            assert one.customer_id not in one.point_id
            assert one.customer_id[-6:] not in one.point_id


def test_crews_know_their_shifts_two_weeks_ahead_on_the_last_day_too() -> None:
    facts = told(replace(EVERYDAY, agents_an_area=2), 1)
    shifts = {(on, fact.effective_on) for on, fact in facts if isinstance(fact, AgentRostered)}
    last = START + DAYS - 1
    assert max(on for on, _ in shifts) == last
    assert {on for _, on in shifts if on > last} == {
        on for on in range(last + 1, last + 15) if weekday_of(Day(on)) != _SUNDAY
    }
