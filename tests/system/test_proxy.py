"""The proxy of the fault rounds does what it says: nothing more is disturbed, nothing forgotten."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.system.proxy import END_TXN, Proxy

PRODUCE = 0


class Echo:
    """Answers each request with its number, as a broker does; `asked` are those that came."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer until the client has gone."""
        try:
            while True:
                size = int.from_bytes(await reader.readexactly(4), "big")
                number = (await reader.readexactly(size))[4:8]
                self.asked.append(int.from_bytes(number, "big"))
                writer.write((4).to_bytes(4, "big") + number)
        except (asyncio.IncompleteReadError, OSError):
            writer.close()


class Client:
    """One connection through the proxy."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    def ask(self, number: int, kind: int = PRODUCE) -> None:
        """Send a request."""
        body = kind.to_bytes(2, "big") + b"\0\0" + number.to_bytes(4, "big") + b"more"
        self.writer.write(len(body).to_bytes(4, "big") + body)

    async def answer(self, seconds: float = 20.0) -> int | None:
        """Return the number answered next, None where none comes."""
        try:
            async with asyncio.timeout(seconds):
                return int.from_bytes((await self.reader.readexactly(8))[4:], "big")
        except TimeoutError:
            return None


@asynccontextmanager
async def linked() -> AsyncIterator[tuple[Echo, Proxy, Client]]:
    echo = Echo()
    server = await asyncio.start_server(echo.serve, "127.0.0.1", 0)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    proxy = await asyncio.to_thread(Proxy(port, server.sockets[0].getsockname()[1]).__enter__)
    client = Client(*await asyncio.open_connection("127.0.0.1", port))
    try:
        yield echo, proxy, client
    finally:
        client.writer.close()
        await asyncio.to_thread(proxy.__exit__, None, None, None)
        server.close()


async def test_it_passes_on_and_what_it_held_comes_late_and_in_order() -> None:
    async with linked() as (echo, proxy, client):
        client.ask(1)
        assert await client.answer() == 1
        proxy.hold()
        client.ask(2)
        client.ask(3)
        assert await client.answer(0.2) is None
        assert echo.asked == [1]
        proxy.let_through()
        assert [await client.answer(), await client.answer()] == [2, 3]
        assert (echo.asked, proxy.held) == ([1, 2, 3], 1)


async def test_a_cut_resets_who_is_connected_and_lets_others_come() -> None:
    async with linked() as (_echo, proxy, client):
        client.ask(1)
        assert await client.answer() == 1
        proxy.cut()
        with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
            await client.answer()
        again = Client(*await asyncio.open_connection("127.0.0.1", proxy.port))
        again.ask(2)
        assert await again.answer() == 2
        again.writer.close()


async def test_of_a_commit_that_got_through_only_the_answer_is_lost() -> None:
    async with linked() as (echo, proxy, client):
        proxy.swallow_answers(1)
        client.ask(1)
        client.ask(2, END_TXN)
        client.ask(3, END_TXN)
        assert [await client.answer(), await client.answer()] == [1, 3]
        assert (echo.asked, proxy.commits, proxy.swallowed) == ([1, 2, 3], 2, 1)


async def test_a_commit_kept_back_arrives_although_its_sender_was_cut_off() -> None:
    async with linked() as (echo, proxy, client):
        proxy.detain_commits(1)
        client.ask(1, END_TXN)
        with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
            await client.answer()
        assert (echo.asked, proxy.late) == ([], 1)
        proxy.release_commits()
        for _ in range(400):
            if echo.asked:
                break
            await asyncio.sleep(0.05)
        assert echo.asked == [1]
