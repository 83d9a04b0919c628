"""Cases of an account on a day: disputes and fraud, freezes, re-ages, the end of ageing.

An end that names a start nobody knows does nothing until that start arrives. Overlapping freezes
are one: their union is what stands still.
"""

from collections.abc import Iterable

from msgspec import Struct

from streams.delinquency.noting import STARTS
from streams.delinquency.reaging import counting_re_ages
from streams.delinquency.rows import NEVER, AccountRow, Noted
from streams.policy.ledger import LedgerRules
from streams.terms.days import Day

Freeze = tuple[Day, Day]
"""From a day on up to another, that one excluded."""


class Carve(Struct, frozen=True, gc=False):
    """A dispute or fraud report: what it keeps out of which obligation, from when to when.

    `id` names its kind too: a dispute and a fraud case may share an id.

    `outcome` is "" while open, REJECTED, UPHELD, or CONFIRMED.
    """

    id: str
    currency: str
    statement_id: str
    amount_minor: int | None
    opened_on: Day
    closed_on: Day
    outcome: str


class Stop(Struct, frozen=True, gc=False):
    """Ageing stops at the end of that day: the account was charged off or sold."""

    on: Day
    life: str


class Cases(Struct, frozen=True, gc=False):
    """What the cases known on a day amount to.

    `lasting` holds, in order, the stretches [from, until) that hold the account by name.
    `freezes` stand still for every ledger, `freezes_of` for one with a dispute of its whole.
    """

    carves: tuple[Carve, ...] = ()
    freezes: tuple[Freeze, ...] = ()
    freezes_of: dict[str, tuple[Freeze, ...]] = {}
    lasting: tuple[tuple[str, Day, Day], ...] = ()
    re_ages: tuple[Noted, ...] = ()
    unmet_re_ages: tuple[Noted, ...] = ()
    stop: Stop | None = None
    commitments: tuple[Noted, ...] = ()
    ends: dict[tuple[str, str], Noted] = {}

    def freezes_in(self, currency: str) -> tuple[Freeze, ...]:
        """Return the freezes of one ledger."""
        return self.freezes_of.get(currency, self.freezes)


NO_CASES = Cases()


def cases_of(row: AccountRow, rules: LedgerRules, on: Day) -> Cases:
    """Return what the account's cases amount to, as known on a day."""
    now = [one for one in row.cases if one.on <= on]
    ends = _ends(now)
    carves = tuple(_carve(one, ends) for one in now if one.kind in {"dispute", "fraud"})
    paused = _paused(now, ends)
    whole = [c for c in carves if c.amount_minor is None and not c.statement_id]
    disputed = [("dispute", c.opened_on, c.closed_on) for c in whole]
    undone = {one.id for one in now if one.kind == "re_age_undo"}
    re_ages = [one for one in now if one.kind == "re_age" and one.id not in undone]
    opened_on = None if row.opening is None else row.opening.effective_on
    counting = counting_re_ages(re_ages, rules.re_age, opened_on)
    return Cases(
        carves=carves,
        freezes=union(stretch[1:] for stretch in paused),
        freezes_of={
            currency: union(
                [stretch[1:] for stretch in paused]
                + [(c.opened_on, c.closed_on) for c in whole if c.currency == currency]
            )
            for currency in {c.currency for c in whole}
        },
        lasting=tuple(sorted(paused + disputed)),
        re_ages=counting,
        unmet_re_ages=tuple(one for one in re_ages if one not in counting),
        stop=_stop(now),
        commitments=tuple(one for one in now if one.kind in {"promise", "plan"}),
        ends=ends,
    )


def union(freezes: Iterable[Freeze]) -> tuple[Freeze, ...]:
    """Return the same days as stretches that neither overlap nor touch, in order.

    >>> union([(Day(5), Day(9)), (Day(1), Day(3)), (Day(8), Day(12)), (Day(4), Day(4))])
    ((1, 3), (5, 12))
    """
    joined: list[Freeze] = []
    for since, until in sorted(freezes):
        if joined and since <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], until))
        elif since < until:
            joined.append((since, until))
    return tuple(joined)


def frozen_days(freezes: tuple[Freeze, ...], since: Day, until: Day) -> int:
    """Return how many of the days [since, until) are frozen.

    >>> frozen_days(((Day(6), Day(30)),), Day(1), Day(31))
    24
    """
    return sum(max(0, min(end, until) - max(start, since)) for start, end in freezes)


def _ends(now: list[Noted]) -> dict[tuple[str, str], Noted]:
    """Return the end of each case by kind and id; a confirmed fraud is so whatever else is said."""
    ends: dict[tuple[str, str], Noted] = {}
    for one in now:
        starts = STARTS.get(one.kind)
        if starts is not None:
            rival = ends.get((starts, one.id))
            if rival is None or rival.kind != "confirm":
                ends[starts, one.id] = one
    return ends


def _carve(one: Noted, ends: dict[tuple[str, str], Noted]) -> Carve:
    end = ends.get((one.kind, one.id))
    outcome = (
        "" if end is None else (end.text or {"confirm": "CONFIRMED"}.get(end.kind, "REJECTED"))
    )
    closed_on = NEVER if end is None else Day(max(one.on, end.on))
    return Carve(
        id=f"{one.kind}/{one.id}",
        currency=one.currency,
        statement_id=one.target,
        amount_minor=one.amount_minor,
        opened_on=one.on,
        closed_on=closed_on,
        outcome=outcome,
    )


def _paused(now: list[Noted], ends: dict[tuple[str, str], Noted]) -> list[tuple[str, Day, Day]]:
    found: list[tuple[str, Day, Day]] = []
    for one in now:
        if one.kind in {"pause", "hold"}:
            end = ends.get((one.kind, one.id))
            until = one.until if end is None else min(one.until, end.on)
            found.append(("pause" if one.kind == "pause" else one.text, one.on, until))
    return found


def _stop(now: list[Noted]) -> Stop | None:
    undone = {one.id for one in now if one.kind == "write_back"}
    sold = [one.on for one in now if one.kind == "sell"]
    stops = [one.on for one in now if one.kind == "write_off" and one.id not in undone]
    if not (sold or stops):
        return None
    return Stop(min(sold + stops), "sold" if sold else "charged_off")
