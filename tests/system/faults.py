"""What can happen to a crew: each fault takes its time while the load is on its way."""

import contextlib
import os
import signal
from collections.abc import Callable
from time import monotonic, sleep

from tests.system.crashing import STEPS, ended_at
from tests.system.load import Shape
from tests.system.losing import lose_rows
from tests.system.proxy import Proxy
from tests.system.rounds import Fault, Stage
from tests.system.zombie import sleep_past_the_session

GUEST = "guest"
# As long as a broker of a cluster may be away before others would call it dead.
_HELD_SECONDS = 15.0
_COMMIT_SECONDS_MAX = 30.0


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
    stage.crew.start_crashing(GUEST, crash_at=at)
    for _ in range(60):
        _let_pass(stage, 1.0)
        if len(ended_at(stage.crew.note(GUEST))) == len(STEPS):
            break
    else:
        stage.broken.append("the worker did not come to every step within a minute")
    stage.crew.stop(GUEST)


def kill_the_broker(stage: Stage, times: int = 2) -> None:
    """Kill the broker with -9, and start it again on its data after a while."""
    for _ in range(times):
        _let_pass(stage, 2.0 + 4.0 * stage.chance.random())
        stage.broker.kill()
        _let_pass(stage, 3.0 * stage.chance.random())
        stage.broker.start()


def disturb_connections(stage: Stage) -> None:
    """Cut, delay and hold connections, and lose the answers to commits."""
    proxy = _proxy_of(stage)
    for _ in range(3):
        _let_pass(stage, 1.0 + stage.chance.random())
        proxy.cut()
    proxy.delay(0.2)
    _let_pass(stage, 6.0)
    proxy.delay(0.0)
    proxy.hold()
    _let_pass(stage, _HELD_SECONDS)
    proxy.let_through()
    _let_pass(stage, 3.0)
    stage.shown.append(f"{proxy.cuts} times all connections cut, {proxy.held} frames held back")


def lose_commits(stage: Stage, times: int = 3) -> None:
    """Lose the answer to a commit that got through, and deliver commits late, in turns."""
    proxy = _proxy_of(stage)
    for number in range(times):
        _let_pass(stage, 1.0 + 2.0 * stage.chance.random())
        proxy.swallow_answers(1)
        _await(stage, lambda: proxy.swallowed, number + 1)
        _let_pass(stage, 12.0)
        proxy.detain_commits(1)
        _await(stage, lambda: proxy.late, number + 1)
        _let_pass(stage, 3.0 + 2.0 * stage.chance.random())
        proxy.release_commits()
        if (proxy.swallowed, proxy.late) != (number + 1, number + 1):
            stage.broken.append("no commit came by to be lost: the load is too small")
    stage.shown.append(f"{proxy.swallowed} answers to commits lost, {proxy.late} commits late")


def rebalance(stage: Stage, seconds: float = 180.0) -> None:
    """Let a worker join and leave every five seconds."""
    for number in range(int(seconds / 10)):
        name = f"guest-{number}"
        stage.crew.start(name)
        _let_pass(stage, 5.0)
        stage.crew.stop(name)
        _let_pass(stage, 5.0)


def nothing(stage: Stage) -> None:
    """Leave everybody alone: what is wrong is in the load."""
    _let_pass(stage, 0.1)


FAULTS: dict[str, Fault] = {
    "nothing": Fault(play=nothing),
    "kill": Fault(play=kill_at_random),
    "steps": Fault(play=end_between_steps),
    "broker": Fault(play=kill_the_broker),
    "proxy": Fault(play=disturb_connections, is_proxied=True),
    "commits": Fault(play=lose_commits, is_proxied=True),
    "zombie": Fault(play=sleep_past_the_session),
    "rebalance": Fault(play=rebalance),
    "rebuild": Fault(play=lose_rows),
    "bad": Fault(play=nothing, shape=Shape(repeated_percent=0, bad_on_days=(0, 20, 40))),
    "duplicates": Fault(
        play=nothing,
        shape=Shape(late_percent=20, late_days_max=40, bad_per_mille=0, bad_on_days=()),
    ),
}


def _proxy_of(stage: Stage) -> Proxy:
    assert stage.proxy is not None
    return stage.proxy


def _await(stage: Stage, count: Callable[[], int], least: int) -> None:
    """Let time pass until a commit has come: a load in step with its answers has pauses."""
    began = monotonic()
    while count() < least and monotonic() - began < _COMMIT_SECONDS_MAX:
        _let_pass(stage, 0.2)


def _let_pass(stage: Stage, seconds: float) -> None:
    """Let time pass, seeing after the crew."""
    for _ in range(max(1, int(seconds / 0.2))):
        stage.crew.look()
        sleep(0.2)
