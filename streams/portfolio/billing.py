"""How a statement's minimum payment is worked out where the source does not say it.

A bank bills what is newly due beside what is still unpaid of earlier minimums, and never more
than the whole balance:

>>> rule = MinimumRule(per_mille=20, floor_minor=0)
>>> billed(1_000_00, 0, rule)
Billed(min_due_minor=2000, past_due_included_minor=0)
>>> billed(1_000_00, 30_00, rule)
Billed(min_due_minor=5000, past_due_included_minor=3000)
>>> settled((30_00, 20_00), 35_00)
(0, 1500)
"""

from msgspec import Struct


class MinimumRule(Struct, frozen=True, kw_only=True):
    """The minimum is `per_mille` thousandths of the balance, at least `floor_minor`.

    A fraction of a minor unit is rounded up.
    """

    per_mille: int
    floor_minor: int


class Billed(Struct, frozen=True):
    """The minimum as billed, and the part of it that earlier statements had asked for already."""

    min_due_minor: int
    past_due_included_minor: int


def billed(balance_minor: int, unpaid_minor: int, rule: MinimumRule) -> Billed:
    """Return what a statement asks for, given the balance and the unpaid earlier minimums.

    A balance of nothing or a credit balance asks for nothing. Where the balance is below the
    unpaid minimums, the balance is asked for and nothing of it is new.
    """
    if balance_minor <= 0:
        return Billed(0, 0)
    fresh = max(-(-balance_minor * rule.per_mille // 1000), rule.floor_minor)
    min_due = min(balance_minor, fresh + unpaid_minor)
    return Billed(min_due, min(unpaid_minor, min_due))


def settled(open_minor: tuple[int, ...], amount_minor: int) -> tuple[int, ...]:
    """Return what stays open of each obligation, oldest first, after a payment.

    What the payment leaves over settles nothing: no later minimum is paid in advance.
    """
    rest: list[int] = []
    for owed in open_minor:
        taken = min(owed, amount_minor)
        amount_minor -= taken
        rest.append(owed - taken)
    return tuple(rest)
