"""What can happen to a crew: each fault takes its time while the load is on its way."""

import contextlib
import os
import signal
from time import sleep

from tests.system.crashing import STEPS, ended_at
from tests.system.losing import lose_rows
from tests.system.rounds import Fault, Stage

GUEST = "guest"


def kill_at_random(stage: Stage, times: int = 4) -> None:
    """Kill a worker with -9, so many times, after a while each time."""
    for _ in range(times):
        _let_pass(stage, 1.0 + 2.0 * stage.chance.random())
        name = stage.chance.choice(sorted(stage.crew.workers))
        with contextlib.suppress(ProcessLookupError):
            os.kill(stage.crew.workers[name].pid, signal.SIGKILL)


def end_between_steps(stage: Stage) -> None:
    """Let a worker end itself at each step of a flush, one after the other."""
    numbers = sorted(stage.chance.sample(range(2, 12), len(STEPS)))
    at = ",".join(f"{step}:{number}" for step, number in zip(STEPS, numbers, strict=True))
    stage.crew.start(GUEST, at)
    for _ in range(60):
        _let_pass(stage, 1.0)
        if len(ended_at(stage.crew.note(GUEST))) == len(STEPS):
            break
    stage.crew.stop(GUEST)


def sleep_past_the_session(stage: Stage) -> None:
    """Stop a worker for longer than its session lives, then let it wake up as a zombie."""
    _let_pass(stage, 1.0)
    name = stage.chance.choice(sorted(stage.crew.workers))
    sleeper = stage.crew.workers.pop(name)
    os.kill(sleeper.pid, signal.SIGSTOP)
    _let_pass(stage, 14.0)
    os.kill(sleeper.pid, signal.SIGCONT)
    stage.crew.workers[name] = sleeper
    _let_pass(stage, 3.0)


def rebalance(stage: Stage, seconds: float = 30.0) -> None:
    """Let a worker join and leave every five seconds."""
    for number in range(int(seconds / 10)):
        name = f"guest-{number}"
        stage.crew.start(name)
        _let_pass(stage, 5.0)
        stage.crew.stop(name)
        _let_pass(stage, 5.0)


def nothing(stage: Stage) -> None:
    """Leave everybody alone: bad records, repeats and disorder are in the load anyway."""
    _let_pass(stage, 0.1)


FAULTS: dict[str, Fault] = {
    "nothing": nothing,
    "kill": kill_at_random,
    "steps": end_between_steps,
    "zombie": sleep_past_the_session,
    "rebalance": rebalance,
    "rebuild": lose_rows,
}


def _let_pass(stage: Stage, seconds: float) -> None:
    """Let time pass, seeing after the crew."""
    for _ in range(max(1, int(seconds / 0.2))):
        stage.crew.look()
        sleep(0.2)
