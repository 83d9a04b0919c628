"""Deterministic ids: the same cause has the same id, however often it is worked out.

>>> escalation_id("c1", "a1", "s1", "house", "sms_1", 1) == escalation_id(
...     "c1", "a1", "s1", "house", "sms_1", 1)
True
"""

from hashlib import sha1
from uuid import UUID

# A fixed random namespace of ours; changing it would make every past id unrecognisable.
_NAMESPACE = UUID("6f1a5be2-4b35-4a6e-9d0c-2f1f6f3f8a61")
_BEGUN = sha1(_NAMESPACE.bytes, usedforsecurity=False)
# Two bits of an id say which kind of UUID it is; the other two of that digit are the hash's.
_VARIANT = {f"{digit:x}": f"{digit & 0b11 | 0b1000:x}" for digit in range(16)}


def stable_id(kind: str, *parts: str | int) -> str:
    """Return the UUIDv5 of a kind and its parts; parts are length-prefixed, so none can collide.

    Every standing and notice has one: this is what `uuid.uuid5` does, less its objects.
    """
    text = f"{len(kind)}:{kind}"
    for part in parts:
        word = str(part)
        text += f"{len(word)}:{word}"
    hashed = _BEGUN.copy()
    hashed.update(text.encode())
    found = hashed.hexdigest()
    middle = f"5{found[13:16]}-{_VARIANT[found[16]]}{found[17:20]}"
    return f"{found[:8]}-{found[8:12]}-{middle}-{found[20:32]}"


def told_case_id(kind: str, contact_id: str) -> str:
    """Return the id of a promise or dispute that a customer told in a contact: one each."""
    return stable_id("told", kind, contact_id)


def escalation_id(  # noqa: PLR0917 - the order is that of the id itself
    party: str,
    account: str,
    origin: str,
    ladder: str,
    step: str,
    occurrence: int,
    forgotten: int = 0,
) -> str:
    """Return the id of one escalation (`origin` is the statement that opened the episode).

    `forgotten` counts what was said of other origins, and perhaps of this one, and is known no
    more: so no id is ever given to a second contact.
    """
    memory = (forgotten,) if forgotten else ()
    return stable_id("escalation", party, account, origin, ladder, step, occurrence, *memory)
