"""The origins of an account: what gives ground for rungs, and what was said on it so far."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from streams.policy.rules import Ladder
from streams.terms.treatment_notices import Escalation
from streams.treatment.choosing import Chooser
from streams.treatment.ladder import Ground, grounds_on, of_kind
from streams.treatment.rows import (
    AccountRecord,
    KnownLedger,
    OriginJournal,
    RungRecord,
    journal_of,
    ledger_of,
)
from streams.views.dossier import Dossier


class Episode(Struct, frozen=True, kw_only=True):
    """One origin of an account: what gives ground now, its ladder, its verdicts and records."""

    account: AccountRecord
    origin: str
    grounds: tuple[Ground, ...]
    ladder: Ladder | None
    verdicts: tuple[Escalation, ...]
    journal: OriginJournal | None

    @property
    def records(self) -> tuple[RungRecord, ...]:
        """The records that the row keeps."""
        return () if self.journal is None else self.journal.rungs

    @property
    def is_late(self) -> bool:
        """Whether it is, or was spoken of as, an episode, and not a statement alone."""
        late = (
            {rung.id for rung in self.ladder.rungs if rung.at_days >= 0} if self.ladder else set()
        )
        said = any(one.rung in late for one in self.verdicts)
        return said or any(not ground.before_due for ground in self.grounds)

    @property
    def kind(self) -> str:
        """The word for it."""
        return "Episode" if self.is_late else "Statement"


def episodes_of(dossier: Dossier, account: AccountRecord) -> Iterator[Episode]:
    """Yield the origins of an account in the order in which they were first spoken of."""
    said: dict[str, list[Escalation]] = {}
    for one in dossier.escalations:
        if one.account_id == account.account_id:
            said.setdefault(one.origin, []).append(one)
    chooser = Chooser(dossier.row, dossier.rules, dossier.as_of.on)
    now = grounds_on(account, dossier.as_of.on, dossier.rules.ledger.grace)
    for origin in dict.fromkeys([*said, *(ground.origin for ground in now)]):
        journal = journal_of(account, origin)
        found = tuple(ground for ground in now if ground.origin == origin)
        records = _pinning(found, () if journal is None else journal.rungs)
        yield Episode(
            account=account,
            origin=origin,
            grounds=found,
            ladder=_ladder(
                dossier, chooser, _ledger(account, found), records, said.get(origin, ())
            ),
            verdicts=tuple(said.get(origin, ())),
            journal=journal,
        )


def _pinning(
    grounds: tuple[Ground, ...], records: tuple[RungRecord, ...]
) -> tuple[RungRecord, ...]:
    """Return the records that pin the ladder: a reminder does not pin that of the episode."""
    late = of_kind(records, before_due=False)
    is_late = bool(late) or any(not ground.before_due for ground in grounds)
    return late if is_late else records


def _ledger(account: AccountRecord, grounds: tuple[Ground, ...]) -> KnownLedger:
    return ledger_of(account, grounds[0].currency if grounds else "")


def _ladder(
    dossier: Dossier,
    chooser: Chooser,
    ledger: KnownLedger,
    records: tuple[RungRecord, ...],
    said: Sequence[Escalation],
) -> Ladder | None:
    """Return the ladder an origin climbs; what the row has forgotten its verdicts still name."""
    if records or not said:
        return chooser.ladder(ledger, records)
    return dossier.rules.ladders.get(said[-1].ladder, dossier.rules.ladder)
