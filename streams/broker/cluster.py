"""Reaching a broker: an admin connection that closes what it opened, and a patient wait."""

import logging
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from typing import Any

from kafka import KafkaAdminClient
from kafka.errors import KafkaError
from kafka.net.compat import KafkaNetClient

from streams.broker.errors import BrokerUnavailable

_ANSWER_S = 5.0
_CONNECT_S = 2.0
_PAUSE_S = 1.0
_PORT_MAX = 65_535


@contextmanager
def admin(bootstrap: str, answer_s: float = _ANSWER_S) -> Iterator[Any]:
    """Open kafka-python's admin client for the length of a block.

    Raises BrokerUnavailable where nobody answers within `answer_s` seconds.
    """
    reason = _refusal(bootstrap)
    if reason:
        raise _unavailable(bootstrap, reason)
    with closing(_opened(bootstrap, answer_s)) as client:
        yield client


def answers(bootstrap: str, answer_s: float = _ANSWER_S) -> bool:
    """Tell whether a broker there answers an admin call."""
    try:
        with admin(bootstrap, answer_s) as client:
            return bool(_quietly(client.describe_cluster)["brokers"])
    except (BrokerUnavailable, KafkaError):
        return False


def members_of(bootstrap: str, groups: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the members of each group that has any, by the names they gave themselves."""
    found: dict[str, tuple[str, ...]] = {}
    with admin(bootstrap) as client:
        for group in groups:
            try:
                described = _quietly(partial(client.describe_groups, [group]))[group]
            except KafkaError:
                # A group that nobody ever joined.
                continue
            if described.get("members"):
                names = (one.get("client_id") or "" for one in described["members"])
                found[group] = tuple(sorted(names))
    return found


def wait_for(bootstrap: str, seconds: float, say: Callable[[str], None]) -> None:
    """Return as soon as a broker there answers; each try that fails is said.

    Raises BrokerUnavailable after that many seconds, at once where the address is none.
    """
    try:
        parsed(bootstrap)
    except ValueError as wrong:
        raise BrokerUnavailable(str(wrong)) from wrong
    began = time.monotonic()
    tries = 0
    while not answers(bootstrap, min(_ANSWER_S, max(seconds, _PAUSE_S))):
        tries += 1
        left = seconds - (time.monotonic() - began)
        if left <= 0:
            raise _unavailable(bootstrap, f"no answer in {seconds:.0f} s, {tries} tries")
        say(f"waiting for the broker at {bootstrap} (try {tries}, {left:.0f} s left)")
        time.sleep(min(_PAUSE_S, left))


def parsed(bootstrap: str) -> list[tuple[str, int]]:
    """Split `HOST:PORT[,HOST:PORT...]`; raises ValueError where it is something else.

    >>> parsed("127.0.0.1:9092,[::1]:9093")
    [('127.0.0.1', 9092), ('::1', 9093)]
    """
    return [_address(part.strip()) for part in bootstrap.split(",")]


def _address(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not (host and colon and port.isascii() and port.isdigit() and 0 < int(port) <= _PORT_MAX):
        raise ValueError(f"{text!r} is no broker address: write HOST:PORT, such as localhost:9092")
    return host.strip("[]"), int(port)


def _refusal(bootstrap: str) -> str | None:
    # A plain connection first: it is quick to say no, and kafka-python then never has to.
    reason = ""
    for address in parsed(bootstrap):
        try:
            socket.create_connection(address, timeout=_CONNECT_S).close()
        except OSError as refused:
            reason = refused.strerror or str(refused)
        else:
            return None
    return reason.lower()


def _opened(bootstrap: str, answer_s: float) -> Any:
    made: list[Any] = []

    def net_client(**configs: Any) -> Any:
        made.append(KafkaNetClient(**configs))
        return made[-1]

    try:
        return _quietly(
            lambda: KafkaAdminClient(
                bootstrap_servers=[part.strip() for part in bootstrap.split(",")],
                client_id="arrears-admin",
                bootstrap_timeout_ms=int(answer_s * 1000),
                request_timeout_ms=30_000,
                kafka_client=net_client,
            )
        )
    except KafkaError as broken:
        # The constructor leaves its thread and sockets behind when it fails.
        for client in made:
            client.close()
        raise _unavailable(bootstrap, "it accepts connections but does not answer") from broken


def _quietly(call: Callable[[], Any]) -> Any:
    # What kafka-python logs about a broker that is not there is said by us in one sentence.
    log = logging.getLogger("kafka")
    before = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        return call()
    finally:
        log.setLevel(before)


def _unavailable(bootstrap: str, reason: str) -> BrokerUnavailable:
    return BrokerUnavailable(
        f"no Kafka broker answers at {bootstrap} ({reason}): start it, or give another address"
        " with --bootstrap HOST:PORT"
    )
