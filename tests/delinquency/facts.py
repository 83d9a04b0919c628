"""Short ways to say a fact, and the rules by which the tests judge."""

from streams.delinquency.rows import AccountRow
from streams.delinquency.stage import apply, blank, turn
from streams.policy.bands import AmountBand, DayBand
from streams.policy.rules import Buckets, Rules
from streams.terms.account_facts import (
    AccountOpened,
    AnyAccountFact,
    PaymentPosted,
    PaymentReversed,
    RecordRefused,
    RefusalResolved,
    StatementIssued,
)
from streams.terms.days import AsOf, Day, Instant, parse_day
from streams.terms.delinquency_notices import AnyDelinquencyNotice, DelinquencyEvent, StandingNotice
from streams.terms.standing import Standing, advanced
from streams.terms.step import Reject

ACCOUNT = "a1"

RULES = Rules(
    policy_id="test",
    digest="test-1",
    buckets=Buckets(
        days=(
            DayBand(id="m1", from_days=1),
            DayBand(id="m2", from_days=31),
            DayBand(id="m3", from_days=61),
            DayBand(id="m4", from_days=91),
        ),
        amounts={
            "CNY": (
                AmountBand(id="small", from_minor=0),
                AmountBand(id="large", from_minor=500_000),
            ),
            "JPY": (
                AmountBand(id="small", from_minor=0),
                AmountBand(id="large", from_minor=100_000),
            ),
            "KWD": (
                AmountBand(id="small", from_minor=0),
                AmountBand(id="large", from_minor=200_000),
            ),
        },
    ),
    tolerance_minor={"CNY": 1_000, "JPY": 200, "KWD": 500},
    ladder=None,
    house=None,
)


def opened(*currencies: str, customer: str = "c1", seq: int = 1) -> AccountOpened:
    """Open the account on 1970-01-01, in CNY where nothing else is said."""
    return AccountOpened(
        event_id=f"open-{customer}-{seq}",
        account_id=ACCOUNT,
        effective_on=Day(0),
        source_seq=seq,
        customer_id=customer,
        currencies=currencies or ("CNY",),
    )


def bill(
    name: str,
    closed: str,
    due: str,
    minimum: int,
    *,
    total: int | None = None,
    included: int = 0,
    credit: int = 0,
    currency: str = "CNY",
    seq: int = 0,
    event: str = "",
) -> StatementIssued:
    """Issue a statement; its total is ten minimums where nothing else is said."""
    return StatementIssued(
        event_id=event or f"e-{name}",
        account_id=ACCOUNT,
        effective_on=parse_day(closed),
        source_seq=seq,
        statement_id=name,
        currency=currency,
        closed_on=parse_day(closed),
        due_on=parse_day(due),
        min_due_minor=minimum,
        total_due_minor=10 * minimum if total is None else total,
        past_due_included_minor=included,
        credit_applied_minor=credit,
    )


def paid(
    name: str, valued: str, minor: int, *, currency: str = "CNY", seq: int = 0, event: str = ""
) -> PaymentPosted:
    """Post a payment."""
    return PaymentPosted(
        event_id=event or f"e-{name}",
        account_id=ACCOUNT,
        effective_on=parse_day(valued),
        source_seq=seq,
        payment_id=name,
        currency=currency,
        amount_minor=minor,
        value_on=parse_day(valued),
    )


def reversed_(
    name: str, of: str, on: str, minor: int, *, currency: str = "CNY", seq: int = 0, event: str = ""
) -> PaymentReversed:
    """Reverse a payment or a part of it."""
    return PaymentReversed(
        event_id=event or f"e-{name}",
        account_id=ACCOUNT,
        effective_on=parse_day(on),
        source_seq=seq,
        reversal_id=name,
        payment_id=of,
        currency=currency,
        amount_minor=minor,
        reason="NSF",
    )


def refused(origin: str) -> RecordRefused:
    """Say that a record of the account went to the dead letters."""
    return RecordRefused(
        event_id=f"refused-{origin}",
        account_id=ACCOUNT,
        effective_on=Day(0),
        origin=origin,
        rule="bytes_unreadable",
    )


def resolved(origin: str) -> RefusalResolved:
    """Say that a person settled the dead letter of that origin."""
    return RefusalResolved(
        event_id=f"resolved-{origin}",
        account_id=ACCOUNT,
        effective_on=Day(0),
        origin=origin,
        decided_by="lin",
        reason="sent again",
    )


def at(day: str | Day) -> AsOf:
    """Return midnight UTC of a day as a tick's moment."""
    on = parse_day(day) if isinstance(day, str) else day
    return AsOf(on=on, at=Instant(on * 86_400_000_000))


class Account:
    """One account's walk: facts and ticks go in, everything said is kept."""

    def __init__(self, day: str | Day | None = None, rules: Rules = RULES) -> None:
        """Begin before the first tick, or as of a day."""
        self.row: AccountRow = blank(ACCOUNT)
        self.rules = rules
        self.as_of: AsOf | None = None if day is None else at(day)
        self.said: list[AnyDelinquencyNotice] = []
        self.rejects: list[Reject] = []
        self.wake_on: Day | None = None
        self._refused_last = False

    def take(self, *facts: AnyAccountFact) -> "Account":
        """Apply facts in that order."""
        for fact in facts:
            rules = None if self.as_of is None else self.rules
            step = apply(self.row, fact, rules, self.as_of)
            self.row, self.wake_on = step.row, step.wake_on
            self.said.extend(step.notices)
            self._refused_last = step.reject is not None
            if step.reject is not None:
                self.rejects.append(step.reject)
        return self

    def tick(self, day: str | Day) -> "Account":
        """Turn to a day, whatever lies between."""
        self.as_of = at(day)
        step = turn(self.row, self.rules, self.as_of)
        self.row, self.wake_on = step.row, step.wake_on
        self.said.extend(step.notices)
        return self

    def skip_to(self, day: Day) -> "Account":
        """Come to a day, turning only if the row asked for one by then, as the engine does."""
        if self.wake_on is not None and self.wake_on <= day:
            return self.tick(day)
        self.as_of = at(day)
        return self

    @property
    def refused_last(self) -> bool:
        """Whether the last fact was refused."""
        return self._refused_last

    @property
    def standings(self) -> list[Standing]:
        """Every standing said so far."""
        return [n.standing for n in self.said if isinstance(n, StandingNotice)]

    @property
    def events(self) -> list[DelinquencyEvent]:
        """Every event said so far."""
        return [notice for notice in self.said if isinstance(notice, DelinquencyEvent)]

    @property
    def kinds(self) -> list[str]:
        """The kinds of the events said so far."""
        return [event.kind for event in self.events]

    @property
    def standing(self) -> Standing:
        """The last standing said, as it was said."""
        return self.standings[-1]

    @property
    def days(self) -> int:
        """Days past due of the first ledger today, from the anchor of the last standing."""
        assert self.as_of is not None
        return advanced(self.standing.ledgers[0], self.as_of.on)
