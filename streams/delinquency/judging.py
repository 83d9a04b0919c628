"""An account is judged: its facts are walked to a day, ledger by ledger, and each is aged."""

from bisect import bisect_right
from datetime import date
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from streams.delinquency.aging import Aged, aged, earliest
from streams.delinquency.bookmarks import kept, place_of, start_of, starts_after
from streams.delinquency.commitments import (
    DECIDED,
    Committed,
    performs,
    plan_moves_on,
    promises_on,
    tally_id,
)
from streams.delinquency.journal import SaidDue
from streams.delinquency.knowledge import Known, known
from streams.delinquency.ledger_state import Bookmark, LedgerState
from streams.delinquency.occurrences import (
    CUT_OFF_DAYS_MAX,
    Occurrence,
    occurrences,
    value_day,
)
from streams.delinquency.rows import NEVER, AccountRow, Facts
from streams.delinquency.settling import settled, thawed, thawed_whole
from streams.delinquency.walking import Look, Walk, Walked
from streams.policy.rules import Rules
from streams.terms.days import Day, date_of, day_of

STALE_CALENDAR = "stale_calendar"


class Judgement(Struct, frozen=True, gc=False):
    """An account as of a day; `row` is the one that was judged, its old facts folded away.

    `dues` is what became due behind `after` (None: ever); the walks of the ledgers `begun` there,
    or later where old facts were folded away.
    """

    row: AccountRow
    after: Day | None
    on: Day
    known: Known
    dues: list[SaidDue]
    begun: Day | None
    walked: tuple[Walked, ...]
    ledgers: tuple[Aged, ...]
    promises: tuple[Committed, ...]
    holds: tuple[str, ...]
    next_on: Day | None


def judged(row: AccountRow, rules: Rules, on: Day, near: Day | None = None) -> Judgement:
    """Return how the account stands on a day, under the rules of that day.

    `near` is the day of the fact that asks for it, today at the latest; None where only time does.
    """
    row = _ready(row, rules, on)
    now = known(row, rules.ledger, on)
    after, currencies = starts_after(row), currencies_of(row, on)
    row, dues = settled(row, rules, now)
    begun, place = starts_after(row), place_of(row, near)
    walks = [_walked_by(row, currency, rules, now, place) for currency in currencies]
    walked = tuple([one for one, _ in walks])
    mark = (
        Bookmark(place, tuple([state for _, state in walks]))
        if place is not None
        else kept(row, near)
    )
    if (row.bookmark, row.retro_on, row.rules_key) != (mark, now.retro_on, rules.ledger.key):
        row = replace(row, bookmark=mark, retro_on=now.retro_on, rules_key=rules.ledger.key)
    for one in walked:
        dues += one.dues
    ledgers = tuple([aged(one, rules, now.cases, on) for one in walked])
    if not row.cases:
        coming = _coming_on(row.recent, now, rules)
        stale, turns_on = _calendar(rules, on)
        coming = earliest(coming, turns_on)
        return Judgement(row, after, on, now, dues, begun, walked, ledgers, (), stale, coming)
    states = tuple(one.state for one in walked)
    late_days = rules.ledger.horizon.late_days
    promises = promises_on(now.cases, states, rules.ledger.promise, on)
    # Behind the late horizon nothing can decide a promise anew, and it counts for nothing more.
    promises = tuple([one for one in promises if one.until >= on - late_days])
    names, moves = _holds(now, states, promises, on)
    stale, turns_on = _calendar(rules, on)
    holds = tuple(sorted(names.union(stale)))
    moves += [] if turns_on is None else [turns_on]
    moves += [one.next_on for one in promises if one.next_on is not None]
    moves += [Day(one.until + late_days + 1) for one in promises if one.status in DECIDED]
    moves += [one.on for one in row.cases if one.on > on]
    coming = _coming_on(row.recent, now, rules)
    moves += [] if coming is None else [coming]
    next_on = min(moves, default=None)
    return Judgement(row, after, on, now, dues, begun, walked, ledgers, promises, holds, next_on)


def walked_to(row: AccountRow, currency: str, rules: Rules, now: Known) -> Walked:
    """Return the walk of one ledger from the bookmark or last chapter to the day of `now`."""
    return _walked_by(row, currency, rules, now, None)[0]


def _walked_by(
    row: AccountRow, currency: str, rules: Rules, now: Known, place: Day | None
) -> tuple[Walked, LedgerState]:
    """Return the walk of one ledger to the day of `now`, and the ledger as it was at `place`."""
    before, after = start_of(row, currency)
    coming = occurrences(row.recent, currency, (after, now.on), now, rules.ledger)
    if place is None:
        return Walk(before, rules, now).to(coming, now.on), before
    rest = bisect_right(coming, place, key=_day_of)
    first = Walk(before, rules, now).to(coming[:rest], place)
    last = Walk(first.state, rules, now).to(coming[rest:], now.on)
    looks, dues = first.looks + last.looks, first.dues + last.dues
    return Walked(last.state, last.lateness, looks, dues), first.state


def _day_of(one: Occurrence) -> Day:
    return one.on


class Seen(Struct, frozen=True, gc=False):
    """What a walk saw, per ledger, and the day behind which nothing ages any more."""

    looks: dict[str, list[Look]]
    stopped_on: Day


def looks_since(row: AccountRow, since: Day, rules: Rules, on: Day) -> Seen:
    """Return what a walk sees from a day on, as known on `on`."""
    row, mark = thawed(row, since), row.bookmark
    if mark is not None and (mark.on >= since or row.rules_key != rules.ledger.key):
        row = replace(row, bookmark=None)
    now = known(row, rules.ledger, on)
    looks = {
        currency: walked_to(row, currency, rules, now).looks for currency in currencies_of(row, on)
    }
    return Seen(looks, NEVER if now.cases.stop is None else now.cases.stop.on)


def seen_by(now: Judgement, since: Day, rules: Rules) -> Seen:
    """Return what the walks of a judgement saw from a day on; they are not walked again."""
    if now.begun is not None and now.begun >= since:
        return looks_since(now.row, since, rules, now.on)
    looks = {one.state.currency: one.looks for one in now.walked}
    return Seen(looks, NEVER if now.known.cases.stop is None else now.known.cases.stop.on)


def currencies_of(row: AccountRow, on: Day) -> tuple[str, ...]:
    """Return the currencies in which the account keeps a ledger on a day."""
    declared = () if row.opening is None else row.opening.currencies
    if not row.cases:
        return declared
    later = (one.currency for one in row.cases if one.kind == "currency" and one.on <= on)
    return tuple(dict.fromkeys((*declared, *later)))


def _ready(row: AccountRow, rules: Rules, on: Day) -> AccountRow:
    """Open what was folded under other rules, or before a fact that rewrites the past counted."""
    rewritten = row.retro_on is not None and row.retro_on <= on
    if not rewritten and row.rules_key == rules.ledger.key:
        return row
    row = thawed_whole(row)
    return row if row.bookmark is None else replace(row, bookmark=None)


def _holds(
    now: Known, states: tuple[LedgerState, ...], promises: tuple[Committed, ...], on: Day
) -> tuple[set[str], list[Day]]:
    """Return why nobody is to be contacted, and the days on which time alone changes that."""
    names = {name for name, since, until in now.cases.lasting if since <= on < until}
    moves = [until for _, since, until in now.cases.lasting if since <= on < until < NEVER]
    if now.cases.stop is not None:
        names.add(now.cases.stop.life)
    if any(one.status == "OPEN" for one in promises):
        names.add("promise")
    sums = {tally.case_id: tally.sums for state in states for tally in state.tallies}
    for plan in now.cases.commitments:
        if plan.kind == "plan":
            end = now.cases.ends.get(("plan", plan.id))
            moves_on = plan_moves_on(plan, on)
            moves += [] if moves_on is None else [moves_on]
            if performs(plan, sums.get(tally_id(plan), ()), on, None if end is None else end.on):
                names.add("plan")
    return names, moves


def _calendar(rules: Rules, on: Day) -> tuple[tuple[str, ...], Day | None]:
    """Return the hold of a year without a table, and the New Year's Day that changes it.

    A due date may have moved by a holiday that nobody told us of: in doubt nobody is contacted.
    """
    ledger = rules.ledger
    if ledger.calendar is None or not (ledger.due_shifts or ledger.cut_off is not None):
        return (), None
    return _known_year(ledger.calendar.years, on)


@lru_cache(maxsize=1_024)
def _known_year(years: frozenset[int], on: Day) -> tuple[tuple[str, ...], Day | None]:
    year = date_of(on).year
    is_stale = year not in years
    later = range(year + 1, max(years, default=year) + 2)
    turning = (one for one in later if (one not in years) is not is_stale)
    turns_on = next((day_of(date(one, 1, 1)) for one in turning), None)
    return ((STALE_CALENDAR,) if is_stale else ()), turns_on


def _coming_on(facts: Facts, now: Known, rules: Rules) -> Day | None:
    """Return the first later day on which a fact known already begins to count."""
    on, days = now.on, []
    if facts.statements and facts.statements[-1].closed_on > on:
        days += [one.closed_on for one in facts.statements if one.closed_on > on]
    for paid in reversed(facts.payments):
        if paid.value_on < on - CUT_OFF_DAYS_MAX:
            break
        counts_on = value_day(paid, now.zone, rules.ledger)
        days += [counts_on] if counts_on > on else []
    if facts.reversals:
        days += [one.effective_on for one in facts.reversals if one.effective_on > on]
    if facts.entries and facts.entries[-1].on > on:
        days += [one.on for one in facts.entries if one.on > on]
    return min(days, default=None)
