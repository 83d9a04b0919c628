"""What is known of a customer for `arrears explain`, and the lines in which it is told."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from streams.policy.document import Policy
from streams.policy.rules import Rules
from streams.terms.days import AsOf, Day
from streams.terms.treatment_notices import Escalation
from streams.treatment.rows import CustomerRow
from streams.views.grounds import chooses_ladders
from streams.views.personal import Hide, as_it_is, hidden, hushed
from streams.views.sources import RuleTold
from streams.views.visit_heard import VisitHeard
from streams.wire.readable import MASK, last_four

Part = Literal["heading", "account", "episode", "line", "rung", "note", "next"]
"""What a line is: headings stand alone, the others have label and text; a note is of an episode."""

State = Literal["", "taken", "not taken", "waits", "to come"]
"""What became of a rung in two words; a rung that waits has come due and has no final verdict."""


class Told(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line; `rules` are those it rests on, of several objections the reason first.

    Of a rung it is told on which account, origin and ladder it stands, and its last verdict; what
    put it off before is `before`. Where it is still to come, `waits` tells that it may not come
    at all: what the text names has to happen first.
    """

    part: Part
    label: str = ""
    text: str = ""
    state: State = ""
    rules: tuple[RuleTold, ...] = ()
    before: tuple[RuleTold, ...] = ()
    account_id: str = ""
    origin: str = ""
    ladder: str = ""
    rung: str = ""
    occurrence: int = 0
    channel: str = ""
    verdict: str = ""
    on: str = ""
    waits: bool = False


class Dossier(Struct, frozen=True, kw_only=True):
    """The customer's row after the last tick, the policy of that tick, and every verdict so far.

    `policies` are those that verdicts were judged by, by digest; `outcomes` are what became of
    contacts, by escalation, where the row has forgotten it; `visits` is what was heard of each, by
    escalation too. What is personal is shown only where it is not `masked`.
    """

    row: CustomerRow
    as_of: AsOf
    policy: Policy
    policies: Mapping[str, Policy]
    escalations: tuple[Escalation, ...]
    outcomes: Mapping[str, tuple[str, Day]] = {}
    visits: Mapping[str, VisitHeard] = {}
    masked: bool = True

    @property
    def rules(self) -> Rules:
        """The rules of the day of the last tick."""
        return self.policy.on(self.as_of.on)

    @property
    def hide(self) -> Hide:
        """Give back a value as it may be shown."""
        return hidden if self.masked else as_it_is

    def named(self, pseudonym: str) -> str:
        """Return an id as it may be shown."""
        return last_four(pseudonym) if self.masked else pseudonym

    def rule(self, name: str) -> str:
        """Return the name of a rule as it may be shown: which stop holds is personal."""
        return hushed(name) if self.masked else name

    def ladder(self, name: str) -> str:
        """Return a ladder as it may be shown: one that was chosen tells how the customer pays."""
        is_chosen = any(map(chooses_ladders, (self.policy, *self.policies.values())))
        return MASK if self.masked and name and is_chosen else name

    def private(self, text: str) -> str:
        """Return something personal as it may be shown."""
        return MASK if self.masked and text else text
