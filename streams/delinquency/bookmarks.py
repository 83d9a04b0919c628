"""A bookmark in the open chapter: the ledgers some days ago, so that a fact walks only days.

It is a shortcut and never an answer: whatever reaches behind it, or may reach behind it, takes it
out, and the walk begins where the chapters end.
"""

from streams.delinquency.knowledge import Known
from streams.delinquency.ledger_state import Bookmark, LedgerState
from streams.delinquency.occurrences import occurrences
from streams.delinquency.rows import AccountRow
from streams.delinquency.settling import walked_from
from streams.delinquency.walking import Walk
from streams.policy.rules import Rules
from streams.terms.days import Day

# Facts mostly come within days of their date; a bookmark lies behind those, and moves weekly.
BEHIND_DAYS = 3
MOVES_AFTER_DAYS = 10


def stays(row: AccountRow, since: Day) -> Bookmark | None:
    """Return the bookmark where a new fact that counts from `since` on leaves it in."""
    mark = row.bookmark
    return mark if mark is not None and mark.on < since else None


def placed(
    row: AccountRow, currencies: tuple[str, ...], rules: Rules, known: Known
) -> Bookmark | None:
    """Return the bookmark for a row judged on the day of `known`, None where none may lie in it."""
    facts = row.recent
    if row.cases or facts.reversals:
        return None
    if facts.entries and any(note.kind != "charge" for note in facts.entries):
        return None
    mark, on = row.bookmark, Day(known.on - BEHIND_DAYS)
    if mark is not None and known.on - mark.on <= MOVES_AFTER_DAYS:
        return mark
    if not _is_worth_it(row, on):
        return None
    states = []
    for currency in currencies:
        before, after = start_of(row, currency)
        coming = occurrences(row.recent, currency, (after, on), known, rules.ledger)
        states.append(Walk(before, rules, known).to(coming, on).state)
    return Bookmark(on, tuple(states))


def starts_after(row: AccountRow) -> Day | None:
    """Return the day behind which a walk begins: the bookmark's, else the last chapter's."""
    return row.head_on if row.bookmark is None else row.bookmark.on


def start_of(row: AccountRow, currency: str) -> tuple[LedgerState, Day | None]:
    """Return the ledger with which a walk begins, and the day behind which it goes on."""
    mark = row.bookmark
    if mark is not None:
        for one in mark.ledgers:
            if one.currency == currency:
                return one, mark.on
    return walked_from(row, currency)


def _is_worth_it(row: AccountRow, on: Day) -> bool:
    if row.head_on is not None and row.head_on >= on:
        return False
    facts = row.recent
    return bool(facts.statements) and facts.statements[0].closed_on <= on
