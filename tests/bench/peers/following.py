"""Following a run from outside, the same way for every peer.

What is committed is judged by two things that every peer has: the offsets of its group say that
all is done, and the last stable end of its state topic says when that became visible.
"""

import threading
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from streams.broker import cluster
from tests.bench.peers.peer import PeerFailed

_LOOK_SECONDS = 0.5
_STANDS_STILL_SECONDS_MAX = 120.0
_GROUP_SECONDS_MAX = 120.0
_SAMPLE_SECONDS = 0.05
_STILL_SECONDS = 1.0

Ends = Mapping[tuple[str, int], int]
"""Offsets to reach, by full topic name and partition."""


def wait_for_members(bootstrap: str, group: str, members: int, look: Callable[[], None]) -> None:
    """Return when so many members share the group's partitions; raises PeerFailed after a while."""
    deadline = time.monotonic() + _GROUP_SECONDS_MAX
    with cluster.admin(bootstrap) as client:
        while (found := _members(client, group)) != members:
            look()
            if time.monotonic() > deadline:
                raise PeerFailed(
                    f"{found} of {members} members joined the group {group} in"
                    f" {_GROUP_SECONDS_MAX:.0f} s"
                )
            time.sleep(_LOOK_SECONDS)


def wait_for_offsets(
    bootstrap: str,
    group: str,
    ends: Ends,
    look: Callable[[], None],
    told: Callable[[int, int], None] = lambda _done, _all: None,
) -> None:
    """Return when the group has committed all these offsets; raises PeerFailed where it stops.

    `told` hears how many offsets are done, and of how many; what was done before counts as done.
    """
    whole, moved_at, was = sum(ends.values()), time.monotonic(), -1
    with cluster.admin(bootstrap) as client:
        while True:
            look()
            done = _done(client, group, ends)
            told(done, whole)
            if done >= whole:
                return
            if done != was:
                moved_at, was = time.monotonic(), done
            if time.monotonic() - moved_at > _STANDS_STILL_SECONDS_MAX:
                raise PeerFailed(
                    f"the group {group} stood still at {done:,} of {whole:,} for"
                    f" {_STANDS_STILL_SECONDS_MAX:.0f} s"
                )
            time.sleep(_LOOK_SECONDS)


class StateWatch:
    """Samples the last stable ends of a topic, and remembers when they moved.

    `moved_at` is the last time anything did, `first_moved_at` the first time each partition did.
    """

    def __init__(self, bootstrap: str, topic: str) -> None:
        self._consumer = KafkaConsumer(
            bootstrap_servers=bootstrap, group_id=None, isolation_level="read_committed"
        )
        count = len(self._consumer.partitions_for_topic(topic) or ())
        self._parts = [TopicPartition(topic, number) for number in range(count)]
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.moved_at = 0.0
        self.first_moved_at: dict[int, float] = {}
        self.ends = self._read()
        self.begins = self.ends

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()
        self._consumer.close()

    def wait_still(self) -> None:
        """Return when nothing has moved for a while: the last flush may be on its way still."""
        since = time.monotonic()
        while time.monotonic() - max(since, self.moved_at) < _STILL_SECONDS:
            time.sleep(_SAMPLE_SECONDS)

    def _run(self) -> None:
        while not self._over.wait(_SAMPLE_SECONDS):
            now = self._read()
            if now != self.ends:
                self.moved_at = time.monotonic()
                for number, end in now.items():
                    if end != self.begins[number]:
                        self.first_moved_at.setdefault(number, self.moved_at)
                self.ends = now

    def _read(self) -> dict[int, int]:
        found = self._consumer.end_offsets(self._parts)
        return {part.partition: offset for part, offset in found.items()}


def _members(client: Any, group: str) -> int:
    try:
        found = client.describe_groups([group])[group]
    except KafkaError:
        return 0
    if found.get("group_state") != "Stable":
        return 0
    return sum(bool(_assigned(one)) for one in found["members"])


def _assigned(member: Mapping[str, Any]) -> Any:
    return member.get("member_assignment")


def _done(client: Any, group: str, ends: Ends) -> int:
    parts = [TopicPartition(*place) for place in ends]
    try:
        found = client.list_group_offsets({group: parts})[group]
    except KafkaError:
        return 0
    reached = {(part.topic, part.partition): max(0, at.offset) for part, at in found.items()}
    return sum(min(end, reached.get(place, 0)) for place, end in ends.items())
