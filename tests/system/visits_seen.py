"""What a run has seen of visits: how many were asked for, planned, let go and reported."""

from collections import Counter

from tests.audit.__main__ import records_of

_SEEN = {
    ("visits.requests", "VISIT_ASKED"): "asked for",
    ("visits", "VISIT_PLANNED"): "planned",
    ("visits", "VISIT_GRANTED"): "granted",
    ("visits", "VISIT_COMPLETED"): "completed",
    ("visits", "VISIT_CANCELLED"): "cancelled",
    ("visits", "VISIT_RETURNED"): "given back",
    ("field.visits", "CHECKED_IN"): "arrivals told",
    ("field.visits", "VISIT_ENDED"): "ends told",
}


def visits_seen(bootstrap: str, prefix: str) -> dict[str, int]:
    """Return how often each was said."""
    topics = tuple(dict.fromkeys(topic for topic, _ in _SEEN))
    found = Counter(
        _SEEN.get((record.topic, record.said["type"]), "")
        for record in records_of(bootstrap, prefix, topics)
    )
    return {what: found[what] for what in _SEEN.values()}
