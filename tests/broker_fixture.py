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


def pytest_configure(config: pytest.Config) -> None:
    """Let kafka-python be imported although warnings are errors."""
    config.addinivalue_line("filterwarnings", _NOISE)


@pytest.fixture(scope="session")
def broker_itself(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[ProxiedBroker]":
    """Give an embedded broker that ends with the test run; `broker` is its address."""
    # Imported here, so that a run without broker tests loads no Kafka library at all.
    from tests.system.proxied_broker import ProxiedBroker  # noqa: PLC0415 - the reason is above

    with ProxiedBroker(tmp_path_factory.mktemp("broker")) as started:
        yield started
        # Nobody wants its data again, and an end in good order takes seconds.
        started.kill()


@pytest.fixture(scope="session")
def broker(broker_itself: "ProxiedBroker") -> str:
    """Give the bootstrap address of the shared broker: each test works on a prefix of its own."""
    return broker_itself.bootstrap


@pytest.fixture
def proxy(broker_itself: "ProxiedBroker") -> "Iterator[Proxy]":
    """Give a proxy in front of the shared broker, which disturbs nobody but who goes through it."""
    with broker_itself.proxy() as running:
        yield running
