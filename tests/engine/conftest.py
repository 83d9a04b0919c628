"""Topics of a test's own on the shared broker, a producer, and runners that end with the test."""

import asyncio
from collections.abc import AsyncIterator
from secrets import token_hex
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from streams.engine.names import Names
from tests.engine.on_broker import PARTITIONS, TOPICS, Under


@pytest.fixture
async def names(broker: str) -> Names:
    """Create a test's own topics; returns their names once every partition has a leader."""
    made = Names(f"eng-{token_hex(3)}")
    topics = [made.full(topic) for topic in TOPICS]
    admin = AIOKafkaAdminClient(bootstrap_servers=broker)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(topic, PARTITIONS, 1) for topic in topics])
        for _ in range(500):
            if all(map(_is_led, await admin.describe_topics(topics))):
                return made
            await asyncio.sleep(0.02)
    finally:
        await admin.close()
    raise AssertionError(f"no leaders for the topics of {made.prefix}")


def _is_led(topic: dict[str, Any]) -> bool:
    leaders = [part["leader"] for part in topic["partitions"] if part["error_code"] == 0]
    return len(leaders) == PARTITIONS and min(leaders) >= 0


@pytest.fixture
async def producer(broker: str) -> AsyncIterator[AIOKafkaProducer]:
    """Give a producer as any sender of facts may have one."""
    opened = AIOKafkaProducer(bootstrap_servers=broker, linger_ms=5)
    await opened.start()
    yield opened
    await opened.stop()


@pytest.fixture
async def under(broker: str, names: Names) -> AsyncIterator[Under]:
    """Give the runners of one test."""
    made = Under(broker, names)
    yield made
    await made.end()
