"""What the course asks of each peer: how it is made ready, started, followed and read."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from streams.engine.names import Names
from tests.bench.peers.standing import Standing

Say = Callable[[str], None]

Told = Callable[[str, int, int], None]
"""Hears of a step, how much of it is done, and of how much."""


class Run(Struct, frozen=True, kw_only=True):
    """One run of one peer: its broker, its topics, and a folder that is thrown away behind it."""

    bootstrap: str
    prefix: str
    partitions: int
    folder: Path

    @property
    def names(self) -> Names:
        """The names of the run's topics."""
        return Names(self.prefix)


class Command(Struct, frozen=True, kw_only=True):
    """A process to start; it ends with its standard input."""

    arguments: tuple[str, ...]
    environment: dict[str, str] = {}


class Peer(Protocol):
    """A program that does the work of the benchmark.

    `inputs` are the topics it reads, by their plain names. `one_in` says of which part of the facts
    it is given (slow peers would take an hour), `members` how many members its group has once all
    of it is up. One that `reads_uncommitted` records sees a load at once, so it is not loaded
    behind a gate.
    """

    name: str
    inputs: tuple[str, ...]
    one_in: int
    members: int
    reads_uncommitted: bool

    def ready(self, say: Say) -> None:
        """Build or install what is missing; raises PeerMissing with the cure."""
        ...

    def topics(self, run: Run) -> None:
        """Make the topics it needs."""
        ...

    def commands(self, run: Run) -> tuple[Command, ...]:
        """Return its processes."""
        ...

    def group(self, run: Run) -> str:
        """Return its consumer group."""
        ...

    def notices(self, run: Run) -> str:
        """Return the full name of the topic on which it says that a bucket has changed."""
        ...

    def state_topic(self, run: Run) -> str:
        """Return the full name of the topic of its state."""
        ...

    def standings(self, run: Run) -> dict[str, Standing]:
        """Read how every account stands from what it wrote."""
        ...


class PeerMissing(Exception):
    """A peer cannot be made ready; the sentence names the cure."""


class PeerFailed(Exception):
    """A peer did not do its work: it died or stood still."""


class WrongResult(Exception):
    """A peer came to another result than the others: no figure of this benchmark counts."""
