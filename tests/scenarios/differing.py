"""A story is walked, and each difference between what it expects and what is seen is a line."""

from collections.abc import Iterator
from datetime import date

import msgspec
from msgspec import Struct

from streams.terms.days import Day, day_of, iso
from streams.terms.step import Reject
from tests.scenarios.expected import AMOUNTS, Expected
from tests.scenarios.seen import amount, heard, shown
from tests.scenarios.story import Story
from tests.scenarios.walk import Walk, anchored


class Way(Struct, frozen=True):
    """One way to walk a story, in words; `times` is how often each fact arrives."""

    words: str
    daily: bool
    times: int


WAYS = (
    Way("looking at the account every day", daily=True, times=1),
    Way("looking at it on the days asked for alone", daily=False, times=1),
    Way("with every fact twice", daily=True, times=2),
)


def differences(story: Story, way: Way) -> list[str]:
    """Return a line for each difference, in order of days; none where the story holds."""
    arrivals = story.arrivals()
    expected = sorted(story.expect, key=_on)
    first = min(arrivals[0][0], day_of(story.account.opened))
    walk = Walk(story.book(), Day(first - 1))
    said = refused = 0
    found: list[str] = []
    for number in range(first, day_of(expected[-1].on) + 1):
        day = Day(number)
        if way.daily:
            walk.tick(day)
        else:
            walk.skip_to(day)
        for arrives, fact in arrivals:
            for _ in range(way.times if arrives == day else 0):
                walk.take(fact)
        today = [one for one in expected if day_of(one.on) == day]
        for one in today:
            lines = _of_a_day(walk, one, said, walk.rejects[refused :: way.times])
            found += [f"{iso(day)}  {line}" for line in lines]
        if today:
            said, refused = len(walk.said), len(walk.rejects)
    return found


def _of_a_day(walk: Walk, expected: Expected, said: int, rejects: list[Reject]) -> Iterator[str]:
    standing = walk.looked_at()
    # Whatever is more than a day count was said when it changed.
    if anchored(standing) != anchored(walk.told):
        yield f"the public table says {walk.told}, and the account stands {standing}"
    currencies = [one.currency for one in standing.ledgers]
    if expected.currency is not None and expected.currency not in currencies:
        yield f"currency: expected {expected.currency}, seen {', '.join(currencies)}"
        return
    found = shown(standing, expected.currency, day_of(expected.on))
    found |= msgspec.structs.asdict(heard(walk.said[said:]))
    found["refused"] = tuple(reject.rule for reject in rejects)
    currency = str(found["ledger"])
    for name, wanted in expected.asked(currency).items():
        if found[name] != wanted:
            texts = (_text(name, value, currency) for value in (wanted, found[name]))
            yield "{}: expected {}, seen {}".format(name, *texts)


def _text(name: str, value: object, currency: str) -> str:
    """Return a value as a story writes it."""
    match value:
        case bool():
            return str(value).lower()
        case int():
            return amount(value, currency) if name in AMOUNTS else str(value)
        case dict():
            parts = (f"{k} {_part(name, v, currency)}" for k, v in value.items())
            return ", ".join(parts) or "nothing"
        case tuple():
            return ", ".join(map(str, value)) or "nothing"
        case _:
            return str(value) or "nothing"


def _part(name: str, value: object, currency: str) -> str:
    return amount(value, currency) if isinstance(value, int) else _text(name, value, currency)


def _on(expected: Expected) -> date:
    return expected.on
