"""A broker that is not there is said in one sentence, after visible tries."""

import logging
import socket
from collections.abc import Iterator

import pytest

from streams.broker import cluster
from streams.broker.errors import BrokerUnavailable


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Give a port that takes connections and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield int(listener.getsockname()[1])


def test_a_closed_port_is_retried_visibly_and_then_given_up(
    closed_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    said: list[str] = []
    with pytest.raises(BrokerUnavailable, match="--bootstrap") as refused:
        cluster.wait_for(f"127.0.0.1:{closed_port}", 0.3, said.append)
    assert str(closed_port) in str(refused.value)
    assert "\n" not in str(refused.value)
    assert said
    assert "try 1" in said[0]
    assert caplog.records == []


def test_a_silent_listener_is_no_broker(silent_port: int, caplog: pytest.LogCaptureFixture) -> None:
    with (
        caplog.at_level(logging.WARNING),
        pytest.raises(BrokerUnavailable, match="does not answer"),
        cluster.admin(f"127.0.0.1:{silent_port}", answer_s=0.3),
    ):
        pass
    assert caplog.records == []


@pytest.mark.parametrize("text", ["", "localhost", "localhost:", ":9092", "a:0", "a:70000", "a:x"])
def test_what_is_no_address_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="HOST:PORT"):
        cluster.parsed(text)


@pytest.mark.broker
def test_a_broker_that_is_there_is_not_waited_for(broker: str) -> None:
    said: list[str] = []
    cluster.wait_for(broker, 5, said.append)
    assert said == []
