"""Sends that take long: stock Faust commits before they have left, the engine waits for all."""

import asyncio
from collections import Counter
from types import SimpleNamespace

import faust
import pytest
from faust.transport.producer import ProducerBuffer

from streams.engine.position import Position
from streams.engine.working import Flush, Output
from streams.engine.writer import Writer
from tests.engine.counting import FIRST
from tests.engine.on_broker import Under, until, values
from tests.system.proxy import Proxy

SLOW_SECONDS = 0.25


class Slow:
    """A channel on which each send takes longer than the stock buffer has patience for."""

    def __init__(self) -> None:
        self.sent: list[object] = []

    async def publish_message(self, message: object, *, wait: bool) -> None:
        """Take a message after a while."""
        del wait
        await asyncio.sleep(SLOW_SECONDS)
        self.sent.append(message)


async def test_the_stock_flush_before_a_commit_returns_with_changes_still_in_the_buffer() -> None:
    """Table changes wait in this buffer, and the offsets are committed when its flush returns."""
    slow = Slow()
    buffer = ProducerBuffer()
    buffer.app = faust.App("slow", broker="kafka://127.0.0.1:1", store="memory://")
    await buffer.start()
    for _ in range(3):
        buffer.put(SimpleNamespace(message=SimpleNamespace(channel=slow)))
    await buffer.flush()
    left, sent = buffer.size, len(slow.sent)
    # A stop with changes left would raise: the buffer is let empty first.
    await until(lambda: len(slow.sent) == 3)
    await buffer.stop()
    assert left > 0
    assert sent < 3


@pytest.mark.broker
async def test_a_flush_of_ours_returns_when_all_of_it_stands_in_the_log(
    under: Under, proxy: Proxy
) -> None:
    outputs: list[Output] = [("out", n % 4, b"k", b"%d" % n, f"in.a/0/{n}") for n in range(5)]
    writer = Writer(proxy.bootstrap, under.names, FIRST.name, FIRST.rows, 0)
    await writer.open()
    proxy.delay(SLOW_SECONDS)
    await writer.write(Flush(outputs, [], Position(), Counter()))
    assert sorted(await values(under.broker, under.names.full("out"))) == ["0", "1", "2", "3", "4"]
    proxy.delay(0.0)
    await writer.close()
