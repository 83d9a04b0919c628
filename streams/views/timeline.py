"""An account's life retold: its facts placed before the ticks that closed them, folded again.

The fold uses the stage's own functions and nothing else, so what it shows is what the worker did;
where the public table says otherwise, the table is to be looked at.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

from msgspec import Struct

from streams.delinquency.rows import AccountRow
from streams.delinquency.stage import apply, blank, turn
from streams.policy.rules import Rules
from streams.terms.account_facts import AnyAccountFact
from streams.terms.control import Tick
from streams.terms.customer_facts import AnyCustomerFact
from streams.terms.days import AsOf
from streams.terms.delinquency_notices import (
    AccountTableGone,
    AccountTableRow,
    AnyDelinquencyNotice,
    DelinquencyEvent,
    StandingNotice,
)
from streams.terms.standing import Standing
from streams.terms.step import Reject, Step

Fact = TypeVar("Fact")
Fact_co = TypeVar("Fact_co", covariant=True)
RulesOf = Callable[[Tick], Rules]


class Placed(Struct, Generic[Fact_co], frozen=True):
    """A fact and where it stands: topic (plain name) and offset.

    What the worker refused is placed as a `RecordRefused` where the refused record stood.
    """

    topic: str
    offset: int
    fact: Fact_co


class Heard(Struct, frozen=True):
    """A fact about the customer, and the last tick before it (None: before the first)."""

    as_of: AsOf | None
    fact: AnyCustomerFact


class Party(Struct, frozen=True):
    """A customer and the role in which they are liable."""

    customer_id: str
    role: str


class Entry(Struct, frozen=True):
    """One thing that happened: a fact (None: the turn of a day), and what it changed.

    `as_of` is None before the first tick. `before` and `after` are the same where the standing
    did not change, and None where the account has none: not yet, or no longer. `joined` and `left`
    are who became liable, or is no longer; a party whose role changed is in both. `rules` are those
    that it was judged by.
    """

    as_of: AsOf | None
    fact: AnyAccountFact | None
    reject: Reject | None
    events: tuple[DelinquencyEvent, ...]
    before: Standing | None
    after: Standing | None
    joined: tuple[Party, ...] = ()
    left: tuple[Party, ...] = ()
    rules: Rules | None = None


class Timeline(Struct, frozen=True):
    """Everything that happened to an account, and how it stands after it."""

    entries: tuple[Entry, ...]
    standing: Standing | None


class _Walk:
    def __init__(self, account_id: str) -> None:
        self.row: AccountRow = blank(account_id)
        self.standing: Standing | None = None
        self.entries: list[Entry] = []
        self.as_of: AsOf | None = None
        self.rules: Rules | None = None
        self.parties: tuple[Party, ...] = ()

    def take(self, fact: AnyAccountFact) -> None:
        self._keep(fact, apply(self.row, fact, self.rules, self.as_of))

    def turn(self, tick: Tick, rules: Rules) -> None:
        if self.as_of is not None and tick.as_of.at <= self.as_of.at:
            return  # A tick sent again: the worker passes it over as well.
        self.as_of, self.rules = tick.as_of, rules
        step = turn(self.row, rules, tick.as_of)
        if step.notices:
            self._keep(None, step)
        else:
            self.row = step.row

    def _keep(
        self, fact: AnyAccountFact | None, step: Step[AccountRow, AnyDelinquencyNotice]
    ) -> None:
        before, were = self.standing, self.parties
        for notice in step.notices:
            if isinstance(notice, AccountTableRow):
                self.standing = notice.standing
            elif isinstance(notice, AccountTableGone):
                self.standing = None
        events = tuple(n for n in step.notices if isinstance(n, DelinquencyEvent))
        # Every standing that is said goes to each party there is, so these are all of them.
        sent = [n.standing for n in step.notices if isinstance(n, StandingNotice)]
        self.parties = tuple(Party(s.customer_id, s.role) for s in sent) if sent else were
        self.row = step.row
        self.entries.append(
            Entry(
                as_of=self.as_of,
                fact=fact,
                reject=step.reject,
                events=events,
                before=before,
                after=self.standing,
                joined=tuple(one for one in self.parties if one not in were),
                left=tuple(one for one in were if one not in self.parties),
                rules=self.rules,
            )
        )


def retold(
    account_id: str,
    facts: Sequence[Placed[AnyAccountFact]],
    ticks: Sequence[Tick],
    rules_of: RulesOf,
) -> Timeline:
    """Fold the facts again, each before the first tick whose cut lies behind it.

    `facts` are in order of their offsets within each topic; `ticks` in the order they were sent.
    """
    walk = _Walk(account_id)
    for closed, tick in _closed(facts, ticks):
        for one in closed:
            walk.take(one.fact)
        if tick is not None:
            walk.turn(tick, rules_of(tick))
    return Timeline(tuple(walk.entries), walk.standing)


def heard(facts: Sequence[Placed[AnyCustomerFact]], ticks: Sequence[Tick]) -> tuple[Heard, ...]:
    """Place the facts of a customer under the last tick before them, as `retold` does."""
    found: list[Heard] = []
    as_of: AsOf | None = None
    for closed, tick in _closed(facts, ticks):
        found.extend(Heard(as_of, one.fact) for one in closed)
        as_of = as_of if tick is None else tick.as_of
    return tuple(found)


def _closed(
    facts: Sequence[Placed[Fact]], ticks: Sequence[Tick]
) -> Iterator[tuple[list[Placed[Fact]], Tick | None]]:
    """Yield each tick with the facts its cut closes, and at the end those that no tick closed."""
    waiting = list(facts)
    for tick in ticks:
        yield [one for one in waiting if one.offset < tick.cut.get(one.topic, 0)], tick
        waiting = [one for one in waiting if one.offset >= tick.cut.get(one.topic, 0)]
    yield waiting, None
