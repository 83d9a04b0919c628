"""What every peer has to agree on: how each account stands at the end, and its digest.

>>> paid_off = Standing((), "current", 300)
>>> digest({"a": paid_off}) == digest({"a": Standing((("s1", 1),), "current", 300)})
False
"""

from collections.abc import Mapping
from hashlib import sha256

from msgspec import Struct

CURRENT = "current"


class Standing(Struct, frozen=True, array_like=True):
    """Open obligations as (statement, minor units), oldest first, the bucket, and all payments."""

    open: tuple[tuple[str, int], ...]
    bucket: str
    paid_minor: int


def line(account: str, standing: Standing) -> str:
    """Write one account as it goes into the digest.

    >>> line("a1", Standing((("s1", 200), ("s2", 5)), "d1.small", 300))
    'a1|s1:200,s2:5|d1.small|300'
    """
    open_ = ",".join(f"{statement}:{minor}" for statement, minor in standing.open)
    return f"{account}|{open_}|{standing.bucket}|{standing.paid_minor}"


def digest(standings: Mapping[str, Standing]) -> str:
    """Return the SHA-256 over all accounts in order, in hex."""
    whole = sha256()
    for account in sorted(standings):
        whole.update(line(account, standings[account]).encode() + b"\n")
    return whole.hexdigest()


def differences(wanted: Mapping[str, Standing], found: Mapping[str, Standing]) -> list[str]:
    """Return the accounts on which two answers differ, each with what was wanted and found."""
    return [
        f"{account}: wanted {wanted.get(account)}, found {found.get(account)}"
        for account in sorted({*wanted, *found})
        if wanted.get(account) != found.get(account)
    ]
