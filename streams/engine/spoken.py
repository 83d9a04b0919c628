"""What a partition of a stage has said, read back from the outputs: by source, and up to where.

Outputs, rows and position of a flush are committed together, so the highest source found bounds
what was said, and a tick's watermark names the positions at which it was applied.
"""

from collections import defaultdict
from hashlib import blake2b
from typing import Any

from streams.engine.stage import StageSpec
from streams.terms.control import Watermark
from streams.terms.routes import CLOCK, DEAD_LETTERS, POLICY

SOURCE = "arrears-source"
_DIGEST_BYTES = 16


def digest_of(topic: str, partition: int, key: bytes | None, value: bytes | None) -> bytes:
    """Return what tells an output from every other of its source; outputs themselves are large."""
    digest = blake2b(f"{topic}/{partition}/{key is None}/{value is None}/".encode())
    for part in (key or b"", value or b""):
        digest.update(len(part).to_bytes(8) + part)
    return digest.digest()[:_DIGEST_BYTES]


class Spoken:
    """What one partition has said.

    `said` holds the digests of outputs that are kept whole, by source; `until` the offset behind
    the highest source per input topic; `marks` the watermark of each tick by its clock offset.
    """

    def __init__(self, spec: StageSpec[Any, Any, Any, Any], number: int) -> None:
        self.said: defaultdict[str, set[bytes]] = defaultdict(set)
        self.until: dict[str, int] = {}
        self.marks: dict[int, Watermark] = {}
        self.number = number
        self._spec = spec
        self._inputs = {*spec.routes.facts, CLOCK, POLICY}

    def hear(self, topic: str, partition: int, record: Any) -> None:
        """Take a record of an output topic; what others said there is passed over."""
        origin = origin_of(record)
        place = None if origin is None else place_of(origin)
        if origin is None or place is None or not self._is_mine(topic, place, record.value):
            return
        source, _, offset = place
        self.until[source] = max(self.until.get(source, 0), offset + 1)
        if topic not in self._spec.routes.tables:
            self.said[origin].add(digest_of(topic, partition, record.key, record.value))
        if source == CLOCK and topic == self._spec.routes.downstream:
            mark = self._spec.passed(topic, record.value)
            if mark is not None:
                self.marks[offset] = mark

    def _is_mine(self, topic: str, place: tuple[str, int, int], value: bytes | None) -> bool:
        source, number, _ = place
        if number != self.number or source not in self._inputs:
            return False
        return topic != DEAD_LETTERS or self._spec.letter_of(value) == self._spec.routes.name


def origin_of(record: Any) -> str | None:
    """Return the source that a record names, if it names one."""
    found = next((value for name, value in record.headers if name == SOURCE), None)
    return None if found is None else bytes(found).decode(errors="replace")


def place_of(origin: str) -> tuple[str, int, int] | None:
    """Return topic, partition and offset of a source, None for anything else.

    >>> place_of("payments.posted/3/17"), place_of("nowhere"), place_of("control.clock/0/²")
    (('payments.posted', 3, 17), None, None)
    """
    topic, _, rest = origin.partition("/")
    number, _, offset = rest.partition("/")
    is_place = (number + offset).isascii() and number.isdigit() and offset.isdigit()
    return (topic, int(number), int(offset)) if is_place else None
