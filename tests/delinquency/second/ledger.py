"""One ledger, day by day: the facts of a day in their order, and how the evening stood."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from streams.terms.account_facts import PaymentPosted
from streams.terms.charge_facts import ChargeWaived, CreditBalanceRefunded
from streams.terms.days import Day
from streams.terms.life_facts import RecoveryPosted
from tests.delinquency.second.bills import Bill, bills, charges
from tests.delinquency.second.cases import Claim, claims
from tests.delinquency.second.known import Known
from tests.delinquency.second.life import counting_re_ages, stopped_on
from tests.delinquency.second.purses import Part, Purse
from tests.delinquency.second.receipts import Receipt, TakenBack, receipts, taken_back


@dataclass(frozen=True)
class Evening:
    """How a ledger stood at the end of a day."""

    on: Day
    balance_minor: int
    past_due_minor: int
    counting_minor: int
    contractual_due_on: Day | None
    re_aged_minor: int
    is_unpaid: bool
    closes: int


@dataclass
class Agenda:
    """All that happens to a ledger, in lists."""

    receipts: list[Receipt]
    refunds: list[CreditBalanceRefunded]
    taken_back: list[TakenBack]
    charges: list[tuple[Day, int]]
    recoveries: list[tuple[Day, int]]
    claims: list[Claim]
    bills: list[Bill]
    re_ages: list[Day]

    def days(self) -> set[Day]:
        """Return every day on which anything happens."""
        return {
            *(r.on for r in self.receipts),
            *(r.effective_on for r in self.refunds),
            *(t.on for t in self.taken_back),
            *(day for day, _ in self.charges),
            *(day for day, _ in self.recoveries),
            *(claim.opened for claim in self.claims),
            *(claim.ended for claim in self.claims if claim.ended is not None),
            *(purse.closed for bill in self.bills for purse in bill.purses),
            *self.re_ages,
        }


@dataclass
class Ledger:
    """The walk through the days; obligations stand still after `stop`."""

    known: Known
    agenda: Agenda
    stop: Day | None
    purses: list[Purse] = field(default_factory=list)
    evenings: list[Evening] = field(default_factory=list)
    balance: int = 0
    re_aged: int = 0
    recovered: int = 0
    settled: dict[str, int] = field(default_factory=dict)
    aged_anew: dict[str, int] = field(default_factory=dict)
    reopened: dict[str, int] = field(default_factory=dict)
    recovered_of: dict[str, int] = field(default_factory=dict)

    def walk(self) -> "Ledger":
        """Live every day from the first on which anything happens to the day that is asked."""
        busy = self.agenda.days()
        first = min({*busy, self.known.on, self.known.on if self.stop is None else self.stop})
        for number in range(first, self.known.on + 1):
            day = Day(number)
            stopped = self.stop is not None and day > self.stop
            if day in busy and stopped:
                self._live_stopped(day)
            elif day in busy:
                self._live(day)
            if not stopped:
                self.evenings.append(self._evening(day))
        return self

    def _live(self, day: Day) -> None:
        self._end_claims(day)
        self._receive(day)
        self._recover(day)
        self._refund(day)
        self._take_back(day)
        self.balance += sum(minor for on, minor in self.agenda.charges if on == day)
        self._open_claims(day)
        self._close_statements(day)
        self._re_age(day)

    def _live_stopped(self, day: Day) -> None:
        # Only the balance moves on, and what payments bring in is recovery.
        agenda = self.agenda
        for receipt in agenda.receipts:
            if receipt.on == day:
                self.balance -= receipt.minor
                if receipt.kind == "payment":
                    self.recovered += receipt.minor
                    self.recovered_of[receipt.name] = receipt.minor
        self._recover(day)
        self.balance += sum(r.amount_minor for r in agenda.refunds if r.effective_on == day)
        self.balance += sum(minor for on, minor in agenda.charges if on == day)
        for back in agenda.taken_back:
            if back.on == day:
                self.balance += back.minor
                # Money that came in after the stop and was taken back was not recovered.
                if back.payment_id in self.recovered_of:
                    self.recovered -= back.minor

    def _end_claims(self, day: Day) -> None:
        for claim in self.agenda.claims:
            if claim.ended == day and claim.opened < day:
                claim.close(self.purses)
        self._hold(Day(day - 1), day)

    def _open_claims(self, day: Day) -> None:
        for claim in self.agenda.claims:
            if claim.opened == day:
                claim.hold(self.purses)
                # A case that ended by the day it was opened ends as soon as it holds anything.
                if claim.ended == day:
                    claim.close(self.purses)
        self._hold(day, day)

    def _hold(self, opened_by: Day, day: Day) -> None:
        # A case with something left to hold takes whatever is free, whenever it becomes free.
        for claim in self.agenda.claims:
            if claim.opened <= opened_by and claim.is_open(day):
                claim.hold(self.purses)

    def _receive(self, day: Day) -> None:
        today = [receipt for receipt in self.agenda.receipts if receipt.on == day]
        for receipt in sorted(today, key=Receipt.turn):
            self.balance -= receipt.minor
            if receipt.settles:
                left = self._settle(receipt, day)
                if receipt.kind == "payment":
                    self.settled[receipt.name] = receipt.minor - left
                self.re_aged = max(0, self.re_aged - left)

    def _settle(self, receipt: Receipt, day: Day) -> int:
        allocation = self.known.rules.ledger.allocations.get(receipt.kind)
        newest_first = allocation is not None and allocation.newest_first
        order = self.known.rules.ledger.order_of(receipt.kind, self._days_late(day))
        left = receipt.minor
        for purse in sorted(self.purses, key=Purse.place, reverse=newest_first):
            if purse.closed < day:
                left -= sum(purse.take(min(left, purse.rest), order).values())
        return left

    def _days_late(self, day: Day) -> int:
        oldest = min((purse.due for purse in self.purses if purse.counting > 0), default=day)
        return max(0, day - oldest)

    def _recover(self, day: Day) -> None:
        minor = sum(minor for on, minor in self.agenda.recoveries if on == day)
        self.recovered += minor
        self.balance -= minor

    def _refund(self, day: Day) -> None:
        for refund in self.agenda.refunds:
            if refund.effective_on == day:
                available = max(0, -self.balance)
                self.balance += refund.amount_minor
                self._reopen(max(0, refund.amount_minor - available), day)
        self._hold(Day(day - 1), day)

    def _reopen(self, excess: int, day: Day) -> None:
        # The newest statement that swallowed credit owes it again first, at its own due date.
        closed = [bill for bill in self.agenda.bills if bill.closed < day]
        for bill in sorted(closed, key=lambda b: (b.closed, b.name), reverse=True):
            before = self.reopened.get(bill.name, 0)
            share = min(excess, bill.credit_minor - before)
            if share > 0:
                self.reopened[bill.name] = before + share
                bill.purses[0].put({self._principal(): share})
                excess -= share

    def _take_back(self, day: Day) -> None:
        for back in self.agenda.taken_back:
            if back.on == day:
                self.balance += back.minor
                anew = self.aged_anew.get(back.payment_id, 0)
                owed = min(back.minor, self.settled.get(back.payment_id, 0) - anew)
                self.aged_anew[back.payment_id] = anew + owed
                missing = {self._principal(): owed}
                self.purses.append(Purse(day, day, back.name, None, missing))
        self._hold(Day(day - 1), day)

    def _close_statements(self, day: Day) -> None:
        for bill in self.agenda.bills:
            if bill.closed == day:
                self.balance = bill.total_minor
            self.purses.extend(purse for purse in bill.purses if purse.closed == day)
        self._hold(day, day)

    def _re_age(self, day: Day) -> None:
        for on in self.agenda.re_ages:
            if on == day:
                for purse in self.purses:
                    if purse.due <= day:
                        self.re_aged += purse.rest
                        purse.missing = {}

    def _principal(self) -> Part:
        return "principal", "principal" in self.known.rules.ledger.counts

    def _evening(self, day: Day) -> Evening:
        late = [purse for purse in self.purses if purse.due < day]
        return Evening(
            on=day,
            balance_minor=self.balance,
            past_due_minor=sum(purse.rest for purse in late),
            counting_minor=sum(purse.counting for purse in late),
            contractual_due_on=min((p.due for p in late if p.counting > 0), default=None),
            re_aged_minor=self.re_aged,
            is_unpaid=any(p.counting > 0 or p.held_counting > 0 for p in late),
            closes=sum(bill.closed == day for bill in self.agenda.bills),
        )


def _posted(known: Known, currency: str) -> Iterator[tuple[Day, int]]:
    """Yield what charges add to the balance on their day, and waivers take off it on theirs."""
    for charge in (one.charge for one in charges(known, currency)):
        yield charge.effective_on, charge.amount_minor
        left = charge.amount_minor
        waivers = [
            one
            for one in known.every(ChargeWaived)
            if one.charge_id == charge.charge_id and one.currency == currency
        ]
        for waiver in sorted(waivers, key=lambda one: (one.effective_on, one.waiver_id)):
            taken = min(left, waiver.amount_minor)
            left -= taken
            yield Day(max(waiver.effective_on, charge.effective_on)), -taken


def walked(known: Known, currency: str) -> Ledger:
    """Walk one ledger under what is known, from its first day to the day that is asked."""
    payments = [p for p in known.every(PaymentPosted) if p.currency == currency]
    backs = [back for payment in payments for back in taken_back(known, payment)]
    recoveries = known.every(RecoveryPosted)
    agenda = Agenda(
        receipts=receipts(known, currency),
        refunds=[r for r in known.every(CreditBalanceRefunded) if r.currency == currency],
        taken_back=sorted(backs, key=lambda back: (back.on, back.name)),
        charges=[*_posted(known, currency)],
        recoveries=[(r.effective_on, r.amount_minor) for r in recoveries if r.currency == currency],
        claims=claims(known, currency),
        bills=bills(known, currency),
        re_ages=[fact.effective_on for fact in counting_re_ages(known)],
    )
    return Ledger(known, agenda, stopped_on(known)).walk()
