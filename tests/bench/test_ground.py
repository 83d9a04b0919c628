"""Rounds run everybody in turns, try once more what failed, and never what was wrong."""

from pathlib import Path

import pytest

from tests.bench.peers.faust_peer import FaustPeer
from tests.bench.peers.ground import Ground
from tests.bench.peers.kafka_streams import KafkaStreams
from tests.bench.peers.ours import Ours
from tests.bench.peers.peer import Peer, PeerFailed, WrongResult

PEERS: list[Peer] = [Ours(), KafkaStreams("memory", "eos"), FaustPeer()]
NAMES = [peer.name for peer in PEERS]


class Said:
    """A ground without a broker, and what it says."""

    def __init__(self, folder: Path) -> None:
        self.lines: list[str] = []
        self.steps: list[tuple[str, int, int]] = []
        self.ground = Ground("127.0.0.1:1", folder, self._told, self.lines.append)

    def _told(self, step: str, done: int, whole: int) -> None:
        self.steps.append((step, done, whole))


def test_each_peer_runs_once_a_round_in_another_order(tmp_path: Path) -> None:
    order: list[str] = []

    def once(peer: Peer, what: str) -> str:
        order.append(peer.name)
        return what

    found = Said(tmp_path).ground.rounds(PEERS, 3, once)
    a, b, c = NAMES
    assert order == [a, b, c, b, c, a, c, a, b]
    assert found[b] == [f"round {number} of 3, {b}" for number in (1, 2, 3)]


def test_a_run_that_fails_is_told_and_tried_once_more(tmp_path: Path) -> None:
    tries: list[str] = []
    said = Said(tmp_path)

    def once(peer: Peer, _what: str) -> int:
        tries.append(peer.name)
        if tries.count(peer.name) == 1 and peer.name == NAMES[1]:
            raise PeerFailed("it stood still")
        return len(tries)

    found = said.ground.rounds(PEERS, 1, once)
    assert found == {NAMES[0]: [1], NAMES[1]: [3], NAMES[2]: [4]}
    assert said.ground.notes == [
        f"Run once more, since the first try failed: round 1 of 1, {NAMES[1]}: it stood still"
    ]
    assert said.lines == [f"round 1 of 1, {NAMES[1]}: it stood still; once more"]


@pytest.mark.parametrize(("kind", "tried"), [(PeerFailed, 2), (WrongResult, 1)])
def test_what_fails_twice_or_is_wrong_ends_it(
    tmp_path: Path, kind: type[Exception], tried: int
) -> None:
    tries: list[str] = []

    def once(peer: Peer, _what: str) -> int:
        tries.append(peer.name)
        raise kind("no")

    with pytest.raises(kind):
        Said(tmp_path).ground.rounds(PEERS, 1, once)
    assert tries == [NAMES[0]] * tried


def test_runs_share_nothing(tmp_path: Path) -> None:
    ground = Said(tmp_path).ground
    first, second = ground.run(), ground.run()
    assert first.prefix != second.prefix
    assert first.folder != second.folder
    # A run's topics are found by its prefix, so none may begin like another.
    assert not any(ground.run().prefix.startswith(f"{first.prefix}.") for _ in range(12))


def test_facts_are_made_up_once_for_a_size(tmp_path: Path) -> None:
    said = Said(tmp_path)
    assert said.ground.work(100) is said.ground.work(100)
    assert said.ground.work(100).facts == 100
    assert said.lines == ["making 100 facts up and working the answer out ..."]


def test_a_step_is_told_with_whose_it_is(tmp_path: Path) -> None:
    said = Said(tmp_path)
    said.ground.telling("round 1 of 1, faust")("month", 3, 7)
    assert said.steps == [("round 1 of 1, faust: month", 3, 7)]
