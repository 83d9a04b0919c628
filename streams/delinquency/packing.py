"""The account's row as bytes, in the format of `terms.packing`.

>>> unpack(pack(AccountRow(account_id="a1"))).account_id
'a1'
"""

from streams.delinquency.rows import AccountRow
from streams.terms.packing import Packing

FORMAT = b"\x01"

_ROWS = Packing(AccountRow, FORMAT)

pack = _ROWS.pack
unpack = _ROWS.unpack
