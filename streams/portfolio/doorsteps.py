"""What a made-up field answers: notices sent, decisions of managers, and what crews report.

Whoever plays a world hears of a day's visits behind its tick, so all is told on the next day.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from streams.portfolio.chance import Chance
from streams.portfolio.crews import certificates
from streams.terms.agent_facts import IncidentReported
from streams.terms.contact_facts import ComplaintReceived
from streams.terms.customer_facts import AnyCustomerFact
from streams.terms.days import Day, Instant
from streams.terms.field_facts import (
    AgentCounselled,
    AnyFieldFact,
    IncidentCleared,
    VisitApproved,
    VisitRefused,
)
from streams.terms.field_notices import FieldEvent, VisitNotice
from streams.terms.identity import stable_id
from streams.terms.visit_facts import CheckedIn, CheckedOut, NoticeSent, VisitEnded

Told = AnyFieldFact | AnyCustomerFact
Shares = tuple[tuple[str, int], ...]

_OUTCOMES: Shares = (
    ("NOT_HOME", 420),
    ("REFUSED_TO_PAY", 240),
    ("MET_PROMISE", 170),
    ("MET_PAID", 30),
    ("THIRD_PARTY_ONLY", 50),
    ("REFUSED_VISIT", 30),
    ("VULNERABLE_STOP", 10),
    ("ADDRESS_WRONG", 15),
    ("RECALLED", 10),
)
_NOBODY = frozenset({"NOT_HOME", "ADDRESS_WRONG", "RECALLED"})
PAYS_ON_THE_WAY = 60
_NOT_REACHED = 120
_NO_NOTICE, _REFUSED, _UNDECIDED = 15, 40, 30
_NO_CHECK_OUT, _BAD_RECORDING, _COMPLAINS = 10, 20, 20
_NO_REPORT = 5
_IN_DANGER = 120
_HOUR, _DAY, _MINUTE = 3_600_000_000, 86_400_000_000, 60_000_000
# From nine to five where people live; a crew is at a door before it sets out for the next one.
_SHIFT, _AT_ONE_DOOR = 8 * _HOUR, 30 * _MINUTE
_COUNSELLED_AFTER, _CLEARED_AFTER, _TRAINED_AFTER = 4, 45, 12


def pays_on_the_way(visit_id: str, seed: int) -> bool:
    """Tell whether the customer pays while the crew is on its way."""
    return Chance(seed, visit_id).happens(PAYS_ON_THE_WAY, "pays on the way")


def reports(notice: VisitNotice | FieldEvent, seed: int) -> Iterator[Told]:
    """Yield what the field tells of a step of a visit, or of an alert."""
    kind = notice.change if isinstance(notice, VisitNotice) else notice.kind
    subject = notice.visit_id if isinstance(notice, VisitNotice) else notice.subject_id
    if kind in _REPORTS:
        yield from _REPORTS[kind](notice, Chance(seed, subject))


def _head(notice: VisitNotice | FieldEvent, what: str, after: int = 1) -> dict[str, Any]:
    subject = notice.visit_id if isinstance(notice, VisitNotice) else notice.subject_id
    event_id = stable_id("simulation", notice.area, subject, what, notice.seq)
    return {"event_id": event_id, "area": notice.area, "effective_on": Day(notice.as_of + after)}


def _notice(notice: VisitNotice, chance: Chance) -> Iterator[Told]:
    if not chance.happens(_NO_NOTICE, "no notice", notice.seq):
        yield NoticeSent(
            **_head(notice, "notice"),
            visit_id=notice.visit_id,
            attempt=notice.attempt,
            channel="LETTER",
            at=Instant((notice.as_of + 1) * _DAY),
            starts_at=notice.starts_at,
        )


def _decision(event: FieldEvent, chance: Chance) -> Iterator[Told]:
    drawn = chance.below(1000, "decision")
    if drawn < _UNDECIDED:
        return
    kind = VisitRefused if drawn < _UNDECIDED + _REFUSED else VisitApproved
    yield kind(
        **_head(event, "decision"),
        visit_id=event.subject_id,
        role="manager",
        decided_by=f"{event.area}-manager",
        reason="to agree on a plan of payments",
    )


def _visit(notice: VisitNotice, chance: Chance) -> Iterator[Told]:
    starts_at = notice.starts_at or Instant(0)
    if chance.happens(PAYS_ON_THE_WAY, "pays on the way"):
        if chance.happens(_NOT_REACHED, "not reached"):
            yield _check_in(notice, starts_at)
            yield _check_out(notice, Instant(starts_at + _MINUTE))
        return
    if chance.happens(_NO_REPORT, "no report"):
        return
    outcome = _outcome(notice, chance)
    ends_at = Instant(starts_at + (3 if outcome in _NOBODY else 20) * _MINUTE)
    if outcome != "RECALLED":
        yield _check_in(notice, starts_at)
    yield _ended(notice, outcome, ends_at, chance)
    if outcome != "RECALLED" and not chance.happens(_NO_CHECK_OUT, "no check-out"):
        yield _check_out(notice, Instant(ends_at + _MINUTE))
    if outcome == "SAFETY_STOP":
        yield from _danger(notice, ends_at)
    if outcome not in _NOBODY and chance.happens(_COMPLAINS, "complains"):
        yield _complaint(notice)


def _check_in(notice: VisitNotice, at: Instant) -> CheckedIn:
    head = _head(notice, "check-in")
    return CheckedIn(**head, visit_id=notice.visit_id, agent_ids=notice.agent_ids, at=at)


def _check_out(notice: VisitNotice, at: Instant) -> CheckedOut:
    return CheckedOut(**_head(notice, "check-out"), visit_id=notice.visit_id, at=at)


def _ended(notice: VisitNotice, outcome: str, at: Instant, chance: Chance) -> VisitEnded:
    starts_at = notice.starts_at or at
    is_met = outcome not in _NOBODY
    third = outcome == "THIRD_PARTY_ONLY"
    gap = 300 if chance.happens(_BAD_RECORDING, "bad recording") else 0
    return VisitEnded(
        **_head(notice, "ended"),
        visit_id=notice.visit_id,
        outcome=outcome,
        at=at,
        met="NONE" if not is_met else "THIRD_PARTY" if third else "DEBTOR",
        proof="RECORDING" if is_met and not third else "",
        identified_at=Instant(starts_at + _MINUTE) if is_met else None,
        debt_told_at=Instant(starts_at + 2 * _MINUTE) if is_met and not third else None,
        left_at=at,
        recording_gap_seconds=None if outcome == "RECALLED" else gap,
    )


def _danger(notice: VisitNotice, at: Instant) -> Iterator[Told]:
    incident_id = f"incident-{notice.visit_id}"
    yield IncidentReported(
        **_head(notice, "incident"),
        incident_id=incident_id,
        incident="THREAT",
        at=at,
        agent_ids=notice.agent_ids,
        visit_id=notice.visit_id,
    )
    decided: dict[str, Any] = {"decided_by": f"{notice.area}-officer", "reason": "talked through"}
    for agent_id in notice.agent_ids:
        yield AgentCounselled(
            **_head(notice, f"counselled {agent_id}", _COUNSELLED_AFTER),
            agent_id=agent_id,
            incident_id=incident_id,
            role="counsellor",
            **decided,
        )
    yield IncidentCleared(
        **_head(notice, "cleared", _CLEARED_AFTER),
        incident_id=incident_id,
        role="safety_officer",
        **decided,
    )


def _complaint(notice: VisitNotice) -> ComplaintReceived:
    return ComplaintReceived(
        event_id=stable_id("simulation", notice.visit_id, "complaint"),
        customer_id=notice.customer_id,
        effective_on=Day(notice.as_of + 1),
        complaint_id=f"visit-{notice.visit_id}",
        agent_id=notice.agent_ids[0],
    )


def _training(event: FieldEvent, _: Chance) -> Iterator[Told]:
    trained_on = Day(event.as_of + _TRAINED_AFTER)
    yield from certificates(event.area, event.subject_id, trained_on)


def _outcome(notice: VisitNotice, chance: Chance) -> str:
    """Return what becomes of a visit: a crew that meets danger goes nowhere else on that day."""
    starts_at = notice.starts_at or Instant(0)
    of_day = Chance(chance.seed, f"{'+'.join(sorted(notice.agent_ids))} {starts_at // _DAY}")
    if of_day.happens(_IN_DANGER, "danger"):
        met_at = starts_at - starts_at % _DAY + of_day.below(_SHIFT, "danger at")
        if starts_at > met_at:
            return "RECALLED"
        if starts_at + _AT_ONE_DOOR > met_at:
            return "SAFETY_STOP"
    return _drawn(_OUTCOMES, chance)


def _drawn(shares: Shares, chance: Chance) -> str:
    place = chance.below(sum(share for _, share in shares), "outcome")
    for outcome, share in shares:
        if place < share:
            return outcome
        place -= share
    return shares[0][0]


_REPORTS: Mapping[str, Callable[[Any, Chance], Iterator[Told]]] = {
    "VISIT_PLANNED": _notice,
    "VISIT_REPLANNED": _notice,
    "VISIT_GRANTED": _visit,
    "APPROVAL_WANTED": _decision,
    "TRAINING_DUE": _training,
}
