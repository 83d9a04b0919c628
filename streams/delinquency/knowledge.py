"""What is known on a day that no single fact says: which reversals, corrections and cases count.

A ledger is walked forward, day by day; what rewrites history from the start has to be known before
the walk begins. `known` gathers it once for an account and a day.
"""

from collections.abc import Iterable

from msgspec import Struct

from streams.delinquency.cases import NO_CASES, Cases, cases_of
from streams.delinquency.noting import RETROACTIVE, STARTS
from streams.delinquency.rows import AccountRow, Facts, Noted, Reversed
from streams.policy.ledger import LedgerRules
from streams.terms.days import Day

Taken = tuple[Day, str, int]
"""The day, id and amount of something that takes back from another fact."""


class Known(Struct, frozen=True, gc=False):
    """What the facts known on `on` say about each other; amounts in minor units.

    `waived` and `corrections` go by what they are about and their currency. `taken` is what
    reversals in the restoring mode take from each payment, `back` what others do.
    """

    on: Day
    zone: str
    taken: dict[str, int]
    back: dict[str, list[Taken]]
    foreign: frozenset[str]
    waived: dict[tuple[str, str], list[Taken]]
    corrections: dict[tuple[str, str], Noted]
    voided: frozenset[str]
    charges: tuple[Noted, ...]
    cases: Cases
    retro_on: Day | None


def known(row: AccountRow, rules: LedgerRules, on: Day) -> Known:
    """Return what the account's facts say about each other on a day."""
    facts = row.recent
    zone = "" if row.opening is None else row.opening.zone
    if not facts.reversals and not facts.entries and not row.cases:
        return Known(on, zone, {}, {}, frozenset(), {}, {}, frozenset(), (), NO_CASES, None)
    taken, back = _reversals(facts, rules, on)
    now = [one for one in facts.entries if one.on <= on]
    return Known(
        on,
        zone,
        taken,
        back,
        _foreign(facts),
        _waived(now),
        _corrections(now),
        frozenset(one.target for one in now if one.kind == "void"),
        tuple(one for one in now if one.kind == "charge"),
        cases_of(row, rules, on) if row.cases else NO_CASES,
        _retro_on(row, on),
    )


def net_of(known: Known, payment_id: str, amount_minor: int) -> int:
    """Return what is left of a payment after what reversals restore."""
    return max(0, amount_minor - known.taken.get(payment_id, 0))


def _reversals(
    facts: Facts, rules: LedgerRules, on: Day
) -> tuple[dict[str, int], dict[str, list[Taken]]]:
    taken: dict[str, int] = {}
    back: dict[str, list[Taken]] = {}
    foreign = _foreign(facts)
    for one in facts.reversals:
        if one.effective_on > on or one.reversal_id in foreign:
            continue
        if _ages_anew(one, rules):
            claim = (one.effective_on, one.reversal_id, one.amount_minor)
            back.setdefault(one.payment_id, []).append(claim)
        else:
            taken[one.payment_id] = taken.get(one.payment_id, 0) + one.amount_minor
    for claims in back.values():
        claims.sort()
    return taken, back


def _ages_anew(one: Reversed, rules: LedgerRules) -> bool:
    if one.mode:
        return one.mode == "AGE_FROM_REVERSAL"
    return one.reason in rules.ages_from_reversal


def _foreign(facts: Facts) -> frozenset[str]:
    """Return the reversals in another currency than their payment: they take nothing."""
    if not facts.reversals:
        return frozenset()
    paid_in = {p.payment_id: p.currency for p in facts.payments}
    return frozenset(
        one.reversal_id
        for one in facts.reversals
        if paid_in.get(one.payment_id, one.currency) != one.currency
    )


def _waived(now: Iterable[Noted]) -> dict[tuple[str, str], list[Taken]]:
    waived: dict[tuple[str, str], list[Taken]] = {}
    for one in now:
        if one.kind == "waive":
            claims = waived.setdefault((one.target, one.currency), [])
            claims.append((one.on, one.id, one.amount_minor or 0))
    return waived


def _corrections(now: Iterable[Noted]) -> dict[tuple[str, str], Noted]:
    """Return the correction that stands for each statement: the latest, of equals the last id."""
    # The entries stand in the order of day, kind and id.
    return {(one.target, one.currency): one for one in now if one.kind == "correct"}


def _retro_on(row: AccountRow, on: Day) -> Day | None:
    """Return the first later day on which a fact known already rewrites the past.

    That may also be the beginning of a case whose end, which does so, was told before it.
    """
    days = [one.effective_on for one in row.recent.reversals if one.effective_on > on]
    notes = (*row.recent.entries, *row.cases)
    days += [one.on for one in notes if one.on > on and one.kind in RETROACTIVE]
    ended = {(STARTS.get(one.kind), one.id) for one in row.cases if one.kind in RETROACTIVE}
    if ended:
        days += [one.on for one in row.cases if one.on > on and (one.kind, one.id) in ended]
    return min(days, default=None)
