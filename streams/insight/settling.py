"""Whether what was past due on a day is settled by the end of a later one.

Payments settle the oldest obligation first, so everything due before a day is settled as soon as
the oldest obligation that counts is not older than that day. This is the same whatever is billed
meanwhile, and a payment that bounces takes it back. What is disputed or re-aged was not repaid.

>>> from streams.terms.standing import LedgerStanding
>>> late = LedgerStanding(currency="CNY", oldest_due_on=Day(10), past_due_minor=5_000)
>>> paid = LedgerStanding(currency="CNY")
>>> def stood(on, version, ledger):
...     return Standing(account_id="a", customer_id="c", version=version, as_of=Day(on),
...                     days_past_due=0, bucket="m1", ledgers=(ledger,))
>>> past = Past("CNY")
>>> past.stands(stood(11, 1, late)); past.stands(stood(20, 2, paid))
>>> past.is_late(Day(12)), past.has_settled(Day(12), Day(19)), past.has_settled(Day(12), Day(20))
(True, False, True)
"""

from bisect import bisect_right

from streams.terms.days import Day
from streams.terms.delinquency_notices import Corrected, CorrectedSpan
from streams.terms.standing import LedgerStanding, Standing


class Past:
    """How one currency of an account stood, day by day, as it is known now.

    What is told may come in any order and more than once.
    """

    def __init__(self, currency: str) -> None:
        self._currency = currency
        self._told: dict[tuple[Day, int], LedgerStanding] = {}
        self._order: list[tuple[Day, int]] = []
        self._corrected: dict[int, tuple[CorrectedSpan, ...]] = {}
        self._re_aged: set[Day] = set()

    def stands(self, standing: Standing) -> None:
        """Take in how the account stands from a day on."""
        for ledger in standing.ledgers:
            if ledger.currency == self._currency:
                self._told[standing.as_of, standing.version] = ledger
                self._order = []

    def corrected(self, told: Corrected) -> None:
        """Take in which days are known now to have stood otherwise."""
        if told.currency == self._currency:
            self._corrected[told.seq] = told.spans

    def re_aged(self, on: Day) -> None:
        """Take in that what was past due counts as current from a day on."""
        self._re_aged.add(on)

    def is_late(self, on: Day) -> bool:
        """Tell whether anything above tolerance was past due at the end of a day."""
        anchor = self._anchor(on)
        return anchor is not None and anchor < on

    def has_settled(self, since: Day, on: Day) -> bool:
        """Tell whether what was past due as `since` began is repaid at the end of `on`.

        What was disputed since then is not repaid: a dispute at the door is no payment.
        """
        anchor = self._anchor(on)
        if anchor is not None and anchor < since:
            return False
        return self._held(on) <= self._held(Day(since - 1)) and not self._was_re_aged(since, on)

    def _anchor(self, on: Day) -> Day | None:
        ledger = self._on(on)
        anchor = None if ledger is None else ledger.oldest_due_on
        for seq in sorted(self._corrected):
            for span in self._corrected[seq]:
                if span.first_on <= on <= span.last_on:
                    anchor = span.is_oldest_due_on
        return anchor

    def _held(self, on: Day) -> int:
        ledger = self._on(on)
        return 0 if ledger is None else ledger.held_minor

    def _was_re_aged(self, since: Day, on: Day) -> bool:
        return any(since <= day <= on for day in self._re_aged)

    def _on(self, on: Day) -> LedgerStanding | None:
        if not self._order:
            self._order = sorted(self._told)
        at = bisect_right(self._order, (on, 2**62))
        return self._told[self._order[at - 1]] if at else None
