"""Payments: they never worsen a clock, nothing of them is lost, and undone they never were."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from streams.delinquency.journal import Journal
from streams.delinquency.judging import Judgement, judged
from streams.delinquency.ledger_state import LedgerState
from streams.delinquency.rows import AccountRow
from streams.delinquency.slots import unheld
from streams.policy.ledger import COMPONENTS, LedgerRules
from streams.policy.rules import Rules
from streams.terms.account_facts import AnyAccountFact, PaymentPosted
from streams.terms.charge_facts import ChargePosted
from streams.terms.days import Day
from tests.delinquency.facts import reversed_
from tests.delinquency.histories_billed import paid_lives
from tests.delinquency.histories_draws import DAYS, FIRST
from tests.delinquency.histories_walks import END, rule_books
from tests.delinquency.second.known import Known
from tests.delinquency.standings import row_with, standing_on
from tests.delinquency.worse import worse, worse_promises
from tests.generated import examples

Life = tuple[list[AnyAccountFact], PaymentPosted]


def _flips(ledger: LedgerRules) -> bool:
    return any(len(one.orders) > 1 for one in ledger.allocations.values())


def _steady(rules: Rules) -> Rules:
    """Return the rules, with every component counting where the order of components flips.

    What is material by share is left out: a payment lowers the balance too (see `test_found`).
    """
    ledger = rules.ledger
    if _flips(ledger):
        ledger = replace(ledger, counts=frozenset(COMPONENTS))
    if ledger.materiality is not None:
        ledger = replace(ledger, materiality=replace(ledger.materiality, share_bp=0))
    return replace(rules, ledger=ledger)


def _counting(facts: list[AnyAccountFact], rules: Rules) -> list[AnyAccountFact]:
    """Return the facts; where the order flips, no charge says that it does not count."""
    if not _flips(rules.ledger):
        return facts
    return [
        replace(one, counts_for_dpd=None) if isinstance(one, ChargePosted) else one for one in facts
    ]


@settings(max_examples=examples(200), deadline=None)
@given(paid_lives(), rule_books().map(_steady), st.integers(0, 24))
def test_a_payment_never_worsens_a_clock(life: Life, rules: Rules, offset: int) -> None:
    facts, payment = life
    others = _counting(facts, rules)
    before, after = row_with(others), row_with([*others, payment])
    for day in range(FIRST + offset, END, 25):
        was, now = (judged(row, rules, Day(day)) for row in (before, after))
        assert worse_promises(now.promises, was.promises) == []
        assert _worse_on(before, after, rules, Day(day)) == []


def _worse_on(before: AccountRow, after: AccountRow, rules: Rules, on: Day) -> list[str]:
    was, now = (standing_on(row, rules, on) for row in (before, after))
    pairs = zip(now.ledgers, was.ledgers, strict=True)
    return [name for one, other in pairs for name in worse(one, other, rules)]


@settings(max_examples=examples(150), deadline=None)
@given(paid_lives(), rule_books())
def test_what_leaves_obligations_and_what_is_left_over_are_the_payment(
    life: Life, rules: Rules
) -> None:
    facts, payment = life
    everything = [*facts, payment]
    known = Known([*everything], rules, Day(10**6))
    on = known.value_day(payment)
    alone = [f for f in everything if f is payment or known.counts_on(f) != on]
    before, after = (
        _ledger(judged(row_with(alone), rules, Day(day)), payment.currency) for day in (on - 1, on)
    )
    assume(before is not None and after is not None and not _is_stopped(alone, rules, on))
    assert before is not None
    assert after is not None
    payable = sum(unheld(s).left_minor for s in before.slots if s.closed_on < on)
    laid = min(payment.amount_minor, payable)
    assert _open_minor(before) - _open_minor(after) == laid
    assert before.balance_minor - after.balance_minor == payment.amount_minor
    over = payment.amount_minor - laid
    assert after.reaged_minor == max(0, before.reaged_minor - over)


def _ledger(judgement: Judgement, currency: str) -> LedgerState | None:
    states = (one.state for one in judgement.ledgers)
    return next((state for state in states if state.currency == currency), None)


def _open_minor(state: LedgerState) -> int:
    return sum(slot.left_minor for slot in state.slots)


def _is_stopped(facts: list[AnyAccountFact], rules: Rules, on: Day) -> bool:
    return judged(row_with(facts), rules, on).known.cases.stop is not None


@settings(max_examples=examples(150), deadline=None)
@given(paid_lives(), rule_books(), DAYS, st.integers(0, 50))
def test_a_payment_and_its_reversal_that_restores_are_as_if_nothing_had_happened(
    life: Life, rules: Rules, back_on: Day, later: int
) -> None:
    facts, payment = life
    back = reversed_(
        "back",
        payment.payment_id,
        back_on,
        payment.amount_minor,
        currency=payment.currency,
        mode="RESTORE_ORIGINAL",
    )
    on = Day(max(payment.value_on, back_on) + later)
    never, undone = row_with(facts), row_with([back, *facts, payment])
    assert _stands(never, rules, on) == _stands(undone, rules, on)


def _stands(row: AccountRow, rules: Rules, on: Day) -> tuple[object, ...]:
    """Return all there is to say on a day, less the day that a payment of no effect wakes it on."""
    standing = replace(standing_on(row, rules, on), next_change_on=None)
    now = judged(replace(row, journal=Journal()), rules, on)
    return standing, now.promises, [one.state.slots for one in now.ledgers]
