"""One run of one peer over the course: start, history, the month, the digest."""

import contextlib
import shutil
from collections.abc import Callable

from kafka.errors import KafkaError
from msgspec import Struct

from streams.broker import cluster
from streams.engine.names import Names
from tests.bench.peers.following import StateWatch, wait_for_members, wait_for_offsets
from tests.bench.peers.loading import Place, Records, encoded, load
from tests.bench.peers.peer import Peer, Run, WrongResult
from tests.bench.peers.processes import Processes
from tests.bench.peers.reference import standings
from tests.bench.peers.standing import Standing, differences, digest
from tests.bench.peers.workload import Workload

_SHOWN_MAX = 3

Told = Callable[[str, int, int], None]
"""Hears of a step, how much of it is done, and of how much."""


class Work(Struct, frozen=True, kw_only=True):
    """A workload as records, and the answer that every peer must come to."""

    facts: int
    history: Records
    month: Records
    wanted: dict[str, Standing]


class Ran(Struct, frozen=True, kw_only=True):
    """What came of a run: facts a second from the first record available to the last effect."""

    peer: str
    facts: int
    seconds: float
    state_records: int
    digest: str

    @property
    def facts_a_second(self) -> float:
        """The rate."""
        return self.facts / self.seconds


def work_of(workload: Workload, partitions: int) -> Work:
    """Make the facts up, work the answer out, and write the bytes."""
    history, month = list(workload.history()), workload.month()
    return Work(
        facts=len(month),
        history=encoded(history, partitions),
        month=encoded(month, partitions),
        wanted=standings([*history, *month]),
    )


def ran(peer: Peer, work: Work, run: Run, told: Told) -> Ran:
    """Run a peer over the work; raises PeerFailed where it does not come to the answer."""
    run.folder.mkdir(parents=True)
    try:
        peer.topics(run)
        return _ran(peer, work, run, told)
    finally:
        _clean(run)


def _ran(peer: Peer, work: Work, run: Run, told: Told) -> Ran:
    group = peer.group(run)
    with Processes(peer.commands(run), run.folder) as processes:
        told("starting", 0, 1)
        wait_for_members(run.bootstrap, group, peer.members, processes.look)
        before = load(run.bootstrap, run.names, _read_by(peer, work.history), gated=False)
        ends = _full(run.names, before.ends) | dict(peer.settle(run))
        history = _telling(told, "history")
        wait_for_offsets(run.bootstrap, group, ends, processes.look, history)
        with StateWatch(run.bootstrap, peer.state_topic(run)) as watch:
            gated = not peer.reads_uncommitted
            loaded = load(run.bootstrap, run.names, _read_by(peer, work.month), gated=gated)
            ends, month = _full(run.names, loaded.ends), _telling(told, "month")
            wait_for_offsets(run.bootstrap, group, ends, processes.look, month)
            watch.wait_still()
    told("reading the result", 0, 1)
    found = peer.standings(run)
    wrong = differences(work.wanted, found)
    if wrong:
        shown = "; ".join(wrong[:_SHOWN_MAX])
        raise WrongResult(f"{peer.name} has {len(wrong):,} accounts otherwise: {shown}")
    return Ran(
        peer=peer.name,
        facts=work.facts,
        seconds=watch.moved_at - loaded.available_at,
        state_records=sum(watch.ends.values()) - sum(watch.begins.values()),
        digest=digest(found),
    )


def _read_by(peer: Peer, records: Records) -> Records:
    return {place: some for place, some in records.items() if place[0] in peer.inputs}


def _full(names: Names, ends: dict[Place, int]) -> dict[Place, int]:
    return {(names.full(topic), number): end for (topic, number), end in ends.items()}


def _telling(told: Told, step: str) -> Callable[[int, int], None]:
    return lambda done, whole: told(step, done, whole)


def _clean(run: Run) -> None:
    """Take the run's topics and folder away, so that no run pays for the ones before it."""
    with cluster.admin(run.bootstrap) as client, contextlib.suppress(KafkaError):
        mine = [name for name in client.list_topics() if run.prefix in name]
        client.delete_topics(mine, raise_errors=False)
    shutil.rmtree(run.folder, ignore_errors=True)
