"""Chapters: what was folded, as bytes, and the question whether a business id is among it.

>>> from streams.delinquency.rows import Paid
>>> facts = Facts(payments=(Paid(Day(9), "p1", "CNY", 5, "", None, Day(9), 0, "e1"),))
>>> chapter = written(None, Day(30), facts, ())
>>> mentions(chapter, mark("payment", "p1")), mentions(chapter, mark("statement", "p1"))
(True, False)
>>> facts_of(chapter) == facts
True
"""

from collections.abc import Iterable
from zlib import crc32

import msgspec

from streams.delinquency.rows import Chapter, Facts, LedgerState
from streams.terms.days import Day

_ENCODER = msgspec.msgpack.Encoder()
_FACTS = msgspec.msgpack.Decoder(Facts)
_STATES = msgspec.msgpack.Decoder(tuple[LedgerState, ...])
_MARK = 4


def written(
    after_on: Day | None, until_on: Day, facts: Facts, before: tuple[LedgerState, ...]
) -> Chapter:
    """Return the chapter of those facts; `before` are the ledgers at the end of `after_on`."""
    marks = b"".join(_marks(facts))
    return Chapter(after_on, until_on, marks, _ENCODER.encode(facts), _ENCODER.encode(before))


def facts_of(chapter: Chapter) -> Facts:
    """Return the facts of a chapter."""
    return _FACTS.decode(chapter.facts)


def ledgers_before(chapter: Chapter) -> tuple[LedgerState, ...]:
    """Return the ledgers as they stood before a chapter."""
    return _STATES.decode(chapter.before)


def mark(kind: str, id_: str) -> bytes:
    """Return four bytes that stand for a business id; two ids may share them, rarely."""
    return crc32(f"{kind}/{id_}".encode()).to_bytes(_MARK, "big")


def mentions(chapter: Chapter, wanted: bytes) -> bool:
    """Tell whether the chapter may hold the id: never wrongly no."""
    at = chapter.ids.find(wanted)
    while at >= 0 and at % _MARK:
        at = chapter.ids.find(wanted, at + 1)
    return at >= 0


def _marks(facts: Facts) -> Iterable[bytes]:
    yield from (mark("statement", one.statement_id) for one in facts.statements)
    yield from (mark("payment", one.payment_id) for one in facts.payments)
    yield from (mark("reversal", one.reversal_id) for one in facts.reversals)
    yield from (mark(one.kind, one.id) for one in facts.entries)
