"""What is still owed: payments laid on obligations, oldest first, as of a day.

A statement obliges to `min_due - past_due_included`, less the credit it applied; where that is zero
or less it obliges to nothing. A payment, net of its reversals, settles only obligations whose cycle
closed strictly before its value date, in order of `(due_on, closed_on, statement_id)`; what is left
of it lowers the balance and never a later minimum.

>>> from streams.delinquency.rows import Billed, Paid
>>> bill = Billed(Day(10), "s1", Day(30), "CNY", 300, 0, 0, 3000, 0, 0, 0, 0, Day(10), 1, "e1")
>>> part = Paid(Day(12), "p1", "CNY", 100, "", Day(12), 2, "e2")
>>> row = AccountRow("a1", statements=(bill,), payments=(part,))
>>> owed = ledger_of(row, "CNY", Day(12))
>>> owed.open[0].left_minor, owed.balance_minor
(200, 2900)
"""

from bisect import insort

from msgspec import Struct

from streams.delinquency.rows import AccountRow, Billed, Paid
from streams.terms.days import Day


class Obligation(Struct, frozen=True, order=True, gc=False):
    """What one statement obliges to and is not settled yet; ordered as payments settle them."""

    due_on: Day
    closed_on: Day
    statement_id: str
    left_minor: int


class Ledger(Struct, frozen=True, gc=False):
    """One currency as of a day.

    `open` is in order. `counts_on` is the first later day on which a fact already known begins to
    count. `unfounded` is true where a reversal names a payment in another currency.
    """

    open: tuple[Obligation, ...]
    balance_minor: int
    counts_on: Day | None
    unfounded: bool


class _Net(Struct, frozen=True, gc=False):
    """What reversals take away: per payment, as of the day; and what is wrong or still to come."""

    taken: dict[str, int]
    counts_on: Day | None
    unfounded: bool


_NOTHING_REVERSED = _Net({}, None, unfounded=False)


def ledger_of(row: AccountRow, currency: str, on: Day) -> Ledger:
    """Return the ledger of one currency as of a day; later-dated facts wait for their day."""
    net = _reversed(row, currency, on) if row.reversals else _NOTHING_REVERSED
    bills, next_bill_on = _closed(row.statements, currency, on)
    sums, next_sum_on = _valued(row.payments, currency, on, net.taken)
    days = [day for day in (next_bill_on, next_sum_on, net.counts_on) if day is not None]
    return Ledger(
        tuple(_settled(bills, sums)), _balance(bills, sums), min(days, default=None), net.unfounded
    )


def _closed(bills: tuple[Billed, ...], currency: str, on: Day) -> tuple[list[Billed], Day | None]:
    closed: list[Billed] = []
    for bill in bills:
        if bill.currency == currency:
            if bill.closed_on > on:
                return closed, bill.closed_on
            closed.append(bill)
    return closed, None


def _valued(
    payments: tuple[Paid, ...], currency: str, on: Day, taken: dict[str, int]
) -> tuple[list[tuple[Day, int]], Day | None]:
    """Return value dates and net amounts, in order, and the first value date still to come."""
    sums: list[tuple[Day, int]] = []
    for payment in payments:
        if payment.currency == currency:
            if payment.value_on > on:
                return sums, payment.value_on
            minor = payment.amount_minor
            if taken:
                minor = max(0, minor - taken.get(payment.payment_id, 0))
            sums.append((payment.value_on, minor))
    return sums, None


def _reversed(row: AccountRow, currency: str, on: Day) -> _Net:
    paid_in = {p.payment_id: p.currency for p in row.payments}
    taken: dict[str, int] = {}
    later: list[Day] = []
    unfounded = False
    for reversal in row.reversals:
        paid = paid_in.get(reversal.payment_id)
        if reversal.currency != currency or paid is None:
            continue
        if paid != currency:
            unfounded = True
        elif reversal.effective_on > on:
            later.append(reversal.effective_on)
        else:
            so_far = taken.get(reversal.payment_id, 0)
            taken[reversal.payment_id] = so_far + reversal.amount_minor
    return _Net(taken, min(later, default=None), unfounded)


def _settled(bills: list[Billed], sums: list[tuple[Day, int]]) -> list[Obligation]:
    """Return the obligations still open; `bills` in order of close, `sums` of value date."""
    owed: list[Obligation] = []
    entered = 0
    for value_on, amount in sums:
        while entered < len(bills) and bills[entered].closed_on < value_on:
            _enter(owed, bills[entered])
            entered += 1
        _pay(owed, amount)
    for bill in bills[entered:]:
        _enter(owed, bill)
    return owed


def _enter(owed: list[Obligation], bill: Billed) -> None:
    minor = bill.min_due_minor - bill.past_due_included_minor - bill.credit_applied_minor
    if minor > 0:
        insort(owed, Obligation(bill.due_on, bill.closed_on, bill.statement_id, minor))


def _pay(owed: list[Obligation], amount_minor: int) -> None:
    left = amount_minor
    settled = 0
    for oldest in owed:
        if oldest.left_minor > left:
            break
        left -= oldest.left_minor
        settled += 1
    del owed[:settled]
    if left and owed:
        head = owed[0]
        rest = head.left_minor - left
        owed[0] = Obligation(head.due_on, head.closed_on, head.statement_id, rest)


def _balance(bills: list[Billed], sums: list[tuple[Day, int]]) -> int:
    """Return the newest closing balance less what was valued after its close."""
    if not bills:
        return -sum(minor for _, minor in sums)
    newest = bills[-1]
    balance = newest.total_due_minor
    for value_on, minor in reversed(sums):
        if value_on <= newest.closed_on:
            break
        balance -= minor
    return balance
