"""Disputes and fraud reports of a ledger: what they set aside, from when until when."""

from dataclasses import dataclass
from typing import Literal

from streams.terms.case_facts import (
    DisputeOpened,
    DisputeResolved,
    FraudConfirmed,
    FraudRejected,
    FraudReported,
)
from streams.terms.days import Day
from tests.delinquency.second.known import Known
from tests.delinquency.second.purses import PRINCIPAL_FIRST, Case, Purse


@dataclass
class Claim:
    """One case; `left_minor` is what it still wants to set aside, None all there is.

    It is over at `ended` (never before it was opened): what it holds is then owed again or,
    `dropped`, never more. One `for_good` drops at once what it takes.
    """

    kind: Literal["dispute", "fraud"]
    name: str
    opened: Day
    left_minor: int | None
    statement_id: str | None
    ended: Day | None = None
    dropped: bool = False
    for_good: bool = False

    @property
    def key(self) -> Case:
        """Name and order of the case."""
        return self.opened, self.kind, self.name

    @property
    def is_whole(self) -> bool:
        """Whether all that the ledger owes is disputed."""
        return self.kind == "dispute" and self.left_minor is None and self.statement_id is None

    def is_open(self, on: Day) -> bool:
        """Tell whether the case runs on a day, the day it ended excluded."""
        return self.opened <= on and (self.ended is None or on < self.ended)

    def hold(self, purses: list[Purse]) -> None:
        """Set aside what is left to set aside, oldest obligations first."""
        for purse in sorted(purses, key=Purse.place):
            if self.statement_id in {None, purse.statement_id}:
                wanted = purse.rest if self.left_minor is None else self.left_minor
                taken = purse.take(min(wanted, purse.rest), PRINCIPAL_FIRST)
                if self.left_minor is not None:
                    self.left_minor -= sum(taken.values())
                if not self.for_good:
                    kept = purse.held.setdefault(self.key, {})
                    for part, minor in taken.items():
                        kept[part] = kept.get(part, 0) + minor

    def close(self, purses: list[Purse]) -> None:
        """Give back what is held, or drop it."""
        for purse in purses:
            parts = purse.held.pop(self.key, {})
            if not self.dropped:
                purse.put(parts)


def claims(known: Known, currency: str) -> list[Claim]:
    """Return the cases of a ledger in the order in which they were opened."""
    found = [*_disputes(known, currency), *_frauds(known, currency)]
    return sorted(found, key=lambda claim: claim.key)


def _disputes(known: Known, currency: str) -> list[Claim]:
    ends = {end.dispute_id: end for end in known.every(DisputeResolved)}
    found = []
    for opened in known.every(DisputeOpened):
        if opened.currency == currency:
            claim = Claim(
                "dispute",
                opened.dispute_id,
                opened.effective_on,
                opened.amount_minor,
                opened.statement_id,
            )
            if end := ends.get(opened.dispute_id):
                claim.ended = max(end.effective_on, opened.effective_on)
                claim.dropped = end.outcome == "UPHELD"
            found.append(claim)
    return found


def _frauds(known: Known, currency: str) -> list[Claim]:
    confirmed = {end.fraud_id for end in known.every(FraudConfirmed)}
    rejected = {end.fraud_id: end for end in known.every(FraudRejected)}
    found = []
    for report in known.every(FraudReported):
        # A confirmed fraud of a named statement is off its obligation from the start.
        gone = report.fraud_id in confirmed and report.statement_id is not None
        if report.currency == currency and not gone:
            claim = Claim(
                "fraud",
                report.fraud_id,
                report.effective_on,
                report.amount_minor,
                report.statement_id,
                for_good=report.fraud_id in confirmed,
            )
            end = rejected.get(report.fraud_id)
            # What was confirmed stays confirmed, whatever was said before or after.
            if end is not None and not claim.for_good:
                claim.ended = max(end.effective_on, report.effective_on)
            found.append(claim)
    return found
