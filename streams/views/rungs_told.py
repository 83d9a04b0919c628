"""Every rung of every episode, in the order of the ladder: why it was taken, or was not."""

from collections.abc import Iterator

from streams.policy.rules import Rung
from streams.terms.days import Day, iso
from streams.terms.money import show
from streams.terms.treatment_notices import Escalation
from streams.treatment.rows import AccountRecord
from streams.views.bureau_told import announced, bureau_told
from streams.views.counted import counted
from streams.views.dossier import Dossier, Told
from streams.views.episodes import Episode, episodes_of
from streams.views.evidence_told import evidence_told
from streams.views.rungs_ahead import ahead, rung_line
from streams.views.verdicts_told import occurrence_told
from streams.views.visit_notes import visit_notes

NOT_LATE = "nothing of this statement is late"
PAID_BEFORE = "on its day nothing gave ground for it: paid before, or late in an earlier episode"
"""Why a rung of an episode never came due on a statement that opened none."""


def accounts_told(dossier: Dossier) -> Iterator[Told]:
    """Yield each account with its episodes, the oldest first, and every rung of each."""
    for account in dossier.row.accounts:
        named = dossier.named(account.account_id)
        yield Told(part="account", label=named, text=_owed(account, dossier.as_of.on))
        yield from bureau_told(dossier, account)
        for episode in episodes_of(dossier, account):
            yield Told(
                part="episode",
                label=f"{episode.kind} {dossier.named(episode.origin)}",
                text=_about(dossier, episode),
                account_id=named,
            )
            yield from _rungs(dossier, episode)
            yield from visit_notes(dossier, episode)
            yield from announced(dossier, episode)
            yield from evidence_told(dossier, episode)


def _owed(account: AccountRecord, on: Day) -> str:
    if account.withdrawn:
        return f"the customer is liable for it no longer, since {iso(account.as_of)}"
    late = [
        f"{show(x.past_due_minor, x.currency)} past due since {iso(x.oldest_due_on)}"
        f" ({counted(max(0, on - x.oldest_due_on), 'day')}), {x.bucket}"
        for x in account.ledgers
        if x.past_due_minor > 0 and x.oldest_due_on is not None
    ]
    role = "" if account.role == "PRIMARY" else f", as {account.role.replace('_', ' ').lower()}"
    return ("; ".join(late) or "nothing past due") + role


def _about(dossier: Dossier, episode: Episode) -> str:
    ladder = "no ladder is in force"
    if episode.ladder is not None:
        ladder = f"ladder {dossier.ladder(episode.ladder.id)}"
    for ground in episode.grounds:
        if not ground.before_due:
            return f"late, days counted from {iso(ground.anchor_on)}, {ladder}"
    for ground in episode.grounds:
        return f"not late, due on {iso(ground.anchor_on)}, {ladder}"
    closed_on = None if episode.journal is None else episode.journal.closed_on
    since = "" if closed_on is None else f" since {iso(closed_on)}"
    if episode.is_late:
        return (
            f"ended{since.replace('since', 'on')}, nothing of it counts as late any more; {ladder}"
        )
    return f"asks for no reminder any more{since}: paid, or late in an older episode; {ladder}"


def _rungs(dossier: Dossier, episode: Episode) -> Iterator[Told]:
    rungs = () if episode.ladder is None else episode.ladder.rungs
    names = [rung.id for rung in rungs]
    for rung in rungs:
        told = list(_occurrences(dossier, episode, rung.id))
        coming = ahead(dossier, episode, rung)
        yield from told
        if coming is not None:
            yield coming
        elif not told and (episode.verdicts or episode.grounds):
            yield _never(dossier, episode, rung)
    for gone in dict.fromkeys(one.rung for one in episode.verdicts if one.rung not in names):
        yield from _occurrences(dossier, episode, gone)


def _occurrences(dossier: Dossier, episode: Episode, rung: str) -> Iterator[Told]:
    records = {(r.rung, r.occurrence): r for r in episode.records}
    said: dict[int, list[Escalation]] = {}
    for one in episode.verdicts:
        if one.rung == rung:
            said.setdefault(one.occurrence, []).append(one)
    for occurrence in sorted(said):
        yield occurrence_told(dossier, said[occurrence], records.get((rung, occurrence)))


def _never(dossier: Dossier, episode: Episode, rung: Rung) -> Told:
    """Tell why nothing was ever said of a rung, and nothing will be."""
    is_reminder = rung.at_days < 0
    closed_on = None if episode.journal is None else episode.journal.closed_on
    if is_reminder and any(not ground.before_due for ground in episode.grounds):
        why = "its days before the due date passed before anything gave ground for it"
    elif not is_reminder and any(ground.before_due for ground in episode.grounds):
        why = NOT_LATE
    elif not is_reminder and not episode.is_late:
        why = PAID_BEFORE
    else:
        why = f"it was over{'' if closed_on is None else f' on {iso(closed_on)}'}, before its day"
    return rung_line(dossier, episode, rung, 1, text=why, state="not taken")
