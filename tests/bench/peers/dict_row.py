"""The ledger in plain Python for the Faust and Quix peers: a row of lists, as JSON keeps it.

It leans on nothing but the standard library, since Quix lives in an environment of its own.

>>> row = blank()
>>> taken(row, {"type": "STATEMENT_ISSUED", "statement_id": "s1", "closed_on": 10, "due_on": 30,
...             "min_due_minor": 30_000, "past_due_included_minor": 0, "credit_applied_minor": 0})
True
>>> settle(row, 31)
>>> row["bucket"], row["open"]
('d1.small', [['s1', 30000]])
"""

from bisect import insort
from typing import Any

Row = dict[str, Any]

TOLERANCE_MINOR = 1_000
LARGE_FROM_MINOR = 50_000
BANDS = ((91, "d91"), (61, "d61"), (31, "d31"), (1, "d1"))


def blank() -> Row:
    """Return the row of an account of which nothing is known."""
    return {
        "bills": [],
        "payments": [],
        "reversals": [],
        "open": [],
        "bucket": "current",
        "paid": 0,
    }


def taken(row: Row, fact: dict[str, Any]) -> bool:
    """Put a fact into the row; False for a repeat."""
    if fact["type"] == "STATEMENT_ISSUED":
        own = max(0, fact["min_due_minor"] - fact["past_due_included_minor"])
        owed = max(0, own - fact["credit_applied_minor"])
        bill = [fact["closed_on"], fact["statement_id"], fact["due_on"], owed]
        return _added(row["bills"], bill, 1)
    if fact["type"] == "PAYMENT_POSTED":
        return _added(
            row["payments"], [fact["value_on"], fact["payment_id"], fact["amount_minor"]], 1
        )
    return _added(
        row["reversals"], [fact["reversal_id"], fact["payment_id"], fact["amount_minor"]], 0
    )


def settle(row: Row, as_of: int) -> None:
    """Lay all payments on all obligations anew, oldest first, and class what is late."""
    back: dict[str, int] = {}
    for _, payment_id, minor in row["reversals"]:
        back[payment_id] = back.get(payment_id, 0) + minor
    bills, at, paid = row["bills"], 0, 0
    owed: list[list[Any]] = []
    for value_on, payment_id, minor in row["payments"]:
        while at < len(bills) and bills[at][0] < value_on:
            _owe(owed, bills[at])
            at += 1
        left = max(0, minor - back.get(payment_id, 0)) if back else minor
        paid += left
        while left and owed:
            covered = min(left, owed[0][3])
            left -= covered
            owed[0][3] -= covered
            if not owed[0][3]:
                del owed[0]
    for bill in bills[at:]:
        _owe(owed, bill)
    row["open"] = [[id_, minor] for _, _, id_, minor in owed]
    late = [one for one in owed if one[0] < as_of]
    row["bucket"], row["paid"] = _bucket(late, as_of), paid


def _added(kept: list[list[Any]], new: list[Any], id_at: int) -> bool:
    if any(one[id_at] == new[id_at] for one in kept):
        return False
    insort(kept, new)
    return True


def _owe(owed: list[list[Any]], bill: list[Any]) -> None:
    closed_on, id_, due_on, minor = bill
    if minor:
        insort(owed, [due_on, closed_on, id_, minor])


def _bucket(late: list[list[Any]], as_of: int) -> str:
    minor = sum(one[3] for one in late)
    if minor <= TOLERANCE_MINOR:
        return "current"
    days = as_of - late[0][0]
    band = next(name for from_days, name in BANDS if days >= from_days)
    return f"{band}.{'large' if minor >= LARGE_FROM_MINOR else 'small'}"
