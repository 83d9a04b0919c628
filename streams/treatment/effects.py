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
from streams.treatment.rows import CustomerRow, HeldClock
from streams.treatment.stops import stop_of
from streams.treatment.walk import Walk

EFFECT_KINDS: dict[str, EffectKind] = {kind: kind for kind in get_args(EffectKind)}
"""The kinds of stop that reach the clocks; the others only forbid contact."""


def settle_clocks(walk: Walk) -> None:
    """Say which clocks are released now, and then which are held; in order of accounts."""
    wanted = _wanted(walk.row, walk.as_of.on)
    for clock in walk.row.clocks:
        if (clock.account_id, clock.stop_id) not in wanted:
            _release(walk, clock)
    known = {(clock.account_id, clock.stop_id) for clock in walk.row.clocks}
    for account_id, stop_id in wanted:
        if (account_id, stop_id) not in known:
            _hold(walk, account_id, stop_id, *wanted[account_id, stop_id])


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
    clock = HeldClock(stop_id, account_id, effect_id, kind)
    walk.row = replace(row, clocks=(*row.clocks, clock))
    _say(walk, clock, "CLOCK_HELD", on)


def _release(walk: Walk, clock: HeldClock) -> None:
    walk.row = replace(walk.row, clocks=tuple(c for c in walk.row.clocks if c is not clock))
    _say(walk, clock, "CLOCK_RELEASED", _released_on(walk, clock))


def _released_on(walk: Walk, clock: HeldClock) -> Day:
    """Return the day behind the stop's end, or of the withdrawal where it still holds."""
    stop = stop_of(walk.row.stops, clock.stop_id)
    if stop is not None and stop.lifted_on is not None:
        return stop.lifted_on
    if stop is not None and stop.until_on is not None and stop.until_on < walk.as_of.on:
        return Day(stop.until_on + 1)
    return walk.account(clock.account_id).as_of


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
