"""A made-up portfolio played through the engine's partitions onto a log in memory."""

from collections import defaultdict
from random import Random
from typing import Any

from msgspec.structs import replace

from streams.app.packs import pack_text
from streams.app.stages import SPECS
from streams.engine import position as positions
from streams.engine.murmur2 import partition_of
from streams.engine.parted import store_of
from streams.engine.partition import Partition
from streams.engine.position import Position
from streams.feed.moments import moment
from streams.planning.answering import answer
from streams.policy.document import Policy, parse
from streams.portfolio.day_of_facts import AnyFact
from streams.portfolio.people import EVERYDAY, People
from streams.portfolio.simulated import Simulation
from streams.terms.control import PolicyPublished, Tick
from streams.terms.days import Day, Instant, parse_day
from streams.terms.records import Outgoing
from streams.terms.routes import ESCALATIONS, FIELD_EVENTS, FIELD_PLANNING, VISITS
from streams.terms.treatment_notices import Escalation
from streams.verify.logged import SOURCE, Entry, Logged, Place
from streams.wire.control import encode_policy, encode_tick
from streams.wire.facts_out import Stamp, encode_fact
from streams.wire.notices_in import (
    decode_escalation,
    decode_field_event,
    decode_plan_asked,
    decode_visit,
)
from streams.wire.watermarks import WATERMARK_KEY

PARTITIONS = 2
START = parse_day("2026-03-01")
# Two crews, so that visits are made.
PEOPLE = replace(EVERYDAY, agents_an_area=4)


class World:
    """All stages over two partitions, fed in a seeded order of fetches."""

    def __init__(self, seed: int, pack: str = "cn") -> None:
        policy = parse(pack_text(pack), pack)
        assert isinstance(policy, Policy)
        self.policy = policy
        self.entries: defaultdict[Place, list[Entry]] = defaultdict(list)
        self.chance = Random(seed)  # noqa: S311 - an order of fetches that must replay
        self._now_ms = 0
        self._heard: dict[Place, int] = {}
        self._nodes = [_Node(self, name, number) for name in SPECS for number in range(PARTITIONS)]
        published = PolicyPublished(
            policy_id=policy.policy_id, digest=policy.digest, document=pack_text(pack)
        )
        for number in range(PARTITIONS):
            self.send(encode_policy(published, number))

    def send(self, sent: Outgoing, headers: tuple[tuple[str, bytes], ...] = ()) -> None:
        """Append a record where its key or its address wants it."""
        number = partition_of(sent.key, PARTITIONS) if sent.partition is None else sent.partition
        self.append((sent.topic, number), sent.key, sent.value, headers)

    def append(
        self,
        place: Place,
        key: bytes | None,
        value: bytes | None,
        headers: tuple[tuple[str, bytes], ...] = (),
    ) -> None:
        """Append a record to a place."""
        self._now_ms += 1
        entries = self.entries[place]
        entries.append(Entry(len(entries), self._now_ms, key, value, headers))

    def tell(self, fact: AnyFact) -> None:
        """Publish a fact."""
        self.send(encode_fact(fact, Stamp(occurred_at=Instant(0), source="test")))

    def tick(self, on: Day) -> None:
        """Publish the day's tick, whose cut closes all there is, and let all stages pass it."""
        self.publish(on)
        self.run()
        self.plan()
        self.run()

    def publish(self, on: Day) -> None:
        """Publish the day's tick alone."""
        house = self.policy.on(on).house
        assert house is not None
        as_of = moment(on, house.zone)
        topics = {topic for spec in SPECS.values() for topic in spec.routes.facts}
        for number in range(PARTITIONS):
            cut = {topic: len(self.entries[topic, number]) for topic in topics}
            tick = Tick(as_of=as_of, newest=as_of, policy_digest=self.policy.digest, cut=cut)
            self.send(encode_tick(tick, number))

    def halves(self) -> int:
        """Return how many partitions have applied a tick to some rows and not to all."""
        return sum(node.is_half for node in self._nodes)

    def creep(self) -> None:
        """Let each partition fetch of one input and do one thing."""
        for node in self._nodes:
            node.step(topics=1, limit=1)

    def run(self) -> None:
        """Fetch and handle, in whatever order, until nothing moves any more."""
        while True:
            nodes = self.chance.sample(self._nodes, len(self._nodes))
            # Each of them takes its step, whether or not one before it moved.
            if sum(node.step() for node in nodes) == 0:
                return

    def escalations(self) -> list[Escalation]:
        """Return every verdict so far."""
        found = (self.entries[ESCALATIONS, number] for number in range(PARTITIONS))
        return [decode_escalation(entry.value) for entries in found for entry in entries]

    def reports(self, simulation: Simulation) -> list[AnyFact]:
        """Return what crews and managers say to what is new of the field."""
        found: list[AnyFact] = []
        for number in range(PARTITIONS):
            for said in self._new(VISITS, number):
                if said.key != WATERMARK_KEY:
                    found += simulation.reports(decode_visit(said.value))
            for said in self._new(FIELD_EVENTS, number):
                found += simulation.reports(decode_field_event(said.value))
        return found

    def plan(self) -> None:
        """Answer what the field has asked a planner since the last time."""
        for number in range(PARTITIONS):
            for said in self._new(FIELD_PLANNING, number):
                self.tell(answer(decode_plan_asked(said.value), 30.0))

    def _new(self, topic: str, number: int) -> list[Entry]:
        entries = self.entries[topic, number]
        start = self._heard.get((topic, number), 0)
        self._heard[topic, number] = len(entries)
        return entries[start:]

    def logged(self) -> Logged:
        """Return the log as the check reads it."""
        return Logged({place: list(found) for place, found in self.entries.items()}, {})


class _Node:
    """One partition of one stage: it commits whatever it has after each step."""

    def __init__(self, world: World, stage: str, number: int) -> None:
        self._world, self._spec, self._number = world, SPECS[stage], number
        spec = self._spec
        store = store_of(spec)
        self._partition: Partition[Any, Any, Any, Any] = Partition(
            spec, number, PARTITIONS, store, Position()
        )
        self._read_to = dict.fromkeys((*spec.routes.facts, "control.clock", "control.policy"), 0)

    @property
    def is_half(self) -> bool:
        """Whether a tick was applied to some rows and not to all."""
        return self._partition.is_turning

    def step(self, topics: int = 100, limit: int = 30) -> bool:
        """Fetch some records of each input, handle some, and commit; tells whether any moved."""
        world, moved = self._world, False
        for topic in world.chance.sample(list(self._read_to), len(self._read_to))[:topics]:
            start = self._read_to[topic]
            some = world.entries[topic, self._number][start : start + world.chance.randrange(1, 40)]
            self._read_to[topic] = start + len(some)
            self._partition.feed(topic, some, self._read_to[topic])
            moved = moved or bool(some)
            moved = self._partition.advance(1 + world.chance.randrange(limit)) or moved
        flush = self._partition.take()
        if flush is None:
            return moved
        for topic, number, key, value, origin in flush.outputs:
            world.append((topic, number), key, value, ((SOURCE, origin.encode()),))
        rows = (self._spec.routes.rows, self._number)
        for key, framed in flush.rows:
            world.append(rows, key, framed)
        world.append(rows, positions.POSITION_KEY, positions.pack(flush.position))
        return True


def played(
    seed: int,
    accounts: int = 40,
    days: int = 75,
    *,
    pack: str = "cn",
    currency: str = "CNY",
    people: People = PEOPLE,
) -> World:
    """Play a world day by day, the answers of visits and a few bad records among its facts."""
    world = World(seed, pack)
    simulation = Simulation(
        seed=seed,
        accounts=accounts,
        start=START,
        days=days,
        currency=currency,
        bad_per_mille=100,
        people=people,
    )
    heard: set[tuple[str, int]] = set()
    diary: defaultdict[Day, list[AnyFact]] = defaultdict(list)
    for day in simulation.by_day():
        for fact in day.facts:
            world.tell(fact)
        for one in world.escalations():
            if (one.customer_id, one.seq) not in heard:
                heard.add((one.customer_id, one.seq))
                for told in simulation.answers(one, day.on):
                    diary[max(day.on, told.effective_on)].append(told)
        for report in world.reports(simulation):
            diary[max(day.on, report.effective_on)].append(report)
        for report in diary.pop(day.on, []):
            world.tell(report)
        if day.on == START + 9:
            _send_bad(world)
        world.tick(day.on)
    return world


def _send_bad(world: World) -> None:
    """Send records that cannot be read, have no key, or stand in the wrong partition."""
    world.append(("payments.posted", 0), None, b"no record")
    world.append(("payments.posted", 1), b"\x00\xff", b"no record")
    known = world.entries["billing.statements", 0][0]
    world.append(("billing.statements", 1), known.key, known.value)
    world.append(("billing.statements", 0), known.key, b"\x00\x00\x00\x00\x63no record")
    world.append(("control.clock", 0), b"tick", b"no tick")
