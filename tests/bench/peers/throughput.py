"""Throughput: facts a second from the first record available to the last effect committed."""

from collections.abc import Sequence

from msgspec import Struct

from tests.bench.peers.course import Work, checked, finished, full, lined_up, prepared, read_by
from tests.bench.peers.following import StateWatch
from tests.bench.peers.ground import Ground
from tests.bench.peers.loading import load
from tests.bench.peers.ours import Ours
from tests.bench.peers.peer import Peer, Run, Told
from tests.bench.peers.rows import Asked, Row, compared

NAME = "throughput"
UNIT = "facts/s"

# The first bars of the project; a peer without one is shown for comparison only.
_TARGETS = {"kafka-streams-memory-eos": 1.5, "kafka-streams-rocksdb-eos": 1.5, "faust": 40.0}


class Ran(Struct, frozen=True, kw_only=True):
    """What came of a run; `state_records` is how many records its changelog grew by."""

    facts: int
    seconds: float
    state_records: int
    digest: str

    @property
    def facts_a_second(self) -> float:
        """The rate."""
        return self.facts / self.seconds


def throughput(ground: Ground, peers: Sequence[Peer], rounds: int, facts: int) -> list[Row]:
    """Run ours and peers over so many facts; returns ours beside each."""

    def once(peer: Peer, what: str) -> float:
        work, run = ground.work(facts // peer.one_in), ground.run()
        with prepared(run):
            found = ran(peer, work, run, ground.telling(what))
        ground.say(f"{what}: {_line(found)}")
        return found.facts_a_second

    rates = ground.rounds([Ours(), *peers], rounds, once)
    ours = rates.pop(Ours.name)
    return [
        compared(Asked(NAME, name, UNIT, _TARGETS.get(name)), ours, theirs)
        for name, theirs in rates.items()
    ]


def ran(peer: Peer, work: Work, run: Run, told: Told) -> Ran:
    """Run a peer over the month; raises PeerFailed or WrongResult."""
    with (
        lined_up(peer, work, run, told) as processes,
        StateWatch(run.bootstrap, peer.state_topic(run)) as watch,
    ):
        gated = not peer.reads_uncommitted
        loaded = load(run.bootstrap, run.names, read_by(peer, work.month), gated=gated)
        ends = full(run.names, loaded.ends)
        finished(peer, run, ends, processes, lambda done, whole: told("month", done, whole))
        watch.wait_still()
    return Ran(
        facts=work.facts,
        seconds=watch.moved_at - loaded.available_at,
        state_records=sum(watch.ends.values()) - sum(watch.begins.values()),
        digest=checked(peer, work, run, told),
    )


def _line(found: Ran) -> str:
    return (
        f"{found.facts_a_second:,.0f} {UNIT}, {found.facts:,} facts in {found.seconds:.1f} s,"
        f" {found.state_records:,} records of state, digest {found.digest[:12]}"
    )
