"""Rows of "Default of Credit Card Clients" (I-Cheng Yeh, UCI, DOI 10.24432/C55S3H, CC BY 4.0).

Amounts are whole currency units; a spreadsheet has left cells such as `1.00E+05` in the file,
which are read exactly. Of the 25 columns only the id, six balances and six payments are read: the
personal ones (sex, education, marriage, age) and all others are passed over.

>>> whole("1e+05"), whole("-790"), whole("12.5"), whole("nan")
(100000, -790, None, None)
>>> list(read_rows(["id,age"]))[0].rule
'header_not_recognised'
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from msgspec import Struct

CELLS = 25
AMOUNT_MAX = 10**12
"""Whole units; far above any card, and far below what a 64-bit count of minor units holds."""

_BILLS = tuple(f"bill_amt{month}" for month in range(6, 0, -1))
_PAYMENTS = tuple(f"pay_amt{month}" for month in range(6, 0, -1))
_READ = ("id", *_BILLS, *_PAYMENTS)
# Bounded digits and exponent: a hostile cell must not ask for a number of a billion digits.
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?([eE][+-]?[0-9]{1,2})?")


class UciRow(Struct, frozen=True, kw_only=True):
    """One account: balances of April to September and payments of the same months, whole units."""

    id: int
    bills: tuple[int, ...]
    payments: tuple[int, ...]


class RefusedRow(Struct, frozen=True, kw_only=True):
    """A line that is no usable row: where it stands, the rule it broke, and which column did.

    `detail` names columns and never repeats a cell: a shifted row may hold personal values there.
    """

    line_number: int
    rule: str
    detail: str


def whole(text: str) -> int | None:
    """Return the whole number a cell stands for, or None where it stands for none."""
    if not _NUMBER.fullmatch(text):
        return None
    value = Decimal(text)
    return int(value) if value == value.to_integral_value() else None


def read_rows(lines: Iterable[str]) -> Iterator[UciRow | RefusedRow]:
    """Yield a row or a refusal for each line below the header; blank lines are no rows.

    Columns may stand in any order and either case. A header that lacks one of those needed is the
    only refusal then, since nothing below it can be read. Of several rows with one id the first
    usable one counts.
    """
    numbered = enumerate(lines, start=1)
    header = _cells(next(numbered, (1, ""))[1].lstrip("\ufeff").lower())
    missing = [name for name in _READ if header.count(name) != 1]
    if missing or len(header) != CELLS:
        yield _unknown_header(missing, len(header))
        return
    places = {name: header.index(name) for name in _READ}
    seen: set[int] = set()
    for line_number, line in numbered:
        if line.strip():
            yield _once(_row(line_number, _cells(line), places), line_number, seen)


def _cells(line: str) -> list[str]:
    return [cell.strip().strip('"').strip() for cell in line.split(",")]


def _unknown_header(missing: list[str], count: int) -> RefusedRow:
    detail = (
        f"{count} columns instead of {CELLS}; missing or repeated: {', '.join(missing) or '-'};"
        f" the other {CELLS - len(_READ)} may have any name"
    )
    return RefusedRow(line_number=1, rule="header_not_recognised", detail=detail)


def _once(row: UciRow | RefusedRow, line_number: int, seen: set[int]) -> UciRow | RefusedRow:
    """Let only the first row of an id pass, and remember it."""
    if isinstance(row, RefusedRow):
        return row
    if row.id in seen:
        return RefusedRow(line_number=line_number, rule="id_repeated", detail=f"id {row.id}")
    seen.add(row.id)
    return row


def _row(line_number: int, cells: list[str], places: dict[str, int]) -> UciRow | RefusedRow:
    if len(cells) != CELLS:
        detail = f"{len(cells)} cells"
        return RefusedRow(line_number=line_number, rule="row_needs_25_cells", detail=detail)
    read: dict[str, int] = {}
    for name, place in places.items():
        value = _value(name, cells[place])
        if isinstance(value, str):
            return RefusedRow(line_number=line_number, rule=value, detail=name)
        read[name] = value
    return UciRow(
        id=read["id"],
        bills=tuple(read[name] for name in _BILLS),
        payments=tuple(read[name] for name in _PAYMENTS),
    )


def _value(name: str, text: str) -> int | str:
    """Return the cell's value, or the name of the rule it breaks."""
    value = whole(text)
    if name == "id":
        return _identity(text, value)
    if value is None:
        return "cell_is_not_a_whole_amount"
    if abs(value) > AMOUNT_MAX:
        return "amount_out_of_range"
    return "payment_is_negative" if value < 0 and name in _PAYMENTS else value


def _identity(text: str, value: int | None) -> int | str:
    if not text:
        return "id_missing"
    return "id_is_not_a_whole_number" if value is None or value <= 0 else value
