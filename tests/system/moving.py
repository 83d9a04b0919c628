"""Whether the stages work, seen from outside: every partition's rows topic is written on.

Areas are left out: their partitions have nothing to write before a tick, and `Progress` follows it.
"""

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from streams.engine.names import Names
from streams.terms.routes import DELINQUENCY, TREATMENT


class Moving:
    """Knows how far the committed rows of every partition reached when it was made."""

    def __init__(self, bootstrap: str, prefix: str, partitions: int) -> None:
        names = Names(prefix)
        self._parts = [
            TopicPartition(names.full(stage.rows), number)
            for stage in (DELINQUENCY, TREATMENT)
            for number in range(partitions)
        ]
        self._consumer = KafkaConsumer(
            bootstrap_servers=bootstrap, isolation_level="read_committed", group_id=None
        )
        self._from = self._consumer.end_offsets(self._parts)
        self._left = set(self._parts)

    def is_everywhere(self) -> bool:
        """Tell whether something was committed to each of them since."""
        try:
            ends = self._consumer.end_offsets(sorted(self._left))
        except KafkaError:
            return False
        self._left -= {part for part, end in ends.items() if end > self._from[part]}
        return not self._left

    def close(self) -> None:
        """Let the broker go."""
        self._consumer.close()
