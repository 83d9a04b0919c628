"""The journal is bounded: what is long over is forgotten, what is open is not."""

from hypothesis import given
from hypothesis import strategies as st

from streams.terms.days import Day
from streams.treatment.journal import (
    EPISODE_KEPT_DAYS,
    ORIGINS_MAX,
    REMINDER_KEPT_DAYS,
    pruned,
    with_closing,
    with_noted,
    with_record,
)
from streams.treatment.rows import AccountRecord, CustomerRow, OriginJournal, RungRecord


def record(*, before_due: bool = False, rung: str = "sms_1") -> RungRecord:
    return RungRecord(rung, "cards", "SMS", "id", before_due, None, "SKIPPED", Day(1), Day(4))


def journal(origin: str, closed_on: int | None, *, before_due: bool = False) -> OriginJournal:
    closed = None if closed_on is None else Day(closed_on)
    return OriginJournal(origin, "CNY", (record(before_due=before_due),), closed)


def account(*journals: OriginJournal) -> AccountRecord:
    return AccountRecord("a1", 1, Day(0), False, (), journals)


def origins(row: CustomerRow) -> list[str]:
    return [j.origin for a in row.accounts for j in a.journals]


def test_closed_journals_are_kept_for_their_time_and_open_ones_for_good() -> None:
    kept = account(
        journal("open", None), journal("cured", 0), journal("reminded", 0, before_due=True)
    )
    row = CustomerRow(customer_id="c1", accounts=(kept,))
    assert pruned(row, Day(REMINDER_KEPT_DAYS)) is row
    assert origins(pruned(row, Day(REMINDER_KEPT_DAYS + 1))) == ["open", "cured"]
    assert origins(pruned(row, Day(EPISODE_KEPT_DAYS))) == ["open", "cured"]
    assert origins(pruned(row, Day(EPISODE_KEPT_DAYS + 1))) == ["open"]


def test_a_journal_closes_without_ground_and_opens_again_with_it() -> None:
    closed = with_closing(account(journal("s1", None), journal("s2", 3)), {"s2"}, Day(9))
    assert [(j.origin, j.closed_on) for j in closed.journals] == [("s1", 9), ("s2", None)]
    later = with_closing(closed, {"s2"}, Day(10))
    assert later.journals == closed.journals


@given(st.permutations([("s1", "sms_1"), ("s2", "sms_1"), ("s1", "sms_2"), ("s3", "letter")]))
def test_in_whatever_order_records_are_written_again_the_account_is_the_same(
    written: list[tuple[str, str]],
) -> None:
    stood = account()
    for origin, rung in (("s1", "sms_1"), ("s1", "sms_2"), ("s2", "sms_1"), ("s3", "letter")):
        stood = with_record(stood, origin, "CNY", record(rung=rung))
    again = stood
    for origin, rung in written:
        again = with_record(again, origin, "CNY", record(rung=rung))
    assert again == stood


def test_too_many_origins_drop_the_one_closed_first() -> None:
    many = [journal(f"s{n}", 100 - n) for n in range(ORIGINS_MAX)]
    written = with_record(account(*many), "new", "CNY", record())
    assert len(written.journals) == ORIGINS_MAX
    names = {j.origin for j in written.journals}
    assert "new" in names
    assert f"s{ORIGINS_MAX - 1}" not in names


def test_what_is_forgotten_is_counted_however_it_goes() -> None:
    old = account(journal("cured", 0), journal("reminded", 0, before_due=True))
    row = CustomerRow(customer_id="c1", accounts=(old,), forgotten=0)
    assert pruned(row, Day(REMINDER_KEPT_DAYS + 1)).forgotten == 1
    assert pruned(row, Day(EPISODE_KEPT_DAYS + 1)).forgotten == 2
    many = account(*(journal(f"s{n}", 100 - n) for n in range(ORIGINS_MAX)))
    assert with_noted(row, many, "new", "CNY", record()).forgotten == 1
    assert with_noted(row, many, "s0", "CNY", record()).forgotten == 0


def test_open_origins_are_never_dropped() -> None:
    many = [journal(f"s{n}", None) for n in range(ORIGINS_MAX)]
    written = with_record(account(*many), "new", "CNY", record())
    assert len(written.journals) == ORIGINS_MAX + 1


def test_a_record_takes_the_place_of_the_one_before() -> None:
    twice = with_record(
        with_record(account(), "s1", "CNY", record()), "s1", "CNY", record(before_due=True)
    )
    assert twice.journals[0].rungs == (record(before_due=True),)
    more = with_record(twice, "s1", "CNY", record(rung="phone_1"))
    assert [r.rung for r in more.journals[0].rungs] == ["sms_1", "phone_1"]
