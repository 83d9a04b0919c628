"""The load on its way: published day after day beside the fault, whatever becomes of the broker."""

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC
from time import sleep

from kafka.errors import KafkaError

from streams.broker.cluster import wait_for
from streams.engine.names import Names
from streams.feed.clock import Clock
from streams.feed.errors import FeedBroken
from streams.feed.moments import moment
from streams.feed.publisher import Publisher
from streams.runs.policies import policy_of
from streams.terms.days import AsOf
from tests.system.load import DayOfLoad

_TRIES_MAX = 20
_BROKER_SECONDS_MAX = 60.0


class Sending:
    """Sends each day with its tick, without waiting for anybody; `last` is the newest tick.

    A day that did not arrive whole is sent again: what is repeated by that is repeated for good.
    """

    def __init__(
        self, bootstrap: str, prefix: str, partitions: int, days: Iterator[DayOfLoad]
    ) -> None:
        self._bootstrap, self._names, self._partitions = bootstrap, Names(prefix), partitions
        self._days = days
        self._day: DayOfLoad | None = None
        self.last: AsOf | None = None
        self.tries = 0
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    @property
    def is_over(self) -> bool:
        """Whether everything is sent; raises what kept it from that."""
        if self._error is not None:
            raise self._error
        return not self._thread.is_alive()

    def join(self) -> None:
        """Wait until it has ended, one way or the other."""
        self._thread.join()

    def _run(self) -> None:
        try:
            self._day = next(self._days, None)
            while self._day is not None:
                self._send_on()
        except BaseException as error:  # noqa: BLE001 - it is raised where the round looks
            self._error = error

    def _send_on(self) -> None:
        try:
            wait_for(self._bootstrap, _BROKER_SECONDS_MAX, lambda _line: None)
            with (
                closing(Clock(self._bootstrap, self._names, self._partitions)) as clock,
                Publisher(self._bootstrap, self._names) as publisher,
            ):
                clock.publish_policy(policy_of("cn").published)
                while self._day is not None:
                    self._send(self._day, clock, publisher)
                    self._day = next(self._days, None)
        except (FeedBroken, KafkaError, OSError):
            self.tries += 1
            if self.tries > _TRIES_MAX:
                raise
            sleep(1.0)

    def _send(self, day: DayOfLoad, clock: Clock, publisher: Publisher) -> None:
        as_of = moment(day.on, UTC)
        # A tick whose commit was not answered may stand in the log, and closes its day then.
        if clock.last is None or clock.last.at < as_of.at:
            for record in day.records:
                publisher.send(record)
            publisher.flush()
            clock.tick(as_of, policy_of("cn").published.digest)
        self.last = clock.last
