"""Two stages on a made-up log, under a seeded scheduler that crashes them between any two steps.

A flush is taken, then sent, then committed. A crash drops all memory of one partition: what was
taken is lost, perhaps half sent; what was sent stays open until the next owner aborts it, or was
committed although nobody was told. Others go on meanwhile.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from random import Random
from typing import Any

from streams.engine import position as positions
from streams.engine.parted import store_of
from streams.engine.partition import Partition
from streams.engine.position import Position
from streams.engine.rebuild import lack_of
from streams.engine.rebuilding import rebuilt
from streams.engine.recovery import Restored
from streams.engine.spoken import SOURCE, Spoken
from streams.engine.store import Store
from streams.engine.working import Flush
from streams.terms.routes import CLOCK, POLICY, StageRoutes
from tests.engine.counting import FIRST, SECOND, plain, spec
from tests.engine.records import PARTITIONS
from tests.engine.simulated_log import Fate, Log, Transaction, Written
from tests.engine.sums import Sum
from tests.engine.sums_in_parts import whole

_STEPS_MAX = 100_000


def below(chance: Random, end: int) -> int:
    """Return a whole number from 0 on: quicker than `randrange`, and drawn at every step."""
    return int(chance.random() * end)


class Node:
    """One partition of one stage on a worker that may crash at any step."""

    def __init__(self, log: Log, routes: StageRoutes, number: int, *, looks: bool) -> None:
        self.log, self.routes, self.number, self.looks = log, routes, number, looks
        self.topics = (*routes.facts, CLOCK, POLICY)
        self.is_down = False
        self.rebuilt = self.halves = 0
        self.taken: Flush | None = None
        self.sent: Transaction | None = None
        self._inputs = [(topic, log.slots((topic, number))) for topic in self.topics]
        self.recover()

    def recover(self) -> None:
        """Fence, read the rows back, and begin where the last commit stood."""
        if self.sent is not None:
            self.log.end(self.sent, Fate.ABORTED)
        self.taken, self.sent, self.is_down = None, None, False
        store, position = self.whole()
        self.halves += position.cursor is not None
        self.partition: Partition[Any, Any, Any, Any] = Partition(
            spec(self.routes),
            self.number,
            PARTITIONS,
            store,
            position,
            ends={topic: self.log.end_of((topic, self.number)) for topic in (CLOCK, POLICY)},
        )
        self.read_to = {t: position.offsets.get(t, 0) for t in self.topics} | {POLICY: 0}
        self.passed_at = -1 if position.clock is None else position.clock.as_of.at
        self.may_advance = True
        self.may_take = False

    def restored(self) -> Restored[Sum]:
        """Read rows and position back from the log."""
        restored = Restored({self.number: store_of(spec(self.routes))})
        place = (self.routes.rows, self.number)
        for record in self.log.read(place, 0, self.log.end_of(place))[0]:
            restored.take(self.number, record.key or b"", record.value)
        return restored

    def whole(self) -> tuple[Store[Sum], Position]:
        """Read them back, rebuilt before if they are not all there."""
        restored = self.restored()
        if self.looks and lack_of(self.spoken(), restored) is not None:
            self.rebuilt += 1
            self.rebuild()
            restored = self.restored()
            assert lack_of(self.spoken(), restored) is None
        return restored.stores[self.number], restored.positions.get(self.number) or Position()

    def spoken(self) -> Spoken:
        """Return what the partition has said."""
        spoken = Spoken(spec(self.routes), self.number)
        for topic in self.routes.outputs:
            for n in range(PARTITIONS):
                end = self.log.end_of((topic, n))
                for record in self.log.read((topic, n), 0, end, past_open=True)[0]:
                    spoken.hear(topic, n, record)
        return spoken

    def rebuild(self) -> None:
        """Compute the rows anew from the inputs, and write them."""
        ends = {topic: self.log.end_of((topic, self.number)) for topic in self.topics}
        inputs = {t: self.log.read((t, self.number), 0, end)[0] for t, end in ends.items()}
        made = rebuilt(spec(self.routes), self.number, PARTITIONS, inputs, self.spoken())
        assert made.outputs == []
        transaction = Transaction()
        self.log.lose((self.routes.rows, self.number))
        self.log.send(transaction, self._written(made))
        self.log.end(transaction, Fate.COMMITTED)

    def lose_rows(self, chance: Random) -> None:
        """Lose the end of the rows topic, or all of it, while nobody looks."""
        self.recover()
        self.is_down = True
        place = (self.routes.rows, self.number)
        self.log.lose(place, chance.choice((0, chance.randrange(self.log.end_of(place) + 1))))

    def behind(self) -> list[str]:
        """Return the topics of which something was not fetched yet."""
        return [topic for topic, slots in self._inputs if self.read_to[topic] < len(slots)]

    def deliver(self, topic: str, count: int) -> None:
        """Fetch some records of a topic."""
        start = self.read_to[topic]
        records, self.read_to[topic] = self.log.read((topic, self.number), start, count)
        self.partition.feed(topic, records, self.read_to[topic])
        self.may_advance = True

    def advance(self, limit: int) -> None:
        """Handle some of what was fetched."""
        self.may_advance = self.partition.advance(limit)
        self.may_take = True

    @property
    def may_write(self) -> bool:
        """Whether there may be something to do about writing."""
        return self.may_take or self.taken is not None

    def write_on(self) -> None:
        """Do the next thing there is to do about writing."""
        if self.sent is not None:
            self._commit()
            self.taken = None
        elif self.taken is not None:
            self.send(len(self._written(self.taken)))
        else:
            self.taken, self.may_take = self.partition.take(), False

    def _commit(self) -> None:
        assert self.sent is not None
        assert self.taken is not None
        self.log.end(self.sent, Fate.COMMITTED)
        self.sent, clock = None, self.taken.position.clock
        self.passed_at = self.passed_at if clock is None else clock.as_of.at

    def send(self, count: int) -> None:
        """Send so many records of what was taken."""
        if self.taken is not None and self.sent is None:
            self.sent = Transaction()
            self.log.send(self.sent, self._written(self.taken)[:count])

    def crash(self, chance: Random) -> str:
        """Lose all memory; returns what became of the flush on its way."""
        self.is_down = True
        if self.taken is None:
            return "nothing on its way"
        if self.sent is None:
            self.send(below(chance, len(self._written(self.taken))))
            return "half sent"
        if chance.random() < 0.5:
            return "sent, not committed"
        self._commit()
        return "committed, not told"

    def _written(self, flush: Flush) -> list[Written]:
        rows = (self.routes.rows, self.number)
        return [
            *(
                ((topic, number), key, value, ((SOURCE, origin.encode()),))
                for topic, number, key, value, origin in flush.outputs
            ),
            *((rows, key, value, ()) for key, value in flush.rows),
            (rows, positions.POSITION_KEY, positions.pack(flush.position), ()),
        ]


class World:
    """Both stages over all partitions; `crash_per_mille` of the steps are crashes."""

    def __init__(
        self,
        seed: int,
        crash_per_mille: int,
        lose_per_mille: int = 0,
        *,
        log: Log | None = None,
        stages: tuple[StageRoutes, ...] = (FIRST, SECOND),
    ) -> None:
        self.log = Log() if log is None else log
        self.crashes: Counter[str] = Counter()
        self._chance = Random(seed)  # noqa: S311 - a schedule that must replay, not a secret
        self._crash_per_mille, self._lose_per_mille = crash_per_mille, lose_per_mille
        # To see that nobody is thought to have lost what is there, some worlds are enough.
        looks = lose_per_mille > 0 or seed % 10 == 0
        self._nodes = [
            Node(self.log, routes, n, looks=looks) for routes in stages for n in range(PARTITIONS)
        ]
        self._last = self._nodes[-PARTITIONS:]
        self._awake = list(self._nodes)

    def run_until_passed(self, on: int) -> None:
        """Run until the last stage has passed a day everywhere."""
        awake, chance = self._awake, self._chance
        awake[:] = self._nodes
        for _ in range(_STEPS_MAX):
            assert awake, f"nobody has anything to do, and day {on} is not passed"
            node = awake[below(chance, len(awake))]
            passed_at = node.passed_at
            if not self._step(node):
                awake.remove(node)
            elif node.passed_at != passed_at and all(one.passed_at >= on for one in self._last):
                return
        raise AssertionError(f"day {on} was not passed within {_STEPS_MAX} steps")

    def come_to_rest(self) -> None:
        """Do all that is left to do, stage by stage, without any more crashes."""
        for node in self._nodes:
            if node.is_down:
                node.recover()
            for topic in node.topics:
                node.deliver(topic, self.log.end_of((topic, node.number)))
            while node.partition.advance(1_000):
                pass
            for _ in range(6):  # what is on its way, and then the rest: taken, sent, committed
                node.write_on()

    def _step(self, node: Node) -> bool:
        """Do one of the things that may bring something; False where there is none."""
        if node.is_down:
            node.recover()
            return True
        behind = node.behind()
        can = [self._deliver] * bool(behind) + [self._advance] * node.may_advance
        can += [self._write_on] * node.may_write
        if not can:
            return False
        if below(self._chance, 1000) < self._crash_per_mille:
            self.crashes[node.crash(self._chance)] += 1
        elif self._lose_per_mille and below(self._chance, 1000) < self._lose_per_mille:
            node.lose_rows(self._chance)
        else:
            can[below(self._chance, len(can))](node, behind)
        return True

    def _deliver(self, node: Node, behind: list[str]) -> None:
        topic = behind[below(self._chance, len(behind))]
        node.deliver(topic, 1 + below(self._chance, 12))

    def _advance(self, node: Node, _behind: list[str]) -> None:
        node.advance(1 + below(self._chance, 10))

    def _write_on(self, node: Node, _behind: list[str]) -> None:
        node.write_on()
        # Whoever reads what was written may have something to do again.
        self._awake += [one for one in self._last if one not in self._awake]

    def rows(self, routes: StageRoutes) -> dict[bytes, bytes]:
        """Return every row of a stage as the log has it, put together from its parts."""
        found: dict[bytes, bytes] = {}
        for n in range(PARTITIONS):
            found.update(self.log.visible((routes.rows, n)))
        left = {key: row for key, row in found.items() if key != positions.POSITION_KEY and row}
        return whole(left, spec(routes))

    def positions(self) -> dict[tuple[str, int], Position]:
        """Return where each partition stands, by stage and number."""
        return {
            (node.routes.name, node.number): node.restored().positions[node.number]
            for node in self._nodes
        }

    def halves(self) -> int:
        """Return how often a restart went on in the middle of a tick."""
        return sum(node.halves for node in self._nodes)

    def rebuilt(self) -> int:
        """Return how often rows were computed anew."""
        return sum(node.rebuilt for node in self._nodes)

    def said(self, topic: str, numbers: Iterable[int] = range(PARTITIONS)) -> dict[bytes, Any]:
        """Return what was said about each key, in order."""
        found: defaultdict[bytes, list[bytes]] = defaultdict(list)
        for n in numbers:
            for key, value in self.log.visible((topic, n)):
                found[key].append(plain(value))
        return dict(found)
