"""The journal of rungs: writing one record into a row, and forgetting what is long over."""

from collections.abc import Iterable

from msgspec.structs import replace

from streams.terms.days import Day
from streams.terms.identity import escalation_id
from streams.treatment.rows import (
    AccountRecord,
    CustomerRow,
    OriginJournal,
    RungRecord,
    journal_of,
)
from streams.treatment.spending import forgotten

# Product choices. An episode may open again through a late reversal, and its rungs must then still
# be known; a reminder cannot return once its statement's due date has passed, so its journal needs
# to outlive only a correction of that date.
EPISODE_KEPT_DAYS = 400
REMINDER_KEPT_DAYS = 62
ORIGINS_MAX = 64


def with_account(row: CustomerRow, account: AccountRecord) -> CustomerRow:
    """Return the row with one account replaced or added."""
    others = [a for a in row.accounts if a.account_id != account.account_id]
    ordered = sorted([*others, account], key=lambda a: a.account_id)
    return replace(row, accounts=tuple(ordered))


def with_record(
    account: AccountRecord, origin: str, currency: str, record: RungRecord
) -> AccountRecord:
    """Return the account with one rung's record replaced or added.

    A journal stays in its place: facts of two topics have no order, and the row is to be the same.
    """
    journal = journal_of(account, origin) or OriginJournal(origin, currency)
    rungs = [*journal.rungs]
    same = (record.rung, record.occurrence)
    at = next((i for i, r in enumerate(rungs) if (r.rung, r.occurrence) == same), len(rungs))
    rungs[at : at + 1] = [record]
    written = replace(journal, currency=currency, rungs=tuple(rungs))
    journals = [*account.journals]
    at = next((i for i, j in enumerate(journals) if j.origin == origin), len(journals))
    journals[at : at + 1] = [written]
    return replace(account, journals=_bounded(tuple(journals)))


def with_noted(
    row: CustomerRow, account: AccountRecord, origin: str, currency: str, record: RungRecord
) -> CustomerRow:
    """Return the row with one rung's record in it; a journal that makes room is forgotten."""
    is_new = journal_of(account, origin) is None
    after = with_record(account, origin, currency, record)
    dropped = len(account.journals) + is_new - len(after.journals)
    changed = with_account(row, after)
    return replace(changed, forgotten=row.forgotten + dropped) if dropped else changed


def is_own(party: str, account_id: str, origin: str, record: RungRecord) -> bool:
    """Tell whether the customer's own row made the record's id: a merge moves others in."""
    named = escalation_id(
        party,
        account_id,
        origin,
        record.ladder,
        record.rung,
        record.occurrence,
        record.forgotten,
    )
    return record.escalation_id == named


def with_closing(account: AccountRecord, open_origins: set[str], on: Day) -> AccountRecord:
    """Return the account with its journals closed or opened again, by what gives ground now."""
    journals = tuple(
        j
        if (j.closed_on is None) == (j.origin in open_origins)
        else replace(j, closed_on=None if j.origin in open_origins else on)
        for j in account.journals
    )
    return replace(account, journals=journals)


def pruned(row: CustomerRow, on: Day) -> CustomerRow:
    """Return the row without what is over for too long; the same row if nothing is.

    That are closed journals, which are counted, and accounts without any that were withdrawn.
    """
    ledger = forgotten(row.ledger, on)
    if ledger is not row.ledger:
        row = replace(row, ledger=ledger)
    is_old = any(_is_over(a, j, on) for a in row.accounts for j in a.journals)
    if not is_old and not any(_is_gone(a, on) for a in row.accounts):
        return row
    kept = [
        replace(a, journals=tuple(j for j in a.journals if not _is_over(a, j, on)))
        for a in row.accounts
    ]
    dropped = _journals(row.accounts) - _journals(kept)
    left = tuple(a for a in kept if not _is_gone(a, on))
    return replace(row, accounts=left, forgotten=row.forgotten + dropped)


def _journals(accounts: Iterable[AccountRecord]) -> int:
    return sum(len(account.journals) for account in accounts)


def _is_gone(account: AccountRecord, on: Day) -> bool:
    return account.withdrawn and not account.journals and on - account.as_of > EPISODE_KEPT_DAYS


def _is_over(account: AccountRecord, journal: OriginJournal, on: Day) -> bool:
    # What holds an account may give its ground back after years: a lawsuit, a plan that breaks.
    if journal.closed_on is None or account.holds:
        return False
    is_reminder = all(record.before_due for record in journal.rungs)
    kept = REMINDER_KEPT_DAYS if is_reminder else EPISODE_KEPT_DAYS
    return on - journal.closed_on > kept


def _bounded(journals: tuple[OriginJournal, ...]) -> tuple[OriginJournal, ...]:
    """Drop the journal closed first where there are too many; an open one is never dropped."""
    closed = [j for j in journals if j.closed_on is not None]
    if len(journals) <= ORIGINS_MAX or not closed:
        return journals
    oldest = min(closed, key=lambda j: (j.closed_on or 0, j.origin))
    return tuple(j for j in journals if j is not oldest)
