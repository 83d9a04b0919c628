"""The account's row as bytes, in the formats of `terms.packing`.

>>> unpack(pack(AccountRow(account_id="a1"))).account_id
'a1'
"""

from streams.delinquency.packed_v1 import AccountRowV1, turned
from streams.delinquency.rows import AccountRow
from streams.terms.packing import Packing

FORMAT_V1 = b"\x01"
FORMAT = b"\x02"

_V1 = Packing(AccountRowV1, FORMAT_V1)
_ROWS = Packing(AccountRow, FORMAT)

pack = _ROWS.pack


def unpack(packed: bytes) -> AccountRow:
    """Read a row of any format ever written; raises RowCorrupt on another, or on broken bytes."""
    if packed[:1] == FORMAT_V1:
        return turned(_V1.unpack(packed))
    return _ROWS.unpack(packed)
