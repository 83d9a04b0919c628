"""Throughput: facts a second from the first record available to the last effect committed."""

from collections.abc import Callable, Sequence
from pathlib import Path

from tests.bench.peers.course import Ran, Told, Work, ran, work_of
from tests.bench.peers.ours import Ours
from tests.bench.peers.peer import Peer, PeerFailed, Run, Say
from tests.bench.peers.rows import Asked, Row, compared
from tests.bench.peers.workload import Workload

NAME = "throughput"
UNIT = "facts/s"
PARTITIONS = 4
FACTS_AN_ACCOUNT = 5
# The first bars of the project; a peer without one is shown for comparison only.
_TARGETS = {"kafka-streams-memory-eos": 1.5, "kafka-streams-rocksdb-eos": 1.5, "faust": 40.0}


class Throughput:
    """All rounds of all peers on one broker; a round runs each peer once, in another order.

    A run that dies or stands still is told and tried once more; a wrong result ends everything.
    """

    def __init__(self, bootstrap: str, folder: Path, facts: int, told: Told, say: Say) -> None:
        self._bootstrap, self._folder, self._facts = bootstrap, folder, facts
        self._told, self._say = told, say
        self._works: dict[int, Work] = {}
        self._runs = 0
        self.rates: dict[str, list[float]] = {}
        self.repeated: list[str] = []

    def rounds(self, peers: Sequence[Peer], count: int) -> None:
        """Run them; raises PeerFailed or WrongResult."""
        for number in range(count):
            turn = number % len(peers)
            for peer in (*peers[turn:], *peers[:turn]):
                found = self._tried(peer, f"round {number + 1} of {count}, {peer.name}")
                self.rates.setdefault(peer.name, []).append(found.facts_a_second)

    def rows(self) -> list[Row]:
        """Return ours beside each peer that ran."""
        ours = self.rates[Ours.name]
        return [
            compared(Asked(NAME, name, UNIT, _TARGETS.get(name)), ours, rates)
            for name, rates in self.rates.items()
            if name != Ours.name
        ]

    def _tried(self, peer: Peer, what: str) -> Ran:
        try:
            return self._once(peer, what)
        except PeerFailed as failed:
            self.repeated.append(f"{what}: {failed}")
            self._say(f"{what}: {failed}; once more")
            return self._once(peer, what)

    def _once(self, peer: Peer, what: str) -> Ran:
        self._runs += 1
        run = Run(
            bootstrap=self._bootstrap,
            prefix=f"bench-run-{self._runs}",
            partitions=PARTITIONS,
            folder=self._folder / f"run-{self._runs}",
        )
        found = ran(peer, self._work(peer.one_in), run, _telling(self._told, what))
        self._say(
            f"{what}: {found.facts_a_second:,.0f} {UNIT}, {found.facts:,} facts in"
            f" {found.seconds:.1f} s, {found.state_records:,} records of state,"
            f" digest {found.digest[:12]}"
        )
        return found

    def _work(self, one_in: int) -> Work:
        if one_in not in self._works:
            facts = self._facts // one_in
            self._say(f"making {facts:,} facts up and working the answer out ...")
            workload = Workload(facts=facts, accounts=facts // FACTS_AN_ACCOUNT)
            self._works[one_in] = work_of(workload, PARTITIONS)
        return self._works[one_in]


def _telling(told: Told, what: str) -> Callable[[str, int, int], None]:
    return lambda step, done, whole: told(f"{what}: {step}", done, whole)
