"""A load for the fault runs: days of facts, repeated, shuffled and spoilt, the same for a seed."""

from collections import defaultdict
from collections.abc import Iterator
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from streams.portfolio.day_of_facts import AnyFact, DayOfFacts
from streams.portfolio.people import EVERYDAY, People
from streams.portfolio.simulated import Simulation
from streams.terms.account_facts import AccountOpened
from streams.terms.days import Day, Instant, parse_day
from streams.terms.field_fact import FieldFact
from streams.terms.records import Outgoing
from streams.wire.facts_out import Stamp, encode_fact

START = parse_day("2026-03-01")
# So many of the ways in which a record is spoilt leave it its key.
_OWN_KEY = 4
STAMP = Stamp(occurred_at=Instant(0), source="soak")
# Nobody is called before this day: the first statement is due three weeks after the first day.
_QUIET_DAYS = 29
# The first accounts have been past due for two months by then: visits are asked for.
_VISITS_AFTER_DAYS = 80
# Between the two somebody is called: no harm is done where some ticks follow each other unanswered.
_UNANSWERED_TICKS = 5
# Three crews an area.
_PEOPLE = replace(EVERYDAY, agents_an_area=6)


class Shape(Struct, frozen=True, kw_only=True):
    """Of 100 facts so many come again, and so many late by some days; of 1,000 so many are bad.

    On some days, counted from the first that brings facts, so many bad records of one account come
    in a row, so in one partition of one topic.
    The fewer facts there are of an account, the fewer days they take.
    A repeat comes the same day or, half of the time, the next. Inside a day all is shuffled.
    Accounts were opened so many days before the first one, which brings all that was missed. There
    are so many days at most.
    """

    facts_an_account: int = 10
    repeated_percent: int = 20
    late_percent: int = 0
    late_days_max: int = 0
    bad_per_mille: int = 10
    bad_in_a_row: int = 1_000
    bad_on_days: tuple[int, ...] = (0,)
    people: People = _PEOPLE
    opened_before_days: int = 0
    days: int = 150


class DayOfLoad(Struct, frozen=True):
    """What arrives before a day's tick; `in_step` says that somebody may answer that tick."""

    on: Day
    records: tuple[Outgoing, ...]
    in_step: bool = False


def world_of(seed: int, facts: int, shape: Shape) -> Simulation:
    """Return the world of which so many facts are taken."""
    return Simulation(
        seed=seed,
        accounts=max(20, facts // shape.facts_an_account),
        start=Day(START - shape.opened_before_days),
        days=shape.days + shape.opened_before_days,
        currency="CNY",
        people=shape.people,
    )


def load(seed: int, facts: int, shape: Shape) -> Iterator[DayOfLoad]:
    """Yield days until so many facts have come, and all that is late of them.

    What the office says of its people comes beside them, and is neither counted nor late.
    """
    chance = Random(seed)  # noqa: S311 - a load that must replay
    coming: defaultdict[Day, list[Outgoing]] = defaultdict(list)
    left, days_with_facts = facts, 0
    for day in _from_start(world_of(seed, facts, shape)):
        records = []
        coming[day.on] += [encode_fact(one, STAMP) for one in day.facts if _is_of_office(one)]
        for fact in [one for one in day.facts if not _is_of_office(one)][:left]:
            record = encode_fact(fact, STAMP)
            records.append(record)
            # Whatever came before its account was opened would be refused, and show nothing more.
            is_late = not isinstance(fact, AccountOpened) and _happens(chance, shape.late_percent)
            coming[_later(chance, day.on, shape) if is_late else day.on].append(record)
        left -= len(records)
        for one in records:
            if _happens(chance, shape.repeated_percent):
                coming[Day(day.on + chance.randrange(2))].append(one)
        arriving = [*coming.pop(day.on, []), *_bad(chance, records, shape)]
        chance.shuffle(arriving)
        if records and days_with_facts in shape.bad_on_days:
            arriving += [_spoilt(records[0], n % _OWN_KEY) for n in range(shape.bad_in_a_row)]
        days_with_facts += bool(records)
        yield DayOfLoad(day.on, tuple(arriving), _is_in_step(day.on, shape))
        if left <= 0 and not coming:
            return


def first_visits_on(shape: Shape) -> Day:
    """Return the day from which on visits are asked for."""
    return Day(START + _VISITS_AFTER_DAYS - shape.opened_before_days)


def _is_in_step(on: Day, shape: Shape) -> bool:
    days = on - START + shape.opened_before_days
    if days >= _VISITS_AFTER_DAYS:
        return True
    return days >= _QUIET_DAYS and days % _UNANSWERED_TICKS == 0


def _from_start(world: Simulation) -> Iterator[DayOfFacts]:
    before: list[AnyFact] = []
    for day in world.by_day():
        if day.on < START:
            before += day.facts
        else:
            yield DayOfFacts(day.on, (*before, *day.facts))
            before.clear()


def _is_of_office(fact: AnyFact) -> bool:
    return isinstance(fact, FieldFact)


def _happens(chance: Random, percent: int) -> bool:
    return percent > 0 and chance.randrange(100) < percent


def _later(chance: Random, on: Day, shape: Shape) -> Day:
    return Day(min(START + shape.days - 1, on + 1 + chance.randrange(shape.late_days_max)))


def _bad(chance: Random, records: list[Outgoing], shape: Shape) -> Iterator[Outgoing]:
    for number, one in enumerate(records):
        if chance.randrange(1_000) < shape.bad_per_mille:
            yield _spoilt(one, number)


def _spoilt(one: Outgoing, number: int) -> Outgoing:
    """Return a record spoilt in one of the ways there are: bytes, schema, value and key."""
    value = one.value or b""
    ways = (
        (one.key, b"\x00\x00\x00\x00\x63 spoilt %d" % number),
        (one.key, value[:-1]),
        (one.key, b'{"spoilt": %d}' % number),
        (one.key, b""),
        (one.key + b"-of-another", value),
    )
    key, value = ways[number % len(ways)]
    return Outgoing(one.topic, key, value)
