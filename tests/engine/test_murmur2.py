"""The hash of a key is the one that every default producer works out."""

from aiokafka.partitioner import murmur2 as of_aiokafka
from hypothesis import given
from hypothesis import strategies as st

from streams.engine.murmur2 import murmur2, partition_of

_BITS = 0xFFFFFFFF


@given(st.binary(max_size=64))
def test_a_key_has_the_hash_that_aiokafka_gives_it(key: bytes) -> None:
    assert murmur2(key) == of_aiokafka(key) & _BITS


@given(st.binary(max_size=64), st.integers(1, 1_000))
def test_a_partition_is_one_of_those_there_are(key: bytes, partitions: int) -> None:
    assert partition_of(key, partitions) == (of_aiokafka(key) & 0x7FFFFFFF) % partitions
