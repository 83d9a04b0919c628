"""A second delinquency, slow and obvious: the whole history, day by day, with calendar dates.

It leans on the words alone and shares no step with the stage: it walks every day from the first
fact on, keeps one purse per obligation, and asks no index what to look at.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from streams.terms.account_facts import (
    AccountOpened,
    AnyAccountFact,
    PaymentPosted,
    PaymentReversed,
    RecordRefused,
    RefusalResolved,
    StatementIssued,
)
from streams.terms.days import Day, date_of, day_of

Said = TypeVar("Said", AccountOpened, StatementIssued, PaymentPosted, PaymentReversed)


@dataclass(frozen=True)
class Limits:
    """What the bank chose, written down by hand."""

    tolerance: dict[str, int]
    bands: list[tuple[int, str]]
    sizes: dict[str, list[tuple[int, str]]]


@dataclass
class Answer:
    """One ledger on one day."""

    balance: int = 0
    past_due: int = 0
    days: int = 0
    bucket: str = "current"
    oldest: tuple[Day, str] | None = None
    newest_due: Day | None = None
    upcoming: tuple[Day, str, int] | None = None
    doubtful: bool = False


@dataclass
class _Purse:
    due: date
    closed: date
    statement: str
    missing: int

    def place(self) -> tuple[date, date, str]:
        return self.due, self.closed, self.statement


@dataclass
class Told:
    """One event, in the words of the test."""

    kind: str
    currency: str
    origin: str
    was: str
    bucket: str
    days: int


@dataclass
class Stretch:
    """One episode."""

    origin: str
    first: Day
    last: Day


@dataclass
class Teller:
    """Keeps what was said of one account and compares it with what is, again and again."""

    limits: Limits
    facts: list[AnyAccountFact] = field(default_factory=list)
    buckets: dict[str, str] = field(default_factory=dict)
    stretches: dict[str, list[Stretch]] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)

    def look(self, on: Day) -> None:
        """Judge every ledger on that day and note what is to be said."""
        opening = opening_of(self.facts)
        for currency in dict.fromkeys(() if opening is None else opening.currencies):
            answer = answer_of(self.facts, currency, on, self.limits)
            if answer.bucket != "unclassified":
                self._compare(currency, answer)

    def origin(self, currency: str) -> str | None:
        """Return the origin of the running episode."""
        running = self.buckets.get(currency, "current") != "current"
        return self.stretches[currency][-1].origin if running else None

    def _compare(self, currency: str, now: Answer) -> None:
        was = self.buckets.get(currency, "current")
        kind = {
            (False, True): "BECAME_DELINQUENT",
            (True, False): "CURED",
            (True, True): "BUCKET_CHANGED" if was != now.bucket else "",
            (False, False): "",
        }[was != "current", now.bucket != "current"]
        if now.bucket != "current":
            self._stretch(currency, now, opening=was == "current")
        self.buckets[currency] = now.bucket
        if kind:
            origin = self.stretches[currency][-1].origin
            self.told.append(Told(kind, currency, origin, was, now.bucket, now.days))

    def _stretch(self, currency: str, now: Answer, *, opening: bool) -> None:
        assert now.oldest is not None
        assert now.newest_due is not None
        due, statement = now.oldest
        known = self.stretches.setdefault(currency, [])
        if opening:
            again = [s for s in known if s.first <= due <= s.last]
            if again:
                known.remove(again[-1])
            known.append(again[-1] if again else Stretch(statement, due, now.newest_due))
        known[-1].first = min(known[-1].first, due)
        known[-1].last = max(known[-1].last, now.newest_due)


def first_said(facts: list[Said], name: str) -> dict[str, Said]:
    """Return one content per business id: that of the lowest `(source_seq, event_id)`."""
    ranked = sorted(facts, key=lambda f: (f.source_seq, f.event_id), reverse=True)
    return {getattr(fact, name): fact for fact in ranked}


def opening_of(facts: list[AnyAccountFact]) -> AccountOpened | None:
    """Return the opening that counts."""
    found = first_said([f for f in facts if isinstance(f, AccountOpened)], "account_id")
    return next(iter(found.values()), None)


def incomplete(facts: list[AnyAccountFact], on: Day, limits: Limits) -> bool:
    """Whether something is missing that could change the answer."""
    opening = opening_of(facts)
    assert opening is not None
    refused = {f.origin for f in facts if isinstance(f, RecordRefused)}
    settled = {f.origin for f in facts if isinstance(f, RefusalResolved)}
    answers = [answer_of(facts, currency, on, limits) for currency in opening.currencies]
    amounts: list[StatementIssued | PaymentPosted | PaymentReversed] = [
        *_bills(facts),
        *_payments(facts),
        *_reversals(facts),
    ]
    return (
        bool(refused - settled)
        or any(a.doubtful or a.bucket == "unclassified" for a in answers)
        or any(f.currency not in opening.currencies for f in amounts)
    )


def answer_of(facts: list[AnyAccountFact], currency: str, on: Day, limits: Limits) -> Answer:
    """Walk one ledger from its first day to `on`, both included."""
    bills = [f for f in _bills(facts) if f.currency == currency and f.closed_on <= on]
    receipts = _receipts(facts, currency, on)
    purses: list[_Purse] = []
    answer = Answer(doubtful=_doubtful(facts, currency))
    days = [*(b.closed_on for b in bills), *(value_on for value_on, _, _ in receipts)]
    day = date_of(min(days, default=on))
    while day <= date_of(on):
        for _, _, amount in sorted(r for r in receipts if date_of(r[0]) == day):
            answer.balance -= amount
            _share_out(purses, amount)
        for bill in sorted((b for b in bills if date_of(b.closed_on) == day), key=_by_id):
            answer.balance = bill.total_due_minor
            purses.extend(_purse(bill))
        day += timedelta(days=1)
    return _judge(answer, [p for p in purses if p.missing > 0], currency, date_of(on), limits)


def _judge(
    answer: Answer, purses: list[_Purse], currency: str, today: date, limits: Limits
) -> Answer:
    late = sorted((p for p in purses if p.due < today), key=_Purse.place)
    ahead = sorted((p for p in purses if p.due >= today), key=_Purse.place)
    answer.past_due = sum(p.missing for p in late)
    if ahead:
        answer.upcoming = (day_of(ahead[0].due), ahead[0].statement, ahead[0].missing)
    if answer.past_due > limits.tolerance.get(currency, 0):
        answer.days = (today - late[0].due).days
        answer.oldest = (day_of(late[0].due), late[0].statement)
        answer.newest_due = max(day_of(p.due) for p in late)
    answer.bucket = _bucket(answer, currency, limits)
    return answer


def _bucket(answer: Answer, currency: str, limits: Limits) -> str:
    if currency not in limits.tolerance:
        return "unclassified"
    if answer.days == 0:
        return "current"
    if currency not in limits.sizes:
        return "unclassified"
    band = [name for least, name in limits.bands if answer.days >= least][-1]
    size = [name for least, name in limits.sizes[currency] if answer.past_due >= least][-1]
    return f"{band}.{size}"


def _share_out(purses: list[_Purse], amount: int) -> None:
    for purse in sorted(purses, key=_Purse.place):
        share = min(amount, purse.missing)
        purse.missing -= share
        amount -= share


def _purse(bill: StatementIssued) -> list[_Purse]:
    own = bill.min_due_minor - bill.past_due_included_minor
    missing = max(0, own) - bill.credit_applied_minor
    purse = _Purse(date_of(bill.due_on), date_of(bill.closed_on), bill.statement_id, missing)
    return [purse] if missing > 0 else []


def _receipts(facts: list[AnyAccountFact], currency: str, on: Day) -> list[tuple[Day, str, int]]:
    found = []
    for payment in _payments(facts):
        if payment.currency == currency and payment.value_on <= on:
            back = sum(
                r.amount_minor
                for r in _reversals(facts)
                if r.payment_id == payment.payment_id
                and r.currency == currency
                and r.effective_on <= on
            )
            left = payment.amount_minor - min(back, payment.amount_minor)
            found.append((payment.value_on, payment.payment_id, left))
    return found


def _doubtful(facts: list[AnyAccountFact], currency: str) -> bool:
    paid_in = {p.payment_id: p.currency for p in _payments(facts)}
    ours = [r for r in _reversals(facts) if r.currency == currency]
    return any(paid_in.get(r.payment_id, currency) != currency for r in ours)


def _bills(facts: list[AnyAccountFact]) -> list[StatementIssued]:
    bills = [f for f in facts if isinstance(f, StatementIssued)]
    return list(first_said(bills, "statement_id").values())


def _payments(facts: list[AnyAccountFact]) -> list[PaymentPosted]:
    payments = [f for f in facts if isinstance(f, PaymentPosted)]
    return list(first_said(payments, "payment_id").values())


def _reversals(facts: list[AnyAccountFact]) -> list[PaymentReversed]:
    reversals = [f for f in facts if isinstance(f, PaymentReversed)]
    return list(first_said(reversals, "reversal_id").values())


def _by_id(bill: StatementIssued) -> str:
    return bill.statement_id
