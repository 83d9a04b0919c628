"""A story as a collections officer writes it, read strictly: an unknown word is an error."""

import tomllib
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Literal, Protocol

import msgspec
from msgspec import Struct, inspect

from streams.policy.rules import Rules
from tests.scenarios.agreement import Decision, Plan, Promise, ReAge, Said
from tests.scenarios.bills import Account, Charge, Correction, Credit, Refund, Statement, Void
from tests.scenarios.expected import Expected
from tests.scenarios.life import (
    Card,
    ChargeOff,
    Closing,
    CurrencyChange,
    DeadLetter,
    Liability,
    Sale,
)
from tests.scenarios.line import Arrival
from tests.scenarios.paid import Payment, Recovery, Reversal, Waiver
from tests.scenarios.protection import Dispute, Effect, Fraud, Pause
from tests.scenarios.reading import StoryFault, unknown_words
from tests.scenarios.rule_books import BOOKS
from tests.scenarios.rules_line import RulesLine


class Told(Protocol):
    """A line that tells facts."""

    def arrivals(self, main: str) -> list[Arrival]:
        """Return the facts with the days they arrive on."""


class Story(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole file."""

    story: str
    account: Account
    expect: tuple[Expected, ...]
    edge_cases: tuple[int | str, ...] = ()
    policy: Literal["plain", "cn", "us", "eu"] = "plain"
    rules: RulesLine = RulesLine()
    statement: tuple[Statement, ...] = ()
    payment: tuple[Payment, ...] = ()
    reversal: tuple[Reversal, ...] = ()
    correction: tuple[Correction, ...] = ()
    void: tuple[Void, ...] = ()
    charge: tuple[Charge, ...] = ()
    credit: tuple[Credit, ...] = ()
    refund: tuple[Refund, ...] = ()
    waiver: tuple[Waiver, ...] = ()
    recovery: tuple[Recovery, ...] = ()
    pause: tuple[Pause, ...] = ()
    dispute: tuple[Dispute, ...] = ()
    fraud: tuple[Fraud, ...] = ()
    effect: tuple[Effect, ...] = ()
    promise: tuple[Promise, ...] = ()
    plan: tuple[Plan, ...] = ()
    re_age: tuple[ReAge, ...] = ()
    cause: tuple[Said, ...] = ()
    decision: tuple[Decision, ...] = ()
    closing: tuple[Closing, ...] = ()
    charge_off: tuple[ChargeOff, ...] = ()
    sale: tuple[Sale, ...] = ()
    currency_change: tuple[CurrencyChange, ...] = ()
    card: tuple[Card, ...] = ()
    liability: tuple[Liability, ...] = ()
    dead_letter: tuple[DeadLetter, ...] = ()

    def book(self) -> Rules:
        """Return the rules of the story."""
        return self.rules.laid_on(BOOKS[self.policy])

    def arrivals(self) -> list[Arrival]:
        """Return the facts by the day they arrive on; within a day, kinds go as listed above."""
        lines: Iterable[Told] = chain(
            (self.account,), self.statement, self.payment, self.reversal, self.correction,
            self.void, self.charge, self.credit, self.refund, self.waiver, self.recovery,
            self.pause, self.dispute, self.fraud, self.effect, self.promise, self.plan,
            self.re_age, self.cause, self.decision, self.closing, self.charge_off, self.sale,
            self.currency_change, self.card, self.liability, self.dead_letter,
        )  # fmt: skip
        main = self.account.currencies[0]
        found = [arrival for line in lines for arrival in line.arrivals(main)]
        return sorted(found, key=lambda arrival: arrival[0])


_KIND = inspect.type_info(Story)


def read(path: Path) -> Story:
    """Read one story; raises StoryFault, naming file and place, on a wrong word or value."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as broken:
        raise StoryFault(f"{path.name}: {broken}") from broken
    words = list(unknown_words(_KIND, told, ""))
    if words:
        raise StoryFault("\n".join(f"{path.name}: {line}" for line in words))
    try:
        story = msgspec.convert(told, Story)
        story.book()
        story.arrivals()
    except ValueError as wrong:
        raise StoryFault(f"{path.name}: {wrong}") from wrong
    return story
