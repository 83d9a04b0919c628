"""A flush on a real broker: all there or not at all, in order, with its sources named."""

from collections import Counter

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from streams.engine import position as positions
from streams.engine.errors import FlushFailed
from streams.engine.position import Position
from streams.engine.working import Flush, Output
from tests.engine.counting import FIRST
from tests.engine.on_broker import Under, records, values

pytestmark = pytest.mark.broker


async def test_a_flush_too_large_for_the_broker_is_not_committed_in_part(under: Under) -> None:
    writer = await under.writer()
    large = b"y" * 1_200_000
    outputs: list[Output] = [("out", 0, b"a", b"seen", "x"), ("out", 1, b"b", large, "x")]
    with pytest.raises(FlushFailed, match="is larger than 1000000 bytes: its row has outgrown"):
        await writer.write(Flush(outputs, [], Position(), Counter()))
    await writer.close()
    await (await under.writer()).close()
    assert await values(under.broker, under.names.full("out")) == []


async def test_a_flush_of_which_the_broker_refuses_a_batch_is_not_committed_in_part(
    under: Under,
) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=under.broker)
    await admin.start()
    small = NewTopic(under.names.full("small"), 1, 1, topic_configs={"max.message.bytes": "1000"})
    await admin.create_topics([small])
    await admin.close()
    writer = await under.writer()
    outputs: list[Output] = [
        ("out", 0, b"a", b"seen", "x"),
        ("small", 0, b"b", b"y" * 2_000, "x"),
    ]
    with pytest.raises(FlushFailed, match="did not commit for certain"):
        await writer.write(Flush(outputs, [], Position(), Counter()))
    await writer.close()
    await (await under.writer()).close()
    assert await values(under.broker, under.names.full("out")) == []
    assert await values(under.broker, under.names.full(FIRST.rows)) == []


async def test_a_flush_of_many_batches_arrives_whole_in_order_and_names_its_sources(
    under: Under,
) -> None:
    writer = await under.writer()
    padding = b"." * 2_000
    outputs: list[Output] = [
        ("out", 1, b"k", b"%d" % n + padding, f"in.a/0/{n}") for n in range(1_500)
    ]
    rows = [(b"k%d" % n, padding) for n in range(1_500)]
    await writer.write(Flush(outputs, rows, Position(unkeyed=3), Counter()))
    await writer.close()
    out = await records(under.broker, under.names.full("out"))
    assert [record.value for record in out] == [value for _, _, _, value, _ in outputs]
    assert [record.headers for record in out] == [
        (("arrears-source", f"in.a/0/{n}".encode()),) for n in range(1_500)
    ]
    kept = await records(under.broker, under.names.full(FIRST.rows))
    assert [(record.key, record.value) for record in kept[:-1]] == rows
    assert kept[-1].key == positions.POSITION_KEY
    assert positions.unpack(kept[-1].value) == Position(unkeyed=3)
