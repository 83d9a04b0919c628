"""Rows as bytes: what was ever written can be read."""

from collections.abc import Iterator

import msgspec
import pytest
from msgspec import Struct
from msgspec.structs import FieldInfo, fields

from streams.delinquency.journal import Episode, Journal, LedgerJournal, SaidStanding
from streams.delinquency.ledger_state import Held
from streams.delinquency.packed_v1 import AccountRowV1, EpisodesV1
from streams.delinquency.packing import FORMAT, FORMAT_V1, pack, unpack
from streams.delinquency.rows import (
    NEVER,
    AccountRow,
    Billed,
    Contested,
    Facts,
    Holds,
    Noted,
    Opening,
    Paid,
    Reversed,
)
from streams.terms.days import Day
from streams.terms.packing import Packing, RowCorrupt
from tests.delinquency.full_row import FULL

_LOST = Paid(Day(12), "p1", "CNY", 9, "", None, Day(12), 9, "e9")

# What the first format kept, as a row of today: no zone, no costs, no instants; all was restored.
FIRST = AccountRow(
    account_id="a1",
    opening=Opening("c1", ("CNY",), "", Day(1), 1, "e1"),
    recent=Facts(
        (Billed(Day(10), "s1", Day(30), "CNY", 300, 1, 2, 3000, 4, 5, 6, 7, 0, Day(10), 2, "e2"),),
        (Paid(Day(12), "p1", "CNY", 100, "app", None, Day(12), 3, "e3"),),
        (Reversed("p1", "r1", "CNY", 50, "NSF", "RESTORE_ORIGINAL", Day(13), 4, "e4"),),
    ),
    holds=Holds(("t/0/1",), ("t/0/2",), overflowed=True),
    contested=Contested(payments=(_LOST,)),
    journal=Journal(
        3, 5, None, (LedgerJournal("CNY", "m1.small", True, (Episode("s1", Day(30), Day(30)),)),)
    ),
)

FIRST_BYTES = bytes.fromhex(
    "0198a2613195a2633191a3434e590101a26531919f0aa273311ea3434e59cd012c0102cd0bb80405"
    "06070a02a2653291980ca27031a3434e5964a36170700c03a265339198a27031a27231a3434e5932"
    "a34e53460d04a265349391a5742f302f3191a5742f302f32c394909091980ca27031a3434e5909a0"
    "0c09a265399094030595a26331a86d312e736d616c6cc33d9199a3434e59cd0b86ccf71ea86d312e"
    "736d616c6ca27331c0c0009194a3434e59a86d312e736d616c6cc39193a273311e1e"
)

FULL_BYTES = bytes.fromhex(
    "029fa2613196a2633192a3434e59a34a5059ad417369612f5368616e676861690101a265319491dc"
    "001032a2733246a3434e59cd012c0102cd0bb804050607083202a26532919934a27031a3434e5964"
    "a3617070093403a265339199a27031a27231a3434e5932a34e5346b0524553544f52455f4f524947"
    "494e414c3504a26534919b36a6636861726765a26731a3434e5914a174a46665652b3c92070805a2"
    "6535919b37a770726f6d697365a26d31a3434e5900a0a05a92506406a265362d91dc0013a3434e59"
    "91981e0aa26b31cd0122ccfa929302c2289304c3ccfa9192a264313ca27331cd0b860a1e0b1f2021"
    "a23731a231300c0d2dc39193a26431a273310e9194a273311e0a0f9192a26d3191922910920aec92"
    "94c014c416949091990ca27030a3434e5909a0c00c00a265309090c4019094142dc4259490909091"
    "9b36a6636861726765a26731a3434e5914a174a46665652b3c92070805a26535c45791dc0013a343"
    "4e5991981e0aa26b31cd0122ccfa929302c2289304c3ccfa9192a264313ca27331cd0b860a1e0b1f"
    "2021a23731a231300c0d2dc39193a26431a273310e9194a273311e0a0f9192a26d3191922910920a"
    "ecc404a734f71e923391dc0013a34a50599013c0c000c0c0c0a0a00000c0c290909090a4636e2d31"
    "389391a5742f302f3191a5742f302f32c3919aa26931b36265796f6e645f6c6174655f686f72697a"
    "6f6ea973746174656d656e74a27330053cc3a54150504c59a36c696ec40191959196a2633192a343"
    "4e59a34a5059ad417369612f5368616e676861690101a2653191dc001032a2733246a3434e59cd01"
    "2c0102cd0bb804050607083202a26532919934a27031a3434e5964a3617070093403a265339199a2"
    "7031a27231a3434e5932a34e5346b0524553544f52455f4f524947494e414c3504a26534919b36a6"
    "636861726765a26731a3434e5914a174a46665652b3c92070805a265359703059ca26331a86d312e"
    "736d616c6cc33d91dc0016a3434e59cd0b86cd01221ea86d312e736d616c6ca27331a2733246cd01"
    "2c1ec3093c81a97072696e636970616cccfa1e1f2181a463617264a57761746368a23731a231300c"
    "920aeca463616c6c91a770726f6d697365a6636c6f736564a7494c4c4e4553539292a26331a75052"
    "494d41525992a26332a947554152414e544f52c33b9197a3434e59a86d312e736d616c6cc39193a2"
    "73311e1ec3a2733194a27331113fc3289193a26d31a44f50454e109195a84c4154455f464545a343"
    "4e59a273312212"
)

# Written before the cycle closes of the marks were kept.
BEFORE_CLOSES_BYTES = bytes.fromhex(
    "029fa2613196a2633192a3434e59a34a5059ad417369612f5368616e676861690101a265319491dc"
    "001032a2733246a3434e59cd012c0102cd0bb804050607083202a26532919934a27031a3434e5964"
    "a3617070093403a265339199a27031a27231a3434e5932a34e5346b0524553544f52455f4f524947"
    "494e414c3504a26534919b36a6636861726765a26731a3434e5914a174a46665652b3c92070805a2"
    "6535919b37a770726f6d697365a26d31a3434e5900a0a05a92506406a265362d91dc0012a3434e59"
    "91981e0aa26b31cd0122ccfa929302c2289304c3ccfa9192a264313ca27331cd0b860a1e0b1f2021"
    "a23731a231300c0d2dc39193a26431a273310e9194a273311e0a0f9192a26d31919229109294c014"
    "c416949091990ca27030a3434e5909a0c00c00a265309090c4019094142dc42594909090919b36a6"
    "636861726765a26731a3434e5914a174a46665652b3c92070805a26535c45491dc0012a3434e5991"
    "981e0aa26b31cd0122ccfa929302c2289304c3ccfa9192a264313ca27331cd0b860a1e0b1f2021a2"
    "3731a231300c0d2dc39193a26431a273310e9194a273311e0a0f9192a26d3191922910c404a734f7"
    "1e923391dc0012a34a50599013c0c000c0c0c0a0a00000c0c2909090a4636e2d31389391a5742f30"
    "2f3191a5742f302f32c3919aa26931b36265796f6e645f6c6174655f686f72697a6f6ea973746174"
    "656d656e74a27330053cc3a54150504c59a36c696ec40191959196a2633192a3434e59a34a5059ad"
    "417369612f5368616e676861690101a2653191dc001032a2733246a3434e59cd012c0102cd0bb804"
    "050607083202a26532919934a27031a3434e5964a3617070093403a265339199a27031a27231a343"
    "4e5932a34e5346b0524553544f52455f4f524947494e414c3504a26534919b36a6636861726765a2"
    "6731a3434e5914a174a46665652b3c92070805a265359703059ca26331a86d312e736d616c6cc33d"
    "91dc0015a3434e59cd0b86cd01221ea86d312e736d616c6ca27331a2733246cd012c1ec3093c81a9"
    "7072696e636970616cccfa1e1f2181a463617264a57761746368a23731a231300ca463616c6c91a7"
    "70726f6d697365a6636c6f736564a7494c4c4e4553539292a26331a75052494d41525992a26332a9"
    "47554152414e544f52c33b9197a3434e59a86d312e736d616c6cc39193a273311e1ec3a2733194a2"
    "7331113fc3289193a26d31a44f50454e109195a84c4154455f464545a3434e59a273312212"
)

# Written before an obligation named the statement that it corrects.
EARLIER_BYTES = bytes.fromhex(
    "029fa2613196a2633192a3434e59a34a5059ad417369612f5368616e676861690101a265319491dc"
    "001032a2733246a3434e59cd012c0102cd0bb804050607083202a26532919934a27031a3434e5964"
    "a3617070093403a265339199a27031a27231a3434e5932a34e5346b0524553544f52455f4f524947"
    "494e414c3504a26534919b36a6636861726765a26731a3434e5914a174a46665652b3c92070805a2"
    "6535919b37a770726f6d697365a26d31a3434e5900a0a05a92506406a265362d91dc0012a3434e59"
    "91971e0aa27331cd0122ccfa929302c2289304c3ccfa9192a264313ccd0b860a1e0b1f2021a23731"
    "a231300c0d2dc39193a26431a273310e9194a273311e0a0f9192a26d31919229109294c014c41694"
    "9091990ca27030a3434e5909a0c00c00a265309090c4019094142dc42594909090919b36a6636861"
    "726765a26731a3434e5914a174a46665652b3c92070805a26535c45191dc0012a3434e5991971e0a"
    "a27331cd0122ccfa929302c2289304c3ccfa9192a264313ccd0b860a1e0b1f2021a23731a231300c"
    "0d2dc39193a26431a273310e9194a273311e0a0f9192a26d3191922910c404a734f71e923391dc00"
    "12a34a50599013c0c000c0c0c0a0a00000c0c2909090a4636e2d31389391a5742f302f3191a5742f"
    "302f32c3919aa26931b36265796f6e645f6c6174655f686f72697a6f6ea973746174656d656e74a2"
    "7330053cc3a54150504c59a36c696ec40191959196a2633192a3434e59a34a5059ad417369612f53"
    "68616e676861690101a2653191dc001032a2733246a3434e59cd012c0102cd0bb804050607083202"
    "a26532919934a27031a3434e5964a3617070093403a265339199a27031a27231a3434e5932a34e53"
    "46b0524553544f52455f4f524947494e414c3504a26534919b36a6636861726765a26731a3434e59"
    "14a174a46665652b3c92070805a265359703059ba26331a86d312e736d616c6cc33d91dc0015a343"
    "4e59cd0b86cd01221ea86d312e736d616c6ca27331a2733246cd012c1ec3093c81a97072696e6369"
    "70616cccfa1e1f2181a463617264a57761746368a23731a231300ca463616c6c91a770726f6d6973"
    "65a6636c6f736564a7494c4c4e4553539292a26331a75052494d41525992a26332a947554152414e"
    "544f52c39197a3434e59a86d312e736d616c6cc39193a273311e1ec3a2733194a27331113fc32891"
    "93a26d31a44f50454e109195a84c4154455f464545a3434e59a273312212"
)


def test_format_1_is_read_as_the_row_of_today_that_says_the_same() -> None:
    assert unpack(FIRST_BYTES) == FIRST


def test_a_row_of_format_1_that_was_not_opened_yet_is_read() -> None:
    assert unpack(Packing(AccountRowV1, FORMAT_V1).pack(AccountRowV1("a1"))) == AccountRow("a1")


def test_a_row_of_format_1_is_written_in_todays() -> None:
    packed = pack(unpack(FIRST_BYTES))
    assert packed[:1] == FORMAT
    assert unpack(packed) == FIRST


def test_format_2_is_written_as_it_always_was() -> None:
    assert pack(FULL).hex() == FULL_BYTES.hex()


def test_format_2_is_read_as_it_always_was() -> None:
    assert unpack(FULL_BYTES) == FULL


def test_a_row_of_before_the_closes_of_marks_were_kept_is_read() -> None:
    (ledger,) = unpack(BEFORE_CLOSES_BYTES).head
    assert (ledger.payment_history, ledger.closes) == ("10", ())
    assert unpack(pack(unpack(BEFORE_CLOSES_BYTES))) == unpack(BEFORE_CLOSES_BYTES)


def test_a_row_of_before_obligations_named_what_they_correct_is_read() -> None:
    (slot,) = unpack(EARLIER_BYTES).head[0].slots
    assert (slot.id, slot.held, slot.corrects) == ("s1", (Held("d1", 60),), "")
    assert unpack(pack(unpack(EARLIER_BYTES))) == unpack(EARLIER_BYTES)


def test_the_golden_row_leaves_no_field_empty() -> None:
    filled: dict[str, set[str]] = {}
    seen: dict[str, set[str]] = {}
    for place, value, field in _values(FULL):
        name = f"{place}.{field.name}"
        seen.setdefault(name, set()).add(field.name)
        if value != field.default and value:
            filled.setdefault(name, set()).add(field.name)
    assert len(seen) > 150
    assert sorted(seen.keys() - filled.keys()) == []


def _values(found: object) -> Iterator[tuple[str, object, FieldInfo]]:
    if isinstance(found, tuple | list):
        for one in found:
            yield from _values(one)
    elif isinstance(found, Struct):
        for field in fields(found):
            value = getattr(found, field.name)
            yield type(found).__name__, value, field
            yield from _values(value)


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"\x00",
        b"\x03" + FULL_BYTES[1:],
        FORMAT,
        FORMAT_V1,
        FIRST_BYTES[:-1],
        FULL_BYTES[:-1],
        FORMAT + b"\xc0",
        FORMAT + FIRST_BYTES[1:],
    ],
)
def test_what_is_no_row_is_said_to_be_corrupt(broken: bytes) -> None:
    with pytest.raises(RowCorrupt):
        unpack(broken)


def test_a_blank_row_is_small() -> None:
    assert len(pack(AccountRow(account_id="a1"))) < 40


def test_what_a_row_from_before_a_field_was_kept_does_not_say_is_nothing() -> None:
    said = msgspec.msgpack.encode(["c1", "current", False, None, []])
    assert msgspec.msgpack.decode(said, type=SaidStanding) == SaidStanding(
        "c1", "current", False, None, (), "", (), "open", "", (), False, None
    )
    ledger = msgspec.msgpack.encode(["CNY"])
    assert msgspec.msgpack.decode(ledger, type=LedgerJournal) == LedgerJournal(
        "CNY", "current", False, (), False, "", None
    )
    note = msgspec.msgpack.encode([10, "pause", "z1"])
    assert msgspec.msgpack.decode(note, type=Noted) == Noted(
        Day(10), "pause", "z1", "", 0, "", "", NEVER, (), 0, ""
    )
    first = msgspec.msgpack.decode(ledger, type=EpisodesV1)
    assert first == EpisodesV1("CNY", "current", False, ())


def test_the_day_that_never_comes_stands_in_rows_and_stays_the_same() -> None:
    assert NEVER == 2_147_483_647
