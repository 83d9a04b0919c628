"""What a run has seen of visits: how many were asked for, planned, let go and reported.

And whether each is accounted for: asked for once, ended once or not yet, and told back as it ended.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from tests.audit.__main__ import records_of
from tests.audit.records import Record

TOPICS = ("visits.requests", "visits", "field.visits", "field.handbacks")
_SEEN = {
    ("visits.requests", "VISIT_ASKED"): "asked for",
    ("visits", "VISIT_PLANNED"): "planned",
    ("visits", "VISIT_GRANTED"): "granted",
    ("visits", "VISIT_COMPLETED"): "completed",
    ("visits", "VISIT_CANCELLED"): "cancelled",
    ("visits", "VISIT_RETURNED"): "given back",
    ("field.visits", "VISIT_STARTED"): "arrivals told",
    ("field.visits", "VISIT_ENDED"): "ends told",
}
_ENDS = ("VISIT_COMPLETED", "VISIT_CANCELLED", "VISIT_RETURNED")


def visits_seen(bootstrap: str, prefix: str) -> dict[str, int]:
    """Return how often each was said."""
    found = Counter(
        _SEEN.get((record.topic, record.said["type"]), "")
        for record in records_of(bootstrap, prefix, TOPICS)
    )
    return {what: found[what] for what in _SEEN.values()}


def unaccounted(records: Iterable[Record]) -> Iterator[str]:
    """Yield each attempt at a visit that was lost or doubled on its way, and how."""
    said: Counter[tuple[str, str, tuple[str, int]]] = Counter()
    for record in records:
        visit = record.said.get("visit_id") or record.said.get("escalation_id")
        if visit is not None and record.said.get("attempt") is not None:
            key = str(visit), int(record.said["attempt"])
            said[record.topic, record.said["type"], key] += 1
    for key in sorted({key for _, _, key in said}):
        yield from (f"{key[0]}, attempt {key[1]}: {what}" for what in _wrong(said, key))


def _wrong(said: Counter[tuple[str, str, tuple[str, int]]], key: tuple[str, int]) -> Iterator[str]:
    asked = said["visits.requests", "VISIT_ASKED", key]
    if asked != 1:
        yield f"asked for {asked} times"
    granted = said["visits.requests", "VISIT_GRANTED", key], said["visits", "VISIT_GRANTED", key]
    cancelled = said["visits", "VISIT_CANCELLED", key]
    ends = sum(said["visits", end, key] for end in _ENDS)
    # A crew that was let go and did not hear that it was called back is at the door all the same.
    is_unheard = granted[1] == cancelled == said["visits", "VISIT_COMPLETED", key] == 1
    if ends > 1 + is_unheard:
        yield f"ended {ends} times"
    if max(granted) > 1:
        yield f"granted {granted[0]} times, let go {granted[1]} times"
    returned, told = said["visits", "VISIT_RETURNED", key], _told(said, "VISIT_RETURNED", key)
    if returned != told:
        yield f"VISIT_RETURNED said {returned} times, told back {told} times"
    completed, told = (
        said["visits", "VISIT_COMPLETED", key],
        _told(said, "OUTCOME_HANDED_BACK", key),
    )
    # What treatment had granted has an outcome too where the crew is called back, or never let go.
    is_recalled = granted[0] == cancelled == 1
    if told not in ((completed, 1) if is_recalled else (completed,)):
        yield f"VISIT_COMPLETED said {completed} times, told back {told} times"


def _told(said: Counter[tuple[str, str, tuple[str, int]]], back: str, key: tuple[str, int]) -> int:
    return said["field.handbacks", back, key]
