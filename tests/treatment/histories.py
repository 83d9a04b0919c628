"""Customers with a past: episodes that were paid, contacts and what became of them."""

from msgspec.structs import replace

from streams.policy.rules import Ladder, Rules, Rung
from streams.policy.strategy import Row, Strategy, Threshold
from streams.terms.contact_facts import ContactMade
from streams.terms.days import Day
from streams.treatment.traits import traits_of
from tests.treatment.details import limited
from tests.treatment.world import DUE_ON, PAID, RULES, Customer, late, local

# Every number is small, so that a test reaches it in a few days.
THRESHOLDS: dict[str, Threshold] = {
    "breaks_promises": Threshold(rule="t.breaks", times_min=2),
    "cannot_be_reached": Threshold(rule="t.reach", times_min=3, days_min=2, within_days=60),
    "disputes": Threshold(rule="t.disputes", times_min=2, within_days=100),
    "first_time": Threshold(rule="t.first"),
    "forgets": Threshold(rule="t.forgets", times_min=2, days_max=5, within_days=400),
    "pays_after_contact": Threshold(rule="t.after", times_min=2, days_max=4, within_days=400),
    "short_of_cash": Threshold(rule="t.cash", times_min=2, within_days=100),
    "strategic": Threshold(rule="t.will", times_min=2, within_days=100),
    "vulnerable": Threshold(rule="t.care"),
}
CALLS = Ladder(
    id="cards",
    rungs=(
        Rung(id="sms", channel="SMS", at_days=1, window_days=3),
        Rung(id="call", channel="PHONE", at_days=4, window_days=2, times=8, repeat_days=2),
    ),
)
KIND = Ladder(id="kind", rungs=(Rung(id="letter", channel="LETTER", at_days=2, window_days=9),))


def chosen(*rows: Row, rules: Rules | None = None) -> Rules:
    """Return rules with a strategy of these rows, and a second ladder for it to choose."""
    known = {"cards": CALLS, "kind": KIND}
    base = replace(RULES, ladder=CALLS) if rules is None else rules
    strategy = Strategy(thresholds={**THRESHOLDS}, rows=rows)
    return replace(base, ladders=known, strategy=strategy)


def customer(*rows: Row) -> Customer:
    """Return a customer under such rules."""
    return Customer(chosen(*rows, rules=replace(limited(), ladder=CALLS)))


def found(customer: Customer, on: int, **asks: Threshold) -> dict[str, str]:
    """Return the traits of a customer on a day, each with why."""
    thresholds = {**THRESHOLDS, **asks}
    return {one.trait: one.why for one in traits_of(customer.row, thresholds, Day(DUE_ON + on))}


def paid(customer: Customer, origin: str, since: int, day: int, account: str = "a1") -> None:
    """Let an episode begin on a day and be paid on another; no day between is looked at."""
    customer.stands(late(origin, since=since), account=account, day=since + 1)
    customer.stands(PAID, account=account, day=day)


def said(customer: Customer, word: str, day: int) -> None:
    """Tell what became of the last contact that was authorised."""
    last = [e for e in customer.said if e.verdict == "AUTHORISED"][-1]
    step = customer.tell(told(last.escalation_id, word, day))
    assert step.reject is None, step.reject


def told(escalation_id: str, word: str, day: int) -> ContactMade:
    """Return what became of a contact."""
    return ContactMade(
        event_id=f"e-{escalation_id}-{word}",
        customer_id="c1",
        effective_on=Day(DUE_ON + day),
        escalation_id=escalation_id,
        account_id="a1",
        result=word,
        at=local(day, 15),
    )


def called(customer: Customer, results: dict[int, str], last: int) -> None:
    """Let days pass; on some of them the contact that is authorised has a result."""
    for day in range(1, last + 1):
        before = len(customer.said)
        customer.tick(day)
        made = [e for e in customer.said[before:] if e.verdict == "AUTHORISED"]
        if made and day in results:
            said(customer, results[day], day)
