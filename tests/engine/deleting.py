"""Records deleted from topics of a test, as retention or an accident does."""

import asyncio

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from kafka.admin import KafkaAdminClient

from tests.engine.on_broker import PARTITIONS, Under


def delete_records(under: Under, *topics: str, before: int = -1) -> None:
    """Delete everything there is in topics, or what is before an offset; their offsets go on."""
    admin = KafkaAdminClient(bootstrap_servers=under.broker)
    try:
        names = map(under.names.full, topics)
        admin.delete_records(
            {TopicPartition(t, n): before for t in names for n in range(PARTITIONS)}
        )
    finally:
        admin.close()


async def make_anew(under: Under, topic: str, partitions: int = PARTITIONS) -> None:
    """Delete a topic and make it again, empty."""
    name = under.names.full(topic)
    admin = AIOKafkaAdminClient(bootstrap_servers=under.broker)
    await admin.start()
    try:
        await admin.delete_topics([name])
        for _ in range(200):
            answer = await admin.create_topics([NewTopic(name, partitions, 1)])
            if answer.topic_errors[0][1] == 0:
                return
            await asyncio.sleep(0.05)
    finally:
        await admin.close()
    raise AssertionError(f"{name} could not be made anew")
