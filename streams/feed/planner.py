"""The planner's side of the log: reads questions and answers of one run, and adds an answer.

It commits no position. What is answered stands in the topic of answers, so that a planner can be
ended and begun again anywhere, and two of them do no harm: the area takes one answer.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from streams.broker.reading import Reader, Record
from streams.engine.names import Names
from streams.feed.publisher import Publisher
from streams.planning.pending import Pending
from streams.terms.control import Tick
from streams.terms.days import instant_of
from streams.terms.field_notices import PlanAsked
from streams.terms.routes import CLOCK, FIELD_PLANNING, FIELD_PLANS
from streams.terms.visit_facts import PlanProposed
from streams.wire import field_facts
from streams.wire.control import decode_control
from streams.wire.facts_out import Stamp, encode_fact
from streams.wire.notices_in import decode_plan_asked
from streams.wire.plain import Unreadable

_SOURCE = "arrears.plan"
_WAITS_MS = 500
# A tick and the marker of its transaction take two offsets; a few more are read to be sure.
_LAST_RECORDS = 20


class Planner:
    """Knows which questions of a run are open; `say` is told of a question that cannot be read."""

    def __init__(self, bootstrap: str, names: Names, say: Callable[[str], None]) -> None:
        self._say, self._pending = say, Pending()
        self._questions = _reader(bootstrap, names.full(FIELD_PLANNING))
        self._answers = _reader(bootstrap, names.full(FIELD_PLANS))
        self._clock = Reader(bootstrap, names.full(CLOCK), [0], waits_ms=_WAITS_MS)
        self._clock.skip(keep=_LAST_RECORDS)
        self._publisher = Publisher(bootstrap, names)

    def open_question(self) -> PlanAsked | None:
        """Return the open question with the nearest deadline, as committed now; None without."""
        self._look()
        return self._pending.first()

    def wait(self) -> None:
        """Wait a moment for another question."""
        for record in self._questions.poll(_WAITS_MS):
            self._ask(record)

    def publish(self, asked: PlanAsked, plan: PlanProposed) -> bool:
        """Add an answer to the log and return True; False where its question is over by now.

        While routes are looked for, the deadline may pass, or another planner may be faster. Raises
        FeedBroken where the broker does not take the answer.
        """
        self._look()
        if not self._pending.is_open(asked):
            self._say(
                f"the question {asked.plan_id} of area {asked.area} was over before its answer was"
                " found: it is passed over"
            )
            return False
        stamp = Stamp(occurred_at=instant_of(datetime.now(UTC)), source=_SOURCE)
        self._publisher.send(encode_fact(plan, stamp))
        self._publisher.flush()
        self._pending.settle(plan.plan_id, plan.input_digest)
        return True

    def pass_by(self, asked: PlanAsked, why: str) -> None:
        """Look at a question no more, and say why; without an answer its visits are given back."""
        self._pending.settle(asked.plan_id, asked.input_digest)
        self._say(
            f"the question {asked.plan_id} of area {asked.area} has no answer ({why}): it is passed"
            " over, and at its deadline the area gives its visits back"
        )

    def close(self) -> None:
        """Let the broker go."""
        self._publisher.close()
        self._questions.close()
        self._answers.close()
        self._clock.close()

    def _look(self) -> None:
        """Take in what is committed by now: questions, answers, and how far time has come."""
        for record in self._questions.news():
            self._ask(record)
        for record in self._answers.news():
            self._settle(record)
        for record in self._clock.news():
            read = decode_control(CLOCK, record.value)
            if isinstance(read, Tick):
                self._pending.turn(read.as_of.at)

    def _ask(self, record: Record) -> None:
        try:
            self._pending.ask(decode_plan_asked(record.value))
        except Unreadable as broken:
            place = f"{FIELD_PLANNING}, partition {record.partition}, offset {record.offset}"
            self._say(f"{place} is no question that can be read here ({broken}): it is passed over")

    def _settle(self, record: Record) -> None:
        """Take in an answer; what the area will refuse as a record answers nothing."""
        read = field_facts.decode(FIELD_PLANS, record.key, record.value)
        if isinstance(read, PlanProposed):
            self._pending.settle(read.plan_id, read.input_digest)


def _reader(bootstrap: str, name: str) -> Reader:
    reader = Reader(bootstrap, name, waits_ms=_WAITS_MS)
    reader.take(range(reader.count()))
    return reader
