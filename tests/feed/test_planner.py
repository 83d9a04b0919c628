"""A planner answers what is open when its answer is found, and not what was when it began."""

from collections import defaultdict
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from streams.engine.names import Names
from streams.feed import planner
from streams.feed.planner import Planner
from streams.field.question import input_digest
from streams.terms.control import Tick
from streams.terms.days import AsOf, Day, Instant
from streams.terms.field_notices import PlanAsked
from streams.terms.records import Outgoing
from streams.terms.routes import FIELD_PLANS
from streams.terms.visit_facts import PlanProposed
from streams.wire.control import encode_tick
from streams.wire.facts_out import Stamp, encode_fact
from streams.wire.field_notices import encode_field
from tests.field.questions import asked

NAMES = Names("run")


class Log(defaultdict[str, list[Outgoing]]):
    """A run's topics by their full names."""

    def take(self, record: Outgoing) -> None:
        """Add a record."""
        self[NAMES.full(record.topic)].append(record)


class FakeReader:
    """Reads a topic of the log from the start."""

    def __init__(self, log: Log, name: str, *_: object, **_words: object) -> None:
        self._log, self._name, self._seen = log, name, 0

    def count(self) -> int:
        """Return that there is one partition."""
        return 1

    def take(self, _partitions: object) -> None:
        """Read that one."""

    def skip(self, keep: int) -> None:
        """Begin near the end."""
        self._seen = max(0, len(self._log[self._name]) - keep)

    def news(self) -> Iterator[Any]:
        """Yield what is new."""
        fresh = self._log[self._name][self._seen :]
        self._seen += len(fresh)
        for record in fresh:
            yield SimpleNamespace(key=record.key, value=record.value, partition=0, offset=0)

    def close(self) -> None:
        """Hold nothing."""


class FakePublisher:
    """Adds to the log."""

    def __init__(self, log: Log, _names: Names) -> None:
        self.send = log.take

    def flush(self) -> None:
        """Have arrived already."""

    def close(self) -> None:
        """Hold nothing."""


@pytest.fixture(autouse=True)
def _a_log_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planner, "Reader", FakeReader)
    monkeypatch.setattr(planner, "Publisher", FakePublisher)


def question(name: str = "p1") -> PlanAsked:
    plain = asked(plan_id=name)
    return replace(plain, input_digest=input_digest(plain))


def answer(one: PlanAsked, event_id: str = "e1") -> PlanProposed:
    return PlanProposed(
        event_id=event_id,
        area=one.area,
        effective_on=one.as_of,
        plan_id=one.plan_id,
        input_digest=one.input_digest,
        solver="test",
        ended_by="test",
    )


def tick(at: int) -> Outgoing:
    as_of = AsOf(Day(at // 86_400_000_000), Instant(at))
    return encode_tick(Tick(as_of=as_of, newest=as_of, policy_digest="d", cut={}), 0)


def of(log: Log, said: list[str]) -> Planner:
    return Planner(log, NAMES, said.append)  # type: ignore[arg-type]  # a log in memory


def test_a_question_whose_deadline_a_tick_has_reached_is_passed_over() -> None:
    log, one = Log(list), question()
    log.take(encode_field(one))
    log.take(tick(one.deadline_at - 1))
    assert of(log, []).open_question() == one
    log.take(tick(one.deadline_at))
    assert of(log, []).open_question() is None


def test_an_answer_that_is_found_too_late_is_not_sent() -> None:
    log, one, said = Log(list), question(), list[str]()
    log.take(encode_field(one))
    found = of(log, said)
    assert found.open_question() == one
    log.take(tick(one.deadline_at))
    assert not found.publish(one, answer(one))
    assert "the question p1 of area north was over before its answer was found" in said[0]
    assert not log[NAMES.full(FIELD_PLANS)]
    assert found.open_question() is None


def test_nor_is_one_that_another_planner_found_meanwhile() -> None:
    log, one, said = Log(list), question(), list[str]()
    log.take(encode_field(one))
    found = of(log, said)
    assert found.open_question() == one
    log.take(encode_fact(answer(one, "theirs"), Stamp(occurred_at=one.at)))
    assert not found.publish(one, answer(one))
    assert len(said) == 1
    assert found.open_question() is None


def test_an_answer_in_time_is_sent_once() -> None:
    log, one, said = Log(list), question(), list[str]()
    log.take(encode_field(one))
    found = of(log, said)
    assert found.open_question() == one
    assert found.publish(one, answer(one))
    assert not found.publish(one, answer(one))
    assert len(log[NAMES.full(FIELD_PLANS)]) == 1
