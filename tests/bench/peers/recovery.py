"""Recovery: a peer whose local state is gone starts again, reads its changelog, and goes on.

What counts is the time from the start of its processes until a new fact is committed in every
partition. Rows a second are the records of the changelog over what that takes longer than the same
start did with an empty changelog: nothing inside a peer is asked.
"""

import contextlib
import shutil
import time
from collections.abc import Iterator, Sequence

from msgspec import Struct

from streams.terms.routes import PAYMENTS, STATEMENTS
from tests.bench.peers.course import Work, checked, finished, full, prepared, read_by
from tests.bench.peers.following import StateWatch, wait_for_members
from tests.bench.peers.ground import Ground
from tests.bench.peers.loading import Place, Records, load
from tests.bench.peers.ours import Ours
from tests.bench.peers.peer import Peer, PeerFailed, Run, Told
from tests.bench.peers.processes import Processes
from tests.bench.peers.rows import Asked, Row, compared

NAME = "recovery"
PEERS = frozenset({"kafka-streams-memory-eos", "kafka-streams-rocksdb-eos"})

# New facts of a start, in every partition: more than one, since a repeat would move nothing.
_NEW = 20
_DIFFERENCE_SECONDS_MIN = 0.2


class Parts(Struct, frozen=True):
    """The facts of a run in three parts: for the empty start, before the loss, and behind it."""

    first: Records
    middle: Records
    last: Records


class Recovered(Struct, frozen=True):
    """Seconds from start to a new fact, with nothing to read and with so many records."""

    empty_seconds: float
    seconds: float
    records: int

    @property
    def rows_a_second(self) -> float | None:
        """The rate; None where reading took hardly longer than reading nothing."""
        longer = self.seconds - self.empty_seconds
        return self.records / longer if longer >= _DIFFERENCE_SECONDS_MIN else None


def recovery(ground: Ground, peers: Sequence[Peer], rounds: int, facts: int) -> list[Row]:
    """Run ours and peers; returns ours beside each, by seconds and by rows a second."""

    def once(peer: Peer, what: str) -> Recovered:
        work, run = ground.work(facts), ground.run()
        with prepared(run):
            found = _recovered(peer, work, run, ground.telling(what))
        ground.say(
            f"{what}: {found.seconds:.1f} s to new facts behind {found.records:,} records,"
            f" {found.empty_seconds:.1f} s behind none"
        )
        return found

    found = ground.rounds([Ours(), *peers], rounds, once)
    ours = found.pop(Ours.name)
    rows: list[Row] = []
    for name, theirs in found.items():
        seconds = Asked(NAME, name, "s from start to new facts", 1.0)
        mine, others = [one.seconds for one in ours], [one.seconds for one in theirs]
        rows.append(compared(seconds, mine, others, less_is_better=True))
        if _told(ours) and _told(theirs):
            rows.append(compared(Asked(NAME, name, "rows/s", 1.0), _told(ours), _told(theirs)))
        else:
            ground.notes.append(
                f"Recovery, {name}: too little was read to tell rows/s; give more --facts."
            )
    return rows


def _told(runs: Sequence[Recovered]) -> list[float]:
    """Return the rates of all runs, none where one of them cannot tell it."""
    rates = [rate for one in runs if (rate := one.rows_a_second) is not None]
    return rates if len(rates) == len(runs) else []


def parted(work: Work) -> Parts:
    """Part the facts; the first have statements of every partition, the last payments."""
    first: Records = {}
    middle = {place: list(some) for place, some in work.history.items()}
    last: Records = {}
    for place, some in work.month.items():
        is_payment = place[0] == PAYMENTS
        middle.setdefault(place, []).extend(some[:-_NEW] if is_payment else some)
        if is_payment:
            last[place] = some[-_NEW:]
    for place, some in middle.items():
        # Openings first: ours says and judges nothing of an account before it knows its opening.
        new = {STATEMENTS: _NEW, PAYMENTS: 0}.get(place[0], len(some))
        if new:
            first[place] = some[:new]
            del some[:new]
    return Parts(first, middle, last)


def _recovered(peer: Peer, work: Work, run: Run, told: Told) -> Recovered:
    parts = parted(work)
    peer.topics(run)
    with _up(peer, run):
        # Its topics are there from now on.
        told("first start", 0, 1)
    empty_seconds, _ = _restarted(peer, run, parts.first, told)
    with _up(peer, run) as processes:
        loaded = load(run.bootstrap, run.names, read_by(peer, parts.middle), gated=False)
        _finish(peer, run, loaded.ends, processes, told)
    seconds, records = _restarted(peer, run, parts.last, told)
    checked(peer, work, run, told)
    return Recovered(empty_seconds, seconds, records)


def _restarted(peer: Peer, run: Run, new: Records, told: Told) -> tuple[float, int]:
    """Lose the local state, start, and return the seconds to new facts, and what was there."""
    for left in run.folder.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    loaded = load(run.bootstrap, run.names, read_by(peer, new), gated=False)
    with StateWatch(run.bootstrap, peer.state_topic(run)) as watch:
        records = sum(watch.begins.values())
        since = time.monotonic()
        with Processes(peer.commands(run), run.folder) as processes:
            _finish(peer, run, loaded.ends, processes, told)
            watch.wait_still()
    if len(watch.first_moved_at) < run.partitions:
        raise PeerFailed(f"{peer.name} committed new facts in some partitions only")
    return max(watch.first_moved_at.values()) - since, records


@contextlib.contextmanager
def _up(peer: Peer, run: Run) -> Iterator[Processes]:
    with Processes(peer.commands(run), run.folder) as processes:
        wait_for_members(run.bootstrap, peer.group(run), peer.members, processes.look)
        yield processes


def _finish(peer: Peer, run: Run, ends: dict[Place, int], processes: Processes, told: Told) -> None:
    by_name = full(run.names, ends)
    finished(peer, run, by_name, processes, lambda done, whole: told("catching up", done, whole))
