"""The walk: one ledger from the end of one day to the end of another, occurrence by occurrence.

After the occurrences of a day, and on the days on which a due date has just passed, the walk looks
at the ledger; between two looks nothing but the day count changes. The clocks that remember (first
delinquency, materiality, accrued interest) move at looks, so a walk of one stretch and walks of
its parts end alike.
"""

from collections.abc import Sequence

from msgspec import Struct

from streams.delinquency.bureau import reported
from streams.delinquency.cases import frozen_days
from streams.delinquency.fees import late_fee, penalty
from streams.delinquency.first_delinquency import moved
from streams.delinquency.journal import SaidDue
from streams.delinquency.knowledge import Known
from streams.delinquency.lateness import NOT_LATE, Lateness, lateness_of
from streams.delinquency.ledger_state import LedgerState
from streams.delinquency.materiality import Counter, is_material, stepped
from streams.delinquency.occurrences import Occurrence
from streams.delinquency.open_ledger import OpenLedger
from streams.delinquency.rows import Billed
from streams.policy.rules import Rules
from streams.terms.days import Day
from streams.terms.delinquency_notices import DueKind


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
        self._open = OpenLedger(state, rules.ledger, known)
        self._ledger, self._known = rules.ledger, known
        self._currency = state.currency
        self._tolerance = rules.tolerance_minor.get(state.currency, 0)
        self._first = state.first_delinquency_on
        self._counter = Counter(state.material_since, state.clear_since, state.defaulted_on)
        self._status, self._history = state.bureau_status, state.payment_history
        self._closes = state.closes
        self._accrued, self._looked_on = state.accrued, state.looked_on
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
        at, ledger = 0, self._open
        while at < len(coming) and coming[at].on <= ages_until:
            on = coming[at].on
            if ledger.slots:
                self._pass_due_dates(on)
            self._accrue(on)
            at = ledger.live(coming, at)
            if ledger.closed_today:
                for bill in ledger.closed_today:
                    self._reports(bill)
                ledger.closed_today.clear()
            self._look(on)
        self._pass_due_dates(ages_until)
        if self._looked_on is not None and self._looked_on < ages_until:
            self._accrue(ages_until)
            self._look(ages_until)
        for one in coming[at:]:
            self._open.recovers(one)
        return Walked(self._state(), self._now, self._looks, self._dues)

    def _pass_due_dates(self, on: Day) -> None:
        """Look on each day before `on` on which a due date, or grace after it, has just passed."""
        while self._open.slots:
            day = self._next_passing()
            if day is None or day >= on:
                return
            self._accrue(day)
            self._look(day)

    def _next_passing(self) -> Day | None:
        looked, first = self._looked_on, None
        for slot in self._open.slots:
            if looked is None or slot.due_on >= looked:
                first = Day(slot.due_on + 1)
                break
        if not self._ledger.late_fees:
            return first
        behind = self._ledger.grace.days + 1
        days = [] if first is None else [first]
        days += [
            Day(s.due_on + behind)
            for s in self._open.slots
            if looked is None or s.due_on + behind > looked
        ]
        return min(days, default=None)

    def _reports(self, bill: Billed) -> None:
        interest = self._ledger.penalties.get(self._currency)
        bureau = self._ledger.bureau
        if interest is None and bureau is None:
            return
        now = lateness_of(self._open.slots, bill.closed_on)
        if bureau is not None:
            anchor = now.contractual_due_on
            days = 0 if anchor is None else bill.closed_on - anchor
            self._status, self._history = reported(bureau, self._history, days)
            closes = (bill.closed_on, *self._closes)
            self._closes = closes[: bureau.history_max]
        if interest is not None:
            minor = penalty(self._accrued, now.counting_minor, interest)
            self._accrued = 0
            self._due("PENALTY_INTEREST", bill.statement_id, bill.closed_on, minor)

    def _accrue(self, on: Day) -> None:
        if self._now is NOT_LATE or not self._ledger.penalties:
            return
        if self._looked_on is not None and self._now.counting_minor:
            freezes = self._known.cases.freezes_in(self._currency)
            frozen = frozen_days(freezes, self._looked_on, on)
            self._accrued += self._now.counting_minor * (on - self._looked_on - frozen)

    def _look(self, on: Day) -> None:
        slots = self._open.slots
        # Mostly nothing is late, and that is seen at the oldest obligation.
        now = self._now = lateness_of(slots, on) if slots and slots[0].due_on < on else NOT_LATE
        if now.contractual_due_on is not None or self._first is not None:
            unpaid = self._open.is_unpaid(on)
            self._first = moved(self._first, now.contractual_due_on, unpaid=unpaid)
        rule = self._ledger.materiality
        if rule is not None:
            material = is_material(rule, self._currency, now.counting_minor, self._open.balance)
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
        for slot in self._open.slots:
            # What fell due on the day it arose was never billed, and bears no fee.
            is_billed = slot.closed_on < slot.due_on
            if is_billed and slot.due_on + behind == on and self._looked_on != on:
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
            tuple(self._open.slots),
            self._open.balance,
            self._open.close_on,
            self._first,
            self._open.reaged,
            self._counter.since,
            self._counter.clear_since,
            self._counter.defaulted_on,
            self._status,
            self._history,
            self._open.recovered,
            self._accrued,
            self._looked_on,
            self._open.unfounded,
            tuple(self._open.cases),
            tuple(self._open.credits),
            self._open.tallies(),
            self._closes,
        )
