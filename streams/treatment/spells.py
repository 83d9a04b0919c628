"""When a stop held, by all that was told of it: placings and liftings by their days, in any order.

A spell begins with a placing and ends with the first lifting behind it. Where both are of one day,
the lifting ends a spell from before, and the placing begins another one; without a spell from
before there was nothing to lift but what that day had placed.

>>> def days(placed, lifted):
...     return [(s.from_on, s.lifted_on) for s in spells([(Day(d), None) for d in placed], lifted)]
>>> days([1, 5], [3]), days([5, 1], [3]), days([5], [3])
([(1, 3), (5, None)], [(1, 3), (5, None)], [(5, None)])
>>> days([1], [1]), days([1, 3], [3])
([(1, 1)], [(1, 3), (3, None)])
"""

from collections.abc import Collection, Iterable

from msgspec import Struct

from streams.terms.days import Day
from streams.treatment.rows import Stop

Placing = tuple[Day, Day | None]
"""From which day on, and up to which; None where no end was given."""
Words = tuple[tuple[Placing, ...], tuple[Day, ...]]

# The day of what was told before days were kept: it may be any, so all else comes behind it.
_EVER = Day(-(10**9))
# Nobody stops and starts as often; beyond it what makes no difference is forgotten first.
WORDS_MAX = 16


class Spell(Struct, frozen=True):
    """A stretch in which a stop holds: up to `until_on`, and no more from `lifted_on` on."""

    from_on: Day
    until_on: Day | None
    lifted_on: Day | None

    @property
    def ends_on(self) -> Day | None:
        """Return the first day on which it holds no more, None where none is known."""
        ends = [self.lifted_on, None if self.until_on is None else Day(self.until_on + 1)]
        return min((day for day in ends if day is not None), default=None)


def spells(placings: Iterable[Placing], liftings: Collection[Day]) -> tuple[Spell, ...]:
    """Return the spells in order; of two ends in one the later holds, no end being the latest."""
    ends: dict[Day, list[Day | None]] = {}
    for from_on, until_on in placings:
        ends.setdefault(from_on, []).append(until_on)
    found: list[Spell] = []
    for day in sorted({*ends, *liftings}):
        running = found[-1] if found and found[-1].lifted_on is None else None
        is_lifted = day in liftings
        if running is not None and is_lifted:
            found[-1] = Spell(running.from_on, running.until_on, day)
        if day in ends and (running is None or is_lifted):
            closed_on = day if is_lifted and running is None else None
            found.append(Spell(day, _latest(ends[day]), closed_on))
        elif day in ends and running is not None:
            until_on = _latest([running.until_on, *ends[day]])
            found[-1] = Spell(running.from_on, until_on, None)
    return tuple(found)


def spells_of(stop: Stop) -> tuple[Spell, ...]:
    """Return the spells of a stop."""
    return spells(*words_of(stop))


def words_of(stop: Stop) -> Words:
    """Return the placings and liftings of a stop, in order of their days."""
    if stop.placings or stop.liftings:
        return stop.placings, stop.liftings
    from_on = _EVER if stop.placed_on is None else stop.placed_on
    placings = () if stop.kind is None else ((from_on, stop.until_on),)
    lifted_on = _EVER if stop.lifted_on is None else stop.lifted_on
    return placings, (lifted_on,) if stop.lifted else ()


def stop_told(stop_id: str, kind: str | None, words: Words) -> Stop:
    """Return the stop of which so much was told: its last spell, and the words where it has more.

    A stop of which only liftings are known holds nobody.
    """
    placings, liftings = _bounded(tuple(sorted(set(words[0]), key=_day)), _sorted(words[1]))
    found = spells(placings, liftings)
    if found:
        last = found[-1]
        lifted_on, is_lifted = _known(last.lifted_on), last.lifted_on is not None
        stop = Stop(stop_id, kind, is_lifted, _known(last.from_on), lifted_on, last.until_on)
    else:
        stop = Stop(stop_id, None, lifted=True, lifted_on=_known(liftings[-1]))
    if words_of(stop) == (placings, liftings):
        return stop
    return Stop(
        stop_id,
        stop.kind,
        stop.lifted,
        stop.placed_on,
        stop.lifted_on,
        stop.until_on,
        placings,
        liftings,
    )


def _bounded(placings: tuple[Placing, ...], liftings: tuple[Day, ...]) -> Words:
    """Drop what is too much: the oldest day that makes no difference, else the oldest of all."""
    while len(placings) + len(liftings) > WORDS_MAX:
        whole = spells(placings, liftings)
        days = sorted({*(from_on for from_on, _ in placings), *liftings})
        fewer = [
            (tuple(p for p in placings if p[0] != day), tuple(d for d in liftings if d != day))
            for day in days
        ]
        placings, liftings = next((w for w in fewer if spells(*w) == whole), fewer[0])
    return placings, liftings


def _latest(ends: Iterable[Day | None]) -> Day | None:
    days = list(ends)
    return None if None in days else max(day for day in days if day is not None)


def _known(day: Day | None) -> Day | None:
    return None if day == _EVER else day


def _sorted(days: Iterable[Day]) -> tuple[Day, ...]:
    return tuple(sorted(set(days)))


def _day(placing: Placing) -> tuple[Day, bool, Day]:
    from_on, until_on = placing
    return from_on, until_on is None, until_on or from_on
