"""Short ways to say a fact, the rules by which the tests judge, and one account's walk.

The sayings live beside the second implementation, which has to run without the stage.
"""

from typing import TypeVar

from streams.delinquency.rows import AccountRow
from streams.delinquency.stage import apply, blank, turn
from streams.policy.rules import Rules
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import AsOf, Day, Instant, parse_day
from streams.terms.delinquency_notices import (
    AccountTableRow,
    AnyDelinquencyNotice,
    Corrected,
    DelinquencyEvent,
    DueNotice,
    PromiseNotice,
    ReviewNotice,
    StandingNotice,
)
from streams.terms.standing import Standing, advanced
from streams.terms.step import Reject
from tests.delinquency.second.books import RULES
from tests.delinquency.second.saying import (
    ACCOUNT,
    bill,
    charge_waived,
    charged,
    corrected,
    credited,
    opened,
    paid,
    refunded,
    refused,
    resolved,
    reversed_,
    voided,
    waived,
)
from tests.delinquency.second.saying_cases import (
    cause_stated,
    clock_held,
    clock_released,
    decided,
    dispute_resolved,
    disputed,
    fraud_confirmed,
    fraud_rejected,
    fraud_reported,
    instalments,
    pause_ended,
    paused,
    plan_agreed,
    plan_broken,
    promise_cancelled,
    promised,
    re_age_undone,
    re_aged,
)
from tests.delinquency.second.saying_life import (
    card_replaced,
    charge_off_undone,
    charged_off,
    closed,
    currency_changed,
    made_liable,
    recovered,
    sold,
)

__all__ = [
    "ACCOUNT",
    "RULES",
    "Account",
    "at",
    "bill",
    "card_replaced",
    "cause_stated",
    "charge_off_undone",
    "charge_waived",
    "charged",
    "charged_off",
    "clock_held",
    "clock_released",
    "closed",
    "corrected",
    "credited",
    "currency_changed",
    "decided",
    "dispute_resolved",
    "disputed",
    "fraud_confirmed",
    "fraud_rejected",
    "fraud_reported",
    "instalments",
    "made_liable",
    "opened",
    "paid",
    "pause_ended",
    "paused",
    "plan_agreed",
    "plan_broken",
    "promise_cancelled",
    "promised",
    "re_age_undone",
    "re_aged",
    "recovered",
    "refunded",
    "refused",
    "resolved",
    "reversed_",
    "sold",
    "voided",
    "waived",
]


Notice = TypeVar("Notice", bound=AnyDelinquencyNotice)


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

    def _all(self, kind: type[Notice]) -> list[Notice]:
        return [notice for notice in self.said if isinstance(notice, kind)]

    @property
    def corrections(self) -> list[Corrected]:
        """Every correction of the past said so far."""
        return self._all(Corrected)

    @property
    def promises(self) -> list[PromiseNotice]:
        """Every change of a promise said so far."""
        return self._all(PromiseNotice)

    @property
    def dues(self) -> list[DueNotice]:
        """Everything that billing was asked to book or know."""
        return self._all(DueNotice)

    @property
    def reviews(self) -> list[ReviewNotice]:
        """Everything said of facts that wait for a person."""
        return self._all(ReviewNotice)

    @property
    def events(self) -> list[DelinquencyEvent]:
        """Every event said so far."""
        return self._all(DelinquencyEvent)

    @property
    def kinds(self) -> list[str]:
        """The kinds of the events said so far."""
        return [event.kind for event in self.events]

    @property
    def standing(self) -> Standing:
        """The last standing said, as it was said."""
        return self.standings[-1]

    @property
    def row_said(self) -> Standing:
        """The account's last row of the public table, whoever is liable."""
        return [n.standing for n in self.said if isinstance(n, AccountTableRow)][-1]

    @property
    def days(self) -> int:
        """Days past due of the first ledger today, from the anchor of the last standing."""
        assert self.as_of is not None
        return advanced(self.standing.ledgers[0], self.as_of.on)
