"""When a row wants to be looked at next, although no fact arrives."""

from collections.abc import Iterator

from streams.policy.rules import Rules
from streams.terms.days import AsOf, Day
from streams.treatment.choosing import Chooser
from streams.treatment.held_out import lengthened
from streams.treatment.ladder import (
    as_known,
    belongs,
    coming,
    grounds,
    grounds_on,
    known_of,
    next_of,
    of_kind,
)
from streams.treatment.merges import waiting_days
from streams.treatment.merging import is_unsaid
from streams.treatment.outcome_missing import missing_days
from streams.treatment.overdue import overdue_days
from streams.treatment.proving import proving_days
from streams.treatment.rows import AccountRecord, CustomerRow
from streams.treatment.telling_bureau import bureau_days

# Before the first tick nothing can be judged, so the first one looks at the row.
AT_ONCE = Day(0)


def wake_on(row: CustomerRow, rules: Rules | None, as_of: AsOf | None) -> Day | None:
    """Return the first day on which a rung comes due, is looked at again or is passed over."""
    if rules is None or as_of is None:
        return AT_ONCE
    chooser = Chooser(row, rules, as_of.on)
    days = [day for account in row.accounts for day in _days(account, rules, as_of, chooser)]
    also = [
        *_stops_ending(row, as_of.on),
        *overdue_days(row, rules),
        *bureau_days(row, rules, as_of.on),
        *proving_days(row, rules, as_of.on),
        *waiting_days(row.merges),
        *missing_days(row, rules),
    ]
    if is_unsaid(row):
        also.append(AT_ONCE)
    return min([*days, *also], default=None)


def _stops_ending(row: CustomerRow, on: Day) -> Iterator[Day]:
    """Yield the days on which a stop that holds clocks has come to its end."""
    held = {clock.stop_id for clock in row.clocks}
    for stop in row.stops:
        if stop.until_on is not None and stop.stop_id in held and not stop.lifted:
            yield Day(max(stop.until_on, on) + 1)


def _days(account: AccountRecord, rules: Rules, as_of: AsOf, chooser: Chooser) -> Iterator[Day]:
    yield from _deferrals(account)
    if rules.ladder is not None:
        yield from _arrivals(account, rules, as_of, chooser)
    elif grounds(account):
        # A ladder may come into force on any day, and only a tick can tell.
        yield Day(as_of.on + 1)


def _deferrals(account: AccountRecord) -> Iterator[Day]:
    for journal in account.journals:
        for record in journal.rungs:
            if record.is_open and record.until_on is not None:
                yield record.until_on


def _arrivals(account: AccountRecord, rules: Rules, as_of: AsOf, chooser: Chooser) -> Iterator[Day]:
    for ground in grounds_on(account, as_of.on, rules.ledger.grace):
        known = known_of(account, ground)
        begun = of_kind(known.records, before_due=ground.before_due)
        turns_on = None if begun else chooser.turns_on()
        if turns_on is not None:
            # Until an episode has begun, another ladder may be chosen for it.
            yield turns_on
        ladder = chooser.ladder(known.ledger, begun)
        if begun and ladder is not None:
            known = as_known(known, ladder)
        for rung in () if ladder is None else ladder.rungs:
            found = next_of(rung, known.records) if belongs(rung, ground) else None
            if found is None:
                continue
            occurrence, again = found
            when = coming(rung, ground, known, occurrence)
            if again is None or as_of.on < lengthened(rules, again, when).expires_on:
                yield when.acts_on
