"""The same ledger work by ours and by others, interleaved: `python -m tests.bench.peers --help`."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from streams.broker.embedded import EmbeddedBroker
from streams.broker.errors import BrokerNotStarted
from tests.bench.peers.built import CACHE, ROOT
from tests.bench.peers.faust_peer import FaustPeer
from tests.bench.peers.kafka_streams import KafkaStreams
from tests.bench.peers.ours import Ours
from tests.bench.peers.page import Told, machine, table, written
from tests.bench.peers.peer import Peer, PeerFailed, PeerMissing, WrongResult
from tests.bench.peers.quix_peer import Quix
from tests.bench.peers.rows import Row
from tests.bench.peers.throughput import Throughput

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
_FACTS = 1_000_000
_ROUNDS = 3


def main() -> int:
    """Run what is asked for; 0 with the page written, 1 where a peer failed, with none."""
    asked = _asked()
    console = Console(stderr=True)
    peers = [Ours(), *(PEERS[name] for name in asked.peers)]
    CACHE.mkdir(parents=True, exist_ok=True)
    try:
        for peer in peers:
            peer.ready(console.out)
        rows, notes = _measured(peers, asked.facts, asked.rounds, console)
    except (PeerMissing, PeerFailed, WrongResult, BrokerNotStarted) as broken:
        console.out(f"The benchmark ended without figures. {broken}")
        return 1
    sys.stdout.write("\n".join(table(rows)) + "\n")
    if asked.into is not None:
        told = Told(command=_command(asked), machine=machine(), notes=notes)
        written(rows, told, asked.into)
    return 0


def _measured(
    peers: Sequence[Peer], facts: int, rounds: int, console: Console
) -> tuple[list[Row], tuple[str, ...]]:
    with (
        tempfile.TemporaryDirectory(prefix="run-", dir=CACHE) as made,
        EmbeddedBroker(Path(made) / "broker", log=console.out) as broker,
        _progress(console) as progress,
    ):
        task = progress.add_task("", total=None)

        def told(step: str, done: int, whole: int) -> None:
            progress.update(task, description=step, completed=done, total=whole)

        bench = Throughput(broker.bootstrap, Path(made), facts, told, console.out)
        bench.rounds(peers, rounds)
    repeated = (f"Run once more, since the first try failed: {one}" for one in bench.repeated)
    return bench.rows(), (*_shares(peers, facts), *repeated)


def _shares(peers: Sequence[Peer], facts: int) -> tuple[str, ...]:
    whole = f"{facts:,} facts of {facts // 5:,} accounts a run."
    less = (f"{p.name} was given one fact in {p.one_in}." for p in peers if p.one_in > 1)
    return (whole, *less)


def _command(asked: argparse.Namespace) -> str:
    options = [f"--facts {asked.facts}"] if asked.facts != _FACTS else []
    options += [f"--rounds {asked.rounds}"] if asked.rounds != _ROUNDS else []
    options += [f"--peers {' '.join(asked.peers)}"] if asked.peers != list(PEERS) else []
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
    parser.add_argument("--facts", type=int, default=_FACTS, help="facts a run (1,000,000)")
    parser.add_argument("--rounds", type=int, default=_ROUNDS, help="runs of each peer (3)")
    parser.add_argument(
        "--peers",
        nargs="*",
        choices=sorted(PEERS),
        default=list(PEERS),
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
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
