"""Where a partition stands: written in the same transaction as its rows, read back at the start."""

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from streams.engine.errors import RowsUnreadable
from streams.terms.days import AsOf

# No account or customer id may begin with a NUL, so this key can never be a row's.
POSITION_KEY = b"\x00position"
PLAN_KEY = b"\x00plan"
# Stands between the key of a row and the name of a part that is kept beside it.
PART = b"\x00"
# The header by which a row that was written without a transaction names its flush.
FLUSH = "arrears-flush"
CURE = "stop the workers and run `arrears rebuild`"
_VERSION = 1


class Clock(Struct, frozen=True, array_like=True):
    """The last tick applied."""

    as_of: AsOf
    newest: AsOf
    policy_digest: str


class Share(Struct, frozen=True, array_like=True):
    """Records of a topic since the last full half of a window, the bad ones, and those before."""

    seen: int = 0
    bad: int = 0
    bad_before: int = 0


class Position(Struct, frozen=True, array_like=True):
    """The next offset to handle per input topic, the clock, and what the stage before has passed.

    `marks` holds, per upstream partition, the instant of the last tick that it has passed on.
    `unkeyed` counts the refused records whose key could not be held, `runs` per topic those that
    were refused one behind the other up to here. With a `cursor` the tick at the clock's offset is
    applied to the rows up to that key, and to no other yet; so much was `half_said` under it.
    `flush` numbers the flushes of the partition, and `shares` tells of each topic how many of the
    last records were refused, and `limits` at which run and share (percent) the stage stops.

    By the rest a later start tells that the world is no longer the one this was written in: how
    many `rows` there were (-1: not counted) in how many `partitions` (0: unknown), and of each
    input in `marks_read` a short mark of the record that was handled last.
    """

    version: int = _VERSION
    offsets: dict[str, int] = {}
    clock: Clock | None = None
    marks: dict[int, int] = {}
    unkeyed: int = 0
    runs: dict[str, int] = {}
    cursor: bytes | None = None
    half_said: int = 0
    flush: int = 0
    shares: dict[str, Share] = {}
    limits: tuple[int, int] | None = None
    rows: int = -1
    partitions: int = 0
    marks_read: dict[str, int] = {}


class Plan(Struct, frozen=True, array_like=True):
    """A flush that is about to be written without a transaction: what it handles, in which order.

    Each step is a topic and the offset behind its last record; a tick under way leaves off at the
    cursor of the position in which the flush ends.
    """

    steps: list[tuple[str, int]]
    position: Position
    version: int = _VERSION

    def is_again(self, other: "Plan") -> bool:
        """Tell whether it is of the same flush; whoever finishes it counts its rows anew."""
        counted = replace(other.position, rows=self.position.rows)
        return self == replace(other, position=counted)


class Unfinished(Struct, frozen=True):
    """A flush that was planned and never ended, and the keys whose rows were written before."""

    plan: Plan
    written: set[bytes]

    @property
    def is_halved(self) -> bool:
        """Whether parts of a row were written and its head was not, which comes behind them."""
        return not {row_of(key) for key in self.written} <= self.written


def row_of(key: bytes) -> bytes:
    r"""Return the key of the row that a record is of.

    >>> row_of(b"north"), row_of(b"north\x00v/1")
    (b'north', b'north')
    """
    return key.partition(PART)[0]


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Position)
_PLANS = msgspec.msgpack.Decoder(Plan)


def pack(position: Position | Plan) -> bytes:
    """Return the bytes of a position, or of a plan."""
    return _ENCODER.encode(position)


def unpack(value: bytes) -> Position:
    """Read a position back; raises RowsUnreadable for bytes of another version."""
    try:
        position = _DECODER.decode(value)
    except msgspec.DecodeError as broken:
        raise RowsUnreadable(f"the position cannot be read ({broken}): {CURE}") from broken
    _require_version("position", position.version)
    return position


def unpack_plan(value: bytes) -> Plan:
    """Read a plan back; raises RowsUnreadable for bytes of another version."""
    try:
        plan = _PLANS.decode(value)
    except msgspec.DecodeError as broken:
        raise RowsUnreadable(f"the plan of a flush cannot be read ({broken}): {CURE}") from broken
    _require_version("plan of a flush", plan.version)
    return plan


def _require_version(what: str, version: int) -> None:
    if version != _VERSION:
        raise RowsUnreadable(
            f"the {what} has version {version}, this worker reads {_VERSION}:"
            " start the version that wrote it"
        )
