"""What the strategy chooses for a customer: the ladder of an episode, and how it is climbed.

It chooses among what is lawful, before the gate is asked, and can only leave out or narrow. The
ladder is chosen when an episode begins and stays; channels, tone and hours go by the day.
"""

from streams.policy.rules import Ladder, Rules
from streams.policy.strategy import PLAIN, Row
from streams.terms.days import Day
from streams.treatment.rows import CustomerRow, KnownLedger, RungRecord
from streams.treatment.traits import Finding, traits_of, turns_on

LEFT_OUT = "strategy_leaves_out_channel"
REMINDER = "REMINDER"


class Chooser:
    """Chooses by the traits of a customer on a day, which are looked for once, when asked for."""

    def __init__(self, row: CustomerRow, rules: Rules | None, on: Day) -> None:
        """Begin with a row; what it becomes later on the same day changes no choice."""
        self._row, self._rules, self._on = row, rules, on
        self._findings: tuple[Finding, ...] | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return the traits of the customer, each with the rule that found it."""
        if self._findings is None:
            thresholds = {} if self._rules is None else self._rules.strategy.thresholds
            self._findings = traits_of(self._row, thresholds, self._on)
        return self._findings

    @property
    def traits(self) -> tuple[str, ...]:
        """Return the names of the traits, in order."""
        return tuple(finding.trait for finding in self.findings)

    def row_for(self, ledger: KnownLedger) -> Row:
        """Return the row of the strategy that is for an account as it stands."""
        if self._rules is None or not self._rules.strategy.rows:
            return PLAIN
        return self._rules.strategy.choice(self.traits, ledger.bucket, dict(ledger.classes))

    def ladder(self, ledger: KnownLedger, records: tuple[RungRecord, ...]) -> Ladder | None:
        """Return the ladder that an origin climbs: the one it began with, unless one migrates.

        Where the document knows that one no more, it goes on with the one that is chosen now.
        """
        rules = self._rules
        if rules is None or rules.ladder is None:
            return None
        begun = rules.ladders.get(records[0].ladder) if records else None
        if begun is not None and not _migrates(rules):
            return begun
        name = self.row_for(ledger).ladder
        chosen = rules.ladder if name is None else rules.ladders.get(name, rules.ladder)
        return chosen if begun is None or chosen.migrate else begun

    def turns_on(self) -> Day | None:
        """Return the first later day on which time alone may change what is chosen."""
        if self._rules is None or not self._rules.strategy.rows:
            return None
        return turns_on(self._row, self._rules.strategy.thresholds, self._on)


def purpose_of(rules: Rules | None, record: RungRecord) -> str:
    """Return what a rung is for, empty where its ladder is known no more."""
    if record.before_due:
        return REMINDER
    if record.purpose:
        return record.purpose
    known = () if rules is None else (rules.ladders.get(record.ladder), rules.ladder)
    ladder = next((one for one in known if one is not None and one.id == record.ladder), None)
    rungs = () if ladder is None else ladder.rungs
    return next((rung.purpose for rung in rungs if rung.id == record.rung), "")


def _migrates(rules: Rules) -> bool:
    return any(one is not None and one.migrate for one in (rules.ladder, *rules.ladders.values()))
