"""Rows that differ by a shortcut alone are the same rows; a wrong shortcut is found."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from streams.app.stages import DELINQUENCY
from streams.delinquency.rows import AccountRow
from streams.terms.routes import DELINQUENCY_ROWS
from streams.verify.alike import alike
from streams.verify.cuts import Applied, cuts_of
from streams.verify.logged import Logged
from streams.verify.rows import frame, rows_of
from tests.verify.worlds import PARTITIONS, played


@pytest.fixture(scope="module")
def log() -> Logged:
    return played(3, accounts=30, days=60).logged()


def rows(log: Logged) -> Iterator[tuple[Applied, bytes, AccountRow]]:
    """Yield each framed row that has a shortcut past which something is owed, and the last tick."""
    for number in range(PARTITIONS):
        held = rows_of(log.of(DELINQUENCY_ROWS, number))
        last = cuts_of(DELINQUENCY, number, log, held).applied[-1]
        for key in sorted(held.framed):
            framed = held.framed[key]
            row = DELINQUENCY.unpack(framed[6 + framed[5] :])
            if row.bookmark is not None and row.bookmark.ledgers[0].slots:
                yield last, framed, row


def written(framed: bytes, row: AccountRow) -> bytes:
    wake_on = int.from_bytes(framed[1:5], "big", signed=True)
    label = framed[6 : 6 + framed[5]].decode()
    return frame(label, None if wake_on < 0 else wake_on, DELINQUENCY.pack(row))


def test_a_row_without_its_shortcut_is_the_same_row(log: Logged) -> None:
    found = list(rows(log))
    assert len(found) > 3
    for last, framed, row in found:
        assert written(framed, row) == framed
        assert alike(DELINQUENCY, last, framed, written(framed, replace(row, bookmark=None)))


def test_a_shortcut_past_what_was_never_owed_is_another_row(log: Logged) -> None:
    for last, framed, row in rows(log):
        assert row.bookmark is not None
        ledger = replace(row.bookmark.ledgers[0], slots=(), balance_minor=0)
        wrong = replace(row, bookmark=replace(row.bookmark, ledgers=(ledger,)))
        assert not alike(DELINQUENCY, last, framed, written(framed, wrong))


def test_anything_else_that_differs_is_another_row(log: Logged) -> None:
    last, framed, row = next(rows(log))
    assert not alike(DELINQUENCY, last, framed, written(framed, replace(row, head_on=-1)))
    assert not alike(DELINQUENCY, last, framed, frame("m9.large", None, DELINQUENCY.pack(row)))
    assert not alike(DELINQUENCY, last, framed, framed + b"\x00")
    assert not alike(DELINQUENCY, last, framed, b"")
