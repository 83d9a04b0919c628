"""Workers are killed and end themselves in the middle of a flush: I1 to I7 hold."""

import sys
from pathlib import Path
from secrets import token_hex

import pytest

from tests.system.crashing import STEPS, ended_at
from tests.system.faults import GUEST, end_between_steps, kill_at_random
from tests.system.rounds import Stage, played

pytestmark = [pytest.mark.broker, pytest.mark.slow]

FACTS = 50_000
SEED = 1


def _all_at_once(stage: Stage) -> None:
    kill_at_random(stage, times=2)
    end_between_steps(stage)


def test_a_short_round_of_kills_and_crashes_breaks_no_promise(broker: str, tmp_path: Path) -> None:
    folder = tmp_path / f"round-{token_hex(3)}"
    found = played(
        _all_at_once,
        "kill, steps",
        bootstrap=broker,
        folder=folder,
        seed=SEED,
        facts=FACTS,
        partitions=4,
        workers=2,
    )
    sys.stdout.write("\n".join((found.line(), *found.findings, "")))
    assert found.findings == ()
    assert found.facts > FACTS
    assert found.recovery_seconds < 30
    assert found.memory_mb_max < 1_000
    assert sorted(ended_at(folder / f"{GUEST}.ended")) == sorted(STEPS)
