"""A ledger while it is walked: occurrences happen to it, one by one, within each day in order.

It knows amounts and cases; how late it is, and what the clocks make of that, is the walk's.
"""

from bisect import insort
from collections.abc import Sequence

from msgspec.structs import replace

from streams.delinquency import holding
from streams.delinquency.cases import Carve
from streams.delinquency.commitments import counts_until, tally_id
from streams.delinquency.entering import credit_used, parts_of, total_of
from streams.delinquency.knowledge import Known
from streams.delinquency.laying import lay
from streams.delinquency.ledger_state import CreditUsed, LedgerState, Part, Tally
from streams.delinquency.occurrences import Occurrence, Rank
from streams.delinquency.rows import Billed
from streams.delinquency.slots import PRINCIPAL, grown, slot_of
from streams.policy.ledger import LedgerRules
from streams.terms.days import Day

# A refund reopens what a credit settled; a credit balance lasts a few cycles at most.
CREDITS_MAX = 24
# What takes of the obligations of a day: cases that are open already come first.
_TAKING = frozenset({Rank.CASE_OPENED, Rank.RE_AGED})


class OpenLedger:
    """Obligations, balance and open cases of one currency, as they stand at a moment."""

    def __init__(self, state: LedgerState, rules: LedgerRules, known: Known) -> None:
        """Begin where `state` ended."""
        self.slots = list(state.slots)
        # A case that was let go holds nothing more.
        going_on = {carve.id for carve in known.cases.carves}
        self.cases = [one for one in state.cases if one.case_id in going_on]
        self.credits = list(state.credits)
        self.balance, self.recovered = state.balance_minor, state.recovered_minor
        self.close_on, self.reaged = state.last_close_on, state.reaged_minor
        self.unfounded = state.unfounded
        self.closed_today: list[Billed] = []
        self._currency, self._ledger, self._known = state.currency, rules, known
        self._tallies = {one.case_id: list(one.sums) for one in state.tallies}
        self._settled: dict[str, int] = {}
        self._regained: set[str] = set()
        self._confirmed = [c.id for c in known.cases.carves if c.outcome == "CONFIRMED"]

    def live(self, coming: Sequence[Occurrence], at: int) -> int:
        """Live through a day; open cases take what is new before others could, and at its end."""
        on, rank = coming[at].on, 0
        while at < len(coming) and coming[at].on == on:
            one = coming[at]
            if one.rank > rank and one.rank in _TAKING:
                self._retake()
            rank = one.rank
            self._happens(one)
            at += 1
        if self.cases or self._confirmed:
            self._retake()
        return at

    def recovers(self, one: Occurrence) -> None:
        """Let only the balance move: nothing ages any more; what payments bring is recovered."""
        match one.rank:
            case Rank.MONEY_IN:
                self.balance -= one.minor
                if one.about in {"payment", "recovery"}:
                    self.recovered += one.minor
                    self._regained.add(one.id)
            case Rank.CHARGED | Rank.REFUNDED:
                self.balance += one.minor
            case Rank.AGED_ANEW:
                self.balance += one.minor
                self.recovered -= one.minor if one.order in self._regained else 0

    def tallies(self) -> tuple[Tally, ...]:
        """Return what counts towards each promise and plan that is known."""
        if not self._tallies:
            return ()
        known = {tally_id(case) for case in self._known.cases.commitments}
        sums = sorted(self._tallies.items())
        return tuple(Tally(case_id, tuple(paid)) for case_id, paid in sums if case_id in known)

    def is_unpaid(self, on: Day) -> bool:
        """Tell whether anything re-aged, disputed or late is unpaid: only payment ends that."""
        if self.reaged > 0:
            return True
        for one in self.slots:
            if one.due_on >= on:
                return False
            if one.counting_minor:
                return True
        return False

    def _retake(self) -> None:
        """Let open cases hold what is free; what a confirmed fraud holds never was owed."""
        holding.retaken(self.slots, self.cases)
        for case_id in self._confirmed:
            holding.struck_off(self.slots, case_id)

    def _happens(self, one: Occurrence) -> None:
        match one.rank:
            case Rank.MONEY_IN:
                self._money_in(one)
            case Rank.CLOSED:
                self._closes(one)
            case Rank.CHARGED:
                self.balance += one.minor
            case Rank.REFUNDED:
                self._refunded(one.minor)
            case Rank.AGED_ANEW:
                self._aged_anew(one)
            case _:
                self._case(one)

    def _money_in(self, one: Occurrence) -> None:
        self.balance -= one.minor
        kind: str = one.about
        if kind == "recovery":
            self.recovered += one.minor
            return
        if kind in {"refund", "goodwill"} and kind not in self._ledger.credits_pay:
            return
        left = lay(self.slots, one.minor, kind, one.on, self._ledger)
        if kind == "payment":
            if one.id in self._known.back:
                self._settled[one.id] = one.minor - left
            if self._known.cases.commitments:
                self._tally(one)
        self.reaged = max(0, self.reaged - left) if self.reaged else 0

    def _tally(self, one: Occurrence) -> None:
        back = sum(minor for _, _, minor in self._known.back.get(one.id, ()))
        minor = max(0, one.minor - back)
        for case in self._known.cases.commitments:
            until = counts_until(case, self._ledger.promise)
            if case.currency == self._currency and case.on <= one.on <= until and minor:
                sums = self._tallies.setdefault(tally_id(case), [])
                if sums and sums[-1][0] == one.on:
                    sums[-1] = (one.on, sums[-1][1] + minor)
                else:
                    sums.append((one.on, minor))

    def _refunded(self, minor: int) -> None:
        excess = minor - max(0, -self.balance)
        self.balance += minor
        counts = "principal" in self._ledger.counts
        for at in reversed(range(len(self.credits))):
            used = self.credits[at]
            again = min(used.left_minor, excess)
            if again <= 0:
                continue
            excess -= again
            self.credits[at] = replace(used, left_minor=used.left_minor - again)
            place = next((i for i, s in enumerate(self.slots) if s.id == used.statement_id), None)
            if place is None:
                part = (Part(PRINCIPAL, counts, again),)
                insort(self.slots, slot_of(used.due_on, used.closed_on, used.statement_id, part))
            else:
                self.slots[place] = grown(self.slots[place], again, counts=counts)

    def _aged_anew(self, one: Occurrence) -> None:
        if one.about == "unfounded":
            self.unfounded = True
            return
        self.balance += one.minor
        again = min(one.minor, self._settled.get(one.order, 0))
        if again:
            self._settled[one.order] -= again
            self._owe(one.id, one.on, one.on, again)

    def _owe(self, id_: str, due_on: Day, closed_on: Day, minor: int, corrects: str = "") -> None:
        parts = (Part(PRINCIPAL, "principal" in self._ledger.counts, minor),)
        insort(self.slots, slot_of(due_on, closed_on, id_, parts, corrects))

    def _closes(self, one: Occurrence) -> None:
        if not isinstance(one.about, Billed):
            due_on, extra, corrects = one.about
            self._owe(one.id, self._due_day(due_on), one.on, extra, corrects)
            return
        bill = one.about
        parts = parts_of(bill, self.close_on, self._known, self._ledger)
        if parts:
            due_on = self._due_day(bill.due_on)
            insort(self.slots, slot_of(due_on, bill.closed_on, bill.statement_id, parts))
        if bill.credit_applied_minor or self._known.corrections:
            self._uses_credit(bill)
        self.balance = total_of(bill, self._known)
        self.close_on = bill.closed_on
        self.closed_today.append(bill)

    def _due_day(self, due_on: Day) -> Day:
        ledger = self._ledger
        if ledger.due_shifts and ledger.calendar is not None:
            return ledger.calendar.next_business(due_on)
        return due_on

    def _uses_credit(self, bill: Billed) -> None:
        used, due_on = credit_used(bill, self._known)
        if used > 0:
            due_on = self._due_day(due_on)
            entry = CreditUsed(bill.statement_id, due_on, bill.closed_on, used)
            self.credits = [*self.credits, entry][-CREDITS_MAX:]

    def _case(self, one: Occurrence) -> None:
        if one.rank == Rank.RE_AGED:
            self.reaged += holding.re_aged(self.slots, one.on)
            return
        carve: Carve = one.about
        confirmed = carve.outcome == "CONFIRMED"
        if confirmed and carve.statement_id:
            # It was taken off when the statement closed: it never was owed.
            return
        if one.rank == Rank.CASE_ENDED:
            if not confirmed:
                upheld = carve.outcome == "UPHELD"
                holding.ended(self.slots, self.cases, carve.id, drop=upheld)
                self._retake()
        else:
            case = holding.opened(self.slots, carve)
            self.cases += [] if case is None else [case]
            if carve.closed_on <= one.on and not confirmed:
                holding.ended(self.slots, self.cases, carve.id, drop=carve.outcome == "UPHELD")
