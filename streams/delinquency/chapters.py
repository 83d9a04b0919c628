"""Chapters: what was folded, as bytes, and the question whether a business id is among it.

>>> from streams.delinquency.rows import Paid
>>> facts = Facts(payments=(Paid(Day(9), "p1", "CNY", 5, "", None, Day(9), 0, "e1"),))
>>> chapter = written(None, Day(30), facts, ())
>>> facts_of(chapter) == facts
True
>>> may_hold(marks_of(facts), mark("payment", "p1")), mark("statement", "p1") in marks_of(facts)
(True, False)
"""

from zlib import crc32

import msgspec

from streams.delinquency.ledger_state import Chapter, LedgerState
from streams.delinquency.rows import Facts
from streams.terms.days import Day

_ENCODER = msgspec.msgpack.Encoder()
_FACTS = msgspec.msgpack.Decoder(Facts)
_STATES = msgspec.msgpack.Decoder(tuple[LedgerState, ...])
_MARK = 4


def written(
    after_on: Day | None, until_on: Day, facts: Facts, before: tuple[LedgerState, ...]
) -> Chapter:
    """Return the chapter of those facts; `before` are the ledgers at the end of `after_on`."""
    return Chapter(after_on, until_on, _ENCODER.encode(facts), _ENCODER.encode(before))


def facts_of(chapter: Chapter) -> Facts:
    """Return the facts of a chapter."""
    return _FACTS.decode(chapter.facts)


def ledgers_before(chapter: Chapter) -> tuple[LedgerState, ...]:
    """Return the ledgers as they stood before a chapter."""
    return _STATES.decode(chapter.before)


def mark(kind: str, id_: str) -> bytes:
    """Return four bytes that stand for a business id; two ids may share them, rarely."""
    return crc32(f"{kind}/{id_}".encode()).to_bytes(_MARK, "big")


def may_hold(marks: bytes, wanted: bytes) -> bool:
    """Tell whether the id may be among those marked: never wrongly no."""
    at = marks.find(wanted)
    while at >= 0 and at % _MARK:
        at = marks.find(wanted, at + 1)
    return at >= 0


def marks_of(facts: Facts) -> bytes:
    """Return the marks of all business ids of some facts, one behind the other."""
    return b"".join(
        [
            *(mark("statement", one.statement_id) for one in facts.statements),
            *(mark("payment", one.payment_id) for one in facts.payments),
            *(mark("reversal", one.reversal_id) for one in facts.reversals),
            *(mark(one.kind, one.id) for one in facts.entries),
        ]
    )
