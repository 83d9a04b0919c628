"""The table recomputed from the file by a slow and obvious program that shares nothing with us.

It reads the CSV with the csv module and works account by account, statement by statement, in
`decimal` and `datetime` alone. Run it by hand to look at a few accounts:

    python tests/portfolio/recompute_uci.py FILE 5 2026-10-15
"""

import csv
import sys
from datetime import date
from decimal import ROUND_CEILING, Decimal
from pathlib import Path

MONTHS = 6
CENTS = 100


class Obligation:
    """A minimum that one statement newly asked for, and what is still open of it."""

    def __init__(self, due: date, closed: date, amount: Decimal) -> None:
        self.due, self.closed, self.left = due, closed, amount


def months_from(first: str, count: int) -> list[tuple[int, int]]:
    """Return (year, month) of so many months, beginning with YYYY-MM."""
    year, month = (int(part) for part in first.split("-"))
    found = []
    for _ in range(count):
        found.append((year, month))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return found


def account(
    row: dict[str, str],
    on: date,
    *,
    shift_to: str,
    statement_day: int,
    payment_day: int,
    due_day: int,
    minimum_per_mille: int,
    minimum_floor_minor: int,
    tolerance_minor: int,
) -> tuple[int, int, int]:
    """Return days past due, past due and balance (in cents) of one row of the file on a day."""
    calendar = months_from(shift_to, MONTHS + 1)
    obligations: list[Obligation] = []
    balance = Decimal(0)
    for n in range(MONTHS):
        year, month = calendar[n]
        paid_on = date(year, month, payment_day)
        paid = Decimal(row[f"pay_amt{MONTHS - n}"]) * CENTS
        # What was paid in the first month settled a statement that the file does not hold.
        if n > 0 and paid != 0 and paid_on <= on:
            balance -= paid
            for one in sorted(obligations, key=lambda o: (o.due, o.closed)):
                if one.closed < paid_on:
                    settled = min(one.left, paid)
                    one.left -= settled
                    paid -= settled
        closed = date(year, month, statement_day)
        if closed > on:
            continue
        bill = Decimal(row[f"bill_amt{MONTHS - n}"]) * CENTS
        balance = bill
        unpaid = sum((one.left for one in obligations), Decimal(0))
        if bill > 0:
            share = (bill * minimum_per_mille / 1000).to_integral_value(rounding=ROUND_CEILING)
            newly = max(share, Decimal(minimum_floor_minor))
            asked = min(bill, newly + unpaid)
            due = date(*calendar[n + 1], due_day)
            obligations.append(Obligation(due, closed, asked - min(unpaid, asked)))
    late = [one for one in obligations if one.left > 0 and one.due < on]
    past_due = sum((one.left for one in late), Decimal(0))
    days = (on - min(one.due for one in late)).days if past_due > tolerance_minor else 0
    return days, int(past_due), int(balance)


def table(
    path: Path,
    limit: int,
    on: date,
    *,
    shift_to: str = "2005-04",
    statement_day: int = 25,
    payment_day: int = 10,
    due_day: int = 15,
    minimum_per_mille: int = 20,
    minimum_floor_minor: int = 0,
    tolerance_minor: int,
) -> dict[str, tuple[int, int, int]]:
    """Return the table of the first rows of the file on a day, by account id."""
    found = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines)):
            if number == limit:
                break
            found[f"uci-{row['id']}"] = account(
                row,
                on,
                shift_to=shift_to,
                statement_day=statement_day,
                payment_day=payment_day,
                due_day=due_day,
                minimum_per_mille=minimum_per_mille,
                minimum_floor_minor=minimum_floor_minor,
                tolerance_minor=tolerance_minor,
            )
    return found


if __name__ == "__main__":
    shown = table(
        Path(sys.argv[1]),
        int(sys.argv[2]),
        date.fromisoformat(sys.argv[3]),
        shift_to="2026-04",
        tolerance_minor=5_000,
    )
    for name, values in shown.items():
        print(name, *values)  # noqa: T201 - a program for people
