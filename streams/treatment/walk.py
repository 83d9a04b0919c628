"""One walk over a row: verdicts are said in order, and each is written into the journal at once.

A walk lives for one call of the stage and never leaves it; what leaves are its row and notices.
"""

from msgspec import Struct
from msgspec.structs import replace

from streams.policy.rules import Rules
from streams.terms.days import AsOf, Day, Instant
from streams.terms.treatment_notices import AnyTreatmentNotice, Escalation, Verdict
from streams.treatment.choosing import Chooser, purpose_of
from streams.treatment.journal import with_noted
from streams.treatment.ladder import days_past_due
from streams.treatment.rows import (
    AccountRecord,
    CustomerRow,
    KnownLedger,
    RungRecord,
    account_of,
    journal_of,
    ledger_of,
)


class Place(Struct, frozen=True):
    """Where a rung's record stands."""

    account_id: str
    origin: str
    currency: str

    @property
    def origin_of(self) -> tuple[str, str]:
        """Account and origin."""
        return self.account_id, self.origin


class Walk:
    """The row so far and the notices so far, as of one moment."""

    def __init__(self, row: CustomerRow, rules: Rules | None, as_of: AsOf) -> None:
        self.row = row
        self.rules = rules
        self.as_of = as_of
        self.chooser = Chooser(row, rules, as_of.on)
        self.notices: list[AnyTreatmentNotice] = []

    def account(self, account_id: str) -> AccountRecord:
        """Return an account as it stands in the walk; raises KeyError where there is none."""
        found = account_of(self.row, account_id)
        if found is None:
            raise KeyError(account_id)
        return found

    def records(self, account_id: str, origin: str) -> tuple[RungRecord, ...]:
        """Return the records of one origin."""
        journal = journal_of(self.account(account_id), origin)
        return () if journal is None else journal.rungs

    def ledger(self, place: Place) -> KnownLedger:
        """Return the ledger of a place, an empty one where the account keeps it no more."""
        return ledger_of(self.account(place.account_id), place.currency)

    def write(self, place: Place, record: RungRecord) -> None:
        """Write a record without saying anything."""
        account = self.account(place.account_id)
        self.row = with_noted(self.row, account, place.origin, place.currency, record)

    def say(
        self,
        place: Place,
        record: RungRecord,
        verdict: Verdict,
        *,
        rule: str | None = None,
        detail: str = "",
        until_on: Day | None = None,
        not_before: Instant | None = None,
        not_after: Instant | None = None,
        point_id: str | None = None,
        rules: tuple[str, ...] = (),
        acted_on: Day | None = None,
    ) -> RungRecord:
        """Give a verdict: write it into the journal and say it; returns the new record."""
        written = replace(
            record,
            verdict=verdict,
            rule=rule,
            until_on=until_on,
            not_after=record.not_after if not_after is None else not_after,
            acted_on=record.acted_on if acted_on is None else acted_on,
        )
        self.write(place, written)
        self.row = replace(self.row, seq=self.row.seq + 1)
        notice = self._notice(place, written, detail)
        told = rules or (() if rule is None else (rule,))
        self.notices.append(
            replace(
                notice, not_before=not_before, not_after=not_after, point_id=point_id, rules=told
            )
        )
        return written

    def _notice(self, place: Place, record: RungRecord, detail: str) -> Escalation:
        ledger = self.ledger(place)
        house = None if self.rules is None else self.rules.house
        return Escalation(
            escalation_id=record.escalation_id,
            verdict=record.verdict,
            customer_id=self.row.customer_id,
            account_id=place.account_id,
            seq=self.row.seq,
            ladder=record.ladder,
            rung=record.rung,
            channel=record.channel,
            occurrence=record.occurrence,
            origin=place.origin,
            as_of=self.as_of.on,
            at=self.as_of.at,
            due_on=record.due_on,
            currency=place.currency,
            past_due_minor=ledger.past_due_minor,
            days_past_due=days_past_due(ledger, self.as_of.on),
            bucket=ledger.bucket,
            zone="" if house is None else str(house.zone),
            policy_digest="" if self.rules is None else self.rules.digest,
            rule=record.rule,
            detail=detail,
            until_on=record.until_on,
            purpose=purpose_of(self.rules, record),
            tone=self.chooser.row_for(ledger).tone,
            traits=self.chooser.traits,
        )
