"""What reaches the treatment stage day by day, recorded once from a made-up portfolio.

Both stages are the real ones, so that the standings are those of accounts that are billed, pay,
pay late or not at all, and the outcomes those of contacts that were authorised. Two in five of the
accounts are late at some time. What a stop does to the clocks of accounts is left out.
"""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from streams.app.packs import pack_text
from streams.app.stages import DELINQUENCY, TREATMENT
from streams.engine.stage import StageSpec
from streams.feed.moments import moment
from streams.policy.document import Policy, parse
from streams.policy.rules import Rules
from streams.portfolio.simulated import Simulation
from streams.terms.days import AsOf, Day, Instant, parse_day
from streams.terms.records import Outgoing
from streams.terms.routes import OUTCOMES, STANDINGS
from streams.terms.step import Reject
from streams.terms.treatment_notices import AnyTreatmentNotice, Escalation
from streams.wire.facts_out import Stamp, encode_fact

START = parse_day("2026-03-01")
_SEED = 7

Spec = StageSpec[Any, Any, Any, Any]


class Told(Struct, frozen=True):
    """One fact for the stage: as its record and as what that says."""

    record: Outgoing
    fact: Any

    @property
    def key(self) -> str:
        """The customer."""
        return self.record.key.decode()


class RecordedDay(Struct, frozen=True):
    """What arrives before a day's tick, by kind, and the tick's moment and rules."""

    as_of: AsOf
    rules: Rules
    standings: tuple[Told, ...]
    profile: tuple[Told, ...]
    outcomes: tuple[Told, ...]


class Rows:
    """The rows of one stage in memory, and the days on which they wake."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec
        self.rows: dict[str, Any] = {}
        self.wakes: dict[str, Day | None] = {}

    def take(self, key: str, fact: Any, rules: Rules | None, as_of: AsOf | None) -> tuple[Any, ...]:
        """Apply a fact; returns what is said."""
        row = self.rows.get(key)
        step = self._spec.apply(self._spec.blank(key) if row is None else row, fact, rules, as_of)
        self.rows[key], self.wakes[key] = step.row, step.wake_on
        return step.notices

    def turn(self, rules: Rules, as_of: AsOf) -> Iterator[Any]:
        """Apply a tick to what is due; yields what is said."""
        for key in self.due(as_of.on):
            step = self._spec.turn(self.rows[key], rules, as_of, as_of)
            self.rows[key], self.wakes[key] = step.row, step.wake_on
            yield from step.notices

    def due(self, on: Day) -> list[str]:
        """Return the keys that wake by a day, in order."""
        return sorted(key for key, wake in self.wakes.items() if wake is not None and wake <= on)


def recorded(accounts: int, days: int) -> list[RecordedDay]:
    """Return what reached the stage on each day."""
    policy = parse(pack_text("cn"), "cn")
    if not isinstance(policy, Policy):
        raise SystemExit(f"the pack cn has faults: {policy[0]}")
    world = Simulation(seed=_SEED, accounts=accounts, start=START, days=days, currency="CNY")
    early, late = Rows(DELINQUENCY), Rows(TREATMENT)
    found: list[RecordedDay] = []
    answers: list[Told] = []
    for day in world.by_day():
        rules = policy.on(day.on)
        if rules.house is None:
            raise SystemExit("the pack cn has no house hours on a day of the benchmark")
        as_of = moment(day.on, rules.house.zone)
        before = (found[-1].rules, found[-1].as_of) if found else (None, None)
        sent = [encode_fact(fact, Stamp(occurred_at=Instant(0))) for fact in day.facts]
        said = list(_of_accounts(early, sent, before))
        said += early.turn(rules, as_of)
        one = RecordedDay(
            as_of=as_of,
            rules=rules,
            standings=_told(filter(_is_standing, map(DELINQUENCY.encode, said))),
            profile=_told(o for o in sent if o.topic in TREATMENT.routes.facts),
            outcomes=tuple(answers),
        )
        found.append(one)
        answers = list(_answers(world, _turned(late, one, before), day.on))
    return found


def _of_accounts(
    rows: Rows, sent: list[Outgoing], before: tuple[Rules | None, AsOf | None]
) -> Iterator[Any]:
    for told in _told(o for o in sent if o.topic in DELINQUENCY.routes.facts):
        yield from rows.take(told.key, told.fact, *before)


def _told(sent: Any) -> tuple[Told, ...]:
    """Return what records say, those left out that are refused."""
    stages = (TREATMENT, DELINQUENCY)
    found = []
    for one in sent:
        spec = next(stage for stage in stages if one.topic in stage.routes.facts)
        fact = spec.decode(one.topic, one.key, one.value)
        if not isinstance(fact, Reject):
            found.append(Told(one, fact))
    return tuple(found)


def _is_standing(sent: Outgoing) -> bool:
    return sent.topic == STANDINGS


def _turned(
    rows: Rows, day: RecordedDay, before: tuple[Rules | None, AsOf | None]
) -> list[AnyTreatmentNotice]:
    for told in (*day.standings, *day.profile, *day.outcomes):
        rows.take(told.key, told.fact, *before)
    return list(rows.turn(day.rules, day.as_of))


def _answers(world: Simulation, said: list[AnyTreatmentNotice], on: Day) -> Iterator[Told]:
    for one in said:
        if isinstance(one, Escalation):
            facts = world.answers(one, on)
            sent = [encode_fact(fact, Stamp(occurred_at=Instant(0))) for fact in facts]
            yield from _told(o for o in sent if o.topic == OUTCOMES)
