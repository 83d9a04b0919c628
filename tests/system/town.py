"""The town around a load: customers, crews and managers who answer what the stages say.

What they tell has the same event ids however often it is heard, so what is told twice is a repeat.
Somebody answers in a few service areas only: elsewhere no call is taken, and so nobody is visited.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from contextlib import ExitStack, closing
from functools import cache

from kafka.errors import KafkaError

from streams.broker.reading import Reader, Record
from streams.engine.names import Names
from streams.feed.planner import Planner
from streams.portfolio.chance import Chance
from streams.portfolio.day_of_facts import AnyFact
from streams.portfolio.simulated import Simulation
from streams.portfolio.towns import area_of, areas_of
from streams.terms.days import Day
from streams.terms.records import Outgoing
from streams.terms.routes import ESCALATIONS, FIELD_EVENTS, VISITS
from streams.terms.visit_facts import CheckedIn, NoticeSent, VisitEnded
from streams.wire.facts_out import encode_fact
from streams.wire.notices_in import decode_escalation, decode_field_event, decode_visit
from streams.wire.watermarks import WATERMARK_KEY
from tests.system.load import STAMP

_AREAS_MAX = 2
_COUNTED = (NoticeSent, CheckedIn, VisitEnded)


class Town:
    """Hears what is said in a run and keeps what is to be told; `told` counts what it tells.

    Where the broker goes and comes back it hears everything anew, and tells nothing anew.
    """

    def __init__(self, bootstrap: str, prefix: str, partitions: int, world: Simulation) -> None:
        self._bootstrap, self._names = bootstrap, Names(prefix)
        self._partitions, self._world = partitions, world
        self._lives_in = cache(self._area_of)
        self._answering = frozenset(areas_of(world.accounts)[:_AREAS_MAX])
        self._known: set[str] = set()
        self._waiting: defaultdict[Day, list[Outgoing]] = defaultdict(list)
        self.told: Counter[str] = Counter()
        self._open = ExitStack()
        self._readers: dict[str, Reader] = {}
        self._planner: Planner | None = None

    def listen(self) -> None:
        """Take in what is new; raises KafkaError while the broker is away."""
        try:
            self._listen()
        except KafkaError:
            self.close()
            raise

    def is_planned(self) -> bool:
        """Tell whether every question to the planner has its answer; may raise KafkaError."""
        try:
            self._begin()
            return self._planner is None or self._planner.open_question() is None
        except KafkaError:
            self.close()
            raise

    def due(self, on: Day) -> list[Outgoing]:
        """Return what is to be told up to a day, and forget it."""
        days = [day for day in sorted(self._waiting) if day <= on]
        return [record for day in days for record in self._waiting.pop(day)]

    def close(self) -> None:
        """Let the broker go; whoever listens next begins anew."""
        self._readers, self._planner = {}, None
        self._open.close()

    def _begin(self) -> None:
        if self._readers:
            return
        self._planner = Planner(self._bootstrap, self._names, lambda _: None)
        self._open.enter_context(closing(self._planner))
        for topic in (ESCALATIONS, VISITS, FIELD_EVENTS):
            name, every = self._names.full(topic), range(self._partitions)
            reader = Reader(self._bootstrap, name, every, waits_ms=10, records_max=20_000)
            self._readers[topic] = self._open.enter_context(closing(reader))

    def _listen(self) -> None:
        self._begin()
        for topic, reader in self._readers.items():
            for record in reader.news():
                self._keep(self._answers(topic, record))

    def _answers(self, topic: str, record: Record) -> Iterable[AnyFact]:
        if record.value is None or record.key == WATERMARK_KEY:
            return ()
        if topic == VISITS:
            return self._world.reports(decode_visit(record.value))
        if topic == FIELD_EVENTS:
            return self._world.reports(decode_field_event(record.value))
        # Most of what is said is about somebody who never answers.
        if self._lives_in(record.key) not in self._answering:
            return ()
        said = decode_escalation(record.value)
        return self._world.answers(said, said.as_of)

    def _keep(self, facts: Iterable[AnyFact]) -> None:
        for fact in facts:
            if fact.event_id not in self._known:
                self._known.add(fact.event_id)
                self._waiting[fact.effective_on].append(encode_fact(fact, STAMP))
                if isinstance(fact, _COUNTED):
                    self.told[type(fact).__name__] += 1

    def _area_of(self, customer: bytes) -> str:
        areas = len(areas_of(self._world.accounts))
        return area_of(Chance(self._world.seed, customer.decode()), areas)
