"""Rows read exactly or refused by rule and line, and the facts that follow from them."""

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.portfolio.assumptions import Assumptions, AssumptionsInvalid, month_ends
from streams.portfolio.uci_card import RefusedRow, UciRow, read_rows, whole
from streams.portfolio.uci_facts import by_day, facts_of
from streams.terms.account_facts import AccountOpened, PaymentPosted, StatementIssued
from streams.terms.days import iso
from tests.portfolio.real_accounts import SHIFTED, card_file

HEADER = (
    "id,limit_bal,sex,education,marriage,age,pay_0,pay_2,pay_3,pay_4,pay_5,pay_6,"
    "bill_amt1,bill_amt2,bill_amt3,bill_amt4,bill_amt5,bill_amt6,"
    "pay_amt1,pay_amt2,pay_amt3,pay_amt4,pay_amt5,pay_amt6,default_next_month"
)
GOOD = "7,100000,2,2,1,33,0,0,0,0,0,0,60,50,40,30,20,10,6,5,4,3,2,1,0"


def only(*lines: str) -> UciRow | RefusedRow:
    (row,) = list(read_rows([HEADER, *lines]))
    return row


def test_a_row_is_read_oldest_month_first() -> None:
    assert only(GOOD) == UciRow(id=7, bills=(10, 20, 30, 40, 50, 60), payments=(1, 2, 3, 4, 5, 6))


def test_columns_may_stand_in_another_order() -> None:
    names, cells = HEADER.split(","), GOOD.split(",")
    turned = [",".join(reversed(names)), ",".join(reversed(cells))]
    assert list(read_rows(turned)) == [only(GOOD)]


@pytest.mark.parametrize(
    ("cell", "value"), [("1e+05", 100_000), ("1.5E+2", 150), ("-790", -790), ("12.0", 12)]
)
def test_cells_of_a_spreadsheet_are_read_exactly(cell: str, value: int) -> None:
    row = only(GOOD.replace(",10,6,", f",{cell},6,"))
    assert isinstance(row, UciRow)
    assert row.bills[0] == value


@given(st.integers(-(10**12), 10**12))
def test_every_whole_amount_is_read_as_it_is(value: int) -> None:
    assert whole(str(value)) == value


@pytest.mark.parametrize("cell", ["", "12.5", "nan", "inf", "1e400", "0x10", "1_000", "\uff11"])
def test_what_is_no_whole_amount_is_no_number(cell: str) -> None:
    assert whole(cell) is None


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (GOOD.replace(",60,", ",sixty,", 1), "cell_is_not_a_whole_amount"),
        (GOOD.replace(",60,", ",1e15,", 1), "amount_out_of_range"),
        (GOOD.replace(",6,5,", ",-6,5,"), "payment_is_negative"),
        (GOOD.replace("7,", ",", 1), "id_missing"),
        (GOOD.replace("7,", "seven,", 1), "id_is_not_a_whole_number"),
        (GOOD + ",1", "row_needs_25_cells"),
        ("7,1", "row_needs_25_cells"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_by_rule_and_line(line: str, rule: str) -> None:
    row = only(line)
    assert isinstance(row, RefusedRow)
    assert (row.rule, row.line_number) == (rule, 2)
    assert "sixty" not in row.detail


def test_a_refused_row_stops_nobody_else_and_an_id_counts_once() -> None:
    rows = list(read_rows([HEADER, "7,1", GOOD, "", GOOD]))
    assert [getattr(row, "rule", "read") for row in rows] == [
        "row_needs_25_cells",
        "read",
        "id_repeated",
    ]


@pytest.mark.parametrize("header", ["", "id,age", HEADER.replace("bill_amt3", "bill_amt2")])
def test_an_unknown_header_is_one_refusal(header: str) -> None:
    (row,) = list(read_rows([header, GOOD]))
    assert isinstance(row, RefusedRow)
    assert row.rule == "header_not_recognised"
    assert row.detail.endswith("; the other 12 may have any name")


def test_the_facts_of_a_row_worked_by_hand() -> None:
    # April bills 1,000: 2 % is 20. May pays 5, so June's minimum carries the 15 left over.
    row = UciRow(id=1, bills=(1_000, 2_000, -5, 0, 0, 0), payments=(9, 5, 100, 0, 0, 0))
    facts = [fact for _, fact in facts_of(row, Assumptions(shift_to="2026-04"))]
    opened, april, paid, may, paid_again, june = facts[:6]
    assert isinstance(opened, AccountOpened)
    assert iso(opened.effective_on) == "2026-04-24"
    assert isinstance(april, StatementIssued)
    assert (april.min_due_minor, april.past_due_included_minor) == (2_000, 0)
    assert (iso(april.closed_on), iso(april.due_on)) == ("2026-04-25", "2026-05-15")
    assert isinstance(paid, PaymentPosted)
    assert (paid.amount_minor, iso(paid.value_on)) == (500, "2026-05-10")
    assert isinstance(may, StatementIssued)
    assert (may.min_due_minor, may.past_due_included_minor) == (5_500, 1_500)
    assert isinstance(paid_again, PaymentPosted)
    assert isinstance(june, StatementIssued)
    assert (june.min_due_minor, june.total_due_minor) == (0, -500)


def test_what_was_paid_before_the_first_statement_becomes_no_fact() -> None:
    row = UciRow(id=1, bills=(0,) * 6, payments=(9, 0, 0, 0, 0, 0))
    assert not [f for _, f in facts_of(row, Assumptions()) if isinstance(f, PaymentPosted)]


def test_every_calendar_day_is_there_and_a_second_reading_repeats_every_id() -> None:
    row = UciRow(id=1, bills=(10,) * 6, payments=(1,) * 6)
    days = list(by_day([row], Assumptions()))
    assert [day.on for day in days] == list(range(days[0].on, days[-1].on + 1))
    assert list(by_day([row], Assumptions())) == days
    ids = [fact.event_id for day in days for fact in day.facts]
    assert len(set(ids)) == len(ids) == 13


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"currency": "XXQ"}, "currency"),
        ({"shift_to": "2026-13"}, "shift_to"),
        ({"statement_day": 31}, "statement_day"),
        ({"payment_day": 26}, "payment_day"),
        ({"due_day": 0}, "due_day"),
        ({"minimum_per_mille": 1_001}, "minimum_per_mille"),
        ({"minimum_floor_minor": -1}, "minimum_floor_minor"),
    ],
)
def test_options_that_contradict_each_other_are_named(
    options: dict[str, object], said: str
) -> None:
    with pytest.raises(AssumptionsInvalid, match=said):
        Assumptions(**options)  # type: ignore[arg-type]  # wrong on purpose


def test_there_are_six_month_ends() -> None:
    ends = [iso(day) for day in month_ends(Assumptions(shift_to="2026-04"))]
    assert ends == [f"2026-{m}" for m in ("04-30", "05-31", "06-30", "07-31", "08-31", "09-30")]


def test_nothing_personal_reaches_a_fact() -> None:
    # Limit, sex, education, marriage and age, then what the file says of lateness and default.
    other = "7,990000,1,3,2,71,8,8,8,8,8,8,60,50,40,30,20,10,6,5,4,3,2,1,1"
    row, same = only(GOOD), only(other)
    assert isinstance(row, UciRow)
    assert isinstance(same, UciRow)
    assert facts_of(row, Assumptions()) == facts_of(same, Assumptions())


def test_the_first_rows_of_the_real_file_are_all_read_and_say_what_they_should() -> None:
    with card_file().open(encoding="utf-8") as lines:
        rows = [row for row in islice(read_rows(lines), 500) if isinstance(row, UciRow)]
    assert len(rows) == 500
    assert all(len([f for _, f in facts_of(row, SHIFTED) if _is_a_bill(f)]) == 6 for row in rows)
    ids = [fact.event_id for day in by_day(rows, SHIFTED) for fact in day.facts]
    assert len(set(ids)) == len(ids)


def _is_a_bill(fact: object) -> bool:
    return isinstance(fact, StatementIssued)
