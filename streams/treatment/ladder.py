"""Which rungs a ledger gives ground for, and on which day each of them comes due.

A day is never counted down: it follows from its anchor each time it is asked for, and so moves
with the anchor (a partial payment, a reversal).

>>> from streams.terms.days import Day
>>> phone = Rung(id="phone_1", channel="PHONE", at_days=8, window_days=7)
>>> late = Ground(origin="s1", currency="CNY", before_due=False, anchor_on=Day(100))
>>> owed = KnownLedger("CNY", 5_000, Day(100), "m1.small", "s1", None, None, 0)
>>> found = coming(phone, late, Known(records=(), ledger=owed))
>>> found.acts_on, found.expires_on, found.refusal
(108, 115, None)
"""

from msgspec import Struct
from msgspec.structs import replace

from streams.policy.ledger import Grace
from streams.policy.rules import Ladder, Rung
from streams.terms.days import Day
from streams.treatment.conditions import Known, has_ended, unmet
from streams.treatment.holds import frozen_days
from streams.treatment.renaming import as_named
from streams.treatment.rows import (
    AccountRecord,
    CustomerRow,
    KnownLedger,
    RungRecord,
    journal_of,
)
from streams.treatment.visits import REFUSED_BY_A_PERSON

# After these nobody goes again, whatever a ladder says: the customer refused visits (a refused
# visit must not happen: ACCC/ASIC guideline 2021, s. 7), or somebody could come to harm.
OUTCOMES_THAT_FORBID = frozenset({"REFUSED_VISIT", "VULNERABLE_STOP", "SAFETY_STOP"})
OUTCOME_FORBIDS = "outcome_forbids"

VISIT = "VISIT"
# Nobody was there: the visit was called off on its way.
RECALLED = "RECALLED"


def was_made(visit: RungRecord) -> bool:
    """Tell whether somebody is known to have been at the door."""
    return visit.outcome not in {None, RECALLED}


def visits_forbidden(row: CustomerRow) -> bool:
    """Tell whether a visit to the customer, on whatever account, has ended so that none follows."""
    return any(
        record.outcome in OUTCOMES_THAT_FORBID
        for account in row.accounts
        for journal in account.journals
        for record in journal.rungs
    )


class Ground(Struct, frozen=True, kw_only=True):
    """A debt that a rung may be about.

    Before the due date: the upcoming statement, anchored at its due date. After it: the running
    episode, anchored at the oldest unpaid due date and moved by the days that stood still.
    """

    origin: str
    currency: str
    before_due: bool
    anchor_on: Day


class Coming(Struct, frozen=True, kw_only=True):
    """When a rung comes due, and until when.

    On `acts_on` it is due, or is passed over for `refusal`; `expires_on` is the first day on which
    its window is over.
    """

    acts_on: Day
    due_on: Day
    expires_on: Day
    refusal: str | None = None


def days_past_due(ledger: KnownLedger, on: Day) -> int:
    """Return days past due on a day, nothing having moved since the standing."""
    return 0 if ledger.oldest_due_on is None else max(0, on - ledger.oldest_due_on)


def grounds(account: AccountRecord) -> tuple[Ground, ...]:
    """Return what the account's ledgers give ground for, the worst first, whatever stood still.

    Where two ledgers name one origin, the worse one speaks for it: an escalation's id knows no
    currency, and must not be authorised twice.
    """
    worst_first = sorted(account.ledgers, key=lambda x: (x.oldest_due_on or Day(2**31), x.currency))
    found: dict[tuple[str, bool], Ground] = {}
    for ledger in worst_first:
        for ground in (_episode(ledger), _upcoming(ledger)):
            if ground is not None:
                found.setdefault((ground.origin, ground.before_due), ground)
    return tuple(found.values())


def grounds_on(account: AccountRecord, on: Day, grace: Grace) -> tuple[Ground, ...]:
    """Return the grounds with the anchors of a day: episodes moved by the days that stood still."""
    ledgers = {ledger.currency: ledger for ledger in account.ledgers}
    return tuple(
        g
        if g.before_due
        else replace(
            g, anchor_on=Day(g.anchor_on + frozen_days(account, ledgers[g.currency], on, grace))
        )
        for g in grounds(account)
    )


def next_of(rung: Rung, records: tuple[RungRecord, ...]) -> tuple[int, RungRecord | None] | None:
    """Return which occurrence of the rung may come due, and its record if it may come again.

    None while one is open, when the last one has been, and when a result has ended the repeats. A
    visit comes again only where the last one is known to have been recalled: while nobody has told
    what became of it somebody may have been there. What a person refused never does.
    """
    last = max((r for r in records if r.rung == rung.id), key=_occurrence, default=None)
    if last is None:
        return 1, None
    if last.may_come_again:
        return last.occurrence, last
    if last.is_open or last.occurrence >= rung.times or has_ended(rung, records):
        return None
    if rung.channel == VISIT and not _may_be_made_again(last, records):
        return None
    return last.occurrence + 1, None


def _may_be_made_again(last: RungRecord, records: tuple[RungRecord, ...]) -> bool:
    """Tell whether a visit was called back each time, and is not refused by a person."""
    is_made = any(was_made(r) for r in records if r.rung == last.rung)
    return last.outcome == RECALLED and not is_made and not _is_refused(last)


def coming(rung: Rung, ground: Ground, known: Known, occurrence: int = 1) -> Coming:
    """Return when the rung comes due on this ground, given what is known of the same origin.

    A rung that still waits for a condition acts on the day its window is over, and is skipped then.
    """
    when = _coming(rung, ground, known.records, occurrence)
    reason = None if when.refusal is not None else unmet(rung, known)
    return when if reason is None else replace(when, acts_on=when.expires_on, refusal=reason)


def _coming(rung: Rung, ground: Ground, records: tuple[RungRecord, ...], occurrence: int) -> Coming:
    due_on = Day(ground.anchor_on + rung.at_days)
    if rung.after_outcome_of is not None:
        return _after_outcome(rung, rung.after_outcome_of, due_on, records)
    if occurrence > 1:
        due_on = _after_the_last(rung, due_on, records, occurrence)
    expires_on = Day(due_on + rung.window_days)
    if ground.before_due:
        # A reminder ends with the due date: from the next day on the statement is late.
        expires_on = Day(min(expires_on, ground.anchor_on + 1))
    return Coming(acts_on=due_on, due_on=due_on, expires_on=expires_on)


def _after_the_last(
    rung: Rung, own_day: Day, records: tuple[RungRecord, ...], occurrence: int
) -> Day:
    """Return the day so long after the occurrence before; one that was passed over counts too."""
    before = next(r for r in records if (r.rung, r.occurrence) == (rung.id, occurrence - 1))
    was_on = before.due_on if before.acted_on is None else before.acted_on
    return Day(max(own_day, was_on + rung.repeat_days))


def _occurrence(record: RungRecord) -> int:
    return record.occurrence


def of_kind(records: tuple[RungRecord, ...], *, before_due: bool) -> tuple[RungRecord, ...]:
    """Return the records of an origin that are about one kind of ground.

    A reminder does not begin the episode that its statement may open later.
    """
    return tuple(r for r in records if r.before_due == before_due)


def belongs(rung: Rung, ground: Ground) -> bool:
    """Tell whether the rung speaks of this kind of ground: before the due date or after it."""
    return (rung.at_days < 0) == ground.before_due


def _after_outcome(rung: Rung, first: str, own_day: Day, records: tuple[RungRecord, ...]) -> Coming:
    visit = _speaking(rung, first, records)
    last = Day(own_day + rung.window_days)
    if visit is None or visit.outcome is None or visit.outcome_on is None:
        acts_on = own_day if _never_happens(visit) else last
        refusal = f"no_outcome_of_{first}"
        return Coming(acts_on=acts_on, due_on=own_day, expires_on=last, refusal=refusal)
    if visit.outcome in OUTCOMES_THAT_FORBID or visit.outcome not in rung.outcomes:
        return Coming(acts_on=own_day, due_on=own_day, expires_on=last, refusal=OUTCOME_FORBIDS)
    due_on = Day(max(own_day, visit.outcome_on + rung.after_days))
    return Coming(acts_on=due_on, due_on=due_on, expires_on=Day(due_on + rung.window_days))


def _speaking(rung: Rung, first: str, records: tuple[RungRecord, ...]) -> RungRecord | None:
    """Return the record of the earlier visit that speaks for it: the last one that was made.

    One that was recalled was not made. Where each was, the last one speaks, and has no outcome
    unless the rung itself follows a recall.
    """
    visits = [record for record in records if record.rung == first]
    if not visits:
        return None
    told = [r for r in visits if r.outcome is not None and _was_made(r, rung)]
    visit = max(told or visits, key=_occurrence)
    if visit.outcome is None or _was_made(visit, rung):
        return visit
    return replace(visit, outcome=None, outcome_on=None)


def _was_made(visit: RungRecord, rung: Rung) -> bool:
    return visit.outcome != RECALLED or (RECALLED in rung.outcomes and not _is_refused(visit))


def _is_refused(visit: RungRecord) -> bool:
    return visit.rule == REFUSED_BY_A_PERSON


def _never_happens(visit: RungRecord | None) -> bool:
    return visit is not None and visit.verdict in {"SKIPPED", "SUPPRESSED", "CANCELLED"}


def known_of(account: AccountRecord, ground: Ground, ladder: Ladder | None = None) -> Known:
    """Return what conditions on a ground are judged by, under the names that the ladder has."""
    journal = journal_of(account, ground.origin)
    ledger = next(ledger for ledger in account.ledgers if ledger.currency == ground.currency)
    known = Known(records=() if journal is None else journal.rungs, ledger=ledger)
    return known if ladder is None else as_known(known, ladder)


def as_known(known: Known, ladder: Ladder) -> Known:
    """Return the same under the names that a ladder has, the very same where it has them all."""
    seen = as_named(ladder.rungs, known.records)
    return known if seen is known.records else Known(records=seen, ledger=known.ledger)


def _episode(ledger: KnownLedger) -> Ground | None:
    if ledger.episode_origin is None or ledger.oldest_due_on is None or ledger.past_due_minor <= 0:
        return None
    return Ground(
        origin=ledger.episode_origin,
        currency=ledger.currency,
        before_due=False,
        anchor_on=ledger.oldest_due_on,
    )


def _upcoming(ledger: KnownLedger) -> Ground | None:
    statement, due_on = ledger.upcoming_statement_id, ledger.upcoming_due_on
    if statement is None or due_on is None or ledger.upcoming_minor <= 0:
        return None
    return Ground(origin=statement, currency=ledger.currency, before_due=True, anchor_on=due_on)
