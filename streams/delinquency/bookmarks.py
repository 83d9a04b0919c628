"""A bookmark in the open chapter: the ledgers some days ago, so that a fact walks only days.

It is a shortcut and never an answer: whatever reaches behind it, or may reach behind it, takes it
out, and the walk begins where the chapters end.
"""

from streams.delinquency.ledger_state import Bookmark, LedgerState
from streams.delinquency.rows import AccountRow
from streams.delinquency.settling import walked_from
from streams.terms.days import Day

# Facts mostly come within days of their date; a bookmark lies behind those, and moves weekly.
BEHIND_DAYS = 3
MOVES_AFTER_DAYS = 10


def stays(row: AccountRow, since: Day) -> Bookmark | None:
    """Return the bookmark where a new fact that counts from `since` on leaves it in."""
    mark = row.bookmark
    return mark if mark is not None and mark.on < since else None


def place_of(row: AccountRow, near: Day | None) -> Day | None:
    """Return where a new bookmark goes, None where none may lie or the old one stays.

    `near` is the day of a fact, today at the latest: what comes next is mostly of the same days, so
    an import of last year moves its bookmark on through that year. A day without a fact (None) is
    no reason to move one.
    """
    if near is None or not _may_lie(row):
        return None
    mark, place = row.bookmark, Day(near - BEHIND_DAYS)
    if mark is not None and near - mark.on <= MOVES_AFTER_DAYS:
        return None
    return place if _is_worth_it(row, place) else None


def kept(row: AccountRow, near: Day | None) -> Bookmark | None:
    """Return the bookmark that stays where no new one goes: none that is old or may be wrong."""
    mark = row.bookmark
    if mark is None or not _may_lie(row):
        return None
    return None if near is not None and near - mark.on > MOVES_AFTER_DAYS else mark


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


def _may_lie(row: AccountRow) -> bool:
    if row.cases or row.recent.reversals:
        return False
    return all(note.kind == "charge" for note in row.recent.entries)


def _is_worth_it(row: AccountRow, on: Day) -> bool:
    if row.head_on is not None and row.head_on >= on:
        return False
    facts = row.recent
    return bool(facts.statements) and facts.statements[0].closed_on <= on
