"""The stage run as the engine runs it, without an engine."""

from collections.abc import Iterable

from streams.policy.rules import Rules
from streams.terms.contact_facts import ContactMade, VisitOutcome
from streams.terms.customer_facts import AnyCustomerFact
from streams.terms.days import AsOf
from streams.terms.step import Step
from streams.terms.treatment_notices import AnyTreatmentNotice
from streams.treatment import stage
from streams.treatment.rows import CustomerRow

Told = tuple[AsOf, AsOf] | AnyCustomerFact
"""A fact, or a tick with the newest moment known."""


class Worker:
    """Runs the stage as the engine does; a lazy one turns a row only when it wants to wake."""

    def __init__(self, rules: Rules, *, lazy: bool = False) -> None:
        """Begin with a blank row and no tick; `results` are the contacts of which one was told."""
        self.row = stage.blank("c1")
        self.said: list[AnyTreatmentNotice] = []
        self.as_of: AsOf | None = None
        self.wake: int | None = None
        self.results: set[str] = set()
        self._rules = rules
        self._lazy = lazy

    def reads(self, fact: AnyCustomerFact) -> Step[CustomerRow, AnyTreatmentNotice]:
        """Apply a fact."""
        rules = None if self.as_of is None else self._rules
        step = stage.apply(self.row, fact, rules, self.as_of)
        if step.reject is None and isinstance(fact, ContactMade | VisitOutcome):
            self.results.add(fact.escalation_id)
        return self._keep(step)

    def ticks(self, as_of: AsOf, newest: AsOf) -> tuple[AnyTreatmentNotice, ...]:
        """Apply a tick, or sleep through it."""
        self.as_of = as_of
        if self._lazy and (self.wake is None or self.wake > as_of.on):
            return ()
        step = stage.turn(self.row, self._rules, as_of, newest)
        self.wake = step.wake_on
        return self._keep(step).notices

    def takes(self, each: Told) -> tuple[AnyTreatmentNotice, ...]:
        """Apply a fact or a tick; returns what it said."""
        if isinstance(each, tuple):
            return self.ticks(*each)
        return self.reads(each).notices

    def takes_all(self, log: Iterable[Told]) -> "Worker":
        """Apply facts and ticks in order."""
        for each in log:
            self.takes(each)
        return self

    def _keep(
        self, step: Step[CustomerRow, AnyTreatmentNotice]
    ) -> Step[CustomerRow, AnyTreatmentNotice]:
        if step.row is not self.row:
            self.wake = step.wake_on
        self.row = step.row
        self.said += step.notices
        return step
