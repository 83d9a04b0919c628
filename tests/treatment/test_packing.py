"""A row as bytes: the format is a contract with every changelog ever written."""

import pytest
from msgspec import msgpack

from streams.terms.packing import RowCorrupt
from streams.treatment import packing
from streams.treatment.rows import CustomerRow
from tests.treatment.world import PAID, Customer, late, lift, outcome, refused, stop

# Written by the first version that packed rows; a change that cannot read it loses customers.
GOLDEN = bytes.fromhex(
    "0199a26331069296a2613101cd03e8c29198a3434e59cd1388cd03e8a86d312e736d616c6ca27331c0c0"
    "009194a27331a3434e59949ea5736d735f31a56361726473a3534d53d92436356234626531612d336132"
    "662d353135332d396161302d653538616330636566646235c2c0a7534b4950504544cd03e9cd03ecab77"
    "696e646f775f6f766572c0c0c0c09ea770686f6e655f31a56361726473a550484f4e45d9246333666235"
    "3861632d363437302d353665392d393437382d386436633835376233353334c2c0a7534b4950504544cd"
    "03f0cd03f7ab77696e646f775f6f766572c0c0c0c09ea86c65747465725f31a56361726473a64c455454"
    "4552d92461656465333531372d616331612d353739372d383237312d646266623630333235653235c2c0"
    "a7534b4950504544cd0407cd0415ab77696e646f775f6f766572c0c0c0c09ea776697369745f31a56361"
    "726473a55649534954d92461363434666365342d346263622d353930352d393731352d39353032303033"
    "3439396139c201a943414e43454c4c4544cd0425cd0433ad73746f705f6174746f726e6579c0cf000053"
    "6a93203400a84e4f545f484f4d45cd0425c096a2613201cd03e8c29198a3434e5900c0a763757272656e"
    "74c0c0c000909293a3737431a84154544f524e4559c293a3737432c0c391a5782f302f3190c2cd042501"
)


def customer() -> Customer:
    known = Customer()
    known.stands(late())
    known.tick(61)
    known.tell(outcome("NOT_HOME", 61))
    known.stands(PAID, account="a2")
    known.tell(stop())
    known.tell(lift("st2"))
    known.tell(refused())
    return known


def test_a_row_comes_back_as_it_was() -> None:
    row = customer().row
    assert packing.unpack(packing.pack(row)) == row


def test_rows_written_by_the_first_version_are_still_read() -> None:
    assert packing.pack(customer().row) == GOLDEN
    assert packing.unpack(GOLDEN) == customer().row


def test_an_unknown_format_is_refused_by_name() -> None:
    with pytest.raises(RowCorrupt, match="unknown format b'\\\\x02'"):
        packing.unpack(b"\x02" + GOLDEN[1:])
    with pytest.raises(RowCorrupt, match="unknown format b''"):
        packing.unpack(b"")


@pytest.mark.parametrize("broken", [GOLDEN[:-1], GOLDEN[:1], b"\x01" + msgpack.encode(["c1", "x"])])
def test_broken_bytes_are_refused(broken: bytes) -> None:
    with pytest.raises(RowCorrupt, match="cannot be read"):
        packing.unpack(broken)


def test_a_customer_of_whom_little_is_known_is_small() -> None:
    assert len(packing.pack(CustomerRow(customer_id="c1"))) < 20
    quiet = Customer()
    quiet.stands(PAID)
    assert len(packing.pack(quiet.row)) < 60
