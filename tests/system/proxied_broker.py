"""An embedded broker with a second listener, which sends its clients through a proxy.

Whoever connects at `bootstrap` speaks to the broker as ever. The broker tells those who come by the
second listener to come back through the proxy, so all their connections can be disturbed while the
others see nothing of it. It stays on its ports when it is killed and started again.
"""

import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path

from streams.broker import server
from streams.broker.embedded import EmbeddedBroker
from tests.system.proxy import Proxy


class ProxiedBroker(EmbeddedBroker):
    """A broker for the fault runs; `proxy()` gives a proxy in front of it."""

    def __init__(self, data: Path, log: Callable[[str], None] = lambda _line: None) -> None:
        self._folder = data.absolute()
        self._ports = _free_ports(3)
        super().__init__(data, self._ports[0], log)

    def proxy(self) -> Proxy:
        """Return a proxy that is not running yet; one at a time."""
        return Proxy(self._ports[1], self._ports[2])

    def kill(self) -> None:
        """End Java with -9, and let go of what it leaves; `start` goes on with its data."""
        os.kill(int((self._folder / "java.pid").read_text(encoding="ascii")), signal.SIGKILL)
        self.stop()

    def _prepare(self, java: Path, class_path: tuple[Path, ...], port: int) -> None:
        path = self._folder / server.PROPERTIES
        told: dict[str, str] = {}
        # The controller takes any port that is free, so perhaps one that is to be ours.
        while not told or told["controller.quorum.voters"].endswith(self._own_ports()):
            super()._prepare(java, class_path, port)
            lines = path.read_text(encoding="utf-8").splitlines()
            told = dict(line.split("=", 1) for line in lines)
        told["listeners"] += f",PROXIED://127.0.0.1:{self._ports[2]}"
        told["advertised.listeners"] += f",PROXIED://127.0.0.1:{self._ports[1]}"
        told["listener.security.protocol.map"] += ",PROXIED:PLAINTEXT"
        text = "".join(f"{name}={value}\n" for name, value in told.items())
        path.write_text(text, encoding="utf-8")

    def _own_ports(self) -> tuple[str, ...]:
        return tuple(f":{port}" for port in self._ports)


def _free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()
