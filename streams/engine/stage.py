"""What the engine is told of a stage: its topics, and functions that are pure.

The engine moves keys, bytes and opaque values; a `StageSpec` is all it knows of credit, and it
knows it only by name. `R` is the stage's row, `F` its facts, `N` its notices, `P` the rules of a
day.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from streams.terms.control import PolicyPublished, Resumed, Tick, Watermark
from streams.terms.days import AsOf, Day
from streams.terms.records import DeadLetter, Outgoing
from streams.terms.routes import StageRoutes
from streams.terms.step import Reject, Step

R = TypeVar("R")
F = TypeVar("F")
N = TypeVar("N")
P = TypeVar("P")
P_co = TypeVar("P_co", covariant=True)


class Incoming(Protocol):
    """One record as the consumer hands it over; `timestamp` is in milliseconds."""

    @property
    def offset(self) -> int:
        """Its place in the partition."""
        ...

    @property
    def timestamp(self) -> int:
        """Milliseconds since 1970."""
        ...

    @property
    def key(self) -> bytes | None:
        """The raw key."""
        ...

    @property
    def value(self) -> bytes | None:
        """The raw value."""
        ...

    @property
    def headers(self) -> Sequence[tuple[str, bytes]]:
        """Names and values, as they came."""
        ...


class Rulebook(Protocol[P_co]):
    """A published policy: the rules of any day."""

    @property
    def digest(self) -> str:
        """The digest that ticks name it by."""
        ...

    def on(self, day: Day) -> P_co:
        """Return the rules in force on a day."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts(Generic[R]):
    """How a row that grows large is written: what changed of it, and a head.

    `head` packs what is in no part. `changed` yields name and bytes of each part that is another
    object than in the row before (of every one where there was none), and None for what is gone.
    `join` puts head and parts together again; a head that `is_whole` is a packed row, and has none.
    """

    head: Callable[[R], bytes]
    changed: Callable[[R, R | None], Iterable[tuple[str, bytes | None]]]
    join: Callable[[bytes, Mapping[str, bytes]], R]
    is_whole: Callable[[bytes], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class StageSpec(Generic[R, F, N, P]):
    """One stage as the engine runs it.

    `decode` reads a fact, a watermark of the stage before, or the rule a record broke.
    `apply` and `turn` are the stage; rules and moment are None before the first tick.
    `refused` makes the fact that holds a key whose record was refused (key, origin, rule, day).
    `label` sorts rows for the gauge of rows by label (a bucket); it must be short. `describe` names
    the kind of a notice for its counter, never whom it is about. `passed` reads the stage's own
    watermark back from its downstream topic, and `letter_of` names the stage a letter is from.
    `shortcuts` are the fields of a row that only spare work, None where there is none: they may
    differ by the order in which facts came, and nothing that is said does. `parts` says how a row
    that grows large is kept, None for one that is written whole.
    """

    routes: StageRoutes
    decode: Callable[[str, bytes | None, bytes | None], F | Watermark | Reject]
    blank: Callable[[str], R]
    apply: Callable[[R, F, P | None, AsOf | None], Step[R, N]]
    turn: Callable[[R, P, AsOf, AsOf], Step[R, N]]
    pack: Callable[[R], bytes]
    unpack: Callable[[bytes], R]
    label: Callable[[R], str]
    encode: Callable[[N], Outgoing]
    describe: Callable[[N], str]
    refused: Callable[[str, str, str, Day], F]
    dead_letter: Callable[[DeadLetter], Outgoing]
    watermark: Callable[[Watermark, str, int], Outgoing]
    passed: Callable[[str, bytes | None], Watermark | None]
    letter_of: Callable[[bytes | None], str]
    control: Callable[[str, bytes | None], Tick | PolicyPublished | Resumed | Reject]
    rulebook: Callable[[PolicyPublished], Rulebook[P] | Reject]
    shortcuts: tuple[str, ...] = ()
    parts: Parts[R] | None = None
