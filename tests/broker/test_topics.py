"""Topics are created once, compared with the contracts, and joined ones must have equal counts."""

from typing import Any
from uuid import uuid4

import pytest
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource

from schemas.catalog import topics as catalog_topics
from streams.broker import cluster, topics
from streams.broker.drift import Drift
from streams.broker.errors import BrokerUnavailable, CopartitionBroken, TopicsRefused
from tests.broker.docs import ALONE, CLOCK, DOCS, FACTS, LATER, ROWS, doc
from tests.broker.processes import soon

pytestmark = pytest.mark.broker


@pytest.fixture
def prefix() -> str:
    return f"t-{uuid4().hex[:8]}"


def names_at(bootstrap: str, prefix: str) -> set[str]:
    with cluster.admin(bootstrap) as client:
        names = client.list_topics()
    return {n.removeprefix(f"{prefix}.") for n in names if n.startswith(f"{prefix}.")}


def counts_at(bootstrap: str, prefix: str) -> dict[str, int]:
    with cluster.admin(bootstrap) as client:
        found = {t["name"]: len(t["partitions"]) for t in client.describe_topics()}
    return {n.removeprefix(f"{prefix}."): c for n, c in found.items() if n.startswith(prefix)}


def test_a_plan_changes_nothing(broker: str, prefix: str) -> None:
    planned = topics.plan(broker, prefix, docs=DOCS)
    assert [t.name for t in planned.create] == [
        f"{prefix}.{each.name}" for each in (CLOCK, FACTS, ROWS, ALONE)
    ]
    assert planned.waiting == (f"{prefix}.later",)
    assert names_at(broker, prefix) == set()


def test_what_was_applied_is_as_wanted_and_applying_again_does_nothing(
    broker: str, prefix: str
) -> None:
    first = topics.apply(broker, prefix, docs=DOCS)
    assert len(first.created) == 4
    assert topics.check(broker, prefix, docs=DOCS) == ()
    assert topics.plan(broker, prefix, docs=DOCS).create == ()
    assert topics.apply(broker, prefix, docs=DOCS) == topics.Applied(
        created=(), changed=(), left=()
    )
    assert counts_at(broker, prefix) == {"control.clock": 3, "facts": 3, "rows": 3, "alone": 1}


def test_topics_of_stages_to_come_are_created_on_request(broker: str, prefix: str) -> None:
    done = topics.apply(broker, prefix, everything=True, docs=[CLOCK, LATER])
    assert done.created == (f"{prefix}.control.clock", f"{prefix}.later")


def test_the_contracts_of_the_house_can_be_applied(broker: str, prefix: str) -> None:
    done = topics.apply(broker, prefix)
    assert {f"{prefix}.{d.name}" for d in catalog_topics() if not d.provisional} <= set(
        done.created
    )
    assert topics.check(broker, prefix) == ()
    assert topics.require_copartitioned(broker, prefix) > 0


def test_a_setting_changed_by_hand_is_reported_and_set_back(broker: str, prefix: str) -> None:
    topics.apply(broker, prefix, docs=DOCS)
    by_hand = {"retention.ms": "60000", "cleanup.policy": "delete"}
    with cluster.admin(broker) as client:
        client.alter_configs([ConfigResource("TOPIC", f"{prefix}.rows", by_hand)])
    assert soon(lambda: len(topics.check(broker, prefix, docs=DOCS)) == 2)
    drifts = topics.check(broker, prefix, docs=DOCS)
    cure = "arrears topics apply"
    assert set(drifts) == {
        Drift(f"{prefix}.rows", "retention.ms", "-1", "60000", cure),
        Drift(f"{prefix}.rows", "cleanup.policy", "compact", "delete", cure),
    }
    done = topics.apply(broker, prefix, docs=DOCS)
    assert (set(done.changed), done.left) == (set(drifts), ())
    assert topics.check(broker, prefix, docs=DOCS) == ()


@pytest.mark.parametrize("count", [2, 5])
def test_a_count_is_reported_and_left_as_it_is(broker: str, prefix: str, count: int) -> None:
    topics.apply(broker, prefix, docs=[ALONE], partitions=count)
    done = topics.apply(broker, prefix, docs=[ALONE])
    assert [(d.what, d.wanted, d.found) for d in done.left] == [("partitions", "1", str(count))]
    assert topics.check(broker, prefix, docs=[ALONE]) == done.left
    assert counts_at(broker, prefix) == {"alone": count}
    assert topics.check(broker, prefix, count, docs=[ALONE]) == ()


def test_joined_topics_with_different_counts_stop_the_start(broker: str, prefix: str) -> None:
    topics.apply(broker, prefix, docs=[CLOCK, FACTS, doc("odd", partitions=5)])
    docs = [CLOCK, FACTS, doc("odd")]
    with pytest.raises(CopartitionBroken) as broken:
        topics.require_copartitioned(broker, prefix, docs=docs)
    counts = f"(3: {prefix}.control.clock, {prefix}.facts; 5: {prefix}.odd)"
    assert counts in str(broken.value)
    assert "--prefix" in str(broken.value)
    found = {drift.what for drift in topics.check(broker, prefix, docs=docs)}
    assert found == {"partitions", "co-partitioned counts"}


def test_joined_topics_share_the_count_of_the_run(broker: str, prefix: str) -> None:
    topics.apply(broker, prefix, 6, docs=DOCS)
    assert topics.require_copartitioned(broker, prefix, docs=DOCS) == 6


def test_missing_topics_stop_the_start_by_name(broker: str, prefix: str) -> None:
    topics.apply(broker, prefix, docs=[CLOCK])
    with pytest.raises(TopicsRefused, match=rf"^{prefix}\.facts not found .* topics apply$"):
        topics.require_copartitioned(broker, prefix, docs=[CLOCK, FACTS, LATER])


def test_a_setting_the_broker_does_not_know_is_refused_in_a_sentence(
    broker: str, prefix: str
) -> None:
    with pytest.raises(TopicsRefused, match=rf"would not create {prefix}\.odd .*no\.such"):
        topics.apply(broker, prefix, docs=[doc("odd", config={"no.such.setting": "1"})])


def test_nobody_there_is_said_in_a_sentence() -> None:
    with pytest.raises(BrokerUnavailable, match=r"no Kafka broker answers at 127\.0\.0\.1:1 "):
        topics.plan("127.0.0.1:1", "", docs=DOCS)


def test_a_topic_made_anew_under_its_name_has_another_id(broker: str, prefix: str) -> None:
    name = f"{prefix}.rows"
    topics.apply(broker, prefix, docs=[CLOCK, ROWS])
    before = topics.topic_ids(broker, [name, f"{prefix}.nowhere"])
    assert set(before) == {name}
    assert topics.topic_ids(broker, [name]) == before
    with cluster.admin(broker) as client:
        client.delete_topics([name])
    assert soon(lambda: "rows" not in names_at(broker, prefix))
    topics.apply(broker, prefix, docs=[CLOCK, ROWS])
    after = topics.topic_ids(broker, [name])
    assert set(after) == {name}
    assert after != before


def test_of_a_shared_cluster_a_run_asks_about_its_own_topics_alone(
    broker: str, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    describe = KafkaAdminClient.describe_topics

    def heard(client: KafkaAdminClient, *given: Any, **named: Any) -> Any:
        names = [*given, *named.values()]
        asked.extend(names[0] if names else ["every topic"])
        return describe(client, *given, **named)

    monkeypatch.setattr(KafkaAdminClient, "describe_topics", heard)
    topics.apply(broker, prefix, docs=DOCS)
    topics.require_copartitioned(broker, prefix, docs=DOCS)
    topics.topic_ids(broker, [f"{prefix}.rows"])
    assert asked
    assert not [name for name in asked if not name.startswith(f"{prefix}.")]
