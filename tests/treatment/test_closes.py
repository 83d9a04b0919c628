"""Whose closes are reported, and which of them were reported already."""

import pytest

from streams.terms.days import Day
from streams.treatment.telling_bureau import bureau_days
from tests.treatment.closing import closed, contact, late_and_told, reporting, told
from tests.treatment.world import DUE_ON, Customer


def gone(customer: Customer, how: str, day: int) -> None:
    """Let the customer be liable no more, or no longer as the primary one."""
    if how == "WITHDRAWN":
        customer.tell(customer.withdrawal(day=day))
    else:
        customer.stands(closed("1N", [8, -22]), day=day, role=how)


HOW = pytest.mark.parametrize("how", ["WITHDRAWN", "GUARANTOR", "CO_HOLDER"])


@HOW
def test_what_is_held_is_said_of_nobody_who_is_liable_no_more(how: str) -> None:
    customer = late_and_told(result="")
    customer.stands(closed("1N", [8, -22]), day=8)
    customer.tick(8)
    gone(customer, how, 9)
    customer.tick(10)
    customer.tell(contact("notice", "DELIVERED", 11))
    for day in range(11, 40):
        customer.tick(day)
    assert told(customer) == ["SNAPSHOT -22 N"]
    assert customer.events == []
    assert list(bureau_days(customer.row, customer.rules, Day(DUE_ON + 40))) == []


@HOW
def test_what_is_due_to_be_said_is_not_once_they_are_liable_no_more(how: str) -> None:
    customer = late_and_told()
    customer.stands(closed("1N", [8, -22]), day=8)
    gone(customer, how, 8)
    customer.tick(8)
    assert told(customer) == ["SNAPSHOT -22 N"]


@HOW
def test_it_is_not_lost_to_one_who_is_liable_again(how: str) -> None:
    customer = late_and_told(result="")
    customer.stands(closed("1N", [8, -22]), day=8)
    customer.tick(8)
    gone(customer, how, 9)
    customer.tick(9)
    customer.tell(contact("notice", "DELIVERED", 11))
    customer.stands(closed("1N", [8, -22]), day=12)
    customer.tick(12)
    assert told(customer) == ["SNAPSHOT -22 N", "SNAPSHOT 8 1"]


@pytest.mark.parametrize(
    ("history", "days", "line"),
    [("NN", [8, -22], ["SNAPSHOT 8 N"]), ("N", [-22], []), ("", [], [])],
)
@HOW
def test_what_was_mended_meanwhile_is_not_said_as_it_was(
    how: str, history: str, days: list[int], line: list[str]
) -> None:
    customer = late_and_told(result="")
    customer.stands(closed("1N", [8, -22]), day=8)
    customer.tick(8)
    gone(customer, how, 9)
    customer.tick(9)
    customer.tell(contact("notice", "DELIVERED", 11))
    customer.stands(closed(history, days), day=12)
    customer.tick(12)
    assert [each for each in told(customer) if each.startswith("SNAPSHOT 8")] == line


CLOSES = [-10, -40, -70, -100, -130, -160]


def known_for_long() -> Customer:
    """Return a customer of whom six closes were told, of which the history keeps four."""
    customer = Customer(reporting())
    customer.tick(-200)
    for at in range(5, -1, -1):
        days = CLOSES[at : at + 4]
        customer.stands(closed("N" * min(6 - at, 4), days[: 6 - at]), day=CLOSES[at])
        customer.tick(CLOSES[at])
    return customer


@pytest.mark.parametrize("mark", ["N", "1"])
def test_a_close_that_comes_back_into_the_history_is_not_said_anew(mark: str) -> None:
    customer = known_for_long()
    ids = [update.report_id for update in customer.bureau]
    assert len(set(ids)) == 6
    # The two newest closes are voided, and two that had fallen out take the room.
    for day, first in ((-9, 1), (-5, 2)):
        customer.stands(closed("NNN" + mark, CLOSES[first : first + 4]), day=day)
        customer.tick(day)
    assert told(customer)[6:] == [
        "CORRECTION -10 N> PERIOD_VOIDED",
        "CORRECTION -40 N> PERIOD_VOIDED",
    ]
    later = [5, *CLOSES[2:5]]
    customer.stands(closed("NNNN", later), day=5)
    customer.tick(5)
    assert told(customer)[8:] == ["SNAPSHOT 5 N"]


def test_what_was_said_is_remembered_as_long_as_the_account() -> None:
    customer = known_for_long()
    assert customer.row.bureau.forgotten == (("a1", "CNY", DUE_ON - 130),)
    customer.tell(customer.withdrawal(day=-8))
    customer.tick(-8)
    customer.tick(800)
    customer.stands(closed("N", [800]), account="a2", day=801)
    customer.tick(801)
    assert [account.account_id for account in customer.row.accounts] == ["a2"]
    assert not customer.row.bureau.forgotten
