"""Deterministic ids: the same cause has the same id, however often it is worked out.

>>> escalation_id("c1", "a1", "s1", "house", "sms_1", 1) == escalation_id(
...     "c1", "a1", "s1", "house", "sms_1", 1)
True
"""

from uuid import UUID, uuid5

# A fixed random namespace of ours; changing it would make every past id unrecognisable.
_NAMESPACE = UUID("6f1a5be2-4b35-4a6e-9d0c-2f1f6f3f8a61")


def stable_id(kind: str, *parts: str | int) -> str:
    """Return the UUIDv5 of a kind and its parts; parts are length-prefixed, so none can collide."""
    text = "".join(f"{len(part)}:{part}" for part in map(str, (kind, *parts)))
    return str(uuid5(_NAMESPACE, text))


def escalation_id(  # noqa: PLR0917 - the order is that of the id itself
    party: str, account: str, origin: str, ladder: str, step: str, occurrence: int
) -> str:
    """Return the id of one escalation (`origin` is the statement that opened the episode)."""
    return stable_id("escalation", party, account, origin, ladder, step, occurrence)
