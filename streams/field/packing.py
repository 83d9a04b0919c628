"""The area's row as bytes, in the format of `terms.packing`.

>>> unpack(pack(AreaRow(area="north"))).area
'north'
"""

from streams.field.rows import AreaRow
from streams.terms.packing import Packing

FORMAT = b"\x01"

_ROWS = Packing(AreaRow, FORMAT)

pack = _ROWS.pack
unpack = _ROWS.unpack
