"""The same ledger work by ours and by others, interleaved: `python -m tests.bench.peers --help`."""

import argparse
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from streams.broker.embedded import EmbeddedBroker
from streams.broker.errors import BrokerNotStarted
from tests.bench.peers import latency, recovery, throughput
from tests.bench.peers.built import CACHE, ROOT
from tests.bench.peers.faust_peer import FaustPeer
from tests.bench.peers.ground import FACTS_AN_ACCOUNT, Ground
from tests.bench.peers.kafka_streams import KafkaStreams
from tests.bench.peers.ours import Ours
from tests.bench.peers.page import Told, machine, table, written
from tests.bench.peers.peer import Peer, PeerFailed, PeerMissing, WrongResult
from tests.bench.peers.quix_peer import Quix
from tests.bench.peers.rows import Row

_OTHERS: tuple[Peer, ...] = (
    KafkaStreams("memory", "eos"),
    KafkaStreams("rocksdb", "eos"),
    KafkaStreams("memory", "alos"),
    KafkaStreams("rocksdb", "alos"),
    Quix("alos"),
    Quix("eos"),
    FaustPeer(),
)
PEERS = {peer.name: peer for peer in _OTHERS}
_ENDED = 143
_USUAL: dict[str, Any] = {
    "facts": 1_000_000,
    "rounds": 3,
    "seconds": 300,
    "workloads": [throughput.NAME, latency.NAME, recovery.NAME],
    "peers": list(PEERS),
}


def main() -> int:
    """Run what is asked for; 0 with the page written, 1 where a peer failed, with none."""
    asked = _asked()
    # Whoever ends us from outside leaves nothing running and no folder behind either.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(_ENDED))
    console = Console(stderr=True)
    peers = [PEERS[name] for name in asked.peers]
    CACHE.mkdir(parents=True, exist_ok=True)
    try:
        for peer in (Ours(), *peers):
            peer.ready(console.out)
        rows, notes = _measured(peers, asked, console)
    except (PeerMissing, PeerFailed, WrongResult, BrokerNotStarted) as broken:
        console.out(f"The benchmark ended without figures. {broken}")
        return 1
    sys.stdout.write("\n".join(table(rows)) + "\n")
    if asked.into is not None:
        notes = [*_sizes(peers, asked), *notes]
        written(
            rows, Told(command=_command(asked), machine=machine(), notes=tuple(notes)), asked.into
        )
    return 0


def _measured(
    peers: Sequence[Peer], asked: argparse.Namespace, console: Console
) -> tuple[list[Row], list[str]]:
    rows: list[Row] = []
    with (
        tempfile.TemporaryDirectory(prefix="run-", dir=CACHE) as made,
        EmbeddedBroker(Path(made) / "broker", log=console.out) as broker,
        _progress(console) as progress,
    ):
        task = progress.add_task("", total=None)

        def told(step: str, done: int, whole: int) -> None:
            progress.update(task, description=step, completed=done, total=whole)

        ground = Ground(broker.bootstrap, Path(made), told, console.out)
        if throughput.NAME in asked.workloads:
            rows += throughput.throughput(ground, peers, asked.rounds, asked.facts)
        quick = [peer for peer in peers if peer.name in latency.PEERS]
        if latency.NAME in asked.workloads and quick:
            rows += latency.latency(ground, quick, asked.rounds, asked.seconds)
        exact = [peer for peer in peers if peer.name in recovery.PEERS]
        if recovery.NAME in asked.workloads and exact:
            rows += recovery.recovery(ground, exact, asked.rounds, asked.facts)
    return rows, ground.notes


def _sizes(peers: Sequence[Peer], asked: argparse.Namespace) -> list[str]:
    sizes = []
    if throughput.NAME in asked.workloads:
        accounts = asked.facts // FACTS_AN_ACCOUNT
        sizes.append(f"Throughput: {asked.facts:,} facts of {accounts:,} accounts a run.")
        sizes += [f"{p.name} was given one fact in {p.one_in}." for p in peers if p.one_in > 1]
    if latency.NAME in asked.workloads:
        pace, warm = latency.FACTS_A_SECOND, latency.WARM_SECONDS
        sizes.append(
            f"Latency: {pace:,} facts/s for {asked.seconds} s, of which the first {warm:.0f} s do"
            f" not count; ours is to stay within {latency.LIMIT_MS:.0f} ms at p99."
        )
    return sizes


def _command(asked: argparse.Namespace) -> str:
    options = [
        f"--{name} {' '.join(map(str, given)) if isinstance(given, list) else given}"
        for name, usual in _USUAL.items()
        if (given := getattr(asked, name)) != usual
    ]
    return f"make bench OPTIONS='{' '.join(options)}'" if options else "make bench"


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    )


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.peers",
        description=__doc__,
        epilog=f"Peers: {', '.join(PEERS)}. Every run has to come to the same digest.",
    )
    parser.add_argument(
        "--facts", type=int, help="facts of a run of throughput or recovery (1,000,000)"
    )
    parser.add_argument("--rounds", type=int, help="runs of each peer (3)")
    parser.add_argument("--seconds", type=int, help="length of a run of latency (300)")
    parser.add_argument(
        "--workloads",
        nargs="*",
        choices=_USUAL["workloads"],
        metavar="WORKLOAD",
        help="throughput, latency, recovery (all)",
    )
    parser.add_argument(
        "--peers",
        nargs="*",
        choices=sorted(PEERS),
        metavar="PEER",
        help="peers to run beside ours (all of them)",
    )
    parser.add_argument(
        "--into",
        type=Path,
        default=ROOT / "docs",
        help="folder of benchmarks.md, benchmarks.json and the plots (docs)",
    )
    parser.add_argument(
        "--dry", action="store_const", const=None, dest="into", help="print the table alone"
    )
    parser.set_defaults(**_USUAL)
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
