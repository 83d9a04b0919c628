"""What the gate allows is looked at twice: where it is wrong, nobody is contacted."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from streams.terms.days import Day, Instant
from streams.treatment import turning
from streams.treatment.gate import Case, Judgement
from streams.treatment.protection import Allowed, broken
from streams.treatment.spending import Spent
from tests.treatment.details import CALLS, LAW, WEEK, consent, limited, zone
from tests.treatment.world import DUE_ON, HOUR, PAID, Customer, late, local, stop, upcoming

RULES = limited(hours=(LAW,), caps=(CALLS, WEEK))


def allowing(first: int = 9, last: int = 21) -> Callable[[Case], Judgement]:
    """Return a gate that allows everything, from one hour of day 8 to another."""

    def judge(case: Case) -> Judgement:
        del case
        return Judgement(
            verdict="AUTHORISED",
            not_before=local(8, first),
            not_after=local(8, last),
            contact_on=Day(DUE_ON + 8),
        )

    return judge


def customer() -> Customer:
    found = Customer(RULES)
    found.stands(late())
    return found


def stopped() -> Customer:
    found = customer()
    found.tell(stop())
    return found


def refused() -> Customer:
    found = customer()
    found.tell(consent(granted=False))
    return found


def elsewhere() -> Customer:
    found = customer()
    found.tell(zone("America/New_York", confirmed=True))
    return found


def called_enough(days: int, count: int, *, account: str = "a1") -> Customer:
    found = customer()
    spent = tuple(
        Spent(f"x{n}", account, "PHONE", Day(DUE_ON + 8 - n * days), Instant(0))
        for n in range(count)
    )
    found.row = replace(found.row, ledger=replace(found.row.ledger, spent=spent))
    return found


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (stopped, "a stop holds"),
        (refused, "the channel was refused"),
        (elsewhere, "it lies outside the hours"),
        (lambda: called_enough(0, 3, account="a7"), "law.calls is reached"),
        (lambda: called_enough(1, 7), "law.week is reached"),
    ],
)
def test_a_gate_that_is_wrong_contacts_nobody_and_a_person_is_told(
    make: Callable[[], Customer], why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turning, "judge", allowing())
    found = make()
    said = found.tick(8)
    assert "phone_1 DEFERRED protection_broken" in said
    assert "phone_1 AUTHORISED" not in said
    events = [e for e in found.events if e.subject_id == found.last().escalation_id]
    assert [(e.kind, e.detail) for e in events] == [("PROTECTION_BROKEN", why)]
    assert not [s for s in found.row.ledger.spent if s.contact_id == found.last().escalation_id]


@pytest.mark.parametrize(("first", "last"), [(7, 12), (9, 22), (12, 12), (20, 9)])
def test_a_window_outside_the_hours_is_none(
    first: int, last: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turning, "judge", allowing(first, last))
    found = customer()
    assert "phone_1 DEFERRED protection_broken" in found.tick(8)


def test_a_debt_that_is_none_is_founded_on_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turning, "judge", allowing())
    found = Customer(RULES)
    found.stands(upcoming(due=13))
    found.tick(8)
    assert found.last().verdict == "AUTHORISED"
    other = Customer(RULES)
    other.stands(upcoming(due=13))
    account = replace(other.row.accounts[0], ledgers=())
    assert broken(other.row, account, RULES, _allowed()) == "no debt is founded"
    assert PAID.past_due_minor == 0


def _allowed() -> Allowed:
    return Allowed(
        channel="SMS",
        on=Day(DUE_ON + 8),
        not_before=local(8, 9),
        not_after=Instant(local(8, 9) + HOUR),
        point_id="",
    )


def test_the_second_look_finds_nothing_where_the_gate_is_right() -> None:
    found = customer()
    assert found.tick(8)[-1] == "phone_1 AUTHORISED"
    assert found.events == []
