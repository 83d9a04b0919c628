"""What a customer's stops do to the clocks of the accounts: said once for each stop and account.

The row keeps the effects in force, and each walk compares them with those that ought to be: a stop
placed, lifted, an account gained or lost all come out of the same comparison.
"""

from typing import get_args

from msgspec.structs import replace

from streams.terms.case_facts import EffectKind
from streams.terms.days import Day
from streams.terms.identity import stable_id
from streams.terms.treatment_notices import AccountEffect, EffectChange
from streams.treatment.rows import CustomerRow, HeldClock, Stop
from streams.treatment.spells import spells_of
from streams.treatment.stops import stop_of
from streams.treatment.walk import Walk

EFFECT_KINDS: dict[str, EffectKind] = {kind: kind for kind in get_args(EffectKind)}
"""The kinds of stop that reach the clocks; the others only forbid contact."""


def settle_clocks(walk: Walk, before: tuple[Stop, ...] | None = None) -> None:
    """Say which clocks are released now, and then which are held; in order of accounts.

    `before` are the stops before a fact about one: a spell that it shows to be over already, and of
    which nobody has heard, is said as well.
    """
    wanted = _wanted(walk.row, walk.as_of.on)
    for clock in walk.row.clocks:
        found = wanted.get((clock.account_id, clock.stop_id))
        if found is None or _begins_elsewhere(clock, found[1], walk.row):
            _release(walk, clock)
    known = {(clock.account_id, clock.stop_id) for clock in walk.row.clocks}
    for account_id, stop_id in wanted:
        if (account_id, stop_id) not in known:
            _hold(walk, account_id, stop_id, *wanted[account_id, stop_id])
    if before is not None:
        _say_passed(walk, before)


def _begins_elsewhere(clock: HeldClock, from_on: Day, row: CustomerRow) -> bool:
    """Tell whether the stop holds from another day than was said, as far as days are known."""
    stop = stop_of(row.stops, clock.stop_id)
    if clock.from_on is None or stop is None or stop.placed_on is None:
        return False
    return clock.from_on != from_on


def _say_passed(walk: Walk, before: tuple[Stop, ...]) -> None:
    """Say hold and release of each spell that is over and was told only now."""
    for stop in walk.row.stops:
        if stop.kind in EFFECT_KINDS and stop not in before:
            was = stop_of(before, stop.stop_id)
            begun = {spell.from_on for spell in (() if was is None else spells_of(was))}
            for spell in spells_of(stop):
                until_on = None if spell.lifted_on is None else spell.ends_on
                if spell.from_on not in begun and until_on is not None:
                    _pass(walk, stop, spell.from_on, until_on)


def _pass(walk: Walk, stop: Stop, from_on: Day, until_on: Day) -> None:
    for account in walk.row.accounts:
        since_on = max(from_on, account.liable_on)
        if not account.withdrawn and stop.kind is not None and since_on < until_on:
            held = walk.row.clocks
            _hold(walk, account.account_id, stop.stop_id, EFFECT_KINDS[stop.kind], since_on)
            clock = walk.row.clocks[-1]
            walk.row = replace(walk.row, clocks=held)
            _say(walk, clock, "CLOCK_RELEASED", until_on)


def _wanted(row: CustomerRow, on: Day) -> dict[tuple[str, str], tuple[EffectKind, Day]]:
    """Return kind and first day of every effect that ought to be in force."""
    return {
        (account.account_id, stop.stop_id): (
            EFFECT_KINDS[stop.kind],
            # A stop cannot have held a clock before the customer was liable for the account.
            max(on if stop.placed_on is None else stop.placed_on, account.liable_on),
        )
        for account in row.accounts
        if not account.withdrawn
        for stop in sorted(row.stops, key=lambda s: s.stop_id)
        if stop.kind in EFFECT_KINDS and stop.holds(on)
    }


def _hold(walk: Walk, account_id: str, stop_id: str, kind: EffectKind, on: Day) -> None:
    row = walk.row
    # The count keeps a stop that holds an account for a second time apart from the first time.
    effect_id = stable_id("effect", row.customer_id, stop_id, account_id, row.effect_seq + 1)
    clock = HeldClock(stop_id, account_id, effect_id, kind, on)
    walk.row = replace(row, clocks=(*row.clocks, clock))
    _say(walk, clock, "CLOCK_HELD", on)


def _release(walk: Walk, clock: HeldClock) -> None:
    walk.row = replace(walk.row, clocks=tuple(c for c in walk.row.clocks if c is not clock))
    _say(walk, clock, "CLOCK_RELEASED", _released_on(walk, clock))


def _released_on(walk: Walk, clock: HeldClock) -> Day:
    """Return the day behind the end of the spell it was said for, or of the withdrawal.

    Where it turns out to begin sooner, that one never was: it ends with the day of its own.
    """
    account, stop = walk.account(clock.account_id), stop_of(walk.row.stops, clock.stop_id)
    if stop is None:
        return account.as_of
    ended_on = _ended_on(stop, clock.from_on)
    if ended_on is not None:
        return ended_on
    if stop.until_on is not None and stop.until_on < walk.as_of.on:
        return Day(stop.until_on + 1)
    return account.as_of if account.withdrawn or clock.from_on is None else clock.from_on


def _ended_on(stop: Stop, from_on: Day | None) -> Day | None:
    """Return the end of the lifted spell in which a day lies, or else the lifting of the last."""
    if from_on is None:
        return stop.lifted_on
    for spell in spells_of(stop):
        lifted_on = spell.lifted_on
        if spell.from_on <= from_on and (lifted_on is None or from_on < lifted_on):
            return None if lifted_on is None else spell.ends_on
    return stop.lifted_on


def _say(walk: Walk, clock: HeldClock, change: EffectChange, on: Day) -> None:
    walk.row = replace(walk.row, effect_seq=walk.row.effect_seq + 1)
    walk.notices.append(
        AccountEffect(
            effect_id=clock.effect_id,
            change=change,
            kind=clock.kind,
            account_id=clock.account_id,
            customer_id=walk.row.customer_id,
            stop_id=clock.stop_id,
            seq=walk.row.effect_seq,
            effective_on=on,
            as_of=walk.as_of.on,
            at=walk.as_of.at,
        )
    )
