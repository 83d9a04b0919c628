"""The stock Faust peer: two workers of `faust_app`."""

import json
import sys

from streams.broker.reading import read_all
from streams.terms.routes import PAYMENTS, STATEMENTS
from tests.bench.peers.json_rows import standing_of
from tests.bench.peers.output import OUTPUT, make_topics
from tests.bench.peers.peer import Command, Run, Say
from tests.bench.peers.standing import Standing
from tests.bench.peers.workload import AS_OF

# It is some twenty times slower than Kafka Streams; the rate is what counts.
_ONE_IN = 10


class FaustPeer:
    """Faust as installed, at least once; its exactly-once mode loses outputs."""

    name = "faust"
    inputs: tuple[str, ...] = (STATEMENTS, PAYMENTS)
    one_in = _ONE_IN
    members = 2
    reads_uncommitted = True

    def ready(self, say: Say) -> None:
        """Need nothing: the worker's own libraries are its."""
        del say

    def topics(self, run: Run) -> None:
        """Make inputs and output; Faust makes its changelog."""
        make_topics(run, self.inputs)

    def commands(self, run: Run) -> tuple[Command, ...]:
        """Return its processes."""
        command = (sys.executable, "-m", "tests.bench.peers.faust_app")
        options = ("--loop", "uvloop", "worker", "--loglevel", "warn", "--without-web")
        return tuple(
            Command(
                arguments=(*command, *options),
                environment={
                    "BENCH_BOOTSTRAP": run.bootstrap,
                    "BENCH_PREFIX": run.prefix,
                    "BENCH_FOLDER": str(run.folder / f"faust-{number}"),
                    "BENCH_AS_OF": str(AS_OF),
                    "BENCH_PARTITIONS": str(run.partitions),
                },
            )
            for number in range(self.members)
        )

    def group(self, run: Run) -> str:
        """Return the app's id."""
        return run.names.full("faust")

    def notices(self, run: Run) -> str:
        """Return the topic of moves between buckets."""
        return run.names.full(OUTPUT)

    def state_topic(self, run: Run) -> str:
        """Return the changelog of its table."""
        return f"{self.group(run)}-accounts-changelog"

    def standings(self, run: Run) -> dict[str, Standing]:
        """Read the last row of every account."""
        records = read_all(run.bootstrap, self.state_topic(run), range(run.partitions))
        rows = {json.loads(record.key): record.value for record in records}
        return {account: standing_of(row) for account, row in rows.items()}
