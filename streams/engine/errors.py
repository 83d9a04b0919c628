"""What ends an engine, drawn as a tree.

EngineStopped
├── FlushFailed        a transaction did not commit for certain; memory is ahead of the log
├── Fenced             another worker owns the partition now
├── RowsUnreadable     the rows topic holds something this version cannot read
├── RowsGone           the rows topic lacks what the outputs say was done
├── SaidOtherwise      the inputs do not lead to what the outputs say
├── PartitionsChanged  the topics have another number of partitions than the rows were written in
├── WrongLibrary       a library whose behaviour the engine relies on has another version
├── InputsGone         records not yet read were deleted from an input topic
├── TooManyRefused     so many records are bad that something else must be
└── Stalled            there is input, and nothing moves

Each carries one sentence with the cure. None of them is caught inside the engine: the process ends
with a named reason, and a restart goes on from the last commit.
"""


class EngineStopped(Exception):
    """The engine cannot go on; the message says why and what to do."""


class FlushFailed(EngineStopped):
    """A flush did not commit for certain; a restart recovers from the log."""


class Fenced(EngineStopped):
    """Another worker has taken the partition over."""


class RowsUnreadable(EngineStopped):
    """A row or position in the rows topic is of a version this worker cannot read."""


class RowsGone(EngineStopped):
    """The rows of a partition are missing, or older than what it has said."""


class SaidOtherwise(EngineStopped):
    """A rebuild computes something else than was said, so nothing is written."""


class PartitionsChanged(EngineStopped):
    """Keys go to other partitions than those in which their rows are."""


class WrongLibrary(EngineStopped):
    """An installed library is not the version whose behaviour was tested."""


class InputsGone(EngineStopped):
    """An input topic no longer holds records that were not read yet."""


class TooManyRefused(EngineStopped):
    """As many records are refused as is allowed; the stage waits for leave to go on."""


class Stalled(EngineStopped):
    """A partition has input and stood still for too long, for a reason nobody can name."""
