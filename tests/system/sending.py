"""The load on its way: published day after day beside the fault, whatever becomes of the broker.

At first days come as fast as they can, so that they pile up before the workers. Once visits are
asked for, the load goes in step: a day is published when all stages have passed the one before, and
what the town and the planner say to that one comes with it.
"""

import threading
from collections.abc import Iterator
from contextlib import closing
from random import Random
from time import monotonic, sleep

from kafka.errors import KafkaError

from streams.broker.cluster import wait_for
from streams.engine.names import Names
from streams.feed.clock import Clock
from streams.feed.errors import FeedBroken
from streams.feed.moments import moment
from streams.feed.publisher import Publisher
from streams.runs.policies import policy_of
from streams.terms.days import AsOf, Day
from streams.terms.records import Outgoing
from tests.system.load import DayOfLoad
from tests.system.progress import Progress
from tests.system.town import Town

_TRIES_MAX = 20
_BROKER_SECONDS_MAX = 60.0
# A planner that is away for longer is not waited for: the area gives the visits back then.
_PLANS_SECONDS_MAX = 20.0
_TOLD_TWICE_PERCENT = 20


class Sending:
    """Sends each day with its tick; `last` is the newest tick.

    A day that did not arrive whole is sent again: what is repeated by that is repeated for good.
    """

    def __init__(
        self, bootstrap: str, prefix: str, partitions: int, days: Iterator[DayOfLoad], town: Town
    ) -> None:
        self._bootstrap, self._names, self._partitions = bootstrap, Names(prefix), partitions
        self._prefix, self._days, self._town = prefix, days, town
        self._day: DayOfLoad | None = None
        self._told: list[Outgoing] = []
        self._chance = Random(partitions)  # noqa: S311 - repeats need no secret
        self._progress: Progress | None = None
        self._is_stopping = False
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
        """Have it end, if it has not yet, and wait for that."""
        self._is_stopping = True
        self._thread.join()

    def has_reached(self, on: Day) -> bool:
        """Tell whether a day is on its way, or nothing is any more."""
        return self.is_over or (self.last is not None and self.last.on >= on)

    def _run(self) -> None:
        try:
            self._day = next(self._days, None)
            while self._day is not None and not self._is_stopping:
                self._send_on()
        except BaseException as error:  # noqa: BLE001 - it is raised where the round looks
            self._error = error
        finally:
            self._let_go()
            self._town.close()

    def _send_on(self) -> None:
        try:
            wait_for(self._bootstrap, _BROKER_SECONDS_MAX, lambda _line: None)
            with (
                closing(Clock(self._bootstrap, self._names, self._partitions)) as clock,
                Publisher(self._bootstrap, self._names) as publisher,
            ):
                clock.publish_policy(policy_of("cn").published)
                while self._day is not None and not self._is_stopping:
                    self._send(self._day, clock, publisher)
                    self._day = next(self._days, None)
        except (FeedBroken, KafkaError, OSError):
            self.tries += 1
            if self.tries > _TRIES_MAX:
                raise
            sleep(1.0)

    def _send(self, day: DayOfLoad, clock: Clock, publisher: Publisher) -> None:
        # A visit is let go on the morning of its day, so morning is where the house is.
        policy = policy_of("cn")
        as_of = moment(day.on, policy.zone_on(day.on))
        # A tick whose commit was not answered may stand in the log, and closes its day then.
        if clock.last is None or clock.last.at < as_of.at:
            self._told += self._town.due(day.on)
            again = [one for one in self._told if self._chance.randrange(100) < _TOLD_TWICE_PERCENT]
            for record in (*day.records, *self._told, *again):
                publisher.send(record)
            publisher.flush()
            clock.tick(as_of, policy.published.digest)
        self._told.clear()
        self.last = clock.last
        if day.in_step:
            self._be_answered(as_of)

    def _be_answered(self, as_of: AsOf) -> None:
        """Wait until all stages have passed a tick, and whoever answers it has heard of it."""
        try:
            self._progress = self._progress or Progress(
                self._bootstrap, self._prefix, self._partitions
            )
            while self._progress.passed_at() < as_of.at and not self._is_stopping:
                sleep(0.02)
        except KafkaError:
            self._let_go()
            raise
        self._town.listen()
        began = monotonic()
        while not self._town.is_planned() and monotonic() - began < _PLANS_SECONDS_MAX:
            if self._is_stopping:
                return
            sleep(0.05)

    def _let_go(self) -> None:
        if self._progress is not None:
            self._progress.close()
        self._progress = None
