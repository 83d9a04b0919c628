"""What steers every partition: ticks, policies, and the watermarks that stages pass on."""

from msgspec import Struct

from streams.terms.days import AsOf


class Tick(Struct, frozen=True, kw_only=True):
    """A moment of business time, sent to every partition.

    `cut` names, per input topic, the end offset of this partition that the tick closes: it is
    applied when everything before the cut has been read and nothing behind it. `newest` is the
    newest moment known when it was published; a duplicate carries the same cut.
    """

    as_of: AsOf
    newest: AsOf
    policy_digest: str
    cut: dict[str, int]


class PolicyPublished(Struct, frozen=True, kw_only=True):
    """A policy document and its digest (SHA-256 of the document's bytes, in hex)."""

    policy_id: str
    digest: str
    document: str


class Watermark(Struct, frozen=True, kw_only=True):
    """Stage `stage` has applied the tick at `as_of` on `partition`, at these input positions.

    It stands behind everything the stage said up to then in the same partition of its output.
    """

    stage: str
    partition: int
    as_of: AsOf
    positions: dict[str, int]


class Resumed(Struct, frozen=True, kw_only=True):
    """Leave for a stage to go on at an offset, behind so many refused records that it stopped."""

    stage: str
    topic: str
    partition: int
    offset: int
    decided_by: str
    reason: str


Control = Tick | PolicyPublished | Resumed | Watermark
