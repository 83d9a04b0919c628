"""A run that was cut off goes on as one that never was: it tells all, and nothing twice."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC
from typing import Any, Self

import pytest
from msgspec.structs import replace

from streams.portfolio.answering import answers
from streams.portfolio.day_of_facts import AnyFact, DayOfFacts
from streams.runs import followers, play, told
from streams.runs.play import Player
from streams.terms.account_facts import PaymentPosted
from streams.terms.days import AsOf, Day, Instant
from streams.terms.field_notices import PlanAsked
from streams.terms.records import Outgoing
from streams.terms.visit_facts import PlanProposed
from streams.wire.facts_out import Stamp, encode_fact
from streams.wire.field_notices import PLAN_ASKED
from streams.wire.notices_out import encode_treatment
from streams.wire.plain import must_read
from tests.field.questions import HOUR, asked
from tests.runs.test_summary import escalation

FIRST, DAYS = Day(20_500), 6
SEED = 3


class Cut(Exception):
    """The run ends here, as if killed."""


class Log:
    """Holds what was sent, and stages that ask and authorise once a day; `steps_left` ends it."""

    def __init__(self, steps_left: int) -> None:
        self.records: defaultdict[str, list[bytes]] = defaultdict(list)
        self.sent: list[tuple[str, int]] = []
        self.ticks: list[AsOf] = []
        self.steps_left = steps_left

    def step(self) -> None:
        """End the run where its steps are used up."""
        self.steps_left -= 1
        if self.steps_left < 0:
            raise Cut

    def take(self, record: Outgoing) -> None:
        """Keep a record of the run, with the number of ticks before it."""
        self.step()
        assert record.value is not None
        self.records[record.topic].append(record.value)
        name = must_read(record.topic, record.value)["event_id"]
        self.sent.append((str(name), len(self.ticks)))

    def turn(self, as_of: AsOf) -> None:
        """Let a day come: contacts are authorised, and a plan is asked for."""
        self.step()
        self.ticks.append(as_of)
        for number in range(3):
            name = f"e{as_of.on}-{number}"
            one = replace(escalation("a1"), escalation_id=name, as_of=as_of.on, at=as_of.at)
            said = encode_treatment(one)
            self.records[said.topic].append(said.value or b"")
        said = PLAN_ASKED.encode(question(as_of))
        self.records[said.topic].append(said.value or b"")
        self.step()


def question(as_of: AsOf) -> PlanAsked:
    late = Instant(as_of.at + 6 * HOUR)
    return asked(plan_id=f"p{as_of.on}", as_of=as_of.on, at=as_of.at, deadline_at=late)


class FakeFollower:
    """Follows a topic of the log from the start."""

    def __init__(
        self, log: Log, _n: object, _p: int, topic: str, read: Callable[[bytes], Any]
    ) -> None:
        self._log, self._topic, self._read, self._seen = log, topic, read, 0

    def news(self) -> Iterator[Any]:
        """Yield what is new."""
        fresh = self._log.records[self._topic][self._seen :]
        self._seen += len(fresh)
        yield from map(self._read, fresh)


class FakePublisher:
    """Adds to the log."""

    def __init__(self, log: Log, _names: Any) -> None:
        self._log, self._count = log, 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Keep nothing."""

    def send(self, record: Outgoing) -> None:
        """Add one record."""
        self._log.take(record)
        self._count += 1

    def flush(self) -> int:
        """Return how many were added since the last call."""
        count, self._count = self._count, 0
        return count


class FakeClock:
    """Turns the log, and knows its last tick."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self.last = log.ticks[-1] if log.ticks else None

    def tick(self, as_of: AsOf, _digest: str) -> None:
        """Let a day come."""
        self._log.turn(as_of)
        self.last = as_of


class FakeMarks:
    """Every stage has passed whatever is waited for."""

    def __init__(self, *_: object) -> None:
        """Know nothing."""

    def wait(self, *_: object) -> None:
        """Return at once."""

    def close(self) -> None:
        """Hold nothing."""


class FakeSession:
    """What a player asks of a session."""

    def __init__(self, log: Log) -> None:
        self.bootstrap, self.names, self.partitions, self.waits = log, None, 1, None

    def look(self) -> None:
        """See nothing wrong."""


@pytest.fixture(autouse=True)
def _a_log_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def told_among(log: Any, _n: Any, _p: int, facts: Iterable[AnyFact]) -> frozenset[str]:
        wanted = told.ids_by_topic(facts)
        found = (told.told_in(topic, log.records[topic], ids) for topic, ids in wanted.items())
        return frozenset().union(*found)

    monkeypatch.setattr(followers, "Follower", FakeFollower)
    monkeypatch.setattr(play, "Publisher", FakePublisher)
    monkeypatch.setattr(play, "Watermarks", FakeMarks)
    monkeypatch.setattr(play, "told_among", told_among)
    monkeypatch.setattr(play, "answered", planned)


def planned(one: PlanAsked) -> PlanProposed:
    return PlanProposed(
        event_id=f"answer {one.plan_id}",
        area=one.area,
        effective_on=one.as_of,
        plan_id=one.plan_id,
        input_digest=one.input_digest,
        solver="none",
        ended_by="search limit",
        stops=(),
    )


def payment(number: int) -> PaymentPosted:
    """Return a payment of nothing, which is refused each time it is told."""
    on = Day(FIRST + number)
    return PaymentPosted(
        event_id=f"payment {number}",
        account_id="a1",
        effective_on=on,
        payment_id=f"payment-{number}",
        currency="CNY",
        amount_minor=0,
        value_on=on,
    )


def run(log: Log, resumed: list[Day] | None = None) -> None:
    session: Any = FakeSession(log)
    clock: Any = FakeClock(log)
    results = followers.Results(session.bootstrap, session.names, 1)
    player = Player(
        session,
        clock,
        results,
        "d",
        UTC,
        "test",
        lambda one, on: answers(one, on, SEED),
        lambda _notice: (),
    )
    days = [DayOfFacts(Day(FIRST + n), (payment(n),)) for n in range(DAYS)]
    for _ in player.play(days, ([] if resumed is None else resumed).append):
        pass


def test_a_run_cut_off_at_any_step_tells_what_one_that_was_not_tells() -> None:
    whole = Log(1_000)
    run(whole)
    steps = 1_000 - whole.steps_left
    assert any(name.startswith("answer") for name, _ in whole.sent)
    assert len(whole.sent) > 3 * DAYS
    for step in range(steps):
        log, resumed = Log(step), list[Day]()
        with pytest.raises(Cut):
            run(log)
        log.steps_left, cut_on = 1_000, [tick.on for tick in log.ticks[-1:]]
        run(log, resumed)
        assert Counter(log.sent) == Counter(whole.sent), step
        assert resumed == cut_on


def test_a_question_that_is_answered_or_too_late_is_not_answered_by_a_run_that_goes_on() -> None:
    log = Log(1_000)
    for on in range(FIRST, FIRST + 2):
        log.turn(AsOf(Day(on), Instant(on * 24 * HOUR)))
    results = followers.Results(log, None, 1)  # type: ignore[arg-type]  # a log in memory
    first, newest = log.ticks
    assert [one.plan_id for one in results.open_plans(first.at)] == [f"p{newest.on}"]
    anew = followers.Results(log, None, 1)  # type: ignore[arg-type]  # a log in memory
    log.take(encode_fact(planned(question(newest)), Stamp(occurred_at=newest.at)))
    assert not anew.open_plans(newest.at)
    late = followers.Results(log, None, 1)  # type: ignore[arg-type]  # a log in memory
    assert not late.open_plans(Instant(newest.at + 6 * HOUR))
