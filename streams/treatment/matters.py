"""What is open between a customer and the house: complaints, objections, promises just made.

>>> matters = Matters(complaints=(KnownComplaint("m1", "ag7", True, (Day(3), 0, "e")),))
>>> has_complaint(matters), has_complaint(Matters())
(True, False)
"""

from msgspec import Struct
from msgspec.structs import replace

from streams.terms.contact_facts import (
    ComplaintClosed,
    ComplaintReceived,
    ObjectionAnswered,
    ObjectionRaised,
    SatisfactionScored,
)
from streams.terms.days import Day
from streams.terms.step import Reject
from streams.terms.treatment_notices import ToldKind
from streams.treatment.known import DETAILS_MAX, Told, found, put

SCORES = range(1, 6)

# A product choice: by then the account has heard of what the customer told, and stands by it.
AWAITED_DAYS = 3


class KnownComplaint(Struct, frozen=True, array_like=True, gc=False):
    """A complaint, of an agent where one is named."""

    id: str
    agent_id: str
    is_open: bool
    told: Told


class KnownObjection(Struct, frozen=True, array_like=True, gc=False):
    """An objection; `raised_on` is None while only its answer is known."""

    id: str
    account_id: str
    raised_on: Day | None
    answered: bool
    told: Told
    overdue_said: bool = False


class Awaited(Struct, frozen=True, array_like=True, gc=False):
    """A promise or dispute told in a contact, which its account is to confirm."""

    account_id: str
    kind: ToldKind
    since_on: Day


class Matters(Struct, frozen=True, array_like=True, gc=False):
    """All of it; `score` is the last one given, `events` counts those said."""

    complaints: tuple[KnownComplaint, ...] = ()
    objections: tuple[KnownObjection, ...] = ()
    awaited: tuple[Awaited, ...] = ()
    score: int | None = None
    scored: Told | None = None
    events: int = 0


MatterFact = (
    ComplaintReceived | ComplaintClosed | ObjectionRaised | ObjectionAnswered | SatisfactionScored
)


def with_matter(matters: Matters, fact: MatterFact) -> Matters | Reject:
    """Return the matters with one told; the same ones where a later word on it is known."""
    told = (fact.effective_on, fact.source_seq, fact.event_id)
    match fact:
        case ComplaintReceived():
            new = KnownComplaint(fact.complaint_id, fact.agent_id or "", is_open=True, told=told)
            return _with_complaint(matters, new)
        case ComplaintClosed():
            known = found(matters.complaints, fact.complaint_id)
            agent_id = "" if known is None else known.agent_id
            new = KnownComplaint(fact.complaint_id, agent_id, is_open=False, told=told)
            return _with_complaint(matters, new)
        case ObjectionRaised() | ObjectionAnswered():
            return _with_objection(matters, fact, told)
        case SatisfactionScored():
            return _with_score(matters, fact, told)


def has_complaint(matters: Matters) -> bool:
    """Tell whether a complaint is open."""
    return any(complaint.is_open for complaint in matters.complaints)


def awaits(matters: Matters, account_id: str, on: Day) -> ToldKind | None:
    """Return what the account is still to confirm on a day, a dispute rather than a promise."""
    return min(
        (
            each.kind
            for each in matters.awaited
            if each.account_id == account_id and on <= each.since_on + AWAITED_DAYS
        ),
        default=None,
    )


def with_awaited(matters: Matters, account_id: str, kind: ToldKind, on: Day) -> Matters:
    """Return the matters with something more that an account is to confirm."""
    kept = tuple(each for each in matters.awaited if on <= each.since_on + AWAITED_DAYS)
    return replace(matters, awaited=(*kept, Awaited(account_id, kind, on)))


def _with_complaint(matters: Matters, new: KnownComplaint) -> Matters | Reject:
    complaints = put(matters.complaints, new)
    if complaints is matters.complaints:
        return matters
    closed = [one for one in complaints if not one.is_open]
    if len(complaints) > DETAILS_MAX:
        if not closed:
            return _too_many("complaints", len(matters.complaints))
        # What was answered longest ago is forgotten first.
        oldest = min(closed, key=_told)
        complaints = tuple(one for one in complaints if one is not oldest)
    return replace(matters, complaints=complaints)


def _with_objection(
    matters: Matters, fact: ObjectionRaised | ObjectionAnswered, told: Told
) -> Matters | Reject:
    known = found(matters.objections, fact.objection_id)
    if isinstance(fact, ObjectionRaised):
        # An answer stays one, though the objection be told behind it.
        answered = known is not None and known.answered
        new = KnownObjection(fact.objection_id, fact.account_id, told[0], answered, told)
    else:
        raised_on = None if known is None else known.raised_on
        account_id = "" if known is None else known.account_id
        new = KnownObjection(fact.objection_id, account_id, raised_on, answered=True, told=told)
    if known is not None:
        new = replace(new, told=max(told, known.told), overdue_said=known.overdue_said)
        if new == known or (isinstance(fact, ObjectionRaised) and known.raised_on is not None):
            return matters
    others = tuple(o for o in matters.objections if o.id != new.id)
    done = [one for one in others if one.answered]
    if len(others) >= DETAILS_MAX:
        if not done:
            return _too_many("objections", len(others))
        oldest = min(done, key=_told)
        others = tuple(one for one in others if one is not oldest)
    return replace(matters, objections=tuple(sorted([*others, new], key=_id)))


def _with_score(matters: Matters, fact: SatisfactionScored, told: Told) -> Matters | Reject:
    if fact.score not in SCORES:
        return Reject("score_out_of_range", f"it is {fact.score}, 1 to 5 are")
    if matters.scored is not None and matters.scored >= told:
        return matters
    return replace(matters, score=fact.score, scored=told)


def _too_many(what: str, count: int) -> Reject:
    return Reject("customer_has_too_many_details", f"{count} {what} are on record")


def _told(matter: KnownComplaint | KnownObjection) -> Told:
    return matter.told


def _id(objection: KnownObjection) -> str:
    return objection.id
