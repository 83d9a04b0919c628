"""Workers are killed and end themselves in the middle of a flush: I1 to I7 hold."""

import sys
from pathlib import Path
from secrets import token_hex

import pytest

from tests.system.crashing import STEPS, ended_at
from tests.system.faults import GUEST, end_between_steps, kill_at_random
from tests.system.proxied_broker import ProxiedBroker
from tests.system.rounds import Fault, Stage, played
from tests.system.soak import RECOVERY_SECONDS_MAX
from tests.system.zombie import sleep_past_the_session

pytestmark = [pytest.mark.broker, pytest.mark.slow]

FACTS = 50_000
SEED = 1


def _all_at_once(stage: Stage) -> None:
    kill_at_random(stage, times=1)
    end_between_steps(stage)
    sleep_past_the_session(stage, "sent")


def test_a_short_round_of_kills_and_crashes_breaks_no_promise(
    broker_itself: ProxiedBroker, tmp_path: Path
) -> None:
    folder = tmp_path / f"round-{token_hex(3)}"
    found = played(
        Fault(play=_all_at_once),
        "kill, steps, zombie",
        broker=broker_itself,
        folder=folder,
        seed=SEED,
        facts=FACTS,
        partitions=4,
        workers=2,
    )
    sys.stdout.write("\n".join((found.line(), *found.findings, "")))
    assert found.findings == ()
    assert found.facts > FACTS
    assert found.recovery_seconds < RECOVERY_SECONDS_MAX
    assert found.memory_mb_max < 1_000
    ended = ended_at(folder / f"{GUEST}.ended")
    assert sorted(one.step for one in ended) == sorted(STEPS)
    assert "fenced" in found.shown[0]
