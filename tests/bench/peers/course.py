"""The way to the starting line and back: start, history, and in the end the digest."""

import contextlib
import shutil
from collections.abc import Callable, Iterator

from kafka.errors import KafkaError
from msgspec import Struct

from streams.broker import cluster
from streams.engine.names import Names
from tests.bench.peers.following import Ends, wait_for_members, wait_for_offsets
from tests.bench.peers.loading import Place, Records, encoded, load
from tests.bench.peers.peer import Peer, Run, Told, WrongResult
from tests.bench.peers.processes import Processes
from tests.bench.peers.reference import standings
from tests.bench.peers.standing import Standing, differences, digest
from tests.bench.peers.workload import Workload

_SHOWN_MAX = 3


class Work(Struct, frozen=True, kw_only=True):
    """A workload as records, and the answer that every peer must come to."""

    facts: int
    history: Records
    month: Records
    wanted: dict[str, Standing]


def work_of(workload: Workload, partitions: int) -> Work:
    """Make the facts up, work the answer out, and write the bytes."""
    history, month = list(workload.history()), workload.month()
    return Work(
        facts=len(month),
        history=encoded(history, partitions),
        month=encoded(month, partitions),
        wanted=standings([*history, *month]),
    )


@contextlib.contextmanager
def prepared(run: Run) -> Iterator[None]:
    """Give a run its folder, and take folder and topics away behind it: no run pays for others."""
    run.folder.mkdir(parents=True)
    try:
        yield
    finally:
        with cluster.admin(run.bootstrap) as client, contextlib.suppress(KafkaError):
            mine = [name for name in client.list_topics() if f"{run.prefix}." in name]
            client.delete_topics(mine, raise_errors=False)
        shutil.rmtree(run.folder, ignore_errors=True)


@contextlib.contextmanager
def lined_up(peer: Peer, work: Work, run: Run, told: Told) -> Iterator[Processes]:
    """Start a peer and let it commit the history; at the end its processes are stopped.

    Raises PeerFailed where it does not get there.
    """
    group = peer.group(run)
    peer.topics(run)
    with Processes(peer.commands(run), run.folder) as processes:
        told("starting", 0, 1)
        wait_for_members(run.bootstrap, group, peer.members, processes.look)
        before = load(run.bootstrap, run.names, read_by(peer, work.history), gated=False)
        ends = full(run.names, before.ends)
        finished(peer, run, ends, processes, lambda done, whole: told("history", done, whole))
        yield processes


def finished(
    peer: Peer, run: Run, ends: Ends, processes: Processes, told: Callable[[int, int], None]
) -> None:
    """Return when the peer has committed all these offsets."""
    wait_for_offsets(run.bootstrap, peer.group(run), ends, processes.look, told)


def checked(peer: Peer, work: Work, run: Run, told: Told) -> str:
    """Return the digest of a peer's answer; raises WrongResult for any other than ours."""
    told("reading the result", 0, 1)
    found = peer.standings(run)
    wrong = differences(work.wanted, found)
    if wrong:
        shown = "; ".join(wrong[:_SHOWN_MAX])
        raise WrongResult(f"{peer.name} has {len(wrong):,} accounts otherwise: {shown}")
    return digest(found)


def read_by(peer: Peer, records: Records) -> Records:
    """Return those of the records that the peer reads."""
    return {place: some for place, some in records.items() if place[0] in peer.inputs}


def full(names: Names, ends: dict[Place, int]) -> dict[Place, int]:
    """Return offsets by the full names of their topics."""
    return {(names.full(topic), number): end for (topic, number), end in ends.items()}
