"""The embedded broker answers, keeps its data, and never outlives its owner."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from msgspec import Struct

from streams.broker import cluster, embedded
from streams.broker.embedded import EmbeddedBroker
from streams.broker.errors import BrokerNotStarted, FolderInUse, PortTaken
from tests.broker import owner
from tests.broker.processes import gone, pid_in, soon

ROOT = Path(__file__).resolve().parents[2]


class Left(Struct, frozen=True):
    """What a first, orderly run has left: its folder, its address, and the id of its Java."""

    data: Path
    address: str
    java: int


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Left:
    """Start a broker, create a topic, stop it; each start costs seconds, so once a module."""
    data = tmp_path_factory.mktemp("embedded") / "a broker, kept"
    with EmbeddedBroker(data) as first:
        with cluster.admin(first.bootstrap) as client:
            client.create_topics({"kept": {"num_partitions": 2, "replication_factor": 1}})
        java = pid_in(data / "java.pid")
        assert not gone(java)
        assert first.exit_code is None
        with pytest.raises(FolderInUse, match="--data"):
            EmbeddedBroker(data).start()
        return Left(data, first.bootstrap, java)


@contextmanager
def owned_elsewhere(data: Path) -> Iterator["subprocess.Popen[str]"]:
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    with subprocess.Popen(
        [sys.executable, owner.__file__, str(data)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    ) as process:
        yield process
        process.kill()


def topics_at(bootstrap: str) -> set[str]:
    with cluster.admin(bootstrap) as client:
        return set(client.list_topics())


@pytest.mark.broker
def test_a_stopped_broker_is_gone(left: Left) -> None:
    assert gone(left.java)
    assert not cluster.answers(left.address)


@pytest.mark.broker
def test_a_killed_owner_leaves_no_java(left: Left) -> None:
    with owned_elsewhere(left.data) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("127.0.0.1:")
        java = pid_in(left.data / "java.pid")
        assert not gone(java)
        os.kill(process.pid, signal.SIGKILL)
        assert soon(lambda: gone(java))


@pytest.mark.broker
def test_a_later_start_goes_on_with_the_data_and_a_killed_keeper_leaves_no_java(left: Left) -> None:
    said: list[str] = []
    with EmbeddedBroker(left.data, log=said.append) as later:
        assert "kept" in topics_at(later.bootstrap)
        assert not any("preparing" in line for line in said)
        java = pid_in(left.data / "java.pid")
        if sys.platform == "linux":  # elsewhere nothing ties a child to its parent
            os.kill(_parent_of(java), signal.SIGKILL)
            assert soon(lambda: gone(java))
            assert soon(lambda: later.exit_code is not None)
    assert gone(java)


def _parent_of(pid: int) -> int:
    stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    parent = int(stat.rpartition(")")[2].split()[1])
    assert parent not in {0, 1, os.getpid()}
    return parent


@pytest.mark.broker
def test_a_broker_that_dies_at_its_start_tells_its_last_words(tmp_path: Path) -> None:
    (tmp_path / "kafka").mkdir()
    (tmp_path / "kafka" / "meta.properties").write_text(
        "version=1\nnode.id=7\ncluster.id=AAAAAAAAAAAAAAAAAAAAAA\n"
    )
    broker = EmbeddedBroker(tmp_path)
    with pytest.raises(BrokerNotStarted, match=r"Java ended with code 1 .*node.*7.*--data") as died:
        broker.start()
    assert "\n" not in str(died.value)
    assert broker.exit_code is None


def test_a_taken_port_is_named_with_its_cure(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = int(other.getsockname()[1])
        with pytest.raises(PortTaken, match=rf"port {port} on 127\.0\.0\.1 .* --port"):
            EmbeddedBroker(tmp_path, port=port).start()
    # The refusal has let the folder go.
    with pytest.raises(PortTaken, match="port 70000"):
        EmbeddedBroker(tmp_path, port=70_000).start()


def test_the_address_exists_only_while_the_broker_does(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="not been started"):
        assert EmbeddedBroker(tmp_path).bootstrap


def test_the_controller_never_takes_the_port_of_the_broker(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Both are chosen before either is listened on, so one may be chosen twice."""
    chosen = iter((9_092, 9_092, 9_093))

    class Probe(socket.socket):
        def bind(self, _address: object) -> None:
            """Bind nothing."""

        def getsockname(self) -> tuple[str, int]:
            """Return the next port."""
            return "127.0.0.1", next(chosen)

    monkeypatch.setattr("streams.broker.embedded.socket.socket", Probe)
    assert embedded._free_port(9_092) == 9_093  # noqa: SLF001 - no start can be made to hit it
