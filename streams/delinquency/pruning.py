"""Cases that are over and out of reach of any fact are let go; limits over years keep theirs.

>>> over = (Noted(Day(10), "pause", "p1", until=Day(20)), Noted(Day(15), "unpause", "p1"))
>>> pruned((*over, Noted(Day(12), "pause", "p2")), Day(100), Day(90), LedgerRules())[0].id
'p2'
"""

from streams.delinquency.noting import STARTS, instalments_of
from streams.delinquency.rows import Noted
from streams.policy.ledger import LedgerRules
from streams.terms.days import Day

# Re-ages are counted over five years.
_FIVE_YEARS = 5 * 366

# The newest stated causes and replaced cards are kept; older ones are in the topics.
_KEPT_MAX = 8

_STATED = frozenset({"cause", "card"})


def pruned(
    cases: tuple[Noted, ...], known_from: Day, oldest_due_on: Day, rules: LedgerRules
) -> tuple[Noted, ...]:
    """Return the cases that can still change an answer; facts up to `known_from` come no more.

    What froze days counts for as long as something due before its end is open.
    """
    days = known_from, oldest_due_on
    ends = {(STARTS[one.kind], one.id): one for one in cases if one.kind in STARTS}
    over = {
        (one.kind, one.id)
        for one in cases
        if one.on <= known_from and _is_over(one, ends.get((one.kind, one.id)), days, rules)
    }
    kept = [one for one in cases if (STARTS.get(one.kind, one.kind), one.id) not in over]
    stated = [one for one in kept if one.kind in _STATED]
    too_many = {id(one) for one in stated[:-_KEPT_MAX] if one.on <= known_from}
    return tuple(one for one in kept if id(one) not in too_many)


def _is_over(one: Noted, end: Noted | None, days: tuple[Day, Day], rules: LedgerRules) -> bool:
    known_from, oldest_due_on = days
    ended_on = one.until if end is None else min(one.until, end.on)
    match one.kind:
        case "pause" | "hold" | "dispute" | "fraud":
            return ended_on <= min(known_from, oldest_due_on)
        case "promise" | "plan":
            last_on = instalments_of(one)[-1].due_on + rules.promise.late_days_max
            return max(last_on, one.on) < known_from
        case "re_age":
            undone = end is not None and end.on <= known_from
            return undone or one.on < known_from - _FIVE_YEARS
        case "write_off":
            return end is not None and end.on <= known_from
        case _:
            return False
