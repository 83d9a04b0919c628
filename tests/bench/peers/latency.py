"""Latency: from a fact's being due to its committed notice, at a steady pace below the limit."""

from collections.abc import Sequence

from msgspec import Struct

from tests.bench.peers.course import Work, checked, finished, full, lined_up, prepared, read_by
from tests.bench.peers.ground import Ground
from tests.bench.peers.ours import Ours
from tests.bench.peers.pacing import Heard, paced
from tests.bench.peers.peer import Peer, Run, Told
from tests.bench.peers.rows import Asked, Row, compared

NAME = "latency"
FACTS_A_SECOND = 5_000
WARM_SECONDS = 10.0

# Ours is to be within 100 ms at the 99th percentile, and no slower than the peer.
LIMIT_MS = 100.0
_QUANTILES = (("p50", "p50", None), ("p99", "p99", 1.0), ("p999", "p99.9", None))

PEERS = frozenset({"kafka-streams-memory-eos", "kafka-streams-rocksdb-eos"})
"""Those that promise what ours does: a notice is committed before it can be read."""


class Quantiles(Struct, frozen=True):
    """Milliseconds that so much of the notices took at most, and how many there were."""

    p50: float
    p99: float
    p999: float
    notices: int


def latency(ground: Ground, peers: Sequence[Peer], rounds: int, seconds: int) -> list[Row]:
    """Run ours and peers at the pace for so long; returns ours beside each, by quantile."""

    def once(peer: Peer, what: str) -> Quantiles:
        work, run = ground.work(FACTS_A_SECOND * seconds), ground.run()
        with prepared(run):
            found = _listened(peer, work, run, ground.telling(what))
        ground.say(
            f"{what}: p50 {found.p50:.0f} ms, p99 {found.p99:.0f} ms, p99.9 {found.p999:.0f} ms of"
            f" {found.notices:,} notices"
        )
        return found

    found = ground.rounds([Ours(), *peers], rounds, once)
    ours = found.pop(Ours.name)
    return [row for name, theirs in found.items() for row in _rows(name, ours, theirs)]


def quantiles(heard: Sequence[Heard], warm_seconds: float = WARM_SECONDS) -> Quantiles:
    """Return the quantiles behind the warm-up; raises ValueError where nothing was heard then.

    >>> quantiles([Heard(0.0, 9.0), Heard(20.0, 20.25), Heard(30.0, 30.5), Heard(40.0, 40.75)])
    Quantiles(p50=500.0, p99=750.0, p999=750.0, notices=3)
    """
    first = min((one.due_at for one in heard), default=0.0)
    waits = sorted(
        round((one.read_at - one.due_at) * 1000, 1)
        for one in heard
        if one.due_at - first >= warm_seconds
    )
    if not waits:
        raise ValueError("nothing was heard behind the warm-up: give more --seconds")
    at = {q: waits[min(len(waits) - 1, int(q * len(waits)))] for q in (0.5, 0.99, 0.999)}
    return Quantiles(at[0.5], at[0.99], at[0.999], len(waits))


def _listened(peer: Peer, work: Work, run: Run, told: Told) -> Quantiles:
    month = read_by(peer, work.month)
    with lined_up(peer, work, run, told) as processes:
        told("pacing", 0, 1)
        found = paced(run.bootstrap, run.names, month, FACTS_A_SECOND, peer.notices(run))
        ends = full(run.names, found.ends)
        finished(peer, run, ends, processes, lambda done, whole: told("month", done, whole))
    checked(peer, work, run, told)
    return quantiles(found.heard)


def _rows(name: str, ours: list[Quantiles], theirs: list[Quantiles]) -> list[Row]:
    rows = []
    for field, shown, target in _QUANTILES:
        mine = [getattr(one, field) for one in ours]
        others = [getattr(one, field) for one in theirs]
        asked = Asked(NAME, name, f"ms at {shown}", target)
        rows.append(compared(asked, mine, others, less_is_better=True))
    return rows
