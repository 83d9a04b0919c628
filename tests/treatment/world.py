"""A house with one ladder, and a customer to whom facts and ticks happen.

Days are counted from `DUE_ON`, the due date of statement `s1`; the house is in Shanghai, open
09:00-21:00, and makes one contact a day.
"""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from streams.policy.rules import House, Ladder, Rules, Rung
from streams.terms.contact_facts import VisitOutcome
from streams.terms.customer_facts import (
    AccountWithdrawn,
    AnyCustomerFact,
    CustomerRecordRefused,
    CustomerRefusalResolved,
    StandingChanged,
)
from streams.terms.days import AsOf, Day, Instant
from streams.terms.identity import escalation_id
from streams.terms.profile_facts import StopLifted, StopPlaced
from streams.terms.standing import LedgerStanding, Standing
from streams.terms.step import Step
from streams.terms.treatment_notices import (
    AccountEffect,
    AccountTold,
    AnyTreatmentNotice,
    BureauUpdate,
    CustomerEvent,
    Escalation,
)
from streams.treatment import stage
from streams.treatment.rows import CustomerRow

DUE_ON = Day(1000)
HOUR = 3_600_000_000
LADDER = Ladder(
    id="cards",
    rungs=(
        Rung(id="reminder", channel="SMS", at_days=-5, window_days=3),
        Rung(id="sms_1", channel="SMS", at_days=1, window_days=3),
        Rung(id="phone_1", channel="PHONE", at_days=8, window_days=7),
        Rung(id="letter_1", channel="LETTER", at_days=31, window_days=14),
        Rung(id="visit_1", channel="VISIT", at_days=61, window_days=14, visit_number=1),
        Rung(
            id="visit_2",
            channel="VISIT",
            at_days=75,
            window_days=21,
            after_outcome_of="visit_1",
            after_days=14,
            outcomes=("NOT_HOME", "REFUSED_TO_PAY"),
            visit_number=2,
        ),
    ),
)
HOUSE = House(
    zone=ZoneInfo("Asia/Shanghai"), opens_minute=540, closes_minute=1260, contacts_per_day_max=1
)
RULES = Rules(
    policy_id="cn",
    digest="d1",
    buckets=None,
    tolerance_minor={"CNY": 0},
    ladder=LADDER,
    house=HOUSE,
)


def local(day: int, hour: int) -> Instant:
    """Return an hour of a day (counted from `DUE_ON`) in Shanghai, which is UTC+8 all year."""
    return Instant(((DUE_ON + day) * 24 + hour - 8) * HOUR)


def moment(day: int, hour: int = 6) -> AsOf:
    """Return the moment of a tick."""
    return AsOf(Day(DUE_ON + day), local(day, hour))


def late(origin: str = "s1", *, since: int = 0, currency: str = "CNY") -> LedgerStanding:
    """Return a ledger past due since a day, in the episode that `origin` opened."""
    return LedgerStanding(
        currency=currency,
        past_due_minor=5_000,
        oldest_due_on=Day(DUE_ON + since),
        bucket="m1.small",
        episode_origin=origin,
    )


def upcoming(statement: str = "s1", *, due: int = 0, minor: int = 5_000) -> LedgerStanding:
    """Return a ledger that owes nothing late, with a statement due on a day."""
    return LedgerStanding(
        currency="CNY",
        upcoming_statement_id=statement,
        upcoming_due_on=Day(DUE_ON + due),
        upcoming_minor=minor,
    )


PAID = LedgerStanding(currency="CNY")


class Customer:
    """The row of customer `c1` over time, and everything that was said about it."""

    def __init__(self, rules: Rules = RULES) -> None:
        """Begin with nothing known."""
        self.row: CustomerRow = stage.blank("c1")
        self.rules = rules
        self.as_of: AsOf | None = None
        self.wake: int | None = None
        self.said: list[Escalation] = []
        self.effects: list[AccountEffect] = []
        self.told: list[AccountTold] = []
        self.events: list[CustomerEvent] = []
        self.bureau: list[BureauUpdate] = []
        self._versions: dict[str, int] = {}

    def tell(self, fact: AnyCustomerFact) -> Step[CustomerRow, AnyTreatmentNotice]:
        """Let a fact arrive."""
        rules = None if self.as_of is None else self.rules
        step = stage.apply(self.row, fact, rules, self.as_of)
        return self._took(step)

    def tick(self, day: int, hour: int = 6, newest: AsOf | None = None) -> list[str]:
        """Let a tick come; returns what it said, each as `rung VERDICT rule`."""
        self.as_of = moment(day, hour)
        before = len(self.said)
        self._took(stage.turn(self.row, self.rules, self.as_of, newest or self.as_of))
        return shown(self.said[before:])

    def hears(self, fact: AnyCustomerFact) -> list[str]:
        """Let a fact arrive; returns what it said, each as `rung VERDICT rule`."""
        before = len(self.said)
        self.tell(fact)
        return shown(self.said[before:])

    def stands(
        self,
        *ledgers: LedgerStanding,
        account: str = "a1",
        day: int = 0,
        holds: tuple[str, ...] = (),
        role: str = "PRIMARY",
    ) -> list[str]:
        """Let a new standing arrive; returns what it said."""
        fact = self.standing(*ledgers, account=account, day=day)
        held = replace(fact.standing, holds=holds, role=role)
        return self.hears(replace(fact, standing=held))

    def withdrawal(self, account: str = "a1", day: int = 0) -> AccountWithdrawn:
        """Return the fact that the customer is liable for an account no longer."""
        version = self._versions[account] = self._versions.get(account, 0) + 1
        return AccountWithdrawn(
            event_id=f"e-{account}-{version}",
            customer_id="c1",
            effective_on=Day(DUE_ON + day),
            account_id=account,
            version=version,
        )

    def standing(
        self, *ledgers: LedgerStanding, account: str = "a1", day: int = 0, incomplete: bool = False
    ) -> StandingChanged:
        """Return the next standing of an account."""
        version = self._versions[account] = self._versions.get(account, 0) + 1
        standing = Standing(
            account_id=account,
            customer_id="c1",
            version=version,
            as_of=Day(DUE_ON + day),
            days_past_due=0,
            bucket="m1.small",
            ledgers=ledgers,
            incomplete=incomplete,
        )
        return StandingChanged(
            event_id=f"e-{account}-{version}",
            customer_id="c1",
            effective_on=Day(DUE_ON + day),
            standing=standing,
        )

    def last(self) -> Escalation:
        """Return the last verdict said."""
        return self.said[-1]

    def _took(
        self, step: Step[CustomerRow, AnyTreatmentNotice]
    ) -> Step[CustomerRow, AnyTreatmentNotice]:
        self.wake = step.wake_on
        self.row = step.row
        self.said += [n for n in step.notices if isinstance(n, Escalation)]
        self.effects += [n for n in step.notices if isinstance(n, AccountEffect)]
        self.told += [n for n in step.notices if isinstance(n, AccountTold)]
        self.events += [n for n in step.notices if isinstance(n, CustomerEvent)]
        self.bureau += [n for n in step.notices if isinstance(n, BureauUpdate)]
        return step


def shown(notices: Iterable[AnyTreatmentNotice]) -> list[str]:
    """Write verdicts for comparison."""
    verdicts = [n for n in notices if isinstance(n, Escalation)]
    return [" ".join(filter(None, (n.rung, n.verdict, n.rule))) for n in verdicts]


def stop(kind: str = "ATTORNEY", stop_id: str = "st1", day: int = 0) -> StopPlaced:
    """Return a stop."""
    on = Day(DUE_ON + day)
    return StopPlaced(
        event_id="e-stop", customer_id="c1", effective_on=on, stop_id=stop_id, kind=kind
    )


def lift(stop_id: str = "st1", day: int = 0) -> StopLifted:
    """Return the lifting of a stop."""
    on = Day(DUE_ON + day)
    return StopLifted(event_id="e-lift", customer_id="c1", effective_on=on, stop_id=stop_id)


def refused(origin: str = "x/0/1") -> CustomerRecordRefused:
    """Return the fact that a record was refused."""
    return CustomerRecordRefused(
        event_id="e-refused", customer_id="c1", effective_on=DUE_ON, origin=origin, rule="r"
    )


def resolved(origin: str = "x/0/1") -> CustomerRefusalResolved:
    """Return the fact that a person settled that record."""
    return CustomerRefusalResolved(
        event_id="e-resolved",
        customer_id="c1",
        effective_on=DUE_ON,
        origin=origin,
        decided_by="u1",
        reason="mended",
    )


def id_of(rung: str, *, account: str = "a1", origin: str = "s1") -> str:
    """Return the id of an escalation of `c1`."""
    return escalation_id("c1", account, origin, "cards", rung, 1)


def outcome(
    word: str, day: int, *, number: int = 1, account: str = "a1", origin: str = "s1"
) -> VisitOutcome:
    """Return the outcome of the first or second visit in the episode of an origin."""
    return VisitOutcome(
        event_id="e-outcome",
        customer_id="c1",
        effective_on=Day(DUE_ON + day),
        escalation_id=id_of(f"visit_{number}", origin=origin),
        account_id=account,
        visit_number=number,
        outcome=word,
        at=local(day, 15),
    )


def ruled(*, ladder: Ladder | None = LADDER, house: House | None = HOUSE) -> Rules:
    """Return the rules with another ladder or house."""
    return replace(RULES, ladder=ladder, house=house)
