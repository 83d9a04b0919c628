"""One account's walk through a story: facts and ticks go in, everything said is kept."""

from msgspec.structs import replace

from streams.delinquency.stage import apply, blank, turn
from streams.policy.rules import Rules
from streams.terms.account_facts import AnyAccountFact, RecordRefused
from streams.terms.case_facts import CauseStated
from streams.terms.days import AsOf, Day, Instant
from streams.terms.delinquency_notices import AccountTableRow, AnyDelinquencyNotice
from streams.terms.standing import Standing
from streams.terms.step import Reject
from tests.scenarios.line import ACCOUNT, Head

_DAY_MICROSECONDS = 86_400_000_000


class Walk:
    """The account as of the last tick."""

    def __init__(self, rules: Rules, day: Day) -> None:
        """Begin as of a day, nothing being known."""
        self.rules = rules
        self.row = blank(ACCOUNT)
        self.as_of = _at(day)
        self.said: list[AnyDelinquencyNotice] = []
        self.rejects: list[Reject] = []
        self.wake_on: Day | None = None

    def take(self, fact: AnyAccountFact) -> None:
        """Apply a fact."""
        step = apply(self.row, fact, self.rules, self.as_of)
        self.row, self.wake_on = step.row, step.wake_on
        self.said.extend(step.notices)
        if step.reject is not None:
            self.rejects.append(step.reject)

    def tick(self, day: Day) -> None:
        """Turn to a day, whatever lies between."""
        self.as_of = _at(day)
        step = turn(self.row, self.rules, self.as_of)
        self.row, self.wake_on = step.row, step.wake_on
        self.said.extend(step.notices)

    def skip_to(self, day: Day) -> None:
        """Come to a day, turning only if the row asked for one by then, as the engine does."""
        if self.wake_on is not None and self.wake_on <= day:
            self.tick(day)
        self.as_of = _at(day)

    @property
    def told(self) -> Standing:
        """The last standing that went to the public table."""
        return next(n.standing for n in reversed(self.said) if isinstance(n, AccountTableRow))

    def looked_at(self) -> Standing:
        """Return the standing with the day counts of today.

        A row is said again only when more than a day count changes. So one more fact is laid on a
        copy of the row, one that changes nothing but the word `incomplete`, or where it holds
        already the stated cause; what is said then is fresh.
        """
        said = self.told
        fact = self._other_cause(said.cause) if said.incomplete else self._refusal()
        step = apply(self.row, fact, self.rules, self.as_of)
        fresh = [n.standing for n in step.notices if isinstance(n, AccountTableRow)]
        if not fresh:
            return said
        return replace(fresh[-1], incomplete=said.incomplete, cause=said.cause)

    def _refusal(self) -> AnyAccountFact:
        return RecordRefused(**self._head(), origin="~", rule="look")

    def _other_cause(self, cause: str) -> AnyAccountFact:
        if cause == "FORGOT":
            return CauseStated(**self._head(), cause_id="~", cause="INCOME", stated_by="BANK")
        return CauseStated(**self._head(), cause_id="~", cause="FORGOT", stated_by="BANK")

    def _head(self) -> Head:
        return Head(
            event_id="~", account_id=ACCOUNT, effective_on=self.as_of.on, source_seq=2**31 - 1
        )


def anchored(standing: Standing) -> Standing:
    """Return a standing without its day counts, and what only tells one saying from another."""
    ledgers = tuple(replace(one, days_past_due=0, delinquent_days=0) for one in standing.ledgers)
    return replace(
        standing, version=0, as_of=Day(0), next_change_on=None, days_past_due=0, ledgers=ledgers
    )


def _at(day: Day) -> AsOf:
    return AsOf(on=day, at=Instant(day * _DAY_MICROSECONDS))
