"""Everything one run stands on, opened in order and let go in reverse: broker, topics, worker."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from msgspec import Struct

from streams.broker.cluster import wait_for
from streams.broker.embedded import EmbeddedBroker
from streams.broker.topics import apply, require_copartitioned
from streams.engine.names import Names
from streams.runs.errors import RunRefused
from streams.runs.worker_process import WorkerProcess

Say = Callable[[str], None]

SESSION_NOTE = "session.json"
BROKER_FOLDER = "broker"
_BROKER_SECONDS_MAX = 30.0
_READY_SECONDS_MAX = 90.0


class Session(Struct, frozen=True):
    """A broker with the run's topics on it, and the worker that was started (or None)."""

    bootstrap: str
    names: Names
    partitions: int
    worker: WorkerProcess | None
    broker: EmbeddedBroker | None = None
    waits: Say | None = None
    """Told what is waited for; None where a worker of its own is looked after."""

    def look(self) -> None:
        """See after the worker: started again when it died, WorkerDied when it keeps dying."""
        if self.broker is not None and self.broker.exit_code is not None:
            raise RunRefused(
                f"the embedded broker ended with code {self.broker.exit_code}: start the command"
                " again, it goes on where it stopped"
            )
        if self.worker is not None:
            self.worker.watch()

    def way_back(self, folder: Path) -> str:
        """Return how commands find what the run has left in its folder, once it has ended."""
        prefix = f"--prefix {self.names.prefix}"
        if self.broker is None:
            return f"To look, give these commands --bootstrap {self.bootstrap} {prefix}."
        return (
            f"To look, start the broker again (arrears broker run --data {folder / BROKER_FOLDER}),"
            f" and give these commands the --bootstrap that it says and {prefix}."
        )


@contextmanager
def open_session(
    folder: Path, prefix: str, *, bootstrap: str | None, with_worker: bool, say: Say
) -> Iterator[Session]:
    """Open what a run stands on; nothing it started outlives it, not even after a kill."""
    names = Names(prefix)
    with ExitStack() as stack:
        broker = None
        if bootstrap is None:
            say("Starting the embedded Kafka broker ...")
            broker = stack.enter_context(EmbeddedBroker(folder / BROKER_FOLDER, log=say))
            bootstrap = broker.bootstrap
        else:
            wait_for(bootstrap, _BROKER_SECONDS_MAX, say)
        apply(bootstrap, prefix)
        stack.enter_context(_announced(folder, bootstrap, prefix))
        say(f"Broker {bootstrap}, topics {prefix}.*")
        partitions = require_copartitioned(bootstrap, prefix)
        worker = None
        if with_worker:
            say("Starting a worker ...")
            worker = WorkerProcess(_settings(bootstrap, prefix, folder), folder / "worker.log", say)
            stack.callback(worker.stop)
            worker.wait_ready(_READY_SECONDS_MAX)
            say(f"The worker is ready, metrics http://127.0.0.1:{worker.port}/metrics")
        else:
            say("No worker is started here. In another terminal:")
            say(f"  arrears worker --bootstrap {bootstrap} --prefix {prefix}")
        yield Session(bootstrap, names, partitions, worker, broker, None if worker else say)


@contextmanager
def _announced(folder: Path, bootstrap: str, prefix: str) -> Iterator[None]:
    """Leave a note of where the run lives, so that commands in another terminal find it."""
    note = folder / SESSION_NOTE
    note.write_text(json.dumps({"bootstrap": bootstrap, "prefix": prefix}))
    try:
        yield
    finally:
        note.unlink(missing_ok=True)


def _settings(bootstrap: str, prefix: str, folder: Path) -> dict[str, str]:
    return {
        "ARREARS_BOOTSTRAP": bootstrap,
        "ARREARS_PREFIX": prefix,
        "ARREARS_DATA_PATH": str(folder / "worker"),
    }
