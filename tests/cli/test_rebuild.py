"""`arrears rebuild` looks at nothing while a worker is at work: it would fence it."""

import asyncio
from secrets import token_hex

import pytest
from aiokafka import AIOKafkaConsumer
from typer.testing import CliRunner

from streams.broker.cluster import members_of
from streams.broker.topics import apply
from streams.cli import rebuild
from streams.cli.commands import app
from streams.cli.faults import UsageFault
from streams.engine.names import Names
from streams.terms.routes import PAYMENTS, TREATMENT

pytestmark = pytest.mark.broker


@pytest.fixture
def prefix(broker: str) -> str:
    """Make the topics of a run of this test's own."""
    made = f"rebuild-{token_hex(3)}"
    apply(broker, made, 2)
    return made


async def test_while_a_worker_is_at_work_it_refuses_and_names_it(
    broker: str, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuild, "SESSION_SECONDS", -2)
    names = Names(prefix)
    worker = AIOKafkaConsumer(
        names.full(PAYMENTS),
        bootstrap_servers=broker,
        group_id=names.group(TREATMENT.name),
        client_id="w7",
    )
    await worker.start()
    assert members_of(broker, [names.group(TREATMENT.name), names.group("nobody")]) == {
        names.group(TREATMENT.name): ("w7",)
    }
    given = ["rebuild", "--bootstrap", broker, "--prefix", prefix]
    refused = await asyncio.to_thread(CliRunner().invoke, app, given)
    assert isinstance(refused.exception, UsageFault)
    assert "w7): stop them first" in str(refused.exception)
    await worker.stop()
    looked = await asyncio.to_thread(CliRunner().invoke, app, given)
    assert "the rows of all 6 partitions are there" in looked.output
