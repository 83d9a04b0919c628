"""The Quix Streams peer: two processes of `quix_app`, in an environment of their own."""

import sys
from pathlib import Path

from streams.broker import cluster
from streams.broker.reading import read_all
from streams.terms.routes import PAYMENTS, STATEMENTS
from tests.bench.peers.built import CACHE, ROOT, carried_out, kept_up
from tests.bench.peers.json_rows import standing_of
from tests.bench.peers.output import OUTPUT, make_topics
from tests.bench.peers.peer import Command, PeerFailed, Run, Say
from tests.bench.peers.standing import Standing
from tests.bench.peers.workload import AS_OF

_WANTED = Path(__file__).with_name("quix.txt")
_ENVIRONMENT = CACHE / "quix"
_CURE = "see that pip can reach its index, or leave this peer out with --peers"
_GUARANTEES = {"alos": "at-least-once", "eos": "exactly-once"}


class Quix:
    """One of its two guarantees; at least once is its default."""

    inputs: tuple[str, ...] = (STATEMENTS, PAYMENTS)
    one_in = 1
    members = 2
    reads_uncommitted = False

    def __init__(self, guarantee: str) -> None:
        self.name = f"quix-{guarantee}"
        self._guarantee = _GUARANTEES[guarantee]

    def ready(self, say: Say) -> None:
        """Make its environment where there is none, or another one is wanted."""

        def make() -> None:
            say("making the environment of the Quix Streams peer ...")
            carried_out((sys.executable, "-m", "venv", "--clear", str(_ENVIRONMENT)), _CURE)
            carried_out((_python(), "-m", "pip", "install", "-q", "-r", str(_WANTED)), _CURE)

        kept_up("quix", [_WANTED], make)

    def topics(self, run: Run) -> None:
        """Make inputs and output; Quix makes its changelog."""
        make_topics(run, self.inputs)

    def commands(self, run: Run) -> tuple[Command, ...]:
        """Return its processes."""
        return tuple(
            Command(
                arguments=(_python(), "-m", "tests.bench.peers.quix_app"),
                environment={
                    "PYTHONPATH": str(ROOT),
                    "BENCH_BOOTSTRAP": run.bootstrap,
                    "BENCH_PREFIX": run.prefix,
                    "BENCH_FOLDER": str(run.folder / f"quix-{number}"),
                    "BENCH_AS_OF": str(AS_OF),
                    "BENCH_GUARANTEE": self._guarantee,
                },
            )
            for number in range(self.members)
        )

    def group(self, run: Run) -> str:
        """Return its consumer group."""
        return run.names.full("quix")

    def notices(self, run: Run) -> str:
        """Return the topic of moves between buckets."""
        return run.names.full(OUTPUT)

    def state_topic(self, run: Run) -> str:
        """Return its changelog, whose name holds a digest of the names of its inputs."""
        begin = f"changelog__{self.group(run)}--"
        with cluster.admin(run.bootstrap) as client:
            found = [name for name in client.list_topics() if name.startswith(begin)]
        if len(found) != 1:
            raise PeerFailed(f"Quix has {len(found)} changelogs that begin with {begin}, not one")
        return str(found[0])

    def standings(self, run: Run) -> dict[str, Standing]:
        """Read the last row of every account."""
        records = read_all(run.bootstrap, self.state_topic(run), range(run.partitions))
        rows = {record.key: record.value for record in records}
        return {key.partition(b"|")[0].decode(): standing_of(row) for key, row in rows.items()}


def _python() -> str:
    return str(_ENVIRONMENT / "bin" / "python")
