"""The partition of a key, as every Java and Python producer with default settings works it out.

>>> partition_of(b"", 4), partition_of(b"21", 1000)
(1, 340)
"""

from functools import lru_cache
from struct import unpack_from

_SEED = 0x9747B28C
_MULTIPLIER = 0x5BD1E995
_BITS = 0xFFFFFFFF
_WORD = 4


@lru_cache(maxsize=1 << 16)
def partition_of(key: bytes, partitions: int) -> int:
    """Return the partition of a key (murmur2, sign bit cleared, modulo the count)."""
    return (murmur2(key) & 0x7FFFFFFF) % partitions


def murmur2(key: bytes) -> int:
    """Return the 32-bit hash that Kafka's own producer gives a key; four bytes at a time.

    Every standing goes to a customer's partition, so this is in the path of a fact.
    """
    words = len(key) // _WORD
    hashed = _SEED ^ len(key)
    for word in unpack_from(f"<{words}I", key):
        mixed = word * _MULTIPLIER & _BITS
        hashed = (hashed * _MULTIPLIER & _BITS) ^ ((mixed ^ mixed >> 24) * _MULTIPLIER & _BITS)
    rest = key[words * _WORD :]
    if rest:
        hashed = (hashed ^ int.from_bytes(rest, "little")) * _MULTIPLIER & _BITS
    hashed = (hashed ^ hashed >> 13) * _MULTIPLIER & _BITS
    return hashed ^ hashed >> 15
