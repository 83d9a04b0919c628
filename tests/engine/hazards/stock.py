"""A stock Faust app on the topics of a test, as its manual would have it written."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import faust
from aiokafka import AIOKafkaConsumer, TopicPartition

from streams.engine.names import Names
from tests.engine.on_broker import until

# Far below Faust's own 2.8 s, so that a test sees commits soon; nothing else of it is changed.
_COMMIT_EVERY_SECONDS = 0.2


class Stock:
    """One app, what it reads, and how far its group has come."""

    def __init__(self, broker: str, names: Names, folder: Path) -> None:
        self._broker = broker
        self.app = faust.App(
            names.group("stock"),
            broker=f"kafka://{broker}",
            store="memory://",
            datadir=str(folder),
            autodiscover=False,
            web_enabled=False,
            topic_disable_leader=True,
            topic_allow_declare=False,
            table_standby_replicas=0,
            consumer_auto_offset_reset="earliest",
            worker_redirect_stdouts=False,
            broker_commit_interval=_COMMIT_EVERY_SECONDS,
        )
        self.name = names.full("in.a")

    def reads(self, agent: Callable[[Any], AsyncIterator[None]], **options: Any) -> None:
        """Let an agent read `in.a` as bytes."""
        topic = self.app.topic(
            self.name,
            key_type=bytes,
            value_type=bytes,
            key_serializer="raw",
            value_serializer="raw",
        )
        self.app.agent(topic, **options)(agent)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run the app inside this process."""
        self.app.finalize()
        await self.app.start()
        try:
            yield
        finally:
            await self.app.stop()

    async def stands_at(self, offset: int, number: int = 0) -> None:
        """Wait until the group has committed an offset: a restart begins there."""
        part = TopicPartition(self.name, number)
        reader = AIOKafkaConsumer(
            bootstrap_servers=self._broker, group_id=self.app.conf.id, enable_auto_commit=False
        )
        await reader.start()
        try:
            reader.assign([part])
            for _ in range(600):
                if await reader.committed(part) == offset:
                    return
                await asyncio.sleep(0.05)
            raise AssertionError(f"the group never came to stand at {offset}")
        finally:
            await reader.stop()


async def until_done(done: "list[bytes]", *wanted: bytes) -> None:
    """Wait until an agent has done with these."""
    await until(lambda: done == list(wanted))
