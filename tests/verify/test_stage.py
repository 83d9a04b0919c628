"""A log that the engine wrote keeps the promise, in whatever order its inputs were fetched."""

import pytest
from msgspec.structs import replace

from streams.app.stages import SPECS
from streams.engine.murmur2 import partition_of
from streams.terms.days import Day
from streams.terms.routes import MOVES, STANDINGS
from streams.verify.fold import Fact, by_timestamps
from streams.verify.logged import Entry
from streams.verify.stage import Limits, checked
from tests.delinquency.facts import bill, disputed, made_liable, opened
from tests.treatment.people import both
from tests.verify.worlds import PARTITIONS, START, World, played


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("stage", list(SPECS))
def test_nothing_is_found_in_what_the_engine_wrote(seed: int, stage: str) -> None:
    world, passed = played(seed), list[str]()
    found = checked(
        SPECS[stage], PARTITIONS, world.logged(), Limits(), lambda: passed.append(stage)
    )
    assert passed == [stage] * PARTITIONS
    assert [str(one) for one in found.findings] == []
    assert found.ticks == 75 * PARTITIONS
    assert found.facts > 100
    assert found.rows >= (1 if stage == "field" else 38)


def test_within_a_topic_the_order_is_that_of_the_log_whatever_the_timestamps_say() -> None:
    # Each worker stamps what it writes by its own clock, and several write one topic.
    def fact(topic: str, offset: int, timestamp: int) -> Fact:
        return Fact(topic, 0, Entry(offset, timestamp, b"c1", None, ()), None)

    standings = [fact("standings", 0, 50), fact("standings", 1, 30), fact("standings", 2, 70)]
    profile = [fact("profile", 0, 40), fact("profile", 1, 60)]
    alone = [one.entry.offset for one in by_timestamps([standings])]
    both = [(one.topic, one.entry.offset) for one in by_timestamps([standings, profile])]
    assert alone == [0, 1, 2]
    assert both == [
        *(("profile", 0), ("standings", 0), ("standings", 1)),
        *(("profile", 1), ("standings", 2)),
    ]


def test_an_order_is_found_in_which_facts_of_one_evening_said_what_they_did() -> None:
    # Both count from tomorrow: the one that is read first is said to both holders, not the other.
    names = [f"c{n}" for n in range(9)]
    first, beside = (next(c for c in names if partition_of(c.encode(), 2) == n) for n in (1, 0))
    found = set()
    for seed in range(8):
        world = World(seed)
        world.tell(opened(on=START, customer=first))
        world.tell(made_liable("l1", START, beside))
        world.tick(START)
        world.tell(bill("s1", Day(START + 1), Day(START + 21), 50_000))
        world.tell(disputed("d1", Day(START + 1)))
        world.tick(Day(START + 1))
        checked_ = checked(SPECS["delinquency"], PARTITIONS, world.logged(), Limits())
        assert [str(one) for one in checked_.findings] == []
        told = (one.origin for n in range(PARTITIONS) for one in world.entries[STANDINGS, n])
        found |= {str(origin).split("/")[0] for origin in told}
    assert {"billing.statements", "accounts.treatment"} <= found


@pytest.mark.parametrize("seed", range(4))
def test_a_merge_is_moved_between_partitions_and_nobody_is_contacted_before(seed: int) -> None:
    names = [f"c{n}" for n in range(9)]
    old, new = (next(c for c in names if partition_of(c.encode(), 2) == n) for n in (0, 1))
    world = World(seed)
    world.tell(opened(on=START, customer=old))
    world.tell(bill("s1", Day(START + 1), Day(START + 21), 50_000))
    for day in range(1, 26):
        world.tick(Day(START + day))
    for fact in both(old, new):
        world.tell(replace(fact, effective_on=Day(START + 26)))
    world.tell(made_liable("l1", Day(START + 26), new, role="PRIMARY"))
    world.tell(made_liable("l2", Day(START + 26), old, until=Day(START + 26)))
    for day in range(26, 60):
        world.tick(Day(START + day))
    for spec in SPECS.values():
        found = checked(spec, PARTITIONS, world.logged(), Limits()).findings
        assert [str(one) for one in found] == []
    assert len(world.entries[MOVES, 1]) >= 1
    made = [e for e in world.escalations() if e.verdict == "AUTHORISED"]
    assert {e.customer_id for e in made if e.as_of >= START + 26} == {new}
    assert min(e.as_of for e in made if e.customer_id == new) >= START + 27
    assert len({(e.rung, e.occurrence) for e in made}) == len(made)


def _in_the_middle_of_a_tick(seed: int) -> World:
    world = played(seed, accounts=120, days=40)
    for day in range(40, 60):
        world.publish(Day(START + day))
        for _ in range(2_000):
            world.creep()
            if world.halves():
                return world
    raise AssertionError("no tick was ever applied by half")


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_a_tick_that_is_applied_by_half_is_looked_at_by_half(seed: int) -> None:
    log = _in_the_middle_of_a_tick(seed).logged()
    for spec in SPECS.values():
        assert [str(one) for one in checked(spec, PARTITIONS, log, Limits()).findings] == []
