"""What an outsider reads of a world that was played in memory."""

from tests.audit.records import TOPICS, Record, in_order, read
from tests.verify.worlds import PARTITIONS, World


def records_of(world: World, topics: tuple[str, ...] = TOPICS) -> list[Record]:
    """Return the records of a world's topics, by time."""
    log = world.logged()
    found = (
        read(topic, entry.timestamp, entry.key, entry.value)
        for topic in topics
        for number in range(PARTITIONS)
        for entry in log.of(topic, number)
    )
    return in_order(one for one in found if one is not None)
