"""Stretches of delinquency, journalled per currency, and what is to be said when one moves.

An episode opens when a classified ledger becomes past due above tolerance; its origin is the
statement of the oldest open obligation, and stays so through every re-anchoring and correction.
A ledger that becomes late again on an obligation that a journalled episode covers re-opens that
episode. `docs/decisions/0004-obligations-and-episodes.md` gives the rule in full.
"""

from typing import NamedTuple

from msgspec.structs import replace

from streams.delinquency.aging import Aged
from streams.delinquency.journal import Episode, LedgerJournal
from streams.policy.rules import CURRENT
from streams.terms.days import Day
from streams.terms.delinquency_notices import EventKind

# Two years of monthly relapses. An episode that fell out of the journal cannot be re-opened: a
# later return to its obligations opens a new one, under the origin of that day.
EPISODES_MAX = 24


class Turn(NamedTuple):
    """The journal after a judgement, and the kind of event it calls for."""

    journal: LedgerJournal
    kind: EventKind | None


def follow(journal: LedgerJournal, now: Aged) -> Turn:
    """Compare what was said with what is; an unclassified ledger moves nothing and says nothing."""
    if not now.classified:
        return Turn(journal, None)
    if now.oldest_due_on is None:
        return _paused(journal) if now.is_disputed else _cured(journal)
    episodes = _stretched(journal, now)
    kind: EventKind | None = None if journal.bucket == now.bucket else "BUCKET_CHANGED"
    if not journal.running:
        kind = "BECAME_DELINQUENT"
    elif kind is None and episodes is journal.episodes:
        return Turn(journal, None)
    return Turn(replace(journal, bucket=now.bucket, running=True, episodes=episodes), kind)


def running_origin(journal: LedgerJournal) -> str | None:
    """Return the statement that first opened the running episode, if one is running."""
    return journal.episodes[-1].origin if journal.running else None


def _cured(journal: LedgerJournal) -> Turn:
    if not journal.running:
        return Turn(journal, None)
    return Turn(replace(journal, bucket=CURRENT, running=False), "CURED")


def _paused(journal: LedgerJournal) -> Turn:
    """Let the episode stand still: what a dispute or report hides is not paid, and may return."""
    if journal.bucket == CURRENT:
        return Turn(journal, None)
    return Turn(replace(journal, bucket=CURRENT), "BUCKET_CHANGED")


def _stretched(journal: LedgerJournal, now: Aged) -> tuple[Episode, ...]:
    """Return the journalled episodes, the last of them being the one that now covers `late`."""
    first, last = now.late[0].due_on, now.late[-1].due_on
    at = len(journal.episodes) - 1 if journal.running else _covering(journal.episodes, first)
    if at is None:
        opened = Episode(now.late[0].id, first, last)
        return (*journal.episodes, opened)[-EPISODES_MAX:]
    was = journal.episodes[at]
    if at == len(journal.episodes) - 1 and was.first_due_on <= first and last <= was.last_due_on:
        return journal.episodes
    widened = Episode(was.origin, min(was.first_due_on, first), max(was.last_due_on, last))
    return (*journal.episodes[:at], *journal.episodes[at + 1 :], widened)


def _covering(episodes: tuple[Episode, ...], due_on: Day) -> int | None:
    """Return the place of the latest episode that covers an obligation due on that day."""
    for at in reversed(range(len(episodes))):
        if episodes[at].first_due_on <= due_on <= episodes[at].last_due_on:
            return at
    return None
