"""One round: a load, a crew of workers, a fault among them, and then the check of everything."""

import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC
from pathlib import Path
from random import Random
from time import monotonic, sleep

from msgspec import Struct

from streams.app.stages import SPECS
from streams.broker.topics import apply
from streams.engine.names import Names
from streams.feed.clock import Clock
from streams.feed.moments import moment
from streams.feed.publisher import Publisher
from streams.feed.watermarks import Watermarks
from streams.runs.policies import policy_of
from streams.terms.days import AsOf
from streams.verify.logged import read
from streams.verify.stage import Limits, checked, topics_of
from tests.system.crew import Crew
from tests.system.load import load

_WAIT_SECONDS_MAX = 300.0


class Stage(Struct):
    """What a fault may reach: the crew, the seed's chance, and whether the load is over."""

    crew: Crew
    chance: Random
    is_over: threading.Event


Fault = Callable[[Stage], None]


class Round(Struct, frozen=True, kw_only=True):
    """What became of a round; `recovery_seconds` from the fault's end to the last watermark."""

    fault: str
    seed: int
    facts: int
    findings: tuple[str, ...]
    restarts: int
    recovery_seconds: float
    seconds: float
    memory_mb_max: int
    said: str

    def line(self) -> str:
        """Return the round on a line."""
        return (
            f"{self.fault}, seed {self.seed}: {self.facts:,} facts, {len(self.findings)} findings,"
            f" {self.restarts} restarts, recovered in {self.recovery_seconds:.1f} s,"
            f" {self.memory_mb_max} MB, {self.seconds:.0f} s in all"
        )


def played(
    fault: Fault,
    name: str,
    *,
    bootstrap: str,
    folder: Path,
    seed: int,
    facts: int,
    partitions: int,
    workers: int,
) -> Round:
    """Play a round on a broker; the prefix of its topics is the name of its folder."""
    began, prefix = monotonic(), folder.name
    folder.mkdir(parents=True)
    apply(bootstrap, prefix, partitions)
    crew = Crew(bootstrap, prefix, folder)
    stage = Stage(crew, Random(seed), threading.Event())  # noqa: S311 - a fault that must replay
    try:
        for number in range(workers):
            crew.start(f"w{number + 1}")
        for worker in list(crew.workers.values()):
            worker.wait_ready(90.0)
        sending = threading.Thread(target=_send, args=(bootstrap, prefix, partitions, seed, facts))
        sending.start()
        fault(stage)
        faulted = monotonic()
        while sending.is_alive():
            crew.look()
            sleep(0.2)
        sending.join()
        sent = monotonic()
        _wait(bootstrap, prefix, partitions, crew)
        recovered = monotonic()
    finally:
        stage.is_over.set()
        crew.end()
    found, folded = _checked(bootstrap, prefix, partitions)
    return Round(
        fault=name,
        seed=seed,
        facts=folded,
        findings=found,
        restarts=crew.restarts,
        recovery_seconds=recovered - max(sent, faulted),
        seconds=monotonic() - began,
        memory_mb_max=crew.memory_kb_max // 1024,
        said=crew.said(),
    )


def _send(bootstrap: str, prefix: str, partitions: int, seed: int, facts: int) -> None:
    """Publish day after day, each with its tick, without waiting for anybody."""
    names, policy = Names(prefix), policy_of("cn").published
    with (
        closing(Clock(bootstrap, names, partitions)) as clock,
        Publisher(bootstrap, names) as publisher,
    ):
        clock.publish_policy(policy)
        for day in load(seed, facts, bad_in_a_row=1_000):
            for record in day.records:
                publisher.send(record)
            publisher.flush()
            clock.tick(moment(day.on, UTC), policy.digest)


def _wait(bootstrap: str, prefix: str, partitions: int, crew: Crew) -> None:
    names = Names(prefix)
    with closing(Clock(bootstrap, names, partitions)) as clock:
        last: AsOf | None = clock.last
    assert last is not None
    with closing(Watermarks(bootstrap, names, partitions)) as marks:
        marks.wait(last, _WAIT_SECONDS_MAX, crew.look)


def _checked(bootstrap: str, prefix: str, partitions: int) -> tuple[tuple[str, ...], int]:
    topics = topics_of(spec.routes for spec in SPECS.values())
    log = read(bootstrap, topics, Names(prefix).full, partitions, lambda _topic, _count: None)
    # While workers are away nothing moves; how long they may be is what a round measures.
    limits = Limits(deadline_ms=3_600_000)
    found = [checked(spec, partitions, log, limits) for spec in SPECS.values()]
    lines = tuple(str(one) for each in found for one in each.findings)
    return lines, sum(one.facts for one in found)
