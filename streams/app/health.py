"""`/metrics`, `/live` and `/ready`, on loopback unless told otherwise; no account data on any."""

import logging
import os
from collections.abc import Callable, Sequence

from aiohttp import web
from mode import Service
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from streams.app.metrics import States, WorkerMetrics
from streams.engine.errors import EngineStopped
from streams.engine.meters import StageState

_LOG = logging.getLogger("arrears.worker")


class PagesNotServed(EngineStopped):
    """The address of the three pages cannot be listened on."""


def reasons_not_ready(states: Sequence[StageState]) -> list[str]:
    """Return why the worker is not ready, one sentence each; empty when it is."""
    found = []
    for s in states:
        if s.failed:
            found.append(f"{s.name}: has failed and is ending")
        elif s.missing_policy is not None:
            found.append(f"{s.name}: a tick names policy {s.missing_policy}, not published yet")
        elif s.waits:
            found.extend(f"{s.name}: {wait}" for wait in s.waits)
        elif not s.ready and s.rows_total > s.rows_read:
            left = (
                "" if s.recovery_seconds_left is None else f", {s.recovery_seconds_left:.0f} s left"
            )
            found.append(f"{s.name}: recovering, {s.rows_read} of {s.rows_total} rows read{left}")
        elif not s.ready and s.opening:
            numbers = ", ".join(map(str, s.opening))
            found.append(f"{s.name}: opening partitions {numbers}; the log says what is waited for")
        elif not s.ready:
            found.append(f"{s.name}: no partitions assigned yet")
    return found


def _why(broken: OSError) -> str:
    """Return the system's own words; asyncio puts a sentence of its own around them."""
    number = broken.errno or 0
    return os.strerror(number).lower() if number > 0 else str(broken.strerror or broken)


class HealthServer(Service):  # type: ignore[misc]  # mode carries no types
    """Serves the three pages; `port` is the one really taken, once it has started.

    `fatal` is told where the address cannot be listened on.
    """

    def __init__(
        self,
        host: str,
        port: int,
        metrics: WorkerMetrics,
        states: States,
        fatal: Callable[[EngineStopped], None],
        **options: object,
    ) -> None:
        super().__init__(**options)
        self.host, self.port, self._fatal = host, port, fatal
        self._metrics, self._states = metrics, states
        self._runner: web.AppRunner | None = None

    async def on_start(self) -> None:
        """Begin to listen, and say where; PagesNotServed goes to `fatal`, and is raised."""
        pages = web.Application()
        pages.router.add_get("/metrics", self._show_metrics)
        pages.router.add_get("/live", self._show_live)
        pages.router.add_get("/ready", self._show_ready)
        self._runner = web.AppRunner(pages, access_log=None)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self.host, self.port).start()
        except OSError as broken:
            refused = PagesNotServed(
                f"the metrics cannot be served on {self.host}, port {self.port}"
                f" ({_why(broken)}): choose another with --metrics-port, 0 takes a"
                " free one"
            )
            self._fatal(refused)
            raise refused from broken
        self.port = self._runner.addresses[0][1]
        # Port 0 takes a free one, and this line is the only place that tells which.
        host = f"[{self.host}]" if ":" in self.host else self.host
        _LOG.info("/metrics, /live and /ready on http://%s:%d", host, self.port)

    async def on_stop(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _show_metrics(self, _: web.Request) -> web.Response:
        body = generate_latest(self._metrics.registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _show_live(self, _: web.Request) -> web.Response:
        alive = not any(s.failed for s in self._states())
        return web.json_response({"live": alive}, status=200 if alive else 503)

    async def _show_ready(self, _: web.Request) -> web.Response:
        reasons = reasons_not_ready(self._states())
        body = {"ready": not reasons, "reasons": reasons}
        return web.json_response(body, status=503 if reasons else 200)
