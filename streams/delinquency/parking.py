"""What in a row needs a person: facts that wait too long, and what two facts disagree about.

A fact about another one that never came, and a re-age beyond its limits, leave the answer in doubt.
Two contents under one business id, and more reversed than was paid, do not: a fixed rule settles
them, whatever came first, and they are reported so that somebody mends the source.
"""

from collections.abc import Iterator

from streams.delinquency.knowledge import Known
from streams.delinquency.noting import NAMES, STARTS
from streams.delinquency.rows import AccountRow, Contested, Waiting
from streams.policy.ledger import Horizon
from streams.terms.days import Day
from streams.terms.identity import stable_id

UNMET_RE_AGE = "re_age_beyond_limits"
CONTESTED = "contents_contest_one_id"
OVER_REVERSED = "reversed_more_than_paid"
REPORTED = frozenset({CONTESTED, OVER_REVERSED})
"""Rules of items that are told and hold nothing up."""

_ABOUT = {"correct": "statement", "void": "statement", "waive": "charge"}
_NOTHING_CONTESTED = Contested()

Doubt = tuple[str, Day, str, str, str]
"""What a fact is known by: event id, day, rule, business id, kind."""


def item_id_of(account_id: str, event_id: str, name: str, business_id: str) -> str:
    """Return the id of the item about a fact: the same for every repeat of it.

    An event id alone is no name: a producer may give one to a whole file.
    """
    return stable_id("review", account_id, event_id, name, business_id)


def may_park(row: AccountRow) -> bool:
    """Tell whether anything in the row can need a person at all."""
    facts = row.recent
    if facts.reversals or facts.entries or row.cases:
        return True
    return row.contested != _NOTHING_CONTESTED


def parked(
    row: AccountRow, known: Known, on: Day, horizon: Horizon
) -> Iterator[tuple[str, Waiting]]:
    """Yield, by its id, every item that a person has to look at on a day."""
    late = Day(on - horizon.parked_days)
    found = [one for one in unmet(row) if one[1] < late]
    found += [(n.event_id, n.on, UNMET_RE_AGE, n.id, n.kind) for n in known.cases.unmet_re_ages]
    found += [*_contests(row.contested), *_over_reversed(row, known)]
    for event_id, effective_on, rule, business_id, kind in found:
        item_id = item_id_of(row.account_id, event_id, NAMES[kind], business_id)
        deadline_on = Day(on + horizon.review_days)
        yield item_id, Waiting(item_id, rule, NAMES[kind], business_id, effective_on, deadline_on)


def _contests(lost: Contested) -> Iterator[Doubt]:
    for opening in lost.openings:
        customer = opening.customer_id
        yield f"contest/{opening.event_id}", opening.effective_on, CONTESTED, customer, "opening"
    for bill in lost.statements:
        event_id = f"contest/{bill.event_id}"
        yield event_id, bill.effective_on, CONTESTED, bill.statement_id, "statement"
    for paid in lost.payments:
        yield f"contest/{paid.event_id}", paid.effective_on, CONTESTED, paid.payment_id, "payment"
    for back in lost.reversals:
        yield f"contest/{back.event_id}", back.effective_on, CONTESTED, back.reversal_id, "reversal"
    for note in lost.notes:
        # Liability is told anew as it changes, and a second end of a case is no end: neither
        # contests anything.
        if note.kind != "liable" and note.kind not in STARTS:
            yield f"contest/{note.event_id}", note.on, CONTESTED, note.id, note.kind


def _over_reversed(row: AccountRow, known: Known) -> Iterator[Doubt]:
    if not known.taken and not known.back:
        return
    for paid in row.recent.payments:
        back = sum(minor for _, _, minor in known.back.get(paid.payment_id, ()))
        if known.taken.get(paid.payment_id, 0) + back > paid.amount_minor:
            rule = OVER_REVERSED
            yield f"over/{paid.event_id}", paid.effective_on, rule, paid.payment_id, "payment"


def unmet(row: AccountRow) -> Iterator[Doubt]:
    """Yield the facts about another one that is not known."""
    facts = row.recent
    paid = {one.payment_id for one in facts.payments}
    for one in facts.reversals:
        if one.payment_id not in paid:
            yield one.event_id, one.effective_on, "waits_for_payment", one.reversal_id, "reversal"
    billed = {(one.statement_id, one.currency) for one in facts.statements}
    charged = {(one.id, one.currency) for one in facts.entries if one.kind == "charge"}
    voidable = {one.statement_id for one in facts.statements}
    for note in facts.entries:
        about = _ABOUT.get(note.kind)
        is_known = (note.target, note.currency) in (billed if about == "statement" else charged)
        if about and not (is_known or (note.kind == "void" and note.target in voidable)):
            yield note.event_id, note.on, f"waits_for_{about}", note.id, note.kind
    started = {(one.kind, one.id) for one in row.cases}
    for note in row.cases:
        start = STARTS.get(note.kind)
        if start and (start, note.id) not in started:
            yield note.event_id, note.on, f"waits_for_{start}", note.id, note.kind
