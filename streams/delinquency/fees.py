"""Late fee and penalty interest, as amounts; billing books them, or does not.

Source: the policy pack (card contracts; in China the late fee is the issuer's to agree and bears
no interest, PBoC notice 2016/111 III). Fractions of a minor unit fall to the customer.

>>> late_fee(30_000, LateFee(share_bp=500, least_minor=1_000, most_minor=50_000))
1500
>>> late_fee(400, LateFee(share_bp=500, least_minor=1_000, most_minor=50_000))
400
>>> penalty(300_000 * 30, 300_000, PenaltyInterest(daily_ppm=500, cycle_share_bp_max=10_000))
4500
"""

from streams.policy.ledger import LateFee, PenaltyInterest

_WHOLE_BP = 10_000
_MILLION = 1_000_000


def late_fee(rest_minor: int, fee: LateFee) -> int:
    """Return the fee on the unpaid rest of a minimum due, never above that rest."""
    share = rest_minor * fee.share_bp // _WHOLE_BP
    return min(rest_minor, max(fee.least_minor, min(share, fee.most_minor)))


def penalty(accrued: int, past_due_minor: int, interest: PenaltyInterest) -> int:
    """Return the interest of a cycle; `accrued` sums past due over its days, in minor units."""
    owed = accrued * interest.daily_ppm // _MILLION
    return min(owed, past_due_minor * interest.cycle_share_bp_max // _WHOLE_BP)
