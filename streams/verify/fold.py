"""One key folded over its facts and ticks by the stage's pure functions, and nothing else of ours.

Within one topic the order is that of the log. Between topics, from one tick to the next, the log
does not tell it; what was said does: an order is searched in which every fact says exactly what the
log holds under its position. If there is none, what the order of the timestamps says is held
against the log, and differs.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from msgspec import Struct

from streams.engine.stage import StageSpec
from streams.terms.days import AsOf, Day, Instant
from streams.terms.records import DeadLetter, Outgoing
from streams.terms.step import Reject
from streams.verify.cuts import Applied
from streams.verify.logged import Entry, is_compacted

Spec = StageSpec[Any, Any, Any, Any]
Said = tuple[str, bytes, bytes | None]
"""What is said: topic, key and value."""

# Orders that are tried between two ticks; each fact of a key is usually the only one there.
_STEPS_MAX = 5_000
# A producer may write any timestamp; a letter keeps only a time (see `docs/topics.md`).
_TIMESTAMP_END = 32_503_680_000_000


class Fact(NamedTuple):
    """A record of the key: what it reads as, and where it stands."""

    topic: str
    number: int
    entry: Entry
    read: Any

    @property
    def origin(self) -> str:
        """Its position, as what it leads to names it."""
        return f"{self.topic}/{self.number}/{self.entry.offset}"


class Life(Struct, frozen=True):
    """A key's row, the day on which a tick is to look at it, and whether it is kept at all."""

    row: Any
    wake_on: Day | None = None
    is_kept: bool = False


class Moment(Struct, frozen=True):
    """By which rules and as of when facts are judged; both None before the first tick."""

    rules: Any = None
    as_of: AsOf | None = None


class Told(NamedTuple):
    """What a fact or a tick leads to, by its position."""

    origin: str
    said: tuple[Said, ...]


def folded(
    spec: Spec,
    life: Life,
    facts: Mapping[str, Sequence[Fact]],
    ticks: Sequence[Applied],
    logged: Mapping[str, Sequence[Said]],
) -> Iterator[Told | Life]:
    """Yield what the key leads to, in order, and at last how its row stands.

    `facts` are all of the key by topic; `logged` is what the log holds under each position.
    """
    at = dict.fromkeys(facts, 0)
    moment = Moment()
    for tick in ticks:
        if _has_come(facts, at, tick):
            until = {t: _until(facts[t], at[t], tick.positions.get(t, 0)) for t in facts}
            life, told = _between(spec, life, _heads(facts, at, until), moment, logged)
            yield from told
            at = until
        before, moment = moment, Moment(tick.rules, tick.tick.as_of)
        if life.is_kept and _is_due(life, before, moment):
            step = spec.turn(life.row, tick.rules, tick.tick.as_of, tick.tick.newest)
            life = Life(step.row, step.wake_on, is_kept=True)
            yield Told(tick.origin, tuple(_said(spec, step.notices)))
    rest = {topic: len(found) for topic, found in facts.items()}
    life, told = _between(spec, life, _heads(facts, at, rest), moment, logged)
    yield from told
    yield life


def _has_come(facts: Mapping[str, Sequence[Fact]], at: Mapping[str, int], tick: Applied) -> bool:
    """Tell whether a fact stands before a tick: most ticks find nothing new of a key."""
    return any(
        start < len(facts[topic])
        and facts[topic][start].entry.offset < tick.positions.get(topic, 0)
        for topic, start in at.items()
    )


def _until(facts: Sequence[Fact], start: int, position: int) -> int:
    while start < len(facts) and facts[start].entry.offset < position:
        start += 1
    return start


def _heads(
    facts: Mapping[str, Sequence[Fact]], start: Mapping[str, int], until: Mapping[str, int]
) -> list[Sequence[Fact]]:
    found = (facts[topic][start[topic] : until[topic]] for topic in facts)
    return [one for one in found if one]


def _is_due(life: Life, before: Moment, now: Moment) -> bool:
    if before.rules is not None and before.rules != now.rules:
        return True
    return life.wake_on is not None and now.as_of is not None and life.wake_on <= now.as_of.on


def _between(
    spec: Spec,
    life: Life,
    heads: list[Sequence[Fact]],
    moment: Moment,
    logged: Mapping[str, Sequence[Said]],
) -> tuple[Life, list[Told]]:
    """Return the row after the facts between two ticks, and what each led to."""
    found = _searched(spec, life, heads, moment, logged) if len(heads) > 1 else None
    if found is not None:
        return found
    told: list[Told] = []
    for fact in by_timestamps(heads):
        life, one = handled(spec, life, fact, moment)
        told.append(one)
    return life, told


def by_timestamps(heads: list[Sequence[Fact]]) -> Iterator[Fact]:
    """Yield facts by time, those of one topic as they stand in it.

    Several producers write one topic, so that a later record may carry an earlier time.
    """
    at = [0] * len(heads)
    while True:
        left = _candidates(heads, tuple(at))
        if not left:
            return
        yield heads[left[0]][at[left[0]]]
        at[left[0]] += 1


def _by_time(fact: Fact) -> tuple[int, str, int]:
    return fact.entry.timestamp, fact.topic, fact.entry.offset


def _searched(
    spec: Spec,
    life: Life,
    heads: list[Sequence[Fact]],
    moment: Moment,
    logged: Mapping[str, Sequence[Said]],
) -> tuple[Life, list[Told]] | None:
    """Return the first order found in which every fact says what the log holds, None if none is."""
    start = (0,) * len(heads)
    trail: list[tuple[Life, tuple[int, ...], Told | None, list[int]]] = [
        (life, start, None, _candidates(heads, start))
    ]
    seen: set[tuple[tuple[int, ...], bytes]] = set()
    for _ in range(_STEPS_MAX):
        if not trail:
            return None
        life, at, _told, candidates = trail[-1]
        if all(at[n] == len(head) for n, head in enumerate(heads)):
            return life, [told for _, _, told, _ in trail if told is not None]
        if not candidates:
            trail.pop()
            continue
        chosen = candidates.pop(0)
        after, told = handled(spec, life, heads[chosen][at[chosen]], moment)
        if not same(told.said, logged.get(told.origin, ())):
            continue
        if after is life and not told.said:
            # What is known already is known in every order: there is nothing to go back for.
            candidates.clear()
        moved = (*at[:chosen], at[chosen] + 1, *at[chosen + 1 :])
        been = moved, spec.pack(after.row)
        if been not in seen:
            seen.add(been)
            trail.append((after, moved, told, _candidates(heads, moved)))
    return None


def _candidates(heads: list[Sequence[Fact]], at: tuple[int, ...]) -> list[int]:
    left = [n for n, head in enumerate(heads) if at[n] < len(head)]
    return sorted(left, key=lambda n: _by_time(heads[n][at[n]]))


def same(said: Sequence[Said], logged: Sequence[Said]) -> bool:
    """Tell whether the same was said, in the same order to each key of a topic.

    Between keys the log has no order: they stand in several partitions. Topics that keep only the
    last word on a key are left out: the log may have forgotten others.
    """
    kept = [one for one in said if not is_compacted(one[0])]
    return sorted(kept, key=_whom) == sorted(logged, key=_whom)


def _whom(one: Said) -> tuple[str, bytes]:
    return one[0], one[1]


def handled(spec: Spec, life: Life, fact: Fact, moment: Moment) -> tuple[Life, Told]:
    """Return the row after a fact, and what it led to."""
    reject = fact.read if isinstance(fact.read, Reject) else None
    if reject is None:
        step = spec.apply(life.row, fact.read, moment.rules, moment.as_of)
        if step.reject is None:
            return _after(life, step), Told(fact.origin, tuple(_said(spec, step.notices)))
        reject = step.reject
    letter = _letter(spec, fact, reject)
    on = Day(0) if moment.as_of is None else moment.as_of.on
    key = (fact.entry.key or b"").decode()
    held = spec.refused(key, fact.origin, reject.rule, on)
    step = spec.apply(life.row, held, moment.rules, moment.as_of)
    said = (_plain(letter), *_said(spec, step.notices))
    return _after(life, step), Told(fact.origin, said)


def _letter(spec: Spec, fact: Fact, reject: Reject) -> Outgoing:
    entry = fact.entry
    at = entry.timestamp * 1000 if 0 <= entry.timestamp < _TIMESTAMP_END else 0
    letter = DeadLetter(
        topic=fact.topic,
        partition=fact.number,
        offset=entry.offset,
        at=Instant(at),
        key=entry.key,
        value=entry.value,
        headers=entry.headers,
        stage=spec.routes.name,
        rule=reject.rule,
        detail=reject.detail,
    )
    return spec.dead_letter(letter)


def _after(life: Life, step: Any) -> Life:
    return life if step.row is life.row else Life(step.row, step.wake_on, is_kept=True)


def _said(spec: Spec, notices: Sequence[Any]) -> Iterator[Said]:
    for notice in notices:
        yield _plain(spec.encode(notice))


def _plain(sent: Outgoing) -> Said:
    return sent.topic, sent.key, sent.value
