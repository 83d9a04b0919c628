"""Everything that is said at once, in order, numbered: the journal afterwards and the notices."""

from msgspec.structs import replace

from streams.delinquency.aging import Aged
from streams.delinquency.booking import dues_told
from streams.delinquency.commitments import Committed
from streams.delinquency.journal import Journal, LedgerJournal, SaidPromise
from streams.delinquency.judging import Judgement
from streams.delinquency.offering import moved_offer
from streams.delinquency.rows import Waiting
from streams.delinquency.telling import Judged, Moment
from streams.terms.days import Day
from streams.terms.delinquency_notices import (
    AnyDelinquencyNotice,
    Corrected,
    CorrectedSpan,
    DelinquencyEvent,
    DueKind,
    DueNotice,
    EventKind,
    PromiseNotice,
    ReviewNotice,
    ReviewStatus,
)
from streams.terms.identity import stable_id


class Saying:
    """Numbers what is said about one account at one moment; the journal grows with it."""

    def __init__(self, account_id: str, customer_id: str, journal: Journal, at: Moment) -> None:
        """Begin behind what the journal said last."""
        self.notices: list[AnyDelinquencyNotice] = []
        self.journal = journal
        self._account_id, self._customer_id, self._at = account_id, customer_id, at
        self._seq = journal.seq

    def corrections(self, currency: str, spans: tuple[CorrectedSpan, ...]) -> None:
        """Say which days of a ledger were said to stand otherwise."""
        cause = self._at.cause
        if not spans or cause is None:
            return
        seq = self._next()
        self.notices.append(
            Corrected(
                event_id=stable_id("corrected", self._account_id, seq),
                account_id=self._account_id,
                customer_id=self._customer_id,
                seq=seq,
                as_of=self._at.on,
                currency=currency,
                days_changed=sum(one.last_on - one.first_on + 1 for one in spans),
                spans=spans,
                policy_digest=self._at.rules.digest,
                cause=cause,
            )
        )

    def ledger(self, one: Judged) -> LedgerJournal:
        """Say what one ledger's turn calls for; returns its journal afterwards."""
        journal, rules = one.turn.journal, self._at.rules.ledger
        if one.turn.kind is not None:
            self._event(one.turn.kind, one, journal)
        if rules.materiality is not None and one.now.classified:
            in_default = one.now.state.defaulted_on is not None
            if in_default != journal.defaulted:
                journal = replace(journal, defaulted=in_default)
                self._event("DEFAULT_ENTERED" if in_default else "DEFAULT_EXITED", one, journal)
        if rules.charge_off_days is not None and _charge_off_due(one.now, rules.charge_off_days):
            origin = journal.episodes[-1].origin if journal.running else ""
            if origin and journal.charge_off_said != origin:
                journal = replace(journal, charge_off_said=origin)
                self._event("CHARGE_OFF_DUE", one, journal)
        return journal

    def dues(self, judgement: Judgement) -> None:
        """Say what is due to be booked, and what is no longer."""
        said, first_on = self.journal.dues, self.journal.since_on
        behind = self._at.on - self._at.rules.ledger.horizon.late_days
        since = Day(max(self._at.on if first_on is None else first_on, behind))
        told, new = dues_told(said, judgement.dues, judgement.after, since)
        for due in new:
            self._due(due.kind, due.currency, due.origin, due.amount_minor, None)
        if told is not said:
            self.journal = replace(self.journal, dues=told)

    def offers(self, one: Judged, journal: LedgerJournal) -> LedgerJournal:
        """Say what became of an offered waiver; returns the ledger's journal afterwards.

        One that is settled makes room for another at once: no day later may be looked at.
        """
        rules, dues = self._at.rules.ledger, self.journal.dues
        while (moved := moved_offer(journal, one.now, dues, rules, self._at.on)) is not None:
            offer, currency = moved.offer, one.now.currency
            self._due(moved.kind, currency, offer.origin, moved.amount_minor, offer.valid_until)
            journal = replace(journal, offer=offer)
        return journal

    def promises(self, promises: tuple[Committed, ...]) -> None:
        """Say which promises changed their status."""
        was = {one.promise_id: one for one in self.journal.promises}
        said = tuple(SaidPromise(p.promise_id, p.status, p.paid_minor) for p in promises)
        if said == self.journal.promises:
            return
        for one in promises:
            before = was.get(one.promise_id)
            if before is None or before.status != one.status:
                self._promise(one)
        self.journal = replace(self.journal, promises=said)

    def reviews(self, was: tuple[Waiting, ...], now: tuple[Waiting, ...]) -> None:
        """Say which items of work opened, are overdue, or were decided."""
        before = {one.item_id: _status(one) for one in was}
        for item in now:
            if before.get(item.item_id) != _status(item):
                self._review(item, _status(item))

    def ends(self, ledgers: tuple[LedgerJournal, ...]) -> Journal:
        """Return the journal after all that was said."""
        if self._seq != self.journal.seq or ledgers is not self.journal.ledgers:
            self.journal = replace(self.journal, seq=self._seq, ledgers=ledgers)
        return self.journal

    def _next(self) -> int:
        self._seq += 1
        return self._seq

    def _event(self, kind: EventKind, one: Judged, journal: LedgerJournal) -> None:
        seq = self._next()
        self.notices.append(
            DelinquencyEvent(
                event_id=stable_id("delinquency_event", self._account_id, seq),
                kind=kind,
                account_id=self._account_id,
                customer_id=self._customer_id,
                seq=seq,
                as_of=self._at.on,
                currency=one.now.currency,
                episode_origin=journal.episodes[-1].origin if journal.episodes else "",
                days_past_due=one.now.days_past_due,
                bucket=journal.bucket,
                previous_bucket=one.was.bucket,
                past_due_minor=one.now.past_due_minor,
                oldest_due_on=one.now.oldest_due_on,
                policy_digest=self._at.rules.digest,
                cause=self._at.cause,
            )
        )

    def _due(
        self, kind: DueKind, currency: str, origin: str, minor: int, valid_until: Day | None
    ) -> None:
        seq = self._next()
        self.notices.append(
            DueNotice(
                event_id=stable_id("due", self._account_id, seq),
                due_id=stable_id("due", self._account_id, kind, currency, origin),
                kind=kind,
                account_id=self._account_id,
                customer_id=self._customer_id,
                seq=seq,
                as_of=self._at.on,
                currency=currency,
                amount_minor=minor,
                origin=origin,
                valid_until=valid_until,
                policy_digest=self._at.rules.digest,
                cause=self._at.cause,
            )
        )

    def _promise(self, one: Committed) -> None:
        seq = self._next()
        self.notices.append(
            PromiseNotice(
                event_id=stable_id("promise", self._account_id, seq),
                account_id=self._account_id,
                customer_id=self._customer_id,
                seq=seq,
                as_of=self._at.on,
                promise_id=one.promise_id,
                currency=one.currency,
                status=one.status,
                paid_minor=one.paid_minor,
                short_minor=one.short_minor,
                cause=self._at.cause,
            )
        )

    def _review(self, item: Waiting, status: ReviewStatus) -> None:
        seq = self._next()
        self.notices.append(
            ReviewNotice(
                event_id=stable_id("review", self._account_id, seq),
                item_id=item.item_id,
                status=status,
                account_id=self._account_id,
                seq=seq,
                as_of=self._at.on,
                rule=item.rule,
                fact_kind=item.kind,
                business_id=item.business_id,
                effective_on=item.effective_on,
                deadline_on=item.deadline_on,
                decided_by=item.decided_by or None,
                cause=self._at.cause,
            )
        )


def _charge_off_due(now: Aged, days: int) -> bool:
    return now.contractual_due_on is not None and now.on - now.contractual_due_on >= days


def _status(item: Waiting) -> ReviewStatus:
    if item.decided == "DISCARD":
        return "DISCARDED"
    if item.decided:
        return "APPLIED"
    return "OVERDUE" if item.overdue else "OPEN"
