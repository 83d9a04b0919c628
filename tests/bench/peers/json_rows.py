"""Reading back the rows that `dict_row` makes, as the Faust and Quix peers wrote them.

>>> standing_of(b'{"open": [["s1", 5]], "bucket": "current", "paid": 7}')
Standing(open=(('s1', 5),), bucket='current', paid_minor=7)
"""

import msgspec
from msgspec import Struct

from tests.bench.peers.standing import Standing


class _Row(Struct):
    open: tuple[tuple[str, int], ...]
    bucket: str
    paid: int


_DECODER = msgspec.json.Decoder(_Row)


def standing_of(row: bytes) -> Standing:
    """Read what a row says of how the account stands; its facts are passed over."""
    read = _DECODER.decode(row)
    return Standing(read.open, read.bucket, read.paid)
