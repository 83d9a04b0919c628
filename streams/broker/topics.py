"""A run's topics on a broker: what would be created, created, and compared.

A topic's full name is `<prefix>.<name>`, or the plain name under an empty prefix. Partition counts
are never changed on a topic that exists. Each function raises BrokerUnavailable where nobody
answers, and TopicsRefused where the broker will not do what is asked.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from kafka.admin import ConfigResource
from kafka.errors import KafkaError, TopicAlreadyExistsError
from msgspec import Struct

from schemas.catalog import TopicDoc
from schemas.catalog import topics as catalog_topics
from streams.broker import cluster
from streams.broker.drift import APPLY, Drift, Found, Wanted, drifts_of, unequal, wanted_topics
from streams.broker.errors import CopartitionBroken, TopicsRefused
from streams.engine.names import Names
from streams.terms import routes

_READY_WITHIN_MS = 30_000
_LOOK_EVERY_S = 0.05


class Plan(Struct, frozen=True, kw_only=True):
    """What `apply` would create, what differs, and which topics wait for their stage."""

    create: tuple[Wanted, ...]
    drifts: tuple[Drift, ...]
    waiting: tuple[str, ...]


class Applied(Struct, frozen=True, kw_only=True):
    """What was created, which settings were changed, and what still differs."""

    created: tuple[str, ...]
    changed: tuple[Drift, ...]
    left: tuple[Drift, ...]


def plan(
    bootstrap: str,
    prefix: str,
    partitions: int | None = None,
    *,
    everything: bool = False,
    docs: Iterable[TopicDoc] | None = None,
) -> Plan:
    """Compare and change nothing; with `everything`, topics that wait are to be created too."""
    wanted = wanted_topics(catalog_topics() if docs is None else docs, prefix, partitions)
    with cluster.admin(bootstrap) as client:
        return _planned(wanted, _found(client, wanted), everything=everything)


def apply(
    bootstrap: str,
    prefix: str,
    partitions: int | None = None,
    *,
    everything: bool = False,
    docs: Iterable[TopicDoc] | None = None,
) -> Applied:
    """Create what is missing and set what differs, partition counts excepted.

    Somebody else may do the same at the same time. A topic is returned as created once each of its
    partitions has a leader.
    """
    wanted = wanted_topics(catalog_topics() if docs is None else docs, prefix, partitions)
    with cluster.admin(bootstrap) as client:
        before = _planned(wanted, _found(client, wanted), everything=everything)
        _create(client, before.create)
        changed = tuple(drift for drift in before.drifts if drift.cure == APPLY)
        _alter(client, changed)
        _await_shown(
            client, [topic for topic in wanted if topic.name in {d.topic for d in changed}]
        )
    left = tuple(drift for drift in before.drifts if drift.cure != APPLY)
    created = tuple(topic.name for topic in before.create)
    return Applied(created=created, changed=changed, left=left)


def check(
    bootstrap: str,
    prefix: str,
    partitions: int | None = None,
    *,
    docs: Iterable[TopicDoc] | None = None,
) -> tuple[Drift, ...]:
    """Return everything that is not as wanted, missing topics and unequal groups included."""
    wanted = wanted_topics(catalog_topics() if docs is None else docs, prefix, partitions)
    with cluster.admin(bootstrap) as client:
        found = _found(client, wanted)
    return (*_drifts(wanted, found), *unequal(wanted, found))


def require_copartitioned(
    bootstrap: str, prefix: str, *, docs: Iterable[TopicDoc] | None = None
) -> int:
    """Return the partition count that the run's joined topics share (that of the clock).

    Raises CopartitionBroken where counts differ, and TopicsRefused where topics are missing.
    """
    wanted = wanted_topics(catalog_topics() if docs is None else docs, prefix)
    with cluster.admin(bootstrap) as client:
        found = _found(client, wanted)
    broken = unequal(wanted, found)
    if broken:
        raise CopartitionBroken(
            f"the topics of {broken[0].topic} have different partition counts"
            f" ({broken[0].found}): {broken[0].cure}"
        )
    missing = [topic.name for topic in wanted if not topic.waiting and topic.name not in found]
    if missing:
        raise TopicsRefused(f"{', '.join(missing)} not found at {bootstrap}: run {APPLY}")
    return found[Names(prefix).full(routes.CLOCK)].partitions


def topic_ids(bootstrap: str, names: Iterable[str]) -> dict[str, str]:
    """Return the broker's own id of each topic there is: one made anew under a name has another."""
    with cluster.admin(bootstrap) as client:
        return {t["name"]: str(t["topic_id"]) for t in _described(client, names)}


def _planned(
    wanted: Iterable[Wanted], found: Mapping[str, Found], *, everything: bool
) -> Plan:  # fmt: skip
    absent = [topic for topic in wanted if topic.name not in found]
    present = [topic for topic in wanted if topic.name in found]
    return Plan(
        create=tuple(topic for topic in absent if everything or not topic.waiting),
        drifts=(*_drifts(present, found), *unequal(present, found)),
        waiting=tuple(topic.name for topic in absent if topic.waiting and not everything),
    )


def _found(client: Any, wanted: Iterable[Wanted]) -> dict[str, Found]:
    by_name = {topic.name: topic for topic in wanted}
    counts = {t["name"]: len(t["partitions"]) for t in _described(client, by_name)}
    if not counts:
        return {}
    keys = [ConfigResource("TOPIC", name, list(by_name[name].config)) for name in counts]
    settings = _asked(
        "describe its topics' settings", lambda: client.describe_configs(keys, config_filter="all")
    ).get("topic", {})
    return {
        name: Found(
            partitions=count,
            config={key: str(each["value"]) for key, each in settings.get(name, {}).items()},
        )
        for name, count in counts.items()
    }


def _described(client: Any, names: Iterable[str]) -> list[dict[str, Any]]:
    """Describe those of the topics that are there; nothing is asked about the others of a cluster.

    A cluster may hold thousands of them, and to read of each takes longer than all else here.
    """
    asked = list(names)
    found = _asked("describe its topics", lambda: client.describe_topics(asked))
    return [topic for topic in found if topic["error_code"] == 0]


def _create(client: Any, topics: Iterable[Wanted]) -> None:
    # Replication is left to the cluster: an embedded broker is alone, a real one knows best.
    asked = {t.name: {"num_partitions": t.partitions, "configs": t.config} for t in topics}
    if not asked:
        return
    answer = _asked("create topics", lambda: client.create_topics(asked, raise_errors=False))
    for topic in answer["topics"]:
        if topic["error_code"] not in {0, TopicAlreadyExistsError.errno}:
            raise _refused(f"create {topic['name']}", topic["error_message"])
    _asked("elect leaders", lambda: client.wait_for_topics(list(asked), _READY_WITHIN_MS))


def _alter(client: Any, drifts: Iterable[Drift]) -> None:
    settings: dict[str, dict[str, str]] = {}
    for drift in drifts:
        settings.setdefault(drift.topic, {})[drift.what] = drift.wanted
    if not settings:
        return
    asked = [ConfigResource("TOPIC", name, configs) for name, configs in settings.items()]
    answer = _asked("change topics", lambda: client.alter_configs(asked))
    for name, result in answer.get("topic", {}).items():
        if result != "OK":
            raise _refused(f"change {name}", result)


def _await_shown(client: Any, topics: Iterable[Wanted]) -> None:
    # A broker answers a change before its own view of the settings has caught up with it.
    deadline = time.monotonic() + _READY_WITHIN_MS / 1000
    while topics and any(drift.cure == APPLY for drift in _drifts(topics, _found(client, topics))):
        if time.monotonic() > deadline:
            raise _refused("show the settings it has taken", "it is too slow")
        time.sleep(_LOOK_EVERY_S)


def _drifts(topics: Iterable[Wanted], found: Mapping[str, Found]) -> tuple[Drift, ...]:
    return tuple(drift for topic in topics for drift in drifts_of(topic, found.get(topic.name)))


def _asked(what: str, call: Callable[[], Any]) -> Any:
    try:
        return call()
    except KafkaError as refused:
        raise _refused(what, refused) from refused


def _refused(what: str, reason: object) -> TopicsRefused:
    return TopicsRefused(
        f"the broker would not {what} ({reason}): mend that there, or ask whoever runs it"
    )
