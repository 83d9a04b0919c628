"""Workers and planner are killed while visits are planned: no visit is lost, none doubled."""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from secrets import token_hex
from time import sleep

import pytest

from streams.engine.names import Names
from streams.feed.planner import Planner
from streams.portfolio.chance import Chance
from streams.portfolio.habits import Answer, Asked
from streams.portfolio.people import People
from tests.audit import visits
from tests.audit.__main__ import records_of
from tests.system import visits_seen
from tests.system.crashing import STEPS, ended_at
from tests.system.faults import GUEST
from tests.system.load import Shape, first_visits_on
from tests.system.proxied_broker import ProxiedBroker
from tests.system.rounds import Fault, Stage, played
from tests.system.visits_seen import unaccounted

pytestmark = [pytest.mark.broker, pytest.mark.slow]

# More than come in these days: five weeks of visits, with a week of holidays among them.
FACTS = 1_300
DAYS = 90
KILLS = 4
KILLS_LEAST = 3
GRANTED_LEAST = 20
TOPICS = tuple(dict.fromkeys((*visits_seen.TOPICS, *visits.TOPICS)))


def _never_pays(chance: Chance, asked: Asked) -> Answer:
    del chance, asked
    return Answer(0)


NOBODY_PAYS = People(
    habits=((1000, _never_pays),),
    troubles={_never_pays: ()},
    stops_per_mille=0,
    agents_an_area=6,
)


SHAPE = Shape(
    facts_an_account=7,
    people=NOBODY_PAYS,
    bad_on_days=(),
    opened_before_days=28,
    days=DAYS,
)


def _kill_while_planning(stage: Stage) -> None:
    """Kill planner and worker in turns, each while a plan is open or has just been answered.

    Another worker ends itself meanwhile at each step of a flush.
    """
    _look_until(stage, lambda: stage.sending.has_reached(first_visits_on(SHAPE)))
    at = ",".join(f"{step}:{number}" for number, step in enumerate(STEPS, start=3))
    stage.crew.start_crashing(GUEST, crash_at=at)
    killed: list[str] = []
    with closing(Planner(stage.crew.bootstrap, Names(stage.prefix), lambda _: None)) as open_ones:
        while len(killed) < KILLS and not stage.sending.is_over:
            asked = open_ones.open_question()
            if asked is None or asked.plan_id in killed:
                open_ones.wait()
            else:
                sleep(0.2 * stage.chance.random())
                _kill(stage, of_planner=len(killed) % 2 == 0)
                killed.append(asked.plan_id)
            stage.crew.look()
    stage.shown.append(f"{len(killed)} kills, each while a plan was asked for or just answered")
    assert len(killed) >= KILLS_LEAST
    _look_until(stage, lambda: len(ended_at(stage.crew.note(GUEST))) == len(STEPS))
    stage.crew.stop(GUEST)


def _look_until(stage: Stage, holds: Callable[[], bool]) -> None:
    while not holds():
        assert not stage.sending.is_over, "the load is over"
        stage.crew.look()
        sleep(0.1)


def _kill(stage: Stage, *, of_planner: bool) -> None:
    assert stage.crew.planner is not None
    if of_planner:
        stage.crew.planner.kill()
        return
    with suppress(ProcessLookupError):
        os.kill(stage.crew.workers["w1"].pid, signal.SIGKILL)


def test_kills_while_visits_are_planned_lose_and_double_none(
    broker_itself: ProxiedBroker, tmp_path: Path
) -> None:
    folder = tmp_path / f"planning-{token_hex(3)}"
    found = played(
        Fault(play=_kill_while_planning, shape=SHAPE),
        "kills while planning",
        broker=broker_itself,
        folder=folder,
        seed=1,
        facts=FACTS,
        partitions=2,
        workers=1,
    )
    sys.stdout.write("\n".join((found.line(), *found.findings, "")))
    assert found.findings == ()
    assert found.visits["granted"] > GRANTED_LEAST
    records = list(records_of(broker_itself.bootstrap, folder.name, TOPICS))
    assert list(unaccounted(records)) == []
    audit = visits.VisitAudit().look(record for record in records if record.topic in visits.TOPICS)
    assert audit.violations == []
    last = max(record.said["effective_on"] for record in records)
    assert audit.lost(last - timedelta(2)) == []
