"""A small TCP proxy in front of a broker, that does to connections what networks do.

It reads the frames of Kafka's protocol only as far as to know a request's kind and number. What
is held back is delivered later and not forgotten, as bytes in the buffers of a network are: also
when whoever sent them has long given up.
"""

import asyncio
import contextlib
import threading
from asyncio import StreamReader, StreamWriter
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Self

END_TXN = 26


class Proxy:
    """Listens on a loopback port and passes everything on to another; runs in a thread of its own.

    `commits` counts the ends of transactions asked for, the other counters what it has done.
    """

    def __init__(self, port: int, broker_port: int) -> None:
        self.port = port
        self.commits = self.cuts = self.held = self.swallowed = self.late = 0
        self._broker_port = broker_port
        self._delay_seconds = 0.0
        self._swallow = self._detain = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._open = asyncio.Event()
        self._released = asyncio.Event()
        self._open.set()
        self._links: set[StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    @property
    def bootstrap(self) -> str:
        """The address that clients are to be given."""
        return f"127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        self._wait_for(self._listen())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._wait_for(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def cut(self) -> None:
        """Reset every connection there is."""
        self._call(self._cut)

    def delay(self, seconds: float) -> None:
        """Let every frame take so long, in both directions; 0 ends it."""
        self._delay_seconds = seconds

    def hold(self) -> None:
        """Let nothing through any more; connections stay open, and new ones are taken."""
        self._call(self._open.clear)

    def let_through(self) -> None:
        """End a hold: what was held is delivered, in order within each connection."""
        self._call(self._open.set)

    def swallow_answers(self, count: int) -> None:
        """Let the next commits through to the broker, and lose its answers; 0 ends it."""
        self._swallow = count

    def detain_commits(self, count: int) -> None:
        """Keep the next commits back and reset their connections, until they are released."""
        self._call(self._released.clear)
        self._detain = count

    def release_commits(self) -> None:
        """Deliver the commits kept back, late as they are."""
        self._call(self._released.set)

    def _call(self, what: Callable[[], None]) -> None:
        async def called() -> None:
            what()

        self._wait_for(called())

    def _wait_for(self, what: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(what, self._loop).result(30)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self.port)

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._cut()

    def _cut(self) -> None:
        for link in list(self._links):
            link.transport.abort()
        self.cuts += 1

    def _connected(self, reader: StreamReader, writer: StreamWriter) -> None:
        task = self._loop.create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        try:
            answers, broker = await asyncio.open_connection("127.0.0.1", self._broker_port)
        except OSError:
            writer.transport.abort()
            return
        ends = {writer, broker}
        self._links |= ends
        lost: set[bytes] = set()
        try:
            await asyncio.gather(
                self._pass_on(reader, broker, self._requests(lost, writer)),
                self._pass_on(answers, writer, self._answers(lost)),
            )
        finally:
            self._links -= ends
            for end in ends:
                end.transport.abort()

    async def _pass_on(
        self,
        reader: StreamReader,
        writer: StreamWriter,
        judge: Callable[[bytes], Coroutine[Any, Any, bool]],
    ) -> None:
        """Pass frames on until one side has gone; what the other direction holds goes on."""
        with contextlib.suppress(asyncio.IncompleteReadError, OSError):
            while True:
                head = await reader.readexactly(4)
                frame = head + await reader.readexactly(int.from_bytes(head, "big"))
                if self._delay_seconds:
                    await asyncio.sleep(self._delay_seconds)
                if not self._open.is_set():
                    self.held += 1
                    await self._open.wait()
                if await judge(frame):
                    writer.write(frame)
                    await writer.drain()
        with contextlib.suppress(OSError, RuntimeError):
            writer.write_eof()

    def _requests(
        self, lost: set[bytes], client: StreamWriter
    ) -> Callable[[bytes], Coroutine[Any, Any, bool]]:
        async def judge(frame: bytes) -> bool:
            if int.from_bytes(frame[4:6], "big") != END_TXN:
                return True
            self.commits += 1
            if self._swallow:
                self._swallow -= 1
                lost.add(frame[8:12])
            elif self._detain:
                self._detain -= 1
                self.late += 1
                client.transport.abort()
                await self._released.wait()
            return True

        return judge

    def _answers(self, lost: set[bytes]) -> Callable[[bytes], Coroutine[Any, Any, bool]]:
        async def judge(frame: bytes) -> bool:
            if frame[4:8] not in lost:
                return True
            lost.discard(frame[4:8])
            self.swallowed += 1
            return False

        return judge
