"""The stage agrees with the slow and obvious second implementation, cent for cent, day for day."""

from hypothesis import given, settings

from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day
from streams.terms.standing import LedgerStanding, Standing, advanced
from tests.delinquency.facts import Account
from tests.delinquency.histories import FIRST, LAST, LIMITS, OPENING, histories, walks
from tests.delinquency.slow import Answer, Teller, Told, answer_of, incomplete, opening_of
from tests.generated import examples


@settings(max_examples=examples(80), deadline=None)
@given(histories())
def test_every_ledger_agrees_every_fifth_day(facts: list[AnyAccountFact]) -> None:
    account = Account().take(OPENING, *facts)
    for day in range(FIRST, LAST, 5):
        account.tick(Day(day))
        _agrees(account.standing, [OPENING, *facts], Day(day))


@settings(max_examples=examples(30), deadline=None)
@given(walks())
def test_events_and_origins_agree_as_facts_arrive(walk: list[tuple[Day, AnyAccountFact]]) -> None:
    account, slow = Account(Day(FIRST - 1)), Teller(LIMITS)
    for day in range(FIRST, LAST):
        on = Day(day)
        account.skip_to(on)
        slow.look(on)
        for arrives, fact in walk:
            if arrives == on and not account.take(fact).refused_last:
                slow.facts.append(fact)
                slow.look(on)
    told = [
        Told(e.kind, e.currency, e.episode_origin, e.previous_bucket, e.bucket, e.days_past_due)
        for e in account.events
    ]
    assert told == slow.told
    if opening_of(slow.facts) is not None:
        _agrees(account.standing, slow.facts, Day(LAST - 1))
        assert account.standing.incomplete == incomplete(slow.facts, Day(LAST - 1), LIMITS)
        for ledger in account.standing.ledgers:
            assert ledger.episode_origin == slow.origin(ledger.currency)


def _agrees(standing: Standing, facts: list[AnyAccountFact], on: Day) -> None:
    for ledger in standing.ledgers:
        assert _answer(ledger, on) == _comparable(answer_of(facts, ledger.currency, on, LIMITS))


def _answer(ledger: LedgerStanding, on: Day) -> tuple[object, ...]:
    return (
        ledger.balance_minor,
        ledger.past_due_minor,
        advanced(ledger, on),
        ledger.bucket,
        ledger.oldest_due_on,
        ledger.upcoming_due_on,
        ledger.upcoming_statement_id,
        ledger.upcoming_minor,
    )


def _comparable(answer: Answer) -> tuple[object, ...]:
    return (
        answer.balance,
        answer.past_due,
        answer.days,
        answer.bucket,
        answer.oldest and answer.oldest[0],
        *(answer.upcoming[:2] if answer.upcoming else (None, None)),
        answer.upcoming[2] if answer.upcoming else 0,
    )
