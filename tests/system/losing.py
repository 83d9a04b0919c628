"""The rows topics of a run are deleted while it is under load: rebuilt, nothing is said twice."""

import os
import signal
from contextlib import closing
from time import monotonic, sleep

from kafka.admin import KafkaAdminClient
from typer.testing import CliRunner

from streams.app.stages import SPECS
from streams.broker.topics import apply, require_copartitioned
from streams.cli.commands import app
from streams.engine.names import Names
from streams.runs.worker_process import WorkerProcess
from tests.system.moving import Moving
from tests.system.rounds import Stage

_SECONDS_MAX = 120.0


def lose_rows(stage: Stage, seconds: float = 6.0) -> None:
    """Kill every worker, delete the rows, see that nobody goes on without them, and rebuild."""
    _work_for(stage, seconds)
    names = sorted(stage.crew.workers)
    for name in names:
        os.kill(stage.crew.workers[name].pid, signal.SIGKILL)
        stage.crew.stop(name)
    _delete_rows(stage.crew.bootstrap, stage.crew.prefix)
    refusing = stage.crew.start(names[0])
    _wait_for_refusal(refusing)
    stage.shown.append(f"without its rows a worker stops: {refusing.last_words()}")
    stage.crew.stop(names[0])
    told = _rebuild(stage.crew.bootstrap, stage.crew.prefix)
    assert "start the workers again" in told, told
    assert "nothing to rebuild" in _rebuild(stage.crew.bootstrap, stage.crew.prefix)
    for name in names:
        stage.crew.start(name)


def _work_for(stage: Stage, seconds: float) -> None:
    """Let the workers work for so long, and until there is something to lose everywhere."""
    began, partitions = monotonic(), require_copartitioned(stage.crew.bootstrap, stage.crew.prefix)
    with closing(Moving(stage.crew.bootstrap, stage.crew.prefix, partitions)) as moving:
        while monotonic() - began < seconds or not moving.is_everywhere():
            assert monotonic() - began < _SECONDS_MAX, "the workers do not get to write anything"
            stage.crew.look()
            sleep(0.2)


def _wait_for_refusal(worker: WorkerProcess) -> None:
    began = monotonic()
    while "RowsGone" not in worker.last_words():
        assert monotonic() - began < _SECONDS_MAX, f"it goes on: {worker.last_words()}"
        sleep(0.2)


def _delete_rows(bootstrap: str, prefix: str) -> None:
    partitions = require_copartitioned(bootstrap, prefix)
    rows = [Names(prefix).full(spec.routes.rows) for spec in SPECS.values()]
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    try:
        admin.delete_topics(rows)
        while set(rows) & set(admin.list_topics()):
            sleep(0.1)
    finally:
        admin.close()
    apply(bootstrap, prefix, partitions)


def _rebuild(bootstrap: str, prefix: str) -> str:
    given = ["--bootstrap", bootstrap, "--prefix", prefix]
    return CliRunner().invoke(app, ["rebuild", *given], catch_exceptions=False).output
