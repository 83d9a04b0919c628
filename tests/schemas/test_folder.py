"""The folder of contracts is whole: no orphan, no gap, and a lock that says what is there."""

import re

import pytest

from schemas import page
from schemas.catalog import PRIVATE_FRAMING, ROOM, TopicDoc, by_id, id_of, locked, topic, topics
from schemas.lock import due, written
from streams.terms import routes

TWO_YEARS_MS = 2 * 365 * 86_400_000
TOPICS = pytest.mark.parametrize("doc", topics(), ids=lambda doc: doc.name)


def test_a_document_is_named_as_its_topic() -> None:
    names = sorted(file.stem for file in (ROOM / "topics").glob("*.toml"))
    assert names == sorted(doc.name for doc in topics())


def test_every_record_file_belongs_to_exactly_one_topic() -> None:
    files = sorted(file.name for file in (ROOM / "records").iterdir())
    assert files == sorted(file for doc in topics() for file in doc.records)


def test_every_folder_of_examples_belongs_to_a_version() -> None:
    folders = {f"{f.parent.name}/{f.name}" for f in (ROOM / "examples").glob("*/*")}
    versions = {f"{d.name}/v{n}" for d in topics() for n, _ in enumerate(d.records, 1)}
    assert folders == versions


@TOPICS
def test_versions_count_from_one(doc: TopicDoc) -> None:
    counted = tuple(f"{doc.name}.v{n}.avsc" for n in range(1, len(doc.records) + 1))
    assert doc.records == counted


@TOPICS
def test_only_private_rows_have_no_record(doc: TopicDoc) -> None:
    assert (doc.record is None) == (doc.framing == PRIVATE_FRAMING) == doc.name.endswith(".rows")


@TOPICS
def test_inner_state_may_move_one_way_and_the_public_both(doc: TopicDoc) -> None:
    mode = "BACKWARD_TRANSITIVE" if doc.name.endswith(".rows") else "FULL_TRANSITIVE"
    assert doc.compatibility == mode


@TOPICS
def test_what_the_law_wants_kept_is_kept(doc: TopicDoc) -> None:
    # Collection is to be recorded and the record kept for at least two years (CBRC 2011/2 art. 68).
    assert doc.retention_ms == -1 or doc.retention_ms >= TWO_YEARS_MS
    assert doc.purpose.endswith(".")
    assert doc.consumers


def test_topics_that_stages_read_or_keep_rows_in_share_one_group() -> None:
    read = {fact for stage in routes.STAGES for fact in stage.facts}
    read |= {stage.rows for stage in routes.STAGES} | {routes.CLOCK, routes.POLICY}
    grouped = {doc.name for doc in topics() if doc.copartitioned == "ledger"}
    assert read <= grouped
    assert {doc.partitions for doc in topics() if doc.copartitioned} == {4}


def test_every_topic_of_the_routes_is_described() -> None:
    named = {value for name, value in vars(routes).items() if re.fullmatch(r"[A-Z_]+", name)}
    plain = {value for value in named if isinstance(value, str)}
    assert plain <= {doc.name for doc in topics()}
    assert len(plain) > 10


def test_dead_letters_have_room_for_the_largest_record() -> None:
    largest = max(int(doc.config.get("max.message.bytes", 1_048_588)) for doc in topics())
    assert int(topic(routes.DEAD_LETTERS).config["max.message.bytes"]) == largest
    assert largest >= 2 * int(topic(routes.POLICY).config["max.message.bytes"])


def test_the_lock_holds_every_version_unchanged() -> None:
    assert written(due()) == written(locked()), "schemas/lock.toml should end with these lines"


def test_the_lock_gives_each_id_once() -> None:
    ids = [line.id for line in locked()]
    assert ids == sorted(set(ids))
    assert all(by_id(id_of(doc.name))[0] == doc.name for doc in topics() if doc.record)


def test_an_unknown_topic_or_id_is_no_guess() -> None:
    with pytest.raises(KeyError):
        topic("payments")
    with pytest.raises(KeyError):
        by_id(0)
    with pytest.raises(KeyError):
        id_of(routes.DELINQUENCY_ROWS)


def test_the_page_of_topics_is_fresh() -> None:
    held = (ROOM.parent / "docs" / "topics.md").read_text(encoding="utf-8")
    assert held == page.page(), "run: python -m schemas.page > docs/topics.md"
