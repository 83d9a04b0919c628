"""A story as a collections officer writes it, read strictly: an unknown word is an error."""

import tomllib
from datetime import date
from pathlib import Path

import msgspec
from msgspec import Struct

from streams.terms.account_facts import (
    AccountOpened,
    AnyAccountFact,
    PaymentPosted,
    PaymentReversed,
    RecordRefused,
    RefusalResolved,
    StatementIssued,
)
from streams.terms.days import Day, day_of
from streams.terms.money import to_minor

ACCOUNT = "a1"


class _Line(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every fact in a story may say: its own event id and order, and the day it arrives."""

    arrives: date | None = None
    event: str | None = None
    seq: int = 0


class Account(_Line, frozen=True, kw_only=True):
    """The opening; stories have it known on the day it counts for, where nothing else is said."""

    opened: date
    customer: str = "c1"
    currencies: tuple[str, ...] = ("CNY",)

    def fact(self, _: str) -> AccountOpened:
        """Return the fact."""
        return AccountOpened(
            event_id=self.event or "opened",
            account_id=ACCOUNT,
            effective_on=day_of(self.opened),
            source_seq=self.seq,
            customer_id=self.customer,
            currencies=self.currencies,
        )


class Statement(_Line, frozen=True, kw_only=True):
    """A statement; amounts are decimal texts."""

    id: str
    closed: date
    due: date
    minimum: str
    total: str
    past_due_included: str = "0"
    credit_applied: str = "0"
    currency: str | None = None

    def fact(self, main: str) -> StatementIssued:
        """Return the fact, in the story's main currency where none is named."""
        currency = self.currency or main
        return StatementIssued(
            event_id=self.event or f"statement-{self.id}",
            account_id=ACCOUNT,
            effective_on=day_of(self.closed),
            source_seq=self.seq,
            statement_id=self.id,
            currency=currency,
            closed_on=day_of(self.closed),
            due_on=day_of(self.due),
            min_due_minor=minor(self.minimum, currency),
            total_due_minor=minor(self.total, currency),
            past_due_included_minor=minor(self.past_due_included, currency),
            credit_applied_minor=minor(self.credit_applied, currency),
        )


class Payment(_Line, frozen=True, kw_only=True):
    """A payment."""

    id: str
    valued: date
    amount: str
    currency: str | None = None

    def fact(self, main: str) -> PaymentPosted:
        """Return the fact, in the story's main currency where none is named."""
        currency = self.currency or main
        return PaymentPosted(
            event_id=self.event or f"payment-{self.id}",
            account_id=ACCOUNT,
            effective_on=day_of(self.valued),
            source_seq=self.seq,
            payment_id=self.id,
            currency=currency,
            amount_minor=minor(self.amount, currency),
            value_on=day_of(self.valued),
        )


class Reversal(_Line, frozen=True, kw_only=True):
    """A reversal of a payment or of a part of it."""

    id: str
    payment: str
    on: date
    amount: str
    currency: str | None = None

    def fact(self, main: str) -> PaymentReversed:
        """Return the fact, in the story's main currency where none is named."""
        currency = self.currency or main
        return PaymentReversed(
            event_id=self.event or f"reversal-{self.id}",
            account_id=ACCOUNT,
            effective_on=day_of(self.on),
            source_seq=self.seq,
            reversal_id=self.id,
            payment_id=self.payment,
            currency=currency,
            amount_minor=minor(self.amount, currency),
        )


class DeadLetter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A record of the account that was refused on one day, and perhaps settled on another."""

    origin: str
    refused: date
    resolved: date | None = None

    def facts(self) -> list[tuple[Day, AnyAccountFact]]:
        """Return the refusal and the resolution with the days they arrive on."""
        refused = RecordRefused(
            event_id=f"refused-{self.origin}",
            account_id=ACCOUNT,
            effective_on=day_of(self.refused),
            origin=self.origin,
            rule="bytes_unreadable",
        )
        if self.resolved is None:
            return [(refused.effective_on, refused)]
        resolved = RefusalResolved(
            event_id=f"resolved-{self.origin}",
            account_id=ACCOUNT,
            effective_on=day_of(self.resolved),
            origin=self.origin,
            decided_by="officer",
            reason="sent again",
        )
        return [(refused.effective_on, refused), (resolved.effective_on, resolved)]


class Expected(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a ledger stands at the end of a day; what is not written is not asked.

    `events` and `refused` are all that was said since the expectation before, and are always asked.
    """

    on: date
    currency: str | None = None
    events: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    days: int | None = None
    bucket: str | None = None
    past_due: str | None = None
    balance: str | None = None
    oldest_due: date | None = None
    episode: str | None = None
    upcoming: str | None = None
    upcoming_due: date | None = None
    upcoming_amount: str | None = None
    account_days: int | None = None
    account_bucket: str | None = None
    incomplete: bool = False


class Story(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole file."""

    story: str
    account: Account
    statement: tuple[Statement, ...] = ()
    payment: tuple[Payment, ...] = ()
    reversal: tuple[Reversal, ...] = ()
    dead_letter: tuple[DeadLetter, ...] = ()
    expect: tuple[Expected, ...]
    edge_cases: tuple[int, ...] = ()

    def arrivals(self) -> list[tuple[Day, AnyAccountFact]]:
        """Return the facts by the day they arrive on, in the order of the file within a day."""
        lines: list[Account | Statement | Payment | Reversal] = [self.account]
        lines += [*self.statement, *self.payment, *self.reversal]
        found: list[tuple[Day, AnyAccountFact]] = []
        for line in lines:
            fact = line.fact(self.account.currencies[0])
            arrives = fact.effective_on if line.arrives is None else day_of(line.arrives)
            found.append((arrives, fact))
        for letter in self.dead_letter:
            found.extend(letter.facts())
        return sorted(found, key=_day)


def read(path: Path) -> Story:
    """Read one story; raises msgspec.ValidationError, naming the place, on a wrong word."""
    return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Story)


def minor(text: str, currency: str) -> int:
    """Read an amount such as `1,234.50` into minor units."""
    return to_minor(text.replace(",", ""), currency)


def _day(arrival: tuple[Day, AnyAccountFact]) -> Day:
    return arrival[0]
