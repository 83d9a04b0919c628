"""The clocks that remember: they look at one evening after the other, from the first on."""

from dataclasses import dataclass

from streams.policy.ledger import LedgerRules
from streams.terms.days import Day
from tests.delinquency.second.ledger import Evening


@dataclass
class Clocks:
    """What is remembered of a ledger's evenings."""

    rules: LedgerRules
    currency: str
    first_delinquency_on: Day | None = None
    material_since: Day | None = None
    clear_since: Day | None = None
    defaulted_on: Day | None = None
    status: str = ""
    history: str = ""
    closes: tuple[Day, ...] = ()

    def look(self, evening: Evening) -> None:
        """Go on by one evening."""
        self._first_delinquency(evening)
        self._material(evening)
        self._default(evening.on)
        for _ in range(evening.closes):
            self._report(evening)

    def _first_delinquency(self, evening: Evening) -> None:
        oldest = evening.contractual_due_on
        if oldest is not None:
            # What comes back older, by a refund or a lost dispute, is where it began.
            if self.first_delinquency_on is None or oldest < self.first_delinquency_on:
                self.first_delinquency_on = oldest
        elif evening.re_aged_minor == 0 and not evening.is_unpaid:
            # Only payment ends a delinquency: what is disputed is unpaid still.
            self.first_delinquency_on = None

    def _material(self, evening: Evening) -> None:
        if self._is_material(evening):
            self.clear_since = None
            if self.material_since is None:
                self.material_since = evening.on
        else:
            self.material_since = None
            if self.clear_since is None:
                self.clear_since = evening.on

    def _is_material(self, evening: Evening) -> bool:
        rule = self.rules.materiality
        if rule is None or self.currency not in rule.amounts_minor:
            return False
        share = rule.share_bp * max(evening.balance_minor, 0)
        late = evening.counting_minor
        return late > rule.amounts_minor[self.currency] and late * 10_000 > share

    def _default(self, today: Day) -> None:
        rule = self.rules.materiality
        if rule is None:
            return
        if self.defaulted_on is None:
            if self.material_since is not None and today - self.material_since >= rule.days_max:
                self.defaulted_on = today
        elif self.clear_since is not None and today - self.clear_since >= rule.cure_days:
            self.defaulted_on = None

    def _report(self, evening: Evening) -> None:
        if self.rules.bureau is not None:
            days = contractual_days(evening)
            self.status = self.rules.bureau.statuses.class_of(days)
            mark = self.rules.bureau.marks.class_of(days)
            self.history = (mark + self.history)[: self.rules.bureau.history_max]
            closes = (evening.on, *self.closes)
            self.closes = closes[: self.rules.bureau.history_max]


def contractual_days(evening: Evening) -> int:
    """Return days past due without tolerance, grace or freezes."""
    due = evening.contractual_due_on
    return 0 if due is None else evening.on - due


def classes(rules: LedgerRules, days: int) -> dict[str, str]:
    """Return the class of every clock, and the worse of those that are reported together."""
    found = {clock.id: clock.class_of(days) for clock in rules.clocks}
    together = [clock for name in rules.reported for clock in rules.clocks if clock.id == name]
    if together:
        found["reported"] = max(together, key=lambda c: c.rank_of(days)).class_of(days)
    return found
