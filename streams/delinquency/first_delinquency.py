"""The date of first delinquency: when the delinquency began that has not been paid off since.

Source: US FCRA 605(c) and 623(a)(5): partial payment, sale or re-age never move it; only a ledger
that is fully current, what was re-aged included, begins anew.

>>> moved(None, Day(30), unpaid=True), moved(Day(30), Day(60), unpaid=True)
(30, 30)
>>> moved(Day(30), None, unpaid=True), moved(Day(30), None, unpaid=False)
(30, None)

What comes back older (a dispute that is lost, a credit that was refunded) puts the date at its own
due date: otherwise a payment on the younger obligation would make the date an earlier one.

>>> moved(Day(30), Day(10), unpaid=True)
10
"""

from streams.terms.days import Day


def moved(since: Day | None, anchor: Day | None, *, unpaid: bool) -> Day | None:
    """Return the date after a look: `anchor` is the oldest due date that counts, None if none.

    `unpaid` says whether anything re-aged, disputed or late is unpaid still.
    """
    if anchor is not None:
        return anchor if since is None else min(since, anchor)
    return since if unpaid else None
