"""How late a ledger is on a day: past due, its anchor, days past due, bucket, and the next change.

Tolerance applies to the total past due of the currency; due today is not late. A currency that the
policy does not know is `unclassified`: it is aged without tolerance, and nobody is contacted.
"""

from msgspec import Struct

from streams.delinquency.obligations import Ledger, Obligation
from streams.policy.rules import Buckets, Rules
from streams.terms.days import Day

UNCLASSIFIED = "unclassified"


class Aged(Struct, frozen=True, gc=False):
    """One ledger as of a day.

    `late` holds the open obligations whose due date has passed, `upcoming` the first of the others.
    `oldest_due_on` and `days_past_due` are None and 0 while the total is within tolerance.
    """

    currency: str
    ledger: Ledger
    late: tuple[Obligation, ...]
    upcoming: Obligation | None
    past_due_minor: int
    oldest_due_on: Day | None
    days_past_due: int
    bucket: str
    next_change_on: Day | None

    @property
    def classified(self) -> bool:
        """Whether the policy could say what this amounts to."""
        return self.bucket != UNCLASSIFIED


def aged(ledger: Ledger, currency: str, rules: Rules, on: Day) -> Aged:
    """Return how late the ledger is on that day, under those rules."""
    late = tuple(o for o in ledger.open if o.due_on < on)
    upcoming = ledger.open[len(late)] if len(late) < len(ledger.open) else None
    past_due = sum(o.left_minor for o in late)
    tolerance = rules.tolerance_minor.get(currency)
    anchor = late[0].due_on if past_due > (tolerance or 0) else None
    days = 0 if anchor is None else on - anchor
    buckets = None if tolerance is None else rules.buckets
    bucket = None if buckets is None else buckets.bucket_of(days, past_due, currency)
    band_on = None if bucket is None else _next_band_on(anchor, days, buckets)
    due_on = None if upcoming is None else Day(upcoming.due_on + 1)
    return Aged(
        currency=currency,
        ledger=ledger,
        late=late,
        upcoming=upcoming,
        past_due_minor=past_due,
        oldest_due_on=anchor,
        days_past_due=days,
        bucket=UNCLASSIFIED if bucket is None else bucket,
        next_change_on=earliest(ledger.counts_on, due_on, band_on),
    )


def earliest(*days: Day | None) -> Day | None:
    """Return the first of the days that are known."""
    return min((day for day in days if day is not None), default=None)


def _next_band_on(anchor: Day | None, days: int, buckets: Buckets | None) -> Day | None:
    if anchor is None or buckets is None:
        return None
    following = buckets.next_days(days)
    return None if following is None else Day(anchor + following)
