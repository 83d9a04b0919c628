"""The customer's row as bytes, in the format of `terms.packing`.

>>> unpack(pack(CustomerRow(customer_id="c1"))).customer_id
'c1'
"""

from streams.terms.packing import Packing
from streams.treatment.rows import CustomerRow

FORMAT = b"\x01"

_ROWS = Packing(CustomerRow, FORMAT)

pack = _ROWS.pack
unpack = _ROWS.unpack
