"""Records as aligned lines for a terminal: what a person looks for stands first."""

from collections.abc import Iterable, Iterator, Mapping

from streams.terms.money import show

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
# A narrow terminal cuts a line's end off: what tells most stands first, long ids stand last.
_FIRST = (
    *("account_id", "policy_id", "rung", "rule", "days_past_due", "bucket"),
    *("amount_minor", "total_due_minor", "min_due_minor", "past_due_minor", "due_on", "value_on"),
    *("not_before", "not_after", "until_on", "ledgers", "stage", "partition"),
)
_LAST = ("customer_id", "zone", "origin", "escalation_id", "document", "value", "headers")
_MINOR = "_minor"
# A whole policy: the digest names it, and --json has it.
_DOCUMENT = "document"
_SHORT = 8
_KIND = 17


def record_line(
    partition: int, offset: int, record: Mapping[str, object], width: int | None = None
) -> str:
    """Return one record as a line: place, day, type, then its fields as name=value.

    Fields that say nothing (empty, zero, false) are left out, amounts are written in their
    currency, of a document the length is told. A line longer than `width` is cut and ends in an
    ellipsis.

    >>> record_line(1, 42, {"type": "CURED", "effective_on": "2026-05-01", "bucket": "current"})
    '1/42     2026-05-01 CURED             bucket=current'
    >>> record_line(0, 7, {"type": "PAYMENT_POSTED", "amount_minor": 500, "currency": "CNY"})
    '0/7                 PAYMENT_POSTED    amount=5.00 CNY'
    """
    day, kind = str(record.get("effective_on", "")), str(record.get("type", ""))
    lead = f"{f'{partition}/{offset}':<{_SHORT}} {day:<10} {kind:<{_KIND}} "
    line = (lead + " ".join(_fields(record, _LEFT_OUT))).rstrip()
    return line if width is None or len(line) <= width else line[: width - 1] + "…"


def tombstone_line(partition: int, offset: int) -> str:
    """Return the line of a record without a value: the row of its key is gone.

    >>> tombstone_line(0, 3)
    '0/3                 (deleted)'
    """
    return record_line(partition, offset, {"type": "(deleted)"})


def _fields(record: Mapping[str, object], left_out: frozenset[str]) -> Iterator[str]:
    currency = record.get("currency")
    is_priced = isinstance(currency, str) and any(name.endswith(_MINOR) for name in record)
    for name in _ordered(record):
        value = record[name]
        if name in left_out or not value or (name == "currency" and is_priced):
            continue
        if name.endswith(_MINOR) and isinstance(value, int) and isinstance(currency, str):
            yield f"{name.removesuffix(_MINOR)}={show(value, currency)}"
        elif name == _DOCUMENT:
            yield f"{name}=({len(str(value)):,} characters)"
        else:
            yield f"{name}={_shown(value)}"


def _ordered(names: Iterable[str]) -> list[str]:
    rest = list(names)
    first, last = [n for n in _FIRST if n in rest], [n for n in _LAST if n in rest]
    return [*first, *(n for n in rest if n not in {*first, *last}), *last]


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + " ".join(_fields(value, frozenset())) + "}"
    if isinstance(value, list | tuple):
        return "[" + " ".join(map(_shown, value)) + "]"
    # A record is one line, whatever somebody wrote into it.
    return str(value).replace("\n", "\\n").replace("\r", "\\r")
