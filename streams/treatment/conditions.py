"""What a rung still waits for, beside its day: rungs before it, tries, the amount, a clock.

Only a fact or our own contacts can change the answer, never a day that passes.
"""

from collections.abc import Iterator

from msgspec import Struct

from streams.policy.rules import Rung
from streams.terms.days import Day
from streams.treatment.rows import KnownLedger, RungRecord
from streams.treatment.spending import PHONE

# Without a result nobody knows whether a letter has left the house.
_NOT_CARRIED_OUT = frozenset({None, "FAILED", "RECALLED"})


class Known(Struct, frozen=True, kw_only=True):
    """What conditions are judged by: the records of the origin, the ledger."""

    records: tuple[RungRecord, ...]
    ledger: KnownLedger


def unmet(rung: Rung, known: Known) -> str | None:
    """Return why the rung may not be taken yet, or None; the first reason there is."""
    return next(_unmet(rung, known), None)


def has_ended(rung: Rung, records: tuple[RungRecord, ...]) -> bool:
    """Tell whether a result of the rung has made its further repeats needless."""
    return any(r.rung == rung.id and r.outcome in rung.until for r in records)


def tries_of(records: tuple[RungRecord, ...]) -> tuple[Day, ...]:
    """Return the days of the calls of an episode whose results are known."""
    # One that also stands for a rung of another name is one try all the same.
    days = {
        r.escalation_id: r.outcome_on
        for r in records
        if r.channel == PHONE and r.outcome is not None and r.outcome_on is not None
    }
    return tuple(days.values())


def _unmet(rung: Rung, known: Known) -> Iterator[str]:
    for name in rung.needs:
        done = (r for r in known.records if r.rung == name)
        if all(r.outcome in _NOT_CARRIED_OUT for r in done):
            yield f"needs_{name}"
    tries = tries_of(known.records)
    if len(tries) < rung.tries_min or len(set(tries)) < rung.tries_days_min:
        yield "needs_more_tries"
    if rung.amounts and known.ledger.bucket.partition(".")[2] not in rung.amounts:
        yield "amount_not_asked_for"
    classes = dict(known.ledger.classes)
    for asked in rung.classes:
        if classes.get(asked.clock) not in asked.ids:
            yield f"class_of_{asked.clock}_not_asked_for"
