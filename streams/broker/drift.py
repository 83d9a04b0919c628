"""Topics as the contracts want them beside topics as a broker has them; pure.

>>> wanted = Wanted(name="r.a", partitions=4, config={"cleanup.policy": "compact"})
>>> found = Found(partitions=4, config={"cleanup.policy": "delete"})
>>> [line_of(drift) for drift in drifts_of(wanted, found)]
['r.a: cleanup.policy is delete, wanted compact: arrears topics apply']
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from msgspec import Struct

from schemas.catalog import TopicDoc
from streams.engine.names import Names
from streams.terms import routes

APPLY = "arrears topics apply"
PARTITIONS = "partitions"
COPARTITIONS = "co-partitioned counts"
_ABSENT = "nothing"

# What the running stages read and write exists from the start, provisional or not.
_IN_USE = {
    *(routes.CLOCK, routes.POLICY, routes.DEAD_LETTERS),
    *(topic for stage in routes.STAGES for topic in (*stage.facts, stage.rows, stage.downstream)),
}


class Wanted(Struct, frozen=True, kw_only=True):
    """A topic of one run, named in full; one that is `waiting` for its stage need not exist."""

    name: str
    partitions: int
    config: dict[str, str]
    group: str | None = None
    waiting: bool = False


class Found(Struct, frozen=True, kw_only=True):
    """A topic on the broker: its partition count, and those settings that were asked for."""

    partitions: int
    config: dict[str, str]


class Drift(Struct, frozen=True):
    """One thing about a topic that is not as wanted, and what sets it right."""

    topic: str
    what: str
    wanted: str
    found: str
    cure: str


def line_of(drift: Drift) -> str:
    """Write a drift as one line for people."""
    return f"{drift.topic}: {drift.what} is {drift.found}, wanted {drift.wanted}: {drift.cure}"


def wanted_topics(
    docs: Iterable[TopicDoc], prefix: str, partitions: int | None = None
) -> tuple[Wanted, ...]:
    """Return a run's topics by name; `partitions` overrides the count of every one."""
    return tuple(_wanted(doc, Names(prefix), partitions) for doc in docs)


def drifts_of(wanted: Wanted, found: Found | None) -> tuple[Drift, ...]:
    """Compare one topic; a topic that waits for its stage may be absent."""
    if found is None:
        return () if wanted.waiting else (_missing(wanted),)
    return (*_count(wanted, found), *_settings(wanted, found))


def unequal(wanted: Iterable[Wanted], found: Mapping[str, Found]) -> tuple[Drift, ...]:
    """Return one drift for every group of joined topics whose counts differ on the broker."""
    groups: defaultdict[str, defaultdict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for topic in wanted:
        if topic.group is not None and topic.name in found:
            groups[topic.group][found[topic.name].partitions].append(topic.name)
    return tuple(_unequal(group, counts) for group, counts in groups.items() if len(counts) > 1)


def _wanted(doc: TopicDoc, names: Names, partitions: int | None) -> Wanted:
    return Wanted(
        name=names.full(doc.name),
        partitions=doc.partitions if partitions is None else partitions,
        config={
            "cleanup.policy": doc.cleanup,
            "retention.ms": str(doc.retention_ms),
            **doc.config,
        },
        group=doc.copartitioned,
        waiting=doc.provisional and doc.name not in _IN_USE,
    )


def _missing(wanted: Wanted) -> Drift:
    return Drift(wanted.name, "topic", f"{wanted.partitions} partitions", _ABSENT, APPLY)


def _count(wanted: Wanted, found: Found) -> tuple[Drift, ...]:
    if wanted.partitions == found.partitions:
        return ()
    # More partitions would send an account's later facts away from its row; fewer is impossible.
    cure = "begin a run under another --prefix, since a count can not be changed under its keys"
    return (Drift(wanted.name, PARTITIONS, str(wanted.partitions), str(found.partitions), cure),)


def _settings(wanted: Wanted, found: Found) -> tuple[Drift, ...]:
    return tuple(
        Drift(wanted.name, key, value, found.config.get(key, _ABSENT), APPLY)
        for key, value in wanted.config.items()
        if found.config.get(key) != value
    )


def _unequal(group: str, counts: Mapping[int, list[str]]) -> Drift:
    shown = "; ".join(f"{count}: {', '.join(names)}" for count, names in sorted(counts.items()))
    cure = "begin a run under another --prefix, with one count for all"
    return Drift(f"group {group}", COPARTITIONS, "equal", shown, cure)
