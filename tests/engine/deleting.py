"""Records deleted from topics of a test, as retention or an accident does."""

from aiokafka import TopicPartition
from kafka.admin import KafkaAdminClient

from tests.engine.on_broker import PARTITIONS, Under


def delete_records(under: Under, *topics: str) -> None:
    """Delete everything there is in topics; their offsets go on."""
    admin = KafkaAdminClient(bootstrap_servers=under.broker)
    try:
        names = map(under.names.full, topics)
        admin.delete_records({TopicPartition(t, n): -1 for t in names for n in range(PARTITIONS)})
    finally:
        admin.close()
