"""One real broker for the whole test run, started by the first test that asks for it."""

from collections.abc import Iterator

import pytest

# kafka-python reads its message definitions by a call that Python 3.11 and 3.12 frown upon.
_NOISE = (
    r"ignore:(read|open)_text is deprecated:DeprecationWarning:"
    r"(kafka.protocol.schemas.load_json|importlib.resources._legacy)"
)


def pytest_configure(config: pytest.Config) -> None:
    """Let kafka-python be imported although warnings are errors."""
    config.addinivalue_line("filterwarnings", _NOISE)


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the bootstrap address of an embedded broker that ends with the test run.

    Tests share it: each works on topics with a prefix of its own.
    """
    # Imported here, so that a run without broker tests loads no Kafka library at all.
    from streams.broker.embedded import EmbeddedBroker  # noqa: PLC0415 - the reason is above

    with EmbeddedBroker(tmp_path_factory.mktemp("broker")) as started:
        yield started.bootstrap
