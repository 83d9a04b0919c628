"""One ledger of a few facts on a day, without what is said of it, and rules that differ in one."""

from typing import Any

from msgspec.structs import replace

from streams.delinquency.aging import Aged, aged
from streams.delinquency.judging import Judgement, judged, walked_to
from streams.delinquency.knowledge import known
from streams.delinquency.ledger_state import LedgerState, Part, Slot
from streams.delinquency.posting import record
from streams.delinquency.rows import AccountRow
from streams.delinquency.slots import slot_of
from streams.delinquency.stage import blank
from streams.policy.ledger import COMPONENTS, LedgerRules
from streams.policy.rules import Rules
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day
from tests.delinquency.facts import ACCOUNT, RULES, opened
from tests.delinquency.second.saying import When, on_day


def rules_with(**changes: Any) -> Rules:
    """Return the plain rules with a ledger that differs from the default in those fields."""
    return replace(RULES, ledger=LedgerRules(**changes))


def row_of(*facts: AnyAccountFact) -> AccountRow:
    """Return the row that holds the facts; nothing is judged, and so nothing folded."""
    row = blank(ACCOUNT)
    for fact in facts:
        row = record(row, fact)
    return row


def ledger_on(
    when: When, *facts: AnyAccountFact, rules: Rules = RULES, currency: str = "CNY"
) -> LedgerState:
    """Return one ledger at the end of a day, walked from its beginning."""
    row = row_of(*facts)
    return walked_to(row, currency, rules, known(row, rules.ledger, on_day(when))).state


def judged_on(when: When, *facts: AnyAccountFact, rules: Rules = RULES) -> Judgement:
    """Return the judgement of an account, opened as `opened` does, on a day."""
    return judged(row_of(opened(), *facts), rules, on_day(when))


def left_in(ledger: LedgerState) -> dict[str, int]:
    """Return what is left of each open obligation, held or not."""
    return {slot.id: slot.left_minor for slot in ledger.slots}


def parts_in(slot: Slot) -> list[tuple[str, bool, int]]:
    """Return the parts of an obligation: component, whether it counts, and what is left."""
    return [(COMPONENTS[part.component], part.counts, part.minor) for part in slot.parts]


def part(component: str, minor: int, *, counts: bool = True) -> Part:
    """Return a part by the name of its component."""
    return Part(COMPONENTS.index(component), counts, minor)


def slot(name: str, due_on: int, *parts: Part) -> Slot:
    """Return an obligation that closed twenty days before its due date."""
    return slot_of(Day(due_on), Day(due_on - 20), name, parts)


def unfolded_on(
    when: When, *facts: AnyAccountFact, rules: Rules = RULES, currency: str = "CNY"
) -> Aged:
    """Return how late a ledger is, walked in one go: the answer that folding must not change."""
    row, on = row_of(*facts), on_day(when)
    now = known(row, rules.ledger, on)
    return aged(walked_to(row, currency, rules, now), rules, now.cases, on)
