"""Rows as bytes: what was ever written can be read."""

import pytest

from streams.delinquency.packing import FORMAT, pack, unpack
from streams.delinquency.rows import (
    AccountRow,
    Billed,
    Contested,
    Episode,
    Holds,
    Journal,
    LedgerJournal,
    Opening,
    Paid,
    Reversed,
    SaidLedger,
    SaidStanding,
)
from streams.terms.days import Day
from streams.terms.packing import RowCorrupt

GOLDEN = AccountRow(
    account_id="a1",
    opening=Opening("c1", ("CNY",), Day(1), 1, "e1"),
    statements=(
        Billed(Day(10), "s1", Day(30), "CNY", 300, 1, 2, 3000, 4, 5, 6, 7, Day(10), 2, "e2"),
    ),
    payments=(Paid(Day(12), "p1", "CNY", 100, "app", Day(12), 3, "e3"),),
    reversals=(Reversed("p1", "r1", "CNY", 50, "NSF", Day(13), 4, "e4"),),
    holds=Holds(("t/0/1",), ("t/0/2",), overflowed=True),
    contested=Contested(payments=(Paid(Day(12), "p1", "CNY", 9, "", Day(12), 9, "e9"),)),
    journal=Journal(
        3,
        5,
        SaidStanding(
            "c1",
            "m1.small",
            True,
            Day(61),
            (SaidLedger("CNY", 2950, 247, Day(30), "m1.small", "s1", None, None, 0),),
        ),
        (LedgerJournal("CNY", "m1.small", True, (Episode("s1", Day(30), Day(30)),)),),
    ),
)

GOLDEN_BYTES = bytes.fromhex(
    "0198a2613195a2633191a3434e590101a26531919f0aa273311ea3434e59cd012c0102cd0bb80405"
    "06070a02a2653291980ca27031a3434e5964a36170700c03a265339198a27031a27231a3434e5932"
    "a34e53460d04a265349391a5742f302f3191a5742f302f32c394909091980ca27031a3434e5909a0"
    "0c09a265399094030595a26331a86d312e736d616c6cc33d9199a3434e59cd0b86ccf71ea86d312e"
    "736d616c6ca27331c0c0009194a3434e59a86d312e736d616c6cc39193a273311e1e"
)


def test_format_1_is_written_as_it_always_was() -> None:
    assert pack(GOLDEN) == GOLDEN_BYTES


def test_format_1_is_read_as_it_always_was() -> None:
    assert unpack(GOLDEN_BYTES) == GOLDEN


@pytest.mark.parametrize(
    "broken",
    [b"", b"\x00", b"\x02" + GOLDEN_BYTES[1:], FORMAT, GOLDEN_BYTES[:-1], FORMAT + b"\xc0"],
)
def test_what_is_no_row_is_said_to_be_corrupt(broken: bytes) -> None:
    with pytest.raises(RowCorrupt):
        unpack(broken)


def test_a_blank_row_is_small() -> None:
    assert len(pack(AccountRow(account_id="a1"))) < 40
