"""The three pages, asked over real HTTP on loopback."""

import logging
import socket

import aiohttp
import pytest

from streams.app.health import HealthServer, PagesNotServed
from streams.app.metrics import WorkerMetrics
from streams.engine.errors import EngineStopped
from streams.engine.meters import StageState


def state(*, ready: bool, failed: bool = False) -> StageState:
    return StageState(
        name="delinquency",
        partitions=(0,) if ready else (),
        ready=ready,
        failed=failed,
        rows_read=0,
        rows_total=0,
        committed_at=0.0,
        clocks={},
        marks={},
        labels={},
        missing_policy=None,
        lags=(),
    )


def never(stopped: EngineStopped) -> None:
    raise AssertionError(stopped)


async def answers(*states: StageState) -> dict[str, tuple[int, str]]:
    server = HealthServer("127.0.0.1", 0, WorkerMetrics(lambda: states), lambda: states, never)
    await server.start()
    found = {}
    try:
        async with aiohttp.ClientSession() as client:
            for page in ("metrics", "live", "ready"):
                async with client.get(f"http://127.0.0.1:{server.port}/{page}") as answer:
                    found[page] = (answer.status, await answer.text())
    finally:
        await server.stop()
    return found


async def test_a_ready_worker_says_so_on_each_page() -> None:
    found = await answers(state(ready=True))
    assert found["live"][0] == 200
    assert found["ready"] == (200, '{"ready": true, "reasons": []}')
    assert 'arrears_stage_ready{stage="delinquency"} 1.0' in found["metrics"][1]


async def test_a_worker_without_partitions_is_alive_but_not_ready() -> None:
    found = await answers(state(ready=False))
    assert found["live"][0] == 200
    assert found["ready"][0] == 503
    assert "no partitions assigned yet" in found["ready"][1]


async def test_a_failed_worker_is_not_alive() -> None:
    found = await answers(state(ready=False, failed=True))
    assert found["live"][0] == 503


async def test_a_free_port_that_was_taken_is_told(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "arrears")
    server = HealthServer("127.0.0.1", 0, WorkerMetrics(list), list, never)
    await server.start()
    await server.stop()
    assert f"/metrics, /live and /ready on http://127.0.0.1:{server.port}" in caplog.messages


async def test_a_port_in_use_ends_the_worker_with_a_sentence() -> None:
    told: list[EngineStopped] = []
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        server = HealthServer("127.0.0.1", port, WorkerMetrics(list), list, told.append)
        with pytest.raises(
            PagesNotServed,
            match=rf"port {port} \(address already in use\): choose another with --metrics-port",
        ):
            await server.on_start()
        await server.on_stop()
    assert [type(one) for one in told] == [PagesNotServed]
