"""Records as aligned lines for a terminal."""

from collections.abc import Mapping

# Who looks at a topic with the eye wants its substance; --json has every field.
_LEFT_OUT = frozenset(
    {
        "effective_on",
        "type",
        "event_id",
        "occurred_at",
        "received_at",
        "source",
        "source_seq",
        "causation_id",
        "correlation_id",
        "tenant",
        "policy_digest",
        "ladder",
        "occurrence",
    }
)
_SHORT = 8


def record_line(partition: int, offset: int, record: Mapping[str, object]) -> str:
    """Return one record as a line: place, day, type, then its fields as name=value.

    >>> record_line(1, 42, {"type": "CURED", "effective_on": "2026-05-01", "bucket": "current"})
    '1/42     2026-05-01 CURED                bucket=current'
    """
    place = f"{partition}/{offset}"
    day = str(record.get("effective_on", ""))
    kind = str(record.get("type", ""))
    rest = " ".join(
        f"{name}={_shown(value)}"
        for name, value in record.items()
        if name not in _LEFT_OUT and value not in ("", [])
    )
    return f"{place:<{_SHORT}} {day:<10} {kind:<20} {rest}".rstrip()


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + " ".join(f"{k}={_shown(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + " ".join(map(_shown, value)) + "]"
    return str(value)
