"""Reading what the stages say, as any consumer would: committed records only, from the start."""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Generic, TypeVar

from streams.broker.reading import Reader
from streams.engine.names import Names
from streams.planning.pending import Pending
from streams.terms.days import Day, Instant
from streams.terms.field_notices import FieldEvent, PlanAsked, VisitNotice
from streams.terms.records import DeadLetter
from streams.terms.routes import (
    ACCOUNTS,
    DEAD_LETTERS,
    ESCALATIONS,
    FIELD_EVENTS,
    FIELD_PLANNING,
    FIELD_PLANS,
    VISITS,
)
from streams.terms.standing import Standing, advanced
from streams.terms.treatment_notices import Escalation
from streams.wire import dead_letters
from streams.wire.notices_in import (
    decode_account,
    decode_escalation,
    decode_field_event,
    decode_plan_asked,
    decode_visit,
)
from streams.wire.plain import Unreadable, must_read

T = TypeVar("T")

LATEST = 12


class Follower(Generic[T]):
    """Follows one topic of a run over all its partitions."""

    def __init__(
        self, bootstrap: str, names: Names, partitions: int, topic: str, read: Callable[[bytes], T]
    ) -> None:
        self._read = read
        self._reader = Reader(
            bootstrap, names.full(topic), range(partitions), waits_ms=10, records_max=20_000
        )

    def news(self) -> Iterator[T]:
        """Yield everything committed since the last call."""
        for record in self._reader.news():
            if record.value is not None:
                with suppress(Unreadable):  # a stranger's record is nobody's result
                    yield self._read(record.value)

    def close(self) -> None:
        """Let the broker go."""
        self._reader.close()


class Results:
    """What has come of a run so far: standings, escalations, dead letters."""

    def __init__(self, bootstrap: str, names: Names, partitions: int) -> None:
        self._accounts = Follower(bootstrap, names, partitions, ACCOUNTS, decode_account)
        self._escalations = Follower(bootstrap, names, partitions, ESCALATIONS, decode_escalation)
        self._letters = Follower(bootstrap, names, partitions, DEAD_LETTERS, dead_letters.decode)
        self._visits = Follower(bootstrap, names, partitions, VISITS, decode_visit)
        self._alerts = Follower(bootstrap, names, partitions, FIELD_EVENTS, decode_field_event)
        self._asked = Follower(bootstrap, names, partitions, FIELD_PLANNING, decode_plan_asked)
        self._answers = Follower(bootstrap, names, partitions, FIELD_PLANS, _answered)
        self._pending = Pending()
        self.visits: Counter[str] = Counter()
        self.standings: dict[str, Standing] = {}
        self.steps: Counter[tuple[str, str]] = Counter()
        self.refused: Counter[str] = Counter()
        self.letters: deque[DeadLetter] = deque(maxlen=LATEST)
        self.latest: deque[Escalation] = deque(maxlen=LATEST)

    def read(self) -> list[Escalation]:
        """Take in the news; returns the escalations among them."""
        for standing in self._accounts.news():
            self.standings[standing.account_id] = standing
        fresh = list(self._escalations.news())
        for escalation in fresh:
            self.steps[escalation.rung, escalation.verdict] += 1
        self.latest.extend(fresh)
        for letter in self._letters.news():
            self.refused[letter.rule] += 1
            self.letters.append(letter)
        return fresh

    def read_field(self) -> list[VisitNotice | FieldEvent]:
        """Take in the news of the field; returns steps of visits, and alerts."""
        steps = list(self._visits.news())
        self.visits.update(step.change for step in steps)
        return [*steps, *self._alerts.news()]

    def open_plans(self, at: Instant) -> tuple[PlanAsked, ...]:
        """Return the questions that nobody has answered, and that are not too late at a moment.

        What is answered stands in the log, so a run that goes on answers nothing twice.
        """
        for asked in self._asked.news():
            self._pending.ask(asked)
        for plan_id, input_digest in self._answers.news():
            self._pending.settle(plan_id, input_digest)
        self._pending.turn(at)
        return self._pending.open()

    def buckets(self) -> dict[str, tuple[int, int]]:
        """Return the number of accounts and their balance in minor units, by bucket."""
        found: dict[str, tuple[int, int]] = {}
        for standing in self.standings.values():
            count, balance = found.get(standing.bucket, (0, 0))
            owed = sum(ledger.balance_minor for ledger in standing.ledgers)
            found[standing.bucket] = (count + 1, balance + owed)
        return found

    def holds(self) -> dict[str, int]:
        """Return the number of accounts that nobody is contacted about, by what holds them."""
        found = Counter(name for one in self.standings.values() for name in one.holds)
        found["incomplete"] = sum(one.incomplete for one in self.standings.values())
        return {name: found[name] for name in sorted(found) if found[name]}

    def days_past_due(self, on: Day) -> dict[str, int]:
        """Return days past due of every account as of a day not before its standing."""
        return {
            account: max((advanced(ledger, on) for ledger in standing.ledgers), default=0)
            for account, standing in self.standings.items()
        }

    def close(self) -> None:
        """Let the broker go."""
        field = (self._visits, self._alerts, self._asked, self._answers)
        for follower in (self._accounts, self._escalations, self._letters, *field):
            follower.close()


def _answered(value: bytes) -> tuple[str, str]:
    """Return which question a planner's answer is to; raises Unreadable for one of nobody's."""
    record = must_read(FIELD_PLANS, value)
    return record["plan_id"], record["input_digest"]
