"""One round: a load, a crew of workers, a fault among them, and then the check of everything."""

from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from random import Random
from time import monotonic, sleep

import msgspec
from msgspec import Struct

from streams.broker.topics import apply
from tests.system.checking import checked_run
from tests.system.crew import Crew
from tests.system.load import Shape, first_visits_on, load, world_of
from tests.system.moving import Moving
from tests.system.progress import Progress
from tests.system.proxied_broker import ProxiedBroker
from tests.system.proxy import Proxy
from tests.system.sending import Sending
from tests.system.town import Town
from tests.system.visits_seen import visits_seen

_READY_SECONDS_MAX = 90.0
# While workers are away nothing moves; how long they may be is what a round measures.
_DEADLINE_MS = 3_600_000


class Stage(Struct):
    """What a fault may reach: broker, crew, the proxy between them if there is one, and chance.

    `shown` takes what the round has proved beside the invariants, `broken` what it has not.
    """

    broker: ProxiedBroker
    prefix: str
    crew: Crew
    proxy: Proxy | None
    chance: Random
    sending: Sending
    shown: list[str] = msgspec.field(default_factory=list)
    broken: list[str] = msgspec.field(default_factory=list)


class Fault(Struct, frozen=True, kw_only=True):
    """What is done to a crew while a load is on its way, and what the load is like."""

    play: Callable[[Stage], None]
    shape: Shape = Shape()
    is_proxied: bool = False


class Round(Struct, frozen=True, kw_only=True):
    """What became of a round.

    All times are from the fault's end: `recovery_seconds` until every partition that accounts'
    facts reach has committed anew, `tick_seconds` until every partition of the last stage has
    passed another tick, which waits for the facts that piled up before it, `behind_seconds` until
    nothing was left.
    """

    fault: str
    seed: int
    facts: int
    findings: tuple[str, ...]
    shown: tuple[str, ...]
    restarts: int
    recovery_seconds: float
    tick_seconds: float
    behind_seconds: float
    check_seconds: float
    seconds: float
    memory_mb_max: int
    visits: dict[str, int]

    def line(self) -> str:
        """Return the round on a line, and what it has shown on further ones."""
        line = (
            f"{self.fault}, seed {self.seed}: {self.facts:,} facts, {len(self.findings)} findings,"
            f" {self.restarts} restarts, recovered in {self.recovery_seconds:.1f} s, a tick passed"
            f" after {self.tick_seconds:.1f} s, all handled after {self.behind_seconds:.0f} s,"
            f" {self.memory_mb_max} MB, checked in {self.check_seconds:.0f} s of"
            f" {self.seconds:.0f} s in all"
        )
        visits = ", ".join(f"{count:,} {what}" for what, count in self.visits.items())
        return "\n  ".join((line, f"visits: {visits}", *self.shown))


def played(
    fault: Fault,
    name: str,
    *,
    broker: ProxiedBroker,
    folder: Path,
    seed: int,
    facts: int,
    partitions: int,
    workers: int,
) -> Round:
    """Play a round on a broker; the prefix of its topics is the name of its folder.

    The fault comes while the first days pile up; under an even seed, once visits are asked for.
    """
    began, prefix, bootstrap = monotonic(), folder.name, broker.bootstrap
    folder.mkdir(parents=True)
    apply(bootstrap, prefix, partitions)
    town = Town(bootstrap, prefix, partitions, world_of(seed, facts, fault.shape))
    sending = Sending(bootstrap, prefix, partitions, load(seed, facts, fault.shape), town)
    with ExitStack() as stack:
        proxy = stack.enter_context(broker.proxy()) if fault.is_proxied else None
        crew = Crew(bootstrap if proxy is None else proxy.bootstrap, prefix, folder)
        stack.callback(crew.end)
        crew.begin(workers, _READY_SECONDS_MAX)
        chance = Random(seed)  # noqa: S311 - it must replay
        stage = Stage(broker, prefix, crew, proxy, chance, sending)
        stack.callback(sending.join)
        sending.start()
        while seed % 2 == 0 and not sending.has_reached(first_visits_on(fault.shape)):
            crew.look()
            sleep(0.1)
        fault.play(stage)
        # Opened now: what it reads by may have come to grief with the fault.
        moving = stack.enter_context(closing(Moving(bootstrap, prefix, partitions)))
        progress = stack.enter_context(closing(Progress(bootstrap, prefix, partitions)))
        recovery, tick, behind = _recovered(moving, progress, sending, crew)
        if sending.tries:
            stage.shown.append(f"the load was taken up again {sending.tries} times")
    checking = monotonic()
    found = checked_run(bootstrap, prefix, partitions, _DEADLINE_MS)
    assert all(found.rows.values()), found.rows
    return Round(
        fault=name,
        seed=seed,
        facts=found.facts,
        findings=(*stage.broken, *found.findings),
        shown=tuple(stage.shown),
        restarts=crew.restarts,
        recovery_seconds=recovery,
        tick_seconds=tick,
        behind_seconds=behind,
        check_seconds=monotonic() - checking,
        seconds=monotonic() - began,
        memory_mb_max=crew.memory_kb_max // 1024,
        visits=visits_seen(bootstrap, prefix),
    )


def _recovered(
    moving: Moving, progress: Progress, sending: Sending, crew: Crew
) -> tuple[float, float, float]:
    """Wait until the crew works again, passes a tick, has nothing left; returns when each was."""
    began = monotonic()
    stood_at = progress.passed_at()

    def is_all(passed_at: int) -> bool:
        return sending.is_over and sending.last is not None and passed_at >= sending.last.at

    progress.wait_until(lambda at: moving.is_everywhere() or is_all(at), crew.look)
    recovered = monotonic()
    progress.wait_until(lambda at: at > stood_at or is_all(at), crew.look)
    passed = monotonic()
    progress.wait_until(is_all, crew.look)
    return recovered - began, passed - began, monotonic() - began
