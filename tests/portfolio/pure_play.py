"""All stages play a made-up portfolio in memory, one row after the other, without a log."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from streams.delinquency import stage as delinquency
from streams.delinquency.rows import AccountRow
from streams.feed.moments import moment
from streams.policy.document import Policy
from streams.policy.rules import Rules
from streams.portfolio.day_of_facts import AnyFact
from streams.portfolio.simulated import Simulation
from streams.terms.account_fact import AccountFact
from streams.terms.account_facts import AnyAccountFact
from streams.terms.case_facts import (
    ClockHeld,
    ClockReleased,
    DisputeOpened,
    Instalment,
    PromiseMade,
)
from streams.terms.customer_facts import (
    AccountWithdrawn,
    AnyCustomerFact,
    PastCorrected,
    StandingChanged,
)
from streams.terms.days import AsOf, Day
from streams.terms.delinquency_notices import (
    AnyDelinquencyNotice,
    CorrectionNotice,
    StandingNotice,
    StandingWithdrawn,
)
from streams.terms.field_fact import FieldFact
from streams.terms.profile_facts import CustomerMoved
from streams.terms.step import Step
from streams.terms.treatment_notices import (
    AccountEffect,
    AccountTold,
    AnyTreatmentNotice,
    AreaTold,
    BureauUpdate,
    ContentsMoved,
    CustomerEvent,
    Escalation,
)
from streams.treatment import stage as treatment
from streams.treatment.rows import CustomerRow
from tests.portfolio.pure_field import PureField

Due = dict[str, Day | None]


class PurePlay:
    """What the stages make of a world under a policy; a tick turns only rows that are due."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.accounts: dict[str, AccountRow] = {}
        self.customers: dict[str, CustomerRow] = {}
        self.account_wakes: Due = {}
        self.customer_wakes: Due = {}
        self.taken: dict[str, list[AnyAccountFact]] = {}
        self.refused: Counter[str] = Counter()
        self.told: list[AnyDelinquencyNotice] = []
        self.said: list[Escalation] = []
        self.events: list[CustomerEvent] = []
        self.bureau: list[BureauUpdate] = []
        self.field = PureField()
        self.rules: Rules | None = None
        self.as_of: AsOf | None = None

    def play(self, world: Simulation) -> None:
        """Play every day: its facts, the answers of the day before, then its tick."""
        diary: defaultdict[Day, list[AnyFact]] = defaultdict(list)
        zone = self.policy.on(world.start).house
        assert zone is not None
        for day in world.by_day():
            for fact in (*day.facts, *diary.pop(day.on, [])):
                self.take(fact)
            heard, seen = len(self.said), len(self.field.said)
            self.tick(moment(day.on, zone.zone))
            told = [a for one in self.said[heard:] for a in world.answers(one, day.on)]
            told += [r for one in self.field.said[seen:] for r in world.reports(one)]
            for fact in told:
                diary[Day(max(day.on + 1, fact.effective_on))].append(fact)

    def take(self, fact: AnyFact) -> None:
        """Give a fact to the stage that owns it."""
        if isinstance(fact, AccountFact):
            self.take_account(fact)
        elif isinstance(fact, FieldFact):
            self.field.take(fact, self.rules, self.as_of)
        else:
            self.take_customer(fact)
        self._back()

    def take_account(self, fact: AnyAccountFact) -> None:
        """Record a fact of an account."""
        name = fact.account_id
        row = self.accounts.get(name) or delinquency.blank(name)
        step = delinquency.apply(row, fact, self.rules, self.as_of)
        if step.reject is None:
            self.taken.setdefault(name, []).append(fact)
        self.keep_account(name, step)

    def take_customer(self, fact: AnyCustomerFact) -> None:
        """Record a fact of a customer."""
        name = fact.customer_id
        row = self.customers.get(name) or treatment.blank(name)
        self.keep_customer(name, treatment.apply(row, fact, self.rules, self.as_of))

    def keep_account(self, name: str, step: Step[AccountRow, AnyDelinquencyNotice]) -> None:
        """Keep what a walk gave back, and send its standings on."""
        self.accounts[name], self.account_wakes[name] = step.row, step.wake_on
        self.refused.update([step.reject.rule] if step.reject else [])
        self.told.extend(step.notices)
        for notice in step.notices:
            if isinstance(notice, StandingNotice | StandingWithdrawn | CorrectionNotice):
                self.take_customer(sent_on(notice))

    def keep_customer(self, name: str, step: Step[CustomerRow, AnyTreatmentNotice]) -> None:
        """Keep what a walk gave back and what it said, and send what it does to accounts back."""
        self.customers[name], self.customer_wakes[name] = step.row, step.wake_on
        self.refused.update([step.reject.rule] if step.reject else [])
        for notice in step.notices:
            match notice:
                case AccountEffect():
                    self.take_account(sent_back(notice))
                case AccountTold():
                    self.take_account(told_back(notice))
                case Escalation():
                    self.said.append(notice)
                case AreaTold():
                    self.field.take(notice.told, self.rules, self.as_of)
                case ContentsMoved():
                    self.take_customer(moved_on(notice))
                case CustomerEvent():
                    self.events.append(notice)
                case BureauUpdate():
                    self.bureau.append(notice)

    def tick(self, as_of: AsOf) -> None:
        """Turn the rows that are due, accounts before customers."""
        rules = self.policy.on(as_of.on)
        for name in due(self.account_wakes, as_of.on):
            self.keep_account(name, delinquency.turn(self.accounts[name], rules, as_of))
        self.rules, self.as_of = rules, as_of
        for name in due(self.customer_wakes, as_of.on):
            self.keep_customer(name, treatment.turn(self.customers[name], rules, as_of, as_of))
        self.field.turn(rules, as_of)
        self.field.plan(rules, as_of)
        self._back()

    def _back(self) -> None:
        for fact in self.field.back():
            self.take_customer(fact)


def moved_on(notice: ContentsMoved) -> CustomerMoved:
    """Return what one customer's row held, as the fact that the other one reads."""
    return CustomerMoved(
        event_id=f"{notice.merge_id}-{notice.seq}",
        customer_id=notice.customer_id,
        effective_on=notice.as_of,
        source_seq=notice.seq,
        merge_id=notice.merge_id,
        other_id=notice.other_id,
        whole_since_on=notice.whole_since_on,
        contents=notice.contents,
    )


def due(wakes: Due, on: Day) -> Iterable[str]:
    """Return the names whose day has come."""
    return [name for name, wake_on in wakes.items() if wake_on is not None and wake_on <= on]


def sent_on(
    notice: StandingNotice | StandingWithdrawn | CorrectionNotice,
) -> StandingChanged | AccountWithdrawn | PastCorrected:
    """Return what a customer is told about an account, as the fact that the next stage reads."""
    if isinstance(notice, StandingWithdrawn):
        return AccountWithdrawn(
            event_id=f"{notice.account_id}-{notice.version}",
            customer_id=notice.customer_id,
            effective_on=notice.as_of,
            account_id=notice.account_id,
            version=notice.version,
        )
    if isinstance(notice, CorrectionNotice):
        return PastCorrected(
            event_id=notice.event_id,
            customer_id=notice.customer_id,
            effective_on=notice.as_of,
            account_id=notice.account_id,
            currency=notice.currency,
            spans=notice.spans,
            cause=notice.cause,
        )
    standing = notice.standing
    return StandingChanged(
        event_id=f"{standing.account_id}-{standing.version}",
        customer_id=standing.customer_id,
        effective_on=standing.as_of,
        standing=standing,
    )


def told_back(notice: AccountTold) -> PromiseMade | DisputeOpened:
    """Return what a customer told in a contact, as the fact that the stage before reads."""
    head: dict[str, Any] = {
        "event_id": f"{notice.case_id}-told",
        "account_id": notice.account_id,
        "effective_on": notice.effective_on,
        "source_seq": notice.seq,
        "currency": notice.currency,
    }
    if notice.kind == "DISPUTE":
        return DisputeOpened(**head, dispute_id=notice.case_id, amount_minor=notice.amount_minor)
    assert notice.due_on is not None
    assert notice.amount_minor is not None
    parts = (Instalment(due_on=notice.due_on, amount_minor=notice.amount_minor),)
    return PromiseMade(**head, promise_id=notice.case_id, instalments=parts)


def sent_back(notice: AccountEffect) -> ClockHeld | ClockReleased:
    """Return what a stop does to an account, as the fact that the stage before reads."""
    if notice.change == "CLOCK_HELD":
        return ClockHeld(
            event_id=f"{notice.effect_id}-held",
            account_id=notice.account_id,
            effective_on=notice.effective_on,
            source_seq=notice.seq,
            effect_id=notice.effect_id,
            kind=notice.kind,
        )
    return ClockReleased(
        event_id=f"{notice.effect_id}-released",
        account_id=notice.account_id,
        effective_on=notice.effective_on,
        source_seq=notice.seq,
        effect_id=notice.effect_id,
    )
