"""What a run has told already, read back from the log: it holds after a kill as after Ctrl-C.

A fact is told where a record of its topic names its `event_id`, refused or not.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import closing

from streams.broker.reading import Reader, read_all
from streams.engine.names import Names
from streams.portfolio.day_of_facts import AnyFact
from streams.terms.step import Reject
from streams.wire.facts_out import topic_of
from streams.wire.plain import read

Topic = str


def told_among(
    bootstrap: str, names: Names, partitions: int, facts: Iterable[AnyFact]
) -> frozenset[str]:
    """Return the event ids of those facts that stand in the topics of a run."""
    wanted = ids_by_topic(facts)
    every = range(partitions)
    told: set[str] = set()
    for topic in _begun(bootstrap, names, partitions, wanted):
        records = read_all(bootstrap, names.full(topic), every)
        told |= told_in(topic, (record.value for record in records), wanted[topic])
    return frozenset(told)


def ids_by_topic(facts: Iterable[AnyFact]) -> Mapping[Topic, AbstractSet[str]]:
    """Return the event ids of facts by the topic that each of them is published in."""
    wanted: defaultdict[Topic, set[str]] = defaultdict(set)
    for fact in facts:
        wanted[topic_of(fact)].add(fact.event_id)
    return wanted


def told_in(
    topic: Topic, values: Iterable[bytes | None], wanted: AbstractSet[str]
) -> frozenset[str]:
    """Return which of the event ids values of a topic name; a stranger's record names none."""
    found = (read(topic, value) for value in values)
    ids = (record["event_id"] for record in found if not isinstance(record, Reject))
    return frozenset(name for name in ids if name in wanted)


def _begun(
    bootstrap: str, names: Names, partitions: int, topics: Iterable[Topic]
) -> Iterator[Topic]:
    """Yield the topics that hold anything: at a run's beginning none does."""
    every = list(topics)
    if not every:
        return
    with closing(Reader(bootstrap, names.full(every[0]))) as reader:
        places = [(names.full(topic), number) for topic in every for number in range(partitions)]
        ends = reader.ends(places)
    for topic in every:
        if any(ends[names.full(topic), number] for number in range(partitions)):
            yield topic
