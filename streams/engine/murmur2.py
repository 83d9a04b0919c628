"""The partition of a key, as every Java and Python producer with default settings works it out.

>>> partition_of(b"", 4), partition_of(b"21", 1000)
(1, 340)
"""

from functools import lru_cache

from aiokafka.partitioner import murmur2


@lru_cache(maxsize=1 << 16)
def partition_of(key: bytes, partitions: int) -> int:
    """Return the partition of a key (murmur2, sign bit cleared, modulo the count)."""
    return int((murmur2(key) & 0x7FFFFFFF) % partitions)
