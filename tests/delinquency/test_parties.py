"""Who is liable on a day, who is told, and who is told no more."""

from streams.delinquency.parties import next_change_on, parties_on
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day
from streams.terms.delinquency_notices import StandingNotice, StandingWithdrawn
from tests.delinquency.facts import Account, bill, made_liable, opened, paused
from tests.delinquency.ledgers import row_of

BILL = bill("s1", Day(80), Day(100), 50_000)


def _parties(on: int, *facts: AnyAccountFact) -> list[tuple[str, str]]:
    return list(parties_on("c1", row_of(*facts).cases, Day(on)))


def _told(account: Account, since: int) -> list[tuple[str, str]]:
    sent = [one.standing for one in account.said[since:] if isinstance(one, StandingNotice)]
    return [(one.customer_id, one.role) for one in sent]


def _withdrawn(account: Account) -> list[tuple[str, int, int]]:
    gone = [one for one in account.said if isinstance(one, StandingWithdrawn)]
    return [(one.customer_id, one.version, one.as_of) for one in gone]


def test_a_customer_is_liable_from_a_day_until_another_that_one_excluded() -> None:
    facts = [made_liable("l1", Day(10), "c2", role="GUARANTOR", until=Day(20))]
    liable = [("c1", "PRIMARY"), ("c2", "GUARANTOR")]
    assert [_parties(on, *facts) for on in (9, 10, 19, 20)] == [
        liable[:1],
        liable,
        liable,
        liable[:1],
    ]


def test_a_fact_about_the_openings_customer_replaces_what_the_opening_said() -> None:
    left = made_liable("l1", Day(10), "c1", role="CO_HOLDER", until=Day(20))
    assert [_parties(on, left) for on in (9, 10, 20)] == [
        [("c1", "PRIMARY")],
        [("c1", "CO_HOLDER")],
        [],
    ]


def test_what_is_said_last_of_a_liability_stands_whatever_came_first() -> None:
    first = made_liable("l1", Day(10), "c2", seq=1)
    last = made_liable("l1", Day(10), "c2", until=Day(15), seq=2, event="later")
    for facts in ((first, last), (last, first)):
        row = row_of(*facts)
        assert [one.until for one in row.cases] == [15]
        assert [one.event_id for one in row.contested.notes] == ["e-l1"]


def test_the_next_end_of_a_liability_is_named() -> None:
    cases = row_of(
        made_liable("l1", Day(10), "c2", until=Day(20)),
        made_liable("l2", Day(10), "c3", until=Day(15)),
        made_liable("l3", Day(10), "c4"),
        made_liable("l4", Day(18), "c5", until=Day(19)),
    ).cases
    assert [next_change_on(cases, Day(on)) for on in (9, 10, 15, 18, 20)] == [
        None,
        15,
        20,
        19,
        None,
    ]


def test_every_party_is_told_each_standing_in_their_role() -> None:
    account = Account(Day(80)).take(opened(on=Day(0)), BILL)
    said = len(account.said)
    account.take(made_liable("l1", Day(80), "c2", role="GUARANTOR"))
    assert _told(account, said) == [("c1", "PRIMARY"), ("c2", "GUARANTOR")]
    said = len(account.said)
    account.tick(Day(101))
    assert _told(account, said) == [("c1", "PRIMARY"), ("c2", "GUARANTOR")]
    versions = {one.version for one in account.standings[-2:]}
    assert len(versions) == 1


def test_who_is_liable_no_more_is_told_so_once_on_the_day() -> None:
    account = Account(Day(80)).take(opened(on=Day(0)), BILL)
    account.take(made_liable("l1", Day(80), "c2", until=Day(95)))
    assert account.wake_on == 95
    account.tick(Day(95))
    version = account.row.journal.version
    assert _withdrawn(account) == [("c2", version, 95)]
    said = len(account.said)
    account.tick(Day(101))
    assert _told(account, said) == [("c1", "PRIMARY")]
    assert len(_withdrawn(account)) == 1


def test_another_customer_in_the_opening_withdraws_the_first() -> None:
    account = Account(Day(80)).take(opened(customer="wrong", seq=5, on=Day(0)), BILL)
    account.take(opened(customer="right", seq=2, on=Day(0)))
    assert [name for name, _, _ in _withdrawn(account)] == ["wrong"]


def test_a_case_that_ends_is_nobodys_liability() -> None:
    assert next_change_on(row_of(paused("z1", Day(90), Day(110))).cases, Day(100)) is None


def test_a_liability_of_the_openings_customer_that_ends_as_it_begins_leaves_none() -> None:
    gone = made_liable("l1", Day(10), "c1", role="CO_HOLDER", until=Day(10))
    assert [_parties(on, gone) for on in (9, 10, 11)] == [[("c1", "PRIMARY")], [], []]
