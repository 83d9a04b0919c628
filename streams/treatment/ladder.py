"""Which rungs a ledger gives ground for, and on which day each of them comes due.

A day is never counted down: it follows from its anchor each time it is asked for, and so moves
with the anchor (a partial payment, a reversal).

>>> from streams.terms.days import Day
>>> phone = Rung(id="phone_1", channel="PHONE", at_days=8, window_days=7)
>>> late = Ground(origin="s1", currency="CNY", before_due=False, anchor_on=Day(100))
>>> found = coming(phone, late, ())
>>> found.acts_on, found.expires_on, found.refusal
(108, 115, None)
"""

from msgspec import Struct
from msgspec.structs import replace

from streams.policy.ledger import Grace
from streams.policy.rules import Rung
from streams.terms.days import Day
from streams.treatment.holds import frozen_days
from streams.treatment.rows import AccountRecord, KnownLedger, RungRecord

# After these nobody goes again, whatever a ladder says: the customer refused visits (a refused
# visit must not happen: ACCC/ASIC guideline 2021, s. 7), or somebody could come to harm.
OUTCOMES_THAT_FORBID = frozenset({"REFUSED_VISIT", "VULNERABLE_STOP", "SAFETY_STOP"})
OUTCOME_FORBIDS = "outcome_forbids"


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


def coming(rung: Rung, ground: Ground, records: tuple[RungRecord, ...]) -> Coming:
    """Return when the rung comes due on this ground, given the records of the same origin."""
    due_on = Day(ground.anchor_on + rung.at_days)
    if rung.after_outcome_of is not None:
        return _after_outcome(rung, rung.after_outcome_of, due_on, records)
    expires_on = Day(due_on + rung.window_days)
    if ground.before_due:
        # A reminder ends with the due date: from the next day on the statement is late.
        expires_on = Day(min(expires_on, ground.anchor_on + 1))
    return Coming(acts_on=due_on, due_on=due_on, expires_on=expires_on)


def belongs(rung: Rung, ground: Ground) -> bool:
    """Tell whether the rung speaks of this kind of ground: before the due date or after it."""
    return (rung.at_days < 0) == ground.before_due


def _after_outcome(rung: Rung, first: str, own_day: Day, records: tuple[RungRecord, ...]) -> Coming:
    visit = next((r for r in records if r.rung == first), None)
    last = Day(own_day + rung.window_days)
    if visit is None or visit.outcome is None or visit.outcome_on is None:
        acts_on = own_day if _never_happens(visit) else last
        refusal = f"no_outcome_of_{first}"
        return Coming(acts_on=acts_on, due_on=own_day, expires_on=last, refusal=refusal)
    if visit.outcome in OUTCOMES_THAT_FORBID or visit.outcome not in rung.outcomes:
        return Coming(acts_on=own_day, due_on=own_day, expires_on=last, refusal=OUTCOME_FORBIDS)
    due_on = Day(max(own_day, visit.outcome_on + rung.after_days))
    return Coming(acts_on=due_on, due_on=due_on, expires_on=Day(due_on + rung.window_days))


def _never_happens(visit: RungRecord | None) -> bool:
    return visit is not None and visit.verdict in {"SKIPPED", "SUPPRESSED", "CANCELLED"}


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
