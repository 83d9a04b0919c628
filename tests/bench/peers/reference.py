"""The answer worked out slowly and obviously, day by day, sharing no code with any peer.

>>> from streams.terms.days import Day
>>> bill = StatementIssued(event_id="e1", account_id="a1", effective_on=Day(10), statement_id="s1",
...                        currency="CNY", closed_on=Day(10), due_on=Day(30),
...                        min_due_minor=30_000, total_due_minor=300_000)
>>> standing_of([bill], Day(31)).bucket, standing_of([bill], Day(30)).bucket
('d1.small', 'current')
"""

from collections import defaultdict
from collections.abc import Iterable

from msgspec import Struct

from streams.terms.account_facts import PaymentPosted, PaymentReversed, StatementIssued
from streams.terms.days import Day
from tests.bench.peers.standing import CURRENT, Standing
from tests.bench.peers.workload import AS_OF, Fact

TOLERANCE_MINOR = 1_000
DAY_BANDS = ((91, "d91"), (61, "d61"), (31, "d31"), (1, "d1"))
LARGE_FROM_MINOR = 50_000


class _Owed(Struct, order=True):
    due_on: int
    closed_on: int
    statement_id: str
    minor: int


def standings(facts: Iterable[Fact]) -> dict[str, Standing]:
    """Return how every account stands that any of the facts is about."""
    by_account: defaultdict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        by_account[fact.account_id].append(fact)
    return {account: standing_of(known, AS_OF) for account, known in by_account.items()}


def standing_of(facts: Iterable[Fact], as_of: Day) -> Standing:
    """Return how one account stands, whatever the order in which its facts came."""
    once = list({_business_id(fact): fact for fact in facts}.values())
    bills = [fact for fact in once if isinstance(fact, StatementIssued)]
    payments = [fact for fact in once if isinstance(fact, PaymentPosted)]
    reversals = [fact for fact in once if isinstance(fact, PaymentReversed)]
    kept = {paid.payment_id: _kept(paid, reversals) for paid in payments}
    owed: list[_Owed] = []
    for day in sorted({b.closed_on for b in bills} | {p.value_on for p in payments}):
        for paid in payments:
            if paid.value_on == day:
                _settle(owed, kept[paid.payment_id])
        owed += [_owed_by(bill) for bill in bills if bill.closed_on == day]
        owed.sort()
    left = [one for one in owed if one.minor > 0]
    late = [one for one in left if one.due_on < as_of]
    return Standing(
        tuple((one.statement_id, one.minor) for one in left),
        bucket_of(sum(one.minor for one in late), [one.due_on for one in late], as_of),
        sum(kept.values()),
    )


def bucket_of(late_minor: int, due_on: list[int], as_of: int) -> str:
    """Return the bucket of what is late, given all due dates that have passed unpaid."""
    if late_minor <= TOLERANCE_MINOR:
        return CURRENT
    days = as_of - min(due_on)
    band = next(name for from_days, name in DAY_BANDS if days >= from_days)
    return f"{band}.{'large' if late_minor >= LARGE_FROM_MINOR else 'small'}"


def _business_id(fact: Fact) -> tuple[str, str]:
    if isinstance(fact, StatementIssued):
        return "statement", fact.statement_id
    if isinstance(fact, PaymentPosted):
        return "payment", fact.payment_id
    if isinstance(fact, PaymentReversed):
        return "reversal", fact.reversal_id
    return "opening", fact.account_id


def _kept(paid: PaymentPosted, reversals: list[PaymentReversed]) -> int:
    back = sum(one.amount_minor for one in reversals if one.payment_id == paid.payment_id)
    return max(0, paid.amount_minor - back)


def _owed_by(bill: StatementIssued) -> _Owed:
    own = max(0, bill.min_due_minor - bill.past_due_included_minor)
    minor = max(0, own - bill.credit_applied_minor)
    return _Owed(bill.due_on, bill.closed_on, bill.statement_id, minor)


def _settle(owed: list[_Owed], minor: int) -> None:
    for one in owed:
        covered = min(minor, one.minor)
        one.minor -= covered
        minor -= covered
