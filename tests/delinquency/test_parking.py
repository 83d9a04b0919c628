"""What needs a person: facts that wait too long, contests, and more reversed than was paid."""

from streams.delinquency.parking import unmet
from streams.terms.delinquency_notices import ReviewNotice
from tests.delinquency.facts import (
    Account,
    bill,
    charge_waived,
    charged,
    credited,
    decided,
    opened,
    paid,
    pause_ended,
    paused,
    reversed_,
)
from tests.delinquency.ledgers import row_of

MARCH = bill("s1", "2026-03-20", "2026-04-10", 30_000)


def _told(account: Account) -> list[tuple[str, str, str]]:
    return [(n.status, n.rule, n.business_id) for n in account.said if isinstance(n, ReviewNotice)]


def test_two_contents_under_one_id_are_reported_and_hold_nothing_up() -> None:
    account = Account("2026-04-01").take(opened(), MARCH)
    account.take(paid("p1", "2026-04-01", 100, event="a"), paid("p1", "2026-04-01", 90, event="b"))
    assert _told(account) == [("OPEN", "contents_contest_one_id", "p1")]
    assert account.standing.incomplete is False


def test_a_contest_is_the_same_whatever_came_first() -> None:
    one, other = paid("p1", "2026-04-01", 100, event="a"), paid("p1", "2026-04-01", 90, event="b")
    forth = Account("2026-04-01").take(opened(), MARCH, one, other)
    back = Account("2026-04-01").take(opened(), MARCH, other, one)
    assert _told(forth) == _told(back)
    assert [w.item_id for w in forth.row.waiting] == [w.item_id for w in back.row.waiting]


def test_a_repeat_contests_nothing() -> None:
    same = paid("p1", "2026-04-01", 100, event="again")
    account = Account("2026-04-01").take(opened(), MARCH, paid("p1", "2026-04-01", 100), same)
    assert _told(account) == []


def test_more_reversed_than_paid_is_reported_once_and_stays_when_folded() -> None:
    account = Account("2026-04-03").take(opened(), MARCH, paid("p1", "2026-04-01", 100))
    account.take(reversed_("r1", "p1", "2026-04-02", 100))
    assert _told(account) == []
    account.take(reversed_("r2", "p1", "2026-04-02", 1))
    assert _told(account) == [("OPEN", "reversed_more_than_paid", "p1")]
    account.tick("2026-04-14").tick("2026-08-01")
    assert account.row.past
    assert _told(account)[1:] == [("OVERDUE", "reversed_more_than_paid", "p1")]


def test_a_second_end_of_a_case_is_no_contest() -> None:
    account = Account("2026-04-01").take(opened(), MARCH)
    account.take(pause_ended("z1", "2026-03-30"), pause_ended("z1", "2026-03-31"))
    assert _told(account) == []


def test_what_waits_too_long_holds_the_account_until_it_is_met() -> None:
    account = Account("2026-04-01").take(opened(), MARCH)
    account.take(reversed_("r1", "p9", "2026-04-01", 100))
    account.tick("2026-05-01")
    assert _told(account) == []
    account.tick("2026-05-02")
    assert _told(account) == [("OPEN", "waits_for_payment", "r1")]
    assert account.standing.incomplete
    account.take(paid("p9", "2026-04-01", 100))
    assert _told(account)[-1] == ("APPLIED", "waits_for_payment", "r1")
    assert account.standing.incomplete is False


def test_what_a_person_discarded_stays_out_however_often_it_comes() -> None:
    back = reversed_("r1", "p9", "2026-04-01", 100)
    account = Account("2026-04-01").take(opened(), MARCH, back).tick("2026-05-02")
    (item,) = account.row.waiting
    account.take(decided(item.item_id, "2026-05-02", "DISCARD", "2026-05-02"), back)
    assert account.row.recent.reversals == ()
    account.take(paid("p9", "2026-04-01", 100))
    assert account.standing.ledgers[0].past_due_minor == 29_900


def test_every_kind_of_fact_can_be_contested() -> None:
    account = Account("2026-04-01").take(opened(), MARCH, paid("p1", "2026-03-25", 900))
    for seq, event in enumerate(("a", "b"), 1):
        account.take(
            opened(customer=f"c{seq}", seq=seq + 1),
            bill("s2", "2026-03-21", "2026-04-11", 100 + seq, event=event),
            reversed_("r1", "p1", "2026-03-26", 100 + seq, event=event),
            paid("p2", "2026-03-27", 100 + seq, event=event),
            charged("g1", "FEE", "2026-03-27", 100 + seq, event=event),
            paused("z1", "2026-03-27" if seq == 1 else "2026-03-28", event=event),
        )
    contested = {(kind, id_) for _, kind, id_ in _contests(account)}
    assert contested == {
        ("AccountOpened", "c2"),
        ("StatementIssued", "s2"),
        ("PaymentPosted", "p2"),
        ("PaymentReversed", "r1"),
        ("ChargePosted", "g1"),
        ("PauseStarted", "z1"),
    }


def _contests(account: Account) -> set[tuple[str, str, str]]:
    told = [n for n in account.said if isinstance(n, ReviewNotice)]
    return {(n.rule, n.fact_kind, n.business_id) for n in told if n.status == "OPEN"}


def test_a_waiver_waits_for_a_charge_and_not_for_another_fact_of_that_id() -> None:
    waiver = charge_waived("w1", "c1", "2026-04-01", 5)
    other = row_of(MARCH, credited("c1", "GOODWILL", "2026-03-30", 5), waiver)
    assert [one[2:] for one in unmet(other)] == [("waits_for_charge", "w1", "waive")]
    assert list(unmet(row_of(MARCH, charged("c1", "FEE", "2026-03-30", 5), waiver))) == []


def test_a_payment_that_came_back_whole_and_ages_anew_is_not_reversed_too_often() -> None:
    account = Account("2026-04-10").take(opened(), MARCH, paid("p1", "2026-04-01", 100))
    account.take(reversed_("r1", "p1", "2026-04-05", 100, mode="AGE_FROM_REVERSAL"))
    assert _told(account) == []
    account.take(reversed_("r2", "p1", "2026-04-06", 1, mode="AGE_FROM_REVERSAL"))
    assert _told(account) == [("OPEN", "reversed_more_than_paid", "p1")]
