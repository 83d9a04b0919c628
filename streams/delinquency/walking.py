"""The walk: one ledger from the end of one day to the end of another, occurrence by occurrence.

After the occurrences of a day, and on the days on which a due date has just passed, the walk looks
at the ledger; between two looks nothing but the day count changes. The clocks that remember (first
delinquency, materiality, accrued interest) move at looks, so a walk of one stretch and walks of
its parts end alike.
"""

from bisect import insort
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from streams.delinquency import holding
from streams.delinquency.bureau import reported
from streams.delinquency.cases import Carve, frozen_days
from streams.delinquency.entering import credit_used, parts_of, total_of
from streams.delinquency.fees import late_fee, penalty
from streams.delinquency.first_delinquency import moved
from streams.delinquency.knowledge import Known
from streams.delinquency.lateness import NOT_LATE, Lateness, lateness_of
from streams.delinquency.laying import lay
from streams.delinquency.materiality import Counter, is_material, stepped
from streams.delinquency.occurrences import Occurrence, Rank
from streams.delinquency.rows import Billed, CreditUsed, LedgerState, Part, SaidDue, Slot, Tally
from streams.delinquency.slots import PRINCIPAL, grown, slot_of
from streams.policy.rules import Rules
from streams.terms.days import Day
from streams.terms.delinquency_notices import DueKind

# A refund reopens what a credit settled; a credit balance lasts a few cycles at most.
CREDITS_MAX = 24


class Look(Struct, frozen=True, gc=False):
    """What the walk saw on a day; it stands until the next look."""

    on: Day
    oldest_due_on: Day | None
    past_due_minor: int


class Walked(Struct, frozen=True, gc=False):
    """Where the walk ended, what it saw on its way, and what became due to be booked."""

    state: LedgerState
    lateness: Lateness
    looks: list[Look]
    dues: list[SaidDue]


class Walk:
    """One walk; it keeps the ledger open while it goes."""

    def __init__(self, state: LedgerState, rules: Rules, known: Known) -> None:
        """Begin where `state` ended."""
        self._was, self._rules, self._ledger, self._known = state, rules, rules.ledger, known
        self._currency = state.currency
        self._tolerance = rules.tolerance_minor.get(state.currency, 0)
        self._slots = list(state.slots)
        self._cases = list(state.cases)
        self._credits = list(state.credits)
        self._balance, self._recovered = state.balance_minor, state.recovered_minor
        self._close_on, self._reaged = state.last_close_on, state.reaged_minor
        self._first = state.first_delinquency_on
        self._counter = Counter(state.material_since, state.clear_since, state.defaulted_on)
        self._status, self._history = state.bureau_status, state.payment_history
        self._accrued, self._looked_on = state.accrued, state.looked_on
        self._unfounded = state.unfounded
        self._tallies = {one.case_id: list(one.sums) for one in state.tallies}
        self._settled: dict[str, int] = {}
        self._regained: set[str] = set()
        self._closed_today: list[Billed] = []
        self._confirmed = [c.id for c in known.cases.carves if c.outcome == "CONFIRMED"]
        self._now = NOT_LATE
        if state.looked_on is not None and state.slots:
            self._now = lateness_of(state.slots, state.looked_on)
        self._looks: list[Look] = []
        if state.looked_on is not None:
            self._looks.append(self._seen(state.looked_on))
        self._dues: list[SaidDue] = []

    def to(self, coming: Sequence[Occurrence], until: Day) -> Walked:
        """Walk to the end of a day through what happens up to then, and say what there was."""
        stop = self._known.cases.stop
        ages_until = until if stop is None else Day(min(until, stop.on))
        at = 0
        while at < len(coming) and coming[at].on <= ages_until:
            on = coming[at].on
            self._pass_due_dates(on)
            self._accrue(on)
            at = self._live(coming, at)
            for bill in self._closed_today:
                self._reports(bill)
            self._closed_today.clear()
            self._look(on)
        self._pass_due_dates(ages_until)
        if self._looked_on is not None and self._looked_on < ages_until:
            self._accrue(ages_until)
            self._look(ages_until)
        for one in coming[at:]:
            self._recovers(one)
        return Walked(self._state(), self._now, self._looks, self._dues)

    def _live(self, coming: Sequence[Occurrence], at: int) -> int:
        """Live through a day; open cases take what is new before statements close and after."""
        on, rank = coming[at].on, 0
        while at < len(coming) and coming[at].on == on:
            one = coming[at]
            if (self._cases or self._confirmed) and one.rank >= Rank.CLOSED and one.rank > rank:
                self._retake()
            rank = one.rank
            self._happens(one)
            at += 1
        if self._cases or self._confirmed:
            self._retake()
        return at

    def _retake(self) -> None:
        """Let open cases hold what is free; what a confirmed fraud holds never was owed."""
        holding.retaken(self._slots, self._cases)
        for case_id in self._confirmed:
            holding.struck_off(self._slots, case_id)

    def _pass_due_dates(self, on: Day) -> None:
        """Look on each day before `on` on which a due date, or grace after it, has just passed."""
        while self._slots:
            day = self._next_passing()
            if day is None or day >= on:
                return
            self._accrue(day)
            self._look(day)

    def _next_passing(self) -> Day | None:
        looked, behind = self._looked_on, self._ledger.grace.days + 1
        days = []
        for slot in self._slots:
            if looked is None or slot.due_on >= looked:
                days.append(slot.due_on + 1)
                break
        if self._ledger.late_fees:
            days += [
                s.due_on + behind
                for s in self._slots
                if looked is None or s.due_on + behind > looked
            ]
        return Day(min(days)) if days else None

    def _happens(self, one: Occurrence) -> None:
        match one.rank:
            case Rank.CLOSED:
                self._closes(one)
            case Rank.MONEY_IN:
                self._money_in(one)
            case Rank.CHARGED:
                self._balance += one.minor
            case Rank.REFUNDED:
                self._refunded(one.minor)
            case Rank.AGED_ANEW:
                self._aged_anew(one)
            case _:
                self._case(one)

    def _money_in(self, one: Occurrence) -> None:
        self._balance -= one.minor
        kind: str = one.about
        if kind == "recovery":
            self._recovered += one.minor
            return
        if kind in {"refund", "goodwill"} and kind not in self._ledger.credits_pay:
            return
        left = lay(self._slots, one.minor, kind, one.on, self._ledger)
        if kind == "payment":
            if one.id in self._known.back:
                self._settled[one.id] = one.minor - left
            if self._known.cases.commitments:
                self._tally(one)
        self._reaged = max(0, self._reaged - left) if self._reaged else 0

    def _tally(self, one: Occurrence) -> None:
        back = sum(minor for _, _, minor in self._known.back.get(one.id, ()))
        minor = max(0, one.minor - back)
        for case in self._known.cases.commitments:
            if case.currency == self._currency and case.on <= one.on and minor:
                self._tallies.setdefault(case.id, []).append((one.on, minor))

    def _refunded(self, minor: int) -> None:
        excess = minor - max(0, -self._balance)
        self._balance += minor
        counts = "principal" in self._ledger.counts
        for at in reversed(range(len(self._credits))):
            used = self._credits[at]
            again = min(used.left_minor, excess)
            if again <= 0:
                continue
            excess -= again
            self._credits[at] = replace(used, left_minor=used.left_minor - again)
            place = next((i for i, s in enumerate(self._slots) if s.id == used.statement_id), None)
            if place is None:
                part = (Part(PRINCIPAL, counts, again),)
                insort(self._slots, slot_of(used.due_on, used.closed_on, used.statement_id, part))
            else:
                self._slots[place] = grown(self._slots[place], again, counts=counts)

    def _aged_anew(self, one: Occurrence) -> None:
        if one.about == "unfounded":
            self._unfounded = True
            return
        self._balance += one.minor
        again = min(one.minor, self._settled.get(one.order, 0))
        if again:
            self._settled[one.order] -= again
            self._owe(one.id, one.on, one.on, again)

    def _owe(self, id_: str, due_on: Day, closed_on: Day, minor: int) -> None:
        parts = (Part(PRINCIPAL, "principal" in self._ledger.counts, minor),)
        self._enter(due_on, closed_on, id_, parts)

    def _enter(self, due_on: Day, closed_on: Day, id_: str, parts: tuple[Part, ...]) -> None:
        insort(self._slots, slot_of(due_on, closed_on, id_, parts))

    def _closes(self, one: Occurrence) -> None:
        if not isinstance(one.about, Billed):
            due_on, extra = one.about
            self._owe(one.id, self._due_day(due_on), one.on, extra)
            return
        bill = one.about
        parts = parts_of(bill, self._close_on, self._known, self._ledger)
        if parts:
            self._enter(self._due_day(bill.due_on), bill.closed_on, bill.statement_id, parts)
        if bill.credit_applied_minor or self._known.corrections:
            self._uses_credit(bill)
        self._balance = total_of(bill, self._known)
        self._close_on = bill.closed_on
        self._closed_today.append(bill)

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
            self._credits = [*self._credits, entry][-CREDITS_MAX:]

    def _reports(self, bill: Billed) -> None:
        interest = self._ledger.penalties.get(self._currency)
        bureau = self._ledger.bureau
        if interest is None and bureau is None:
            return
        now = lateness_of(self._slots, bill.closed_on)
        if bureau is not None:
            anchor = now.contractual_due_on
            days = 0 if anchor is None else bill.closed_on - anchor
            self._status, self._history = reported(bureau, self._history, days)
        if interest is not None:
            minor = penalty(self._accrued, now.counting_minor, interest)
            self._accrued = 0
            self._due("PENALTY_INTEREST", bill.statement_id, bill.closed_on, minor)

    def _case(self, one: Occurrence) -> None:
        if one.rank == Rank.RE_AGED:
            self._reaged += holding.re_aged(self._slots, one.on)
            return
        carve: Carve = one.about
        confirmed = carve.outcome == "CONFIRMED"
        if confirmed and carve.statement_id:
            # It was taken off when the statement closed: it never was owed.
            return
        if one.rank == Rank.CASE_ENDED:
            if not confirmed:
                upheld = carve.outcome == "UPHELD"
                holding.ended(self._slots, self._cases, carve.id, drop=upheld)
                self._retake()
        else:
            case = holding.opened(self._slots, carve)
            self._cases += [] if case is None else [case]
            if carve.closed_on <= one.on and not confirmed:
                holding.ended(self._slots, self._cases, carve.id, drop=carve.outcome == "UPHELD")

    def _recovers(self, one: Occurrence) -> None:
        """Let only the balance move: nothing ages any more; what payments bring is recovered."""
        match one.rank:
            case Rank.MONEY_IN:
                self._balance -= one.minor
                if one.about in {"payment", "recovery"}:
                    self._recovered += one.minor
                    self._regained.add(one.id)
            case Rank.CHARGED | Rank.REFUNDED:
                self._balance += one.minor
            case Rank.AGED_ANEW:
                self._balance += one.minor
                self._recovered -= one.minor if one.order in self._regained else 0

    def _accrue(self, on: Day) -> None:
        if self._ledger.penalties and self._looked_on is not None and self._now.counting_minor:
            freezes = self._known.cases.freezes_in(self._currency)
            frozen = frozen_days(freezes, self._looked_on, on)
            self._accrued += self._now.counting_minor * (on - self._looked_on - frozen)

    def _look(self, on: Day) -> None:
        now = self._now = lateness_of(self._slots, on) if self._slots else NOT_LATE
        if now.contractual_due_on is not None or self._first is not None:
            unpaid = self._reaged > 0 or _unpaid(self._slots, on)
            self._first = moved(self._first, now.contractual_due_on, unpaid=unpaid)
        if self._ledger.materiality is not None:
            rule = self._ledger.materiality
            material = is_material(rule, self._currency, now.counting_minor, self._balance)
            self._counter = stepped(self._counter, rule, on, material=material)
        if self._ledger.late_fees:
            self._charge_late_fees(on)
        self._looks.append(self._seen(on))
        self._looked_on = on

    def _seen(self, on: Day) -> Look:
        now = self._now
        oldest = now.contractual_due_on if now.counting_minor > self._tolerance else None
        return Look(on, oldest, now.past_due_minor)

    def _charge_late_fees(self, on: Day) -> None:
        fee = self._ledger.late_fees.get(self._currency)
        if fee is None:
            return
        behind = self._ledger.grace.days + 1
        for slot in self._slots:
            if slot.due_on + behind == on and self._looked_on != on:
                # A fee on a fee is no fee: only what counts calls one forth, and bears it.
                rest = lateness_of([slot], on).counting_minor
                if rest > self._tolerance:
                    self._due("LATE_FEE", slot.id, on, late_fee(rest, fee))

    def _due(self, kind: DueKind, origin: str, on: Day, minor: int) -> None:
        if minor > 0:
            self._dues.append(SaidDue(kind, self._currency, origin, on, minor))

    def _state(self) -> LedgerState:
        return LedgerState(
            self._currency,
            tuple(self._slots),
            self._balance,
            self._close_on,
            self._first,
            self._reaged,
            self._counter.since,
            self._counter.clear_since,
            self._counter.defaulted_on,
            self._status,
            self._history,
            self._recovered,
            self._accrued,
            self._looked_on,
            self._unfounded,
            tuple(self._cases),
            tuple(self._credits),
            self._kept_tallies(),
        )

    def _kept_tallies(self) -> tuple[Tally, ...]:
        if not self._tallies:
            return ()
        known = {case.id for case in self._known.cases.commitments}
        sums = sorted(self._tallies.items())
        return tuple(Tally(case_id, tuple(paid)) for case_id, paid in sums if case_id in known)


def _unpaid(slots: list[Slot], on: Day) -> bool:
    """Tell whether anything late is unpaid, be it disputed: only payment ends a delinquency."""
    return any(slot.due_on < on and (slot.counting_minor or slot.held) for slot in slots)
