"""One real broker for the whole test run, started by the first test that asks for it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.system.proxied_broker import ProxiedBroker
    from tests.system.proxy import Proxy

# kafka-python reads its message definitions by a call that Python 3.11 and 3.12 frown upon.
_NOISE = (
    r"ignore:(read|open)_text is deprecated:DeprecationWarning:"
    r"(kafka.protocol.schemas.load_json|importlib.resources._legacy)"
)

# The broker that is there now, if there is one: to ask for it would start it.
_RUNNING: "list[ProxiedBroker]" = []


def pytest_configure(config: pytest.Config) -> None:
    """Let kafka-python be imported although warnings are errors."""
    config.addinivalue_line("filterwarnings", _NOISE)


@pytest.fixture(scope="session")
def broker_itself(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[ProxiedBroker]":
    """Give an embedded broker that ends with the test run; `broker` is its address."""
    # Imported here, so that a run without broker tests loads no Kafka library at all.
    from tests.system.proxied_broker import ProxiedBroker  # noqa: PLC0415 - the reason is above

    with ProxiedBroker(tmp_path_factory.mktemp("broker")) as started:
        _RUNNING.append(started)
        yield started
        _RUNNING.clear()
        # Nobody wants its data again, and an end in good order takes seconds.
        started.kill()


@pytest.fixture(scope="module", autouse=True)
def _nothing_is_left() -> Iterator[None]:
    """Delete the topics of each file's tests: all clients and the broker get slower with each."""
    yield
    for running in _RUNNING:
        from streams.broker import cluster  # noqa: PLC0415 - as above

        with cluster.admin(running.bootstrap) as client:
            # Kafka's own begin like this; it needs them as long as it runs.
            left = [name for name in client.list_topics() if not name.startswith("__")]
            if left:
                client.delete_topics(left)


@pytest.fixture(scope="session")
def broker(broker_itself: "ProxiedBroker") -> str:
    """Give the bootstrap address of the shared broker: each test works on a prefix of its own."""
    return broker_itself.bootstrap


@pytest.fixture
def proxy(broker_itself: "ProxiedBroker") -> "Iterator[Proxy]":
    """Give a proxy in front of the shared broker, which disturbs nobody but who goes through it."""
    with broker_itself.proxy() as running:
        yield running
