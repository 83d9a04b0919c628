"""The worker: a Faust app whose engine services own the stages.

Faust keeps the life cycle, the supervision, the signals and the low-rate side: its one agent
follows the published policies. The stages' path does not go through Faust's per-event machinery,
and no Faust table is registered, so Faust has nothing to recover. See `docs/decisions/`.
"""

import gc
import logging
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from typing import Any

import faust
import uvloop
from mode.types.services import ServiceT

from streams.app.health import HealthServer
from streams.app.metrics import WorkerMetrics
from streams.app.settings import Settings
from streams.app.stages import SPECS
from streams.engine.courtesy import Courtesy
from streams.engine.errors import EngineStopped
from streams.engine.held import FlushPolicy
from streams.engine.keeping import Keeping
from streams.engine.libraries import require_tested
from streams.engine.meters import StageState
from streams.engine.names import Names
from streams.engine.runner import StageRunner
from streams.engine.snapshots import Snapshots
from streams.terms.control import PolicyPublished
from streams.terms.routes import POLICY
from streams.wire.control import decode_control

# Objects more made than gone until the young are looked at, and looks until the older are.
_COLLECTOR_LIMITS = (100_000, 20, 20)

EXIT_STOPPED = 70
_LOG = logging.getLogger("arrears.worker")


class WorkerApp(faust.App):  # type: ignore[misc]  # faust carries no types
    """A Faust app that starts the engine before its own consumer.

    Services added with Faust's decorator start only after its own first assignment, which can
    take a session timeout when a dead member is still in its group; the engine must not wait.
    """

    engine: tuple[ServiceT, ...] = ()

    def on_init_dependencies(self) -> Iterable[ServiceT]:
        """Put the engine in front of what Faust starts itself."""
        yield from self.engine
        yield from super().on_init_dependencies()


class Built:
    """A worker ready to run, with what tests and commands want to look at."""

    def __init__(self, app: WorkerApp, stages: Sequence[StageRunner], health: HealthServer) -> None:
        self.app, self.stages, self.health = app, stages, health

    def states(self) -> list[StageState]:
        """Return how each stage stands."""
        return [stage.state() for stage in self.stages]


def build(
    settings: Settings,
    partitions: int,
    fatal: Callable[[EngineStopped], None],
    topic_ids: Mapping[str, str] | None = None,
) -> Built:
    """Wire a worker; nothing is started and no connection opened yet.

    `topic_ids` are the broker's own of the rows topics, by full name; snapshots need them.
    """
    names = Names(settings.prefix)
    app = _control_app(settings, names)
    stages: list[StageRunner] = []

    def states() -> list[StageState]:
        return [stage.state() for stage in stages]

    metrics = WorkerMetrics(states)
    metrics.prepare(settings.stages)
    flush = FlushPolicy(
        age_seconds=settings.flush_age_ms / 1000, records_max=settings.flush_records_max
    )
    courtesy = Courtesy()
    stages.extend(
        StageRunner(
            SPECS[name],
            settings.bootstrap,
            names,
            partitions,
            settings.instance,
            flush,
            metrics,
            fatal,
            settings.refused_in_a_row_max,
            settings.refused_share_percent_max,
            settings.delivery,
            _keeping(settings, names.full(SPECS[name].routes.rows), topic_ids or {}),
            courtesy,
        )
        for name in settings.stages
    )
    health = HealthServer(settings.metrics_host, settings.metrics_port, metrics, states, fatal)
    app.engine = (health, *stages)
    return Built(app, stages, health)


def _keeping(settings: Settings, rows: str, topic_ids: Mapping[str, str]) -> Keeping | None:
    """Return what keeps a stage's snapshots; without an id of the topic there are none."""
    if settings.snapshots is None or rows not in topic_ids:
        return None
    snapshots = Snapshots(settings.snapshots / settings.instance, rows, topic_ids[rows])
    return Keeping(snapshots, settings.snapshot_every_seconds)


def rows_topics(settings: Settings) -> list[str]:
    """Return the full names of the rows topics of the stages to run."""
    return [Names(settings.prefix).full(SPECS[name].routes.rows) for name in settings.stages]


def _control_app(settings: Settings, names: Names) -> WorkerApp:
    app = WorkerApp(
        names.group("control"),
        broker=f"kafka://{settings.bootstrap}",
        store="memory://",
        datadir=str(settings.data_path / settings.instance),
        web_enabled=False,
        autodiscover=False,
        topic_disable_leader=True,
        topic_allow_declare=False,
        table_standby_replicas=0,
        broker_session_timeout=10.0,
        broker_heartbeat_interval=2.0,
        consumer_auto_offset_reset="earliest",
        worker_redirect_stdouts=False,
    )
    policies = app.topic(
        names.full(POLICY),
        key_type=bytes,
        value_type=bytes,
        key_serializer="raw",
        value_serializer="raw",
    )

    @app.agent(policies)  # type: ignore[untyped-decorator]
    async def follow_policies(stream: Any) -> AsyncIterator[None]:
        """Say in the log which policy was published; the stages read it by themselves."""
        async for value in stream:
            read = decode_control(POLICY, value)
            if isinstance(read, PolicyPublished):
                _LOG.info("policy %s published, digest %s", read.policy_id, read.digest[:12])
            else:
                _LOG.error("a published policy is refused: %s (%s)", read, POLICY)
            yield

    return app


def stop_at_once(stopped: EngineStopped) -> None:
    """End the process with the reason as its last words.

    After a failed flush, memory is ahead of the log, and a graceful end would still hold the group
    membership for seconds; a restart goes on from the last commit.
    """
    sys.stderr.write(f"arrears worker: {type(stopped).__name__}: {stopped}\n")
    sys.stderr.flush()
    logging.shutdown()
    os._exit(EXIT_STOPPED)


def run(settings: Settings, partitions: int, topic_ids: Mapping[str, str] | None = None) -> None:
    """Run a worker until a signal ends it; does not return."""
    try:
        require_tested()
    except EngineStopped as stopped:
        stop_at_once(stopped)
    uvloop.install()
    # Faust makes its own folder, but not the ones above it.
    settings.data_path.mkdir(parents=True, exist_ok=True)
    built = build(settings, partitions, stop_at_once, topic_ids)
    worker = faust.Worker(
        built.app,
        loglevel=settings.log_level,
        quiet=True,
        override_logging=False,
        redirect_stdouts=False,
    )
    # A log is no place for a spinner.
    worker.spinner = None
    _look_for_circles_seldom()
    worker.execute_from_commandline()


def _look_for_circles_seldom() -> None:
    """Let the collector look less often: what a fact leaves behind holds no circles.

    Rows, facts and notices are values and go with their last reference; with the usual limits every
    few dozen facts pay for a look at what the flush still holds.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECTOR_LIMITS)
