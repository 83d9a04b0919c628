"""Home visits under the shipped packs: whole rules, true sources, and ladders that keep them."""

import pytest

from streams.app.packs import pack_names, pack_text
from streams.policy.field import FieldRules
from streams.policy.rules import Rung
from streams.policy.visit_words import RECALLED, REQUIRED
from streams.terms.days import Day
from tests.policy.bank import on, sound

PACKS = {name: sound(pack_text(name)) for name in pack_names()}
# From which day on a pack visits anybody.
SINCE = {"cn": "2026-01-30", "house": "2000-01-01"}


def field(pack: str, day: Day) -> FieldRules:
    found = PACKS[pack].on(day).field
    assert found is not None
    return found


def visits(pack: str, day: Day) -> list[Rung]:
    known = PACKS[pack].on(day).ladders.values()
    return [rung for ladder in known for rung in ladder.rungs if rung.channel == "VISIT"]


@pytest.mark.parametrize("pack", sorted(SINCE))
def test_where_a_pack_visits_anybody_its_rules_are_whole_on_every_day(pack: str) -> None:
    start = on(SINCE[pack])
    assert PACKS[pack].on(Day(start - 1)).field is None
    assert PACKS[pack].on(Day(start - 1)).house is None
    for day in (start, *(turn for turn in PACKS[pack].turns if turn > start), on("2099-12-31")):
        assert field(pack, day).two_agents.agents_min == 2
        assert visits(pack, day)


@pytest.mark.parametrize("pack", sorted(set(pack_names()) - set(SINCE)))
def test_elsewhere_nobody_is_visited(pack: str) -> None:
    policy = PACKS[pack]
    for day in (*policy.turns, on("2099-12-31")):
        assert policy.on(day).field is None
        assert visits(pack, day) == []


@pytest.mark.parametrize("pack", sorted(SINCE))
def test_the_numbers_are_those_of_the_reference(pack: str) -> None:
    found = field(pack, on("2026-06-01"))
    assert (found.last_resort.tries_min, found.last_resort.tries_days_min) == (3, 3)
    assert found.certified.certificates == ("LAW", "CONDUCT", "SAFETY", "PSYCHOLOGY")
    assert found.certified.days_max == 365
    assert (found.hours.opens_minute, found.hours.closes_minute) == (9 * 60, 18 * 60)
    assert found.notice.days == 3
    assert (found.on_site.gap_seconds_max, found.on_site.keep_years) == (30, 5)
    assert (found.on_site.leave_minutes_max, found.on_site.visit_minutes_max) == (1, 30)
    assert (found.safety.check_out_minutes, found.safety.visits_per_day_max) == (15, 6)
    assert found.second_visit.apart_days == 14
    assert found.second_visit.other_lead
    assert found.second_visit.approving_roles == ("manager",)


def test_in_china_each_rule_names_where_it_comes_from() -> None:
    entries = {p.entry.visit_rule: p.entry for p in PACKS["cn"].sections.visit_rules}
    assert {*REQUIRED, "HELD_OUT"} == entries.keys()
    read = {kind: (e.id, e.force, e.confidence) for kind, e in entries.items()}
    assert {kind: said for kind, said in read.items() if said[1] != "product"} == {
        "TWO_AGENTS": ("CN26.visit.staff", "self-regulation", "S"),
        "CERTIFIED": ("CN25.staff.train", "standard", "S"),
        "FIT_AGENT": ("CN25.staff.select", "standard", "S"),
        "IDENTIFY": ("CN26.visit.identify", "self-regulation", "S"),
        "NO_ENTRY": ("CN26.visit.entry", "self-regulation", "S"),
        "RECORDING": ("CN26.visit.recording", "self-regulation", "S"),
        "THIRD_PARTY": ("CN.target", "binding", "V"),
    }
    # The seconds of a gap and the order of steps are ours, whatever the rule they stand in.
    for kind in ("CERTIFIED", "FIT_AGENT", "IDENTIFY", "NO_ENTRY", "RECORDING"):
        assert "product choice" in entries[kind].clause
    assert entries["TWO_AGENTS"].clause == "art. 22"


@pytest.mark.parametrize("pack", sorted(SINCE))
def test_every_visit_is_the_last_resort_and_repeats_only_where_it_was_recalled(pack: str) -> None:
    for rung in visits(pack, on("2026-06-01")):
        assert (rung.needs, rung.tries_min, rung.tries_days_min) == (("letter_1",), 3, 3)
        assert (rung.times, rung.repeat_days, len(rung.until)) == (3, 1, 11)
        assert RECALLED not in rung.until


@pytest.mark.parametrize("pack", sorted(SINCE))
def test_a_second_visit_can_be_planned_and_told_inside_its_window(pack: str) -> None:
    rules = field(pack, on("2026-06-01"))
    put_off = 0 if rules.held_out is None else rules.held_out.days
    seconds = [rung for rung in visits(pack, on("2026-06-01")) if rung.visit_number == 2]
    assert len(seconds) == {"cn": 3, "house": 1}[pack]
    for rung in seconds:
        assert rung.after_days >= rules.second_visit.apart_days
        approved = rules.second_visit.approval_days + rules.notice.days
        assert put_off + approved < rung.window_days


@pytest.mark.parametrize("pack", sorted(SINCE))
def test_light_is_inside_the_day_and_leaves_hours_for_visits(pack: str) -> None:
    found = field(pack, on("2026-06-01"))
    for month in range(1, 13):
        opens, closes = found.daylight.of_month(month)
        assert opens <= found.hours.opens_minute
        assert closes - found.hours.opens_minute >= 6 * 60
    assert found.daylight.of_month(6)[1] > found.daylight.of_month(12)[1]
