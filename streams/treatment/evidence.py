"""Which collections of an episode are proven to have been received, so many days apart.

Two of them, thirty days apart and both provably received, are what the law calls effective
collection (两高 2018, arts. 6-9). They are kept here when the journal is long forgotten.
"""

from msgspec import Struct

from streams.terms.days import Day


class Evidence(Struct, frozen=True, array_like=True, gc=False):
    """The first proven collection of an episode, and the first one far enough behind it.

    Once both are known they were said, and stay.
    """

    account_id: str
    origin: str
    first_id: str
    first_on: Day
    second_id: str = ""
    second_on: Day | None = None
