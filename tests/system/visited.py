"""A small bank with crews on a real broker, played by hand: facts, spoilt bytes, ticks, and words.

Every customer owes since `DUE`, does not answer the phone and has had a letter, so that all of them
are to be visited on the same day.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from datetime import UTC
from time import monotonic
from typing import Any, TypeVar, get_args

from kafka import KafkaProducer

from streams.broker.reading import read_all
from streams.engine.murmur2 import partition_of
from streams.feed.clock import Clock
from streams.feed.moments import moment
from streams.feed.publisher import Publisher
from streams.feed.watermarks import Watermarks
from streams.runs.followers import Results
from streams.runs.policies import policy_of
from streams.runs.session import Session
from streams.terms.account_facts import AccountOpened, StatementIssued
from streams.terms.agent_facts import AgentCertified, AgentRostered, Certificate
from streams.terms.contact_facts import ContactMade
from streams.terms.days import Day, Instant, parse_day
from streams.terms.identity import stable_id
from streams.terms.profile_facts import ContactPointSet
from streams.terms.step import Reject
from streams.terms.treatment_notices import Escalation
from streams.wire.facts_out import Stamp, encode_fact
from streams.wire.plain import Record, Unreadable, read

T = TypeVar("T")

OPENED = parse_day("2026-05-01")
DUE = Day(OPENED + 20)
CALLS = (Day(DUE + 8), Day(DUE + 13), Day(DUE + 18))
LETTER = Day(DUE + 31)
ASKED = Day(DUE + 61)
"""The day on which visits come due by the shipped policy, and areas are asked for them."""
PLANNED = Day(ASKED + 5)
HERE = (31_230_000, 121_470_000)
_HOUR = 3_600_000_000
_SECONDS_MAX = 60.0


def at(on: int, hour: float) -> Instant:
    """Return an instant of a day, by Shanghai's hours."""
    return Instant(int(on * 24 * _HOUR + (hour - 8) * _HOUR))


class Bank:
    """Sends what is told, lets days come, and keeps what has to be refused under its rule."""

    def __init__(self, session: Session) -> None:
        self.session, self.policy = session, policy_of("house").published
        self.refused: dict[tuple[str, bytes | None, bytes | None], str] = {}
        self.visits: dict[str, Escalation] = {}
        where = (session.bootstrap, session.names, session.partitions)
        self._open = ExitStack()
        self._clock = self._open.enter_context(closing(Clock(*where)))
        self._marks = self._open.enter_context(closing(Watermarks(*where)))
        self._results = self._open.enter_context(closing(Results(*where)))
        self._publisher = self._open.enter_context(Publisher(session.bootstrap, session.names))
        raw = KafkaProducer(bootstrap_servers=session.bootstrap, acks="all")
        self._raw = self._open.enter_context(closing(raw))
        self._clock.publish_policy(self.policy)

    def close(self) -> None:
        """Let the broker go."""
        self._open.close()

    def tell(self, *facts: Any) -> None:
        """Send facts as they should be."""
        for fact in facts:
            self._publisher.send(encode_fact(fact, Stamp(occurred_at=at(fact.effective_on, 7))))
        self._publisher.flush()

    def tell_badly(self, rule: str, fact: Any) -> None:
        """Send a well-written fact that has to be refused by a rule."""
        sent = encode_fact(fact, Stamp(occurred_at=at(fact.effective_on, 7)))
        self.spoil(rule, sent.topic, sent.key, sent.value)

    def spoil(self, rule: str, topic: str, key: bytes | None, value: bytes | None) -> None:
        """Send bytes that have to be refused by a rule."""
        self.refused[topic, key, value] = rule
        number = 0 if key is None else partition_of(key, self.session.partitions)
        full = self.session.names.full(topic)
        self._raw.send(full, key=key, value=value, partition=number).get(timeout=30)

    def tick(self, on: Day) -> None:
        """Let a day come, until every stage has passed it."""
        as_of = moment(on, UTC, 0)
        self._clock.tick(as_of, self.policy.digest)
        self._marks.wait(as_of, _SECONDS_MAX, self.session.look)

    def answer(self, rung: str, customers: int, result: str) -> None:
        """Wait until all customers may be contacted under a rung, and tell what became of it."""
        found: dict[str, Escalation] = {}
        for one in self._until(lambda: len(found) == customers, f"{rung} of {customers}"):
            if one.rung == rung and one.verdict == "AUTHORISED":
                found[one.escalation_id] = one
        self.tell(*(_made(one, result) for one in found.values()))

    def await_visits(self, customers: int) -> None:
        """Wait until the first visit of all customers has come due."""
        for one in self._until(lambda: len(self.visits) == customers, f"{customers} visits"):
            if one.rung == "visit_1":
                self.visits[one.customer_id] = one

    def said(self, topic: str, decode: Callable[[bytes], T]) -> list[T]:
        """Return what stands in a topic, in the order of each partition."""
        found = []
        every = range(self.session.partitions)
        for record in read_all(self.session.bootstrap, self.session.names.full(topic), every):
            with suppress(Unreadable):
                found.append(decode(record.value))
        return found

    def records(self, topic: str) -> list[Record]:
        """Return the records of a topic, field by field."""
        found = self.said(topic, lambda value: read(topic, value))
        return [each for each in found if not isinstance(each, Reject)]

    def _until(self, is_enough: Callable[[], bool], what: str) -> Iterator[Escalation]:
        until = monotonic() + _SECONDS_MAX
        while not is_enough():
            assert monotonic() < until, f"waited in vain for {what}"
            yield from self._results.read()


def _made(one: Escalation, result: str) -> ContactMade:
    assert one.not_before is not None
    return ContactMade(
        event_id=stable_id("test", "made", one.escalation_id),
        customer_id=one.customer_id,
        effective_on=one.as_of,
        escalation_id=one.escalation_id,
        account_id=one.account_id,
        result=result,
        at=one.not_before,
        point_id=one.point_id,
    )


def owing(name: str, area: str, **place: Any) -> Iterator[Any]:
    """Yield the facts of a customer who owes and lives in an area."""
    yield AccountOpened(
        event_id=stable_id("test", "opened", name),
        account_id=f"a-{name}",
        effective_on=OPENED,
        customer_id=name,
        currencies=("CNY",),
    )
    yield StatementIssued(
        event_id=stable_id("test", "billed", name),
        account_id=f"a-{name}",
        effective_on=OPENED,
        statement_id=f"s-{name}",
        currency="CNY",
        closed_on=OPENED,
        due_on=DUE,
        min_due_minor=50_000,
        total_due_minor=900_000,
    )
    there = {"latitude_microdegrees": HERE[0], "longitude_microdegrees": HERE[1], "verified": True}
    yield ContactPointSet(
        event_id=stable_id("test", "address", name),
        customer_id=name,
        effective_on=OPENED,
        point_id=f"p-{name}",
        point_kind="ADDRESS",
        zone="Asia/Shanghai",
        area=area,
        **(there | place),
    )


def certified(area: str, agent: str, since: int = OPENED, told: int = OPENED) -> Iterator[Any]:
    """Yield an agent's certificates, in force from a day on, told on another."""
    for kind in get_args(Certificate):
        yield AgentCertified(
            event_id=stable_id("test", "certified", agent, kind, told),
            area=area,
            effective_on=Day(told),
            agent_id=agent,
            certificate_id=f"{agent}-{kind}",
            certificate=kind,
            valid_from_on=Day(since),
            valid_until_on=Day(since + 300),
        )


def rostered(area: str, agent: str, *days: int) -> Iterator[AgentRostered]:
    """Yield an agent's shifts from nine to five."""
    for on in days:
        yield AgentRostered(
            event_id=stable_id("test", "rostered", agent, on),
            area=area,
            effective_on=Day(on),
            agent_id=agent,
            shift_begins_at=at(on, 9),
            shift_ends_at=at(on, 17),
            latitude_microdegrees=HERE[0],
            longitude_microdegrees=HERE[1],
        )
