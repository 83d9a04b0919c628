"""What comes next if nothing else is told: the stage's own turn, tried on days ahead.

Nothing is written anywhere: the stage is pure, and the rows that these turns lead to are dropped.
"""

from streams.terms.days import AsOf, Day, Instant, iso
from streams.terms.treatment_notices import (
    AnyTreatmentNotice,
    BureauUpdate,
    CustomerEvent,
    Escalation,
)
from streams.treatment.reporting import Code
from streams.treatment.stage import turn
from streams.treatment.waking import wake_on
from streams.views.bureau_told import coded
from streams.views.dossier import Dossier, Told
from streams.views.profile_words import plain
from streams.views.verdicts_told import occurrence_told

_ELSEWHERE = "something is told to an account, or to the other half of a merge"
_LOOKS_MAX = 60
_DAY_LONG = 86_400_000_000


def foreseen(dossier: Dossier) -> list[Told]:
    """Return what the first tick will say that says anything, each tick at the hour of the last."""
    row, as_of = dossier.row, dossier.as_of
    for _ in range(_LOOKS_MAX):
        on = _next_look(dossier, as_of, wake_on(row, dossier.policy.on(as_of.on), as_of))
        if on is None:
            break
        as_of = AsOf(on, Instant(as_of.at + (on - as_of.on) * _DAY_LONG))
        step = turn(row, dossier.policy.on(on), as_of, as_of)
        if step.notices:
            return _told(dossier, step.notices, on)
        row = step.row
    return [Told(part="next", text="no further step comes by itself: only what is told brings one")]


def _next_look(dossier: Dossier, as_of: AsOf, wake: Day | None) -> Day | None:
    """Return the day of the next tick that looks at the row: it wakes, or the rules turn."""
    turns = [day for day in dossier.policy.turns if day > as_of.on]
    days = turns if wake is None else [*turns, max(wake, Day(as_of.on + 1))]
    return min(days, default=None)


def _told(dossier: Dossier, notices: tuple[AnyTreatmentNotice, ...], on: Day) -> list[Told]:
    verdicts: dict[str, list[Escalation]] = {}
    for one in notices:
        if isinstance(one, Escalation):
            verdicts.setdefault(one.escalation_id, []).append(one)
    found = []
    for said in verdicts.values():
        told = occurrence_told(dossier, said, None)
        found.append(
            Told(
                part="next",
                label=iso(on),
                text=f"{told.label} on {told.account_id}: {told.text}",
                state=told.state,
                rules=told.rules,
                on=told.on,
            )
        )
    found += [
        Told(part="next", label=iso(on), text=text, on=iso(on))
        for text in (_beside(dossier, one) for one in notices)
        if text
    ]
    return found or [Told(part="next", label=iso(on), text=_ELSEWHERE, on=iso(on))]


def _beside(dossier: Dossier, one: AnyTreatmentNotice) -> str:
    """Return what is said beside the verdicts: to the bureau, and to a person."""
    if isinstance(one, BureauUpdate):
        code = coded(Code(one.status, one.mark, one.disputed))
        account = dossier.named(one.account_id)
        return f"the bureau is told of {account}: the close of {iso(one.period_on)} as {code}"
    if isinstance(one, CustomerEvent):
        about = f" of {dossier.named(one.account_id)}" if one.account_id else ""
        return f"a person is told{about}: {plain(one.kind)}"
    return ""
