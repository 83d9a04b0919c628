"""Which clocks of a ledger are worse than in another standing of the same day."""

from collections.abc import Iterator

from streams.delinquency.commitments import Committed
from streams.policy.ledger import Classification
from streams.policy.rules import Rules
from streams.terms.days import Day
from streams.terms.standing import LedgerStanding

_PROMISES = {"BROKEN": 0, "PARTLY_KEPT": 1, "OPEN": 2, "CANCELLED": 2, "SUPERSEDED": 2, "KEPT": 3}


def worse(now: LedgerStanding, was: LedgerStanding, rules: Rules) -> list[str]:
    """Return the names of the clocks that are worse now."""
    names = ["past_due_minor", "days_past_due", "delinquent_days"]
    found = [name for name in names if getattr(now, name) > getattr(was, name)]
    anchors = ["oldest_due_on", "contractual_due_on", "first_delinquency_on"]
    anchors += ["material_since", "defaulted_on"]
    found += [name for name in anchors if _since(now, name) < _since(was, name)]
    return [*found, *_classes(now, was, rules), *_reports(now, was, rules)]


def worse_promises(now: tuple[Committed, ...], was: tuple[Committed, ...]) -> list[str]:
    """Return the ids of the promises that are kept less now."""
    before = {one.promise_id: _PROMISES[one.status] for one in was}
    return [one.promise_id for one in now if _PROMISES[one.status] < before[one.promise_id]]


def _since(ledger: LedgerStanding, name: str) -> Day:
    """Return the day since which a clock runs, a day far off where it does not."""
    since: Day | None = getattr(ledger, name)
    return Day(10**9) if since is None else since


def _classes(now: LedgerStanding, was: LedgerStanding, rules: Rules) -> Iterator[str]:
    if rules.buckets is not None and "unclassified" not in {now.bucket, was.bucket}:
        rank = rules.buckets.rank_of
        if rank(now.bucket) > rank(was.bucket):
            yield "bucket"
    for clock in rules.ledger.clocks:
        if _rank(clock, now.classes[clock.id]) > _rank(clock, was.classes[clock.id]):
            yield clock.id


def _reports(now: LedgerStanding, was: LedgerStanding, rules: Rules) -> Iterator[str]:
    bureau = rules.ledger.bureau
    if bureau is None or not was.bureau_status:
        return
    statuses = now.bureau_status, was.bureau_status
    final = {bureau.charged_off, bureau.sold}
    if not final & {*statuses} and _rank(bureau.statuses, statuses[0]) > _rank(
        bureau.statuses, statuses[1]
    ):
        yield "bureau_status"
    for one, other in zip(now.payment_history, was.payment_history, strict=True):
        if _rank(bureau.marks, one) > _rank(bureau.marks, other):
            yield "payment_history"


def _rank(clock: Classification, name: str) -> int:
    """Return how many bands of a clock lie below a class of it."""
    return [clock.lowest, *(band.id for band in clock.bands)].index(name)
