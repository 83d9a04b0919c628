"""What is wanted and what is found are compared without a broker."""

import pytest

from schemas.catalog import topics
from streams.broker.drift import Drift, Found, Wanted, drifts_of, line_of, unequal, wanted_topics
from streams.terms import routes
from tests.broker.docs import DOCS, LATER, ROWS, doc

ROWS_WANTED = wanted_topics([ROWS], "r")[0]


def as_wanted(wanted: Wanted) -> Found:
    return Found(partitions=wanted.partitions, config=dict(wanted.config))


def test_a_run_puts_its_prefix_in_front() -> None:
    assert wanted_topics([ROWS], "r")[0].name == "r.rows"
    assert wanted_topics([ROWS], "")[0].name == "rows"


def test_what_the_contract_says_becomes_settings() -> None:
    assert ROWS_WANTED.config == {
        "cleanup.policy": "compact",
        "retention.ms": "-1",
        "segment.bytes": "67108864",
    }


def test_an_override_counts_for_every_topic() -> None:
    assert {topic.partitions for topic in wanted_topics(DOCS, "r", 7)} == {7}


def test_a_topic_as_wanted_has_no_drift() -> None:
    assert drifts_of(ROWS_WANTED, as_wanted(ROWS_WANTED)) == ()


def test_settings_that_nobody_asked_for_are_no_drift() -> None:
    more = Found(partitions=3, config={**ROWS_WANTED.config, "compression.type": "zstd"})
    assert drifts_of(ROWS_WANTED, more) == ()


@pytest.mark.parametrize(
    ("key", "found"),
    [("cleanup.policy", "delete"), ("retention.ms", "60000"), ("segment.bytes", "1")],
)
def test_each_setting_that_differs_is_one_drift(key: str, found: str) -> None:
    other = Found(partitions=3, config={**ROWS_WANTED.config, key: found})
    wanted = ROWS_WANTED.config[key]
    assert drifts_of(ROWS_WANTED, other) == (
        Drift("r.rows", key, wanted, found, "arrears topics apply"),
    )


@pytest.mark.parametrize("count", [2, 4])
def test_a_count_is_reported_and_never_cured_in_place(count: int) -> None:
    found = Found(partitions=count, config=dict(ROWS_WANTED.config))
    (drift,) = drifts_of(ROWS_WANTED, found)
    assert (drift.what, drift.wanted, drift.found) == ("partitions", "3", str(count))
    assert "--prefix" in drift.cure


def test_a_missing_topic_is_a_drift_unless_it_waits_for_its_stage() -> None:
    (drift,) = drifts_of(ROWS_WANTED, None)
    assert line_of(drift) == "r.rows: topic is nothing, wanted 3 partitions: arrears topics apply"
    assert drifts_of(wanted_topics([LATER], "r")[0], None) == ()


def test_joined_topics_with_different_counts_are_one_drift_of_their_group() -> None:
    wanted = wanted_topics([doc("a"), doc("b"), doc("c"), doc("d", group=None)], "")
    counts = {"a": 3, "b": 4, "c": 3, "d": 9}
    found = {name: Found(partitions=count, config={}) for name, count in counts.items()}
    (drift,) = unequal(wanted, found)
    assert (drift.topic, drift.found) == ("group ledger", "3: a, c; 4: b")
    assert unequal(wanted, {**found, "b": found["a"]}) == ()


def test_every_topic_a_running_stage_needs_is_created_with_the_others() -> None:
    created = {topic.name for topic in wanted_topics(topics(), "") if not topic.waiting}
    used = {t for stage in routes.STAGES for t in (*stage.facts, stage.rows, stage.downstream)}
    assert {routes.CLOCK, routes.POLICY, routes.DEAD_LETTERS, *used} <= created
    assert {doc.name for doc in topics() if not doc.provisional} <= created
    waiting = {doc.name for doc in topics() if doc.provisional} - used
    assert created == {doc.name for doc in topics()} - waiting
