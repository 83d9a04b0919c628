"""How an account was paid so far: what traits need to remember of its standings.

Standings come in the order of their versions, so this is a function of them alone. It is bounded:
of the episodes the newest are kept, and counts stop at 99.

>>> from streams.terms.standing import LedgerStanding
>>> late = LedgerStanding(currency="CNY", past_due_minor=500, oldest_due_on=Day(10),
...                       episode_origin="s1")
>>> def at(day, ledger):
...     return Standing(account_id="a", customer_id="c", version=1, as_of=Day(day),
...                     days_past_due=0, bucket="", ledgers=(ledger,))
>>> past = lived(lived(BLANK, at(12, late)), at(15, LedgerStanding(currency="CNY")))
>>> [(e.origin, e.days_until_paid) for e in past.episodes]
[('s1', 5)]
"""

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from streams.terms.days import Day
from streams.terms.standing import LedgerStanding, Standing

# A statement a month makes at most twelve episodes a year.
EPISODES_MAX = 12
COUNTED_MAX = 99

# Under these an episode ends without anybody having paid.
_ENDS_UNPAID = frozenset({"bankruptcy", "charged_off", "deceased", "sold"})

Ended = Literal["", "PAID", "HELD", "STOPPED"]


class Episode(Struct, frozen=True, array_like=True, gc=False):
    """One episode: since when it was late, and how it ended.

    `began_on` is the earliest due date that it was late from. PAID: nothing is past due any more
    above tolerance, which a waiver does too. HELD: a dispute or report of fraud took it away.
    STOPPED: bankruptcy, death, charge-off or sale. `minor` and `due_on` are the past due and the
    oldest due date as last told; `parts` counts how often less was past due than before, `steps`
    how often that moved the oldest due date on and left something late.
    """

    origin: str
    currency: str
    began_on: Day
    minor: int
    due_on: Day
    ended_on: Day | None = None
    ended: Ended = ""
    parts: int = 0
    steps: int = 0

    @property
    def days_until_paid(self) -> int | None:
        """Return the days from the due date to the payment, None where nobody has paid."""
        if self.ended != "PAID" or self.ended_on is None:
            return None
        return max(0, self.ended_on - self.began_on)


class Past(Struct, frozen=True, array_like=True, gc=False):
    """What an account has behind it.

    `episodes` are the newest ones, the oldest first; `begun` counts all of them. `cause` is what
    was last stated as the reason for paying late. `kept` and `broken` count the promises inside the
    late horizon.
    """

    episodes: tuple[Episode, ...] = ()
    begun: int = 0
    cause: str = ""
    kept: int = 0
    broken: int = 0


BLANK = Past()


def lived(past: Past, standing: Standing) -> Past | None:
    """Return the past after a standing, None where there is nothing to remember.

    Standings are told in the order of their versions.
    """
    episodes, begun = past.episodes, past.begun
    running: set[tuple[str, str]] = set()
    for ledger in standing.ledgers:
        found = _running(episodes, ledger)
        if found is None:
            continue
        running.add((found.origin, found.currency))
        if all(_name(e) != _name(found) for e in episodes):
            episodes, begun = (*episodes, found), min(begun + 1, COUNTED_MAX)
        else:
            episodes = tuple(found if _name(e) == _name(found) else e for e in episodes)
    episodes = tuple(e if e.ended or _name(e) in running else _ended(e, standing) for e in episodes)
    after = Past(
        _newest(episodes),
        begun,
        standing.cause,
        min(standing.promises_kept, COUNTED_MAX),
        min(standing.promises_broken, COUNTED_MAX),
    )
    return None if after == BLANK else after


def _running(episodes: tuple[Episode, ...], ledger: LedgerStanding) -> Episode | None:
    """Return the ledger's running episode with what it says now, None where it is not late."""
    origin, due_on, minor = ledger.episode_origin, ledger.oldest_due_on, ledger.past_due_minor
    if origin is None or due_on is None:
        return None
    known = next((e for e in episodes if _name(e) == (origin, ledger.currency)), None)
    if known is None:
        return Episode(origin, ledger.currency, due_on, minor, due_on)
    # Of an episode that is back nobody knows what was paid meanwhile; nor of a part that is held.
    is_part = not known.ended and minor < known.minor and ledger.held_minor == 0
    return replace(
        known,
        began_on=min(known.began_on, due_on),
        minor=minor,
        due_on=due_on,
        ended_on=None,
        ended="",
        parts=min(known.parts + is_part, COUNTED_MAX),
        steps=min(known.steps + (is_part and due_on > known.due_on), COUNTED_MAX),
    )


def _ended(episode: Episode, standing: Standing) -> Episode:
    ledger = next((x for x in standing.ledgers if x.currency == episode.currency), None)
    how: Ended = "PAID"
    if not _ENDS_UNPAID.isdisjoint(standing.holds):
        how = "STOPPED"
    elif ledger is None or ledger.held_minor > 0:
        how = "HELD"
    return replace(episode, ended_on=standing.as_of, ended=how)


def _newest(episodes: tuple[Episode, ...]) -> tuple[Episode, ...]:
    """Drop the episodes that ended first where there are too many; running ones stay."""
    over = len(episodes) - EPISODES_MAX
    if over <= 0:
        return episodes
    ended = sorted((e for e in episodes if e.ended_on is not None), key=_ended_on)[:over]
    return tuple(e for e in episodes if e not in ended)


def _name(episode: Episode) -> tuple[str, str]:
    return episode.origin, episode.currency


def _ended_on(episode: Episode) -> tuple[int, str, str]:
    return episode.ended_on or 0, episode.origin, episode.currency
