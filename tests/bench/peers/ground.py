"""What all workloads share: the broker, made-up facts kept for later runs, and rounds in turns."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from tests.bench.peers.course import Work, work_of
from tests.bench.peers.peer import Peer, PeerFailed, Run, Say, Told
from tests.bench.peers.workload import Workload

PARTITIONS = 4
FACTS_AN_ACCOUNT = 5

T = TypeVar("T")


class Ground:
    """Where runs take place; `notes` are what a reader of figures has to know."""

    def __init__(self, bootstrap: str, folder: Path, told: Told, say: Say) -> None:
        self.told, self.say = told, say
        self.notes: list[str] = []
        self._bootstrap, self._folder = bootstrap, folder
        self._works: dict[int, Work] = {}
        self._runs = 0

    def run(self) -> Run:
        """Return a run of its own: topics and a folder that no other one uses."""
        self._runs += 1
        return Run(
            bootstrap=self._bootstrap,
            prefix=f"bench-run-{self._runs}",
            partitions=PARTITIONS,
            folder=self._folder / f"run-{self._runs}",
        )

    def work(self, facts: int) -> Work:
        """Return so many facts with their answer, made when they are first asked for."""
        if facts not in self._works:
            self.say(f"making {facts:,} facts up and working the answer out ...")
            workload = Workload(facts=facts, accounts=facts // FACTS_AN_ACCOUNT)
            self._works[facts] = work_of(workload, PARTITIONS)
        return self._works[facts]

    def rounds(
        self, peers: Sequence[Peer], count: int, once: Callable[[Peer, str], T]
    ) -> dict[str, list[T]]:
        """Run each peer once a round, in another order each round; returns what came of them.

        A run that dies or stands still is told and tried once more; raises PeerFailed where that
        fails too, WrongResult at once.
        """
        found: dict[str, list[T]] = {}
        for number in range(count):
            turn = number % len(peers)
            for peer in (*peers[turn:], *peers[:turn]):
                what = f"round {number + 1} of {count}, {peer.name}"
                found.setdefault(peer.name, []).append(self._tried(peer, what, once))
        return found

    def telling(self, what: str) -> Told:
        """Return what tells of the steps of one run."""
        return lambda step, done, whole: self.told(f"{what}: {step}", done, whole)

    def _tried(self, peer: Peer, what: str, once: Callable[[Peer, str], T]) -> T:
        try:
            return once(peer, what)
        except PeerFailed as failed:
            self.notes.append(f"Run once more, since the first try failed: {what}: {failed}")
            self.say(f"{what}: {failed}; once more")
            return once(peer, what)
