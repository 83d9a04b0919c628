"""A customer's story tells every verdict of a played world once, with its rules and sources."""

from collections.abc import Iterator

import msgspec
import pytest
from msgspec.structs import replace

from streams.app.stages import TREATMENT
from streams.engine.parted import store_of
from streams.engine.position import POSITION_KEY, unpack
from streams.terms.routes import TREATMENT_ROWS
from streams.terms.treatment_notices import Escalation
from streams.views.customer_story import customer_story
from streams.views.dossier import Dossier, Told
from tests.verify.worlds import PARTITIONS, START, World, played


def of_world(world: World, *, masked: bool = False) -> Iterator[Dossier]:
    """Yield the dossier of every customer of a world, from what stands in its log."""
    policies = {world.policy.digest: world.policy}
    said = world.escalations()
    for number in range(PARTITIONS):
        store, clock = store_of(TREATMENT), None
        for entry in world.entries[TREATMENT_ROWS, number]:
            assert entry.key is not None
            if entry.key == POSITION_KEY:
                clock = unpack(entry.value or b"").clock
            else:
                store.restore(entry.key, entry.value)
        assert clock is not None
        for key in store.every():
            yield Dossier(
                row=store.get(key),
                as_of=clock.as_of,
                policy=world.policy,
                policies=policies,
                escalations=tuple(one for one in said if one.customer_id == key.decode()),
                masked=masked,
            )


@pytest.fixture(scope="module")
def world() -> World:
    return played(1)


def told(dossier: Dossier) -> list[Told]:
    return list(customer_story(dossier))


def place(one: Escalation) -> tuple[str, str, str, int]:
    return one.account_id, one.origin, one.rung, one.occurrence


def test_the_last_verdict_on_each_occurrence_is_told_once(world: World) -> None:
    for dossier in of_world(world):
        last = {place(one): one.verdict for one in dossier.escalations}
        lines = [
            ((line.account_id, line.origin, line.rung, line.occurrence), line.verdict)
            for line in told(dossier)
            if line.verdict
        ]
        assert sorted(lines) == sorted(last.items())


def test_every_rule_that_said_no_is_told_with_its_source(world: World) -> None:
    seen = set()
    for dossier in of_world(world):
        lines = {
            (line.account_id, line.origin, line.rung, line.occurrence): line
            for line in told(dossier)
            if line.verdict
        }
        for one in dossier.escalations:
            line = lines[place(one)]
            rules = {rule.rule: rule for rule in (*line.rules, *line.before)}
            for name in one.rules:
                assert rules[name].source not in {"", "unknown to this program"}
                seen.add(name)
            if one.rule is None and one == dossier.escalations[-1]:
                assert rules
    assert len(seen) > 4


def test_every_rung_of_a_ladder_is_told_in_its_order(world: World) -> None:
    ladders = world.policy.on(START).ladders.values()
    orders = [[rung.id for rung in ladder.rungs] for ladder in ladders]
    for dossier in of_world(world):
        episodes: dict[tuple[str, str], list[str]] = {}
        for line in told(dossier):
            if line.part == "rung":
                episodes.setdefault((line.account_id, line.origin), []).append(line.rung)
        for rungs in episodes.values():
            assert list(dict.fromkeys(rungs)) in orders


def test_masked_nobody_is_named(world: World) -> None:
    count = 0
    for dossier in of_world(world, masked=True):
        text = " ".join(msgspec.json.encode(line).decode() for line in told(dossier))
        row = dossier.row
        ids = {row.customer_id, *(account.account_id for account in row.accounts)}
        ids |= {point.id for point in row.profile.points}
        ids |= {stop.stop_id for stop in row.stops}
        ids |= {one.origin for one in dossier.escalations}
        assert [one for one in ids if one in text] == []
        count += len(ids)
    assert count > 100


def test_masked_no_ladder_is_named_that_tells_how_a_customer_pays(world: World) -> None:
    entries = [placed.entry for placed in world.policy.sections.ladders]
    names = {name for one in entries for name in (one.ladder, one.id)}
    seen = set()
    for dossier in of_world(world):
        text = " ".join(msgspec.json.encode(line).decode() for line in told(dossier))
        seen |= {name for name in names if name in text}
        masked = replace(dossier, masked=True)
        text = " ".join(msgspec.json.encode(line).decode() for line in told(masked))
        assert [name for name in names if name in text] == []
    assert "cn.ladder" in seen
