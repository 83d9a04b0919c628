"""What the engine tells whoever measures it; the app turns it into metrics."""

from collections import Counter
from typing import Protocol

from msgspec import Struct

from streams.terms.days import AsOf


class InputLag(Struct, frozen=True, kw_only=True):
    """How far one input partition is behind: in records, and by the age of the last one handled."""

    topic: str
    partition: int
    records: int


class StageState(Struct, frozen=True, kw_only=True):
    """A stage as it stands on this worker.

    `clocks` and `labels` are per partition; `rows_read` of `rows_total` tell a recovery's progress;
    `waits` says what has been waited for too long, and is nobody's fault here; partitions that are
    `opening` are assigned, and not worked on yet;
    `committed_at` is the wall clock of the last commit in seconds, 0.0 before the first.
    """

    name: str
    partitions: tuple[int, ...]
    ready: bool
    failed: bool
    rows_read: int
    rows_total: int
    committed_at: float
    clocks: dict[int, AsOf]
    marks: dict[int, int]
    labels: dict[str, int]
    missing_policy: str | None
    waits: tuple[str, ...] = ()
    opening: tuple[int, ...] = ()
    recovery_seconds_left: float | None = None
    lags: tuple[InputLag, ...]


class Meters(Protocol):
    """Told after each commit, so that only what is committed is ever counted."""

    def committed(self, stage: str, tally: "Counter[tuple[str, str]]", seconds: float) -> None:
        """Count a committed flush; `tally` says what it did, by `(what, detail)`."""
        ...

    def aborted(self, stage: str) -> None:
        """Count a flush that did not commit for certain."""
        ...

    def handled(self, stage: str, newest_ms: int) -> None:
        """Note the timestamp of the newest record just read."""
        ...
