"""A fact goes into the row: once under its business id, whatever the order of arrival.

Of several contents under one business id the lowest `(source_seq, event_id)` stands, and the
others are kept beside it. A repeat leaves the row itself: `record(row, fact) is row` then.
"""

from bisect import bisect_left
from typing import TypeVar

from msgspec.structs import astuple, replace

from streams.delinquency.rows import AccountRow, Billed, Holds, Opening, Paid, Reversed
from streams.terms.account_facts import (
    AccountOpened,
    AnyAccountFact,
    PaymentPosted,
    PaymentReversed,
    RecordRefused,
    RefusalResolved,
    StatementIssued,
)

# Losing contents are kept for people to look at; an account with more of them has a broken source.
CONTESTED_MAX = 100

# Distinct origins an account's holds may name. Beyond it the account stays incomplete for good: a
# resolution that can no longer be matched to its refusal must not lift anything.
ORIGINS_MAX = 1_000

Fact = TypeVar("Fact", Opening, Billed, Paid, Reversed)


def record(row: AccountRow, fact: AnyAccountFact) -> AccountRow:
    """Return the row that holds the fact too; the same row where that changes nothing."""
    match fact:
        case StatementIssued():
            return _with_statement(row, fact)
        case PaymentPosted():
            return _with_payment(row, fact)
        case PaymentReversed():
            return _with_reversal(row, fact)
        case AccountOpened():
            return _with_opening(row, fact)
        case RecordRefused():
            return _with_holds(row, _refused(row.holds, fact.origin))
        case RefusalResolved():
            return _with_holds(row, _resolved(row.holds, fact.origin))


def _with_statement(row: AccountRow, fact: StatementIssued) -> AccountRow:
    new = Billed(
        fact.closed_on,
        fact.statement_id,
        fact.due_on,
        fact.currency,
        fact.min_due_minor,
        fact.past_due_included_minor,
        fact.credit_applied_minor,
        fact.total_due_minor,
        fact.principal_minor,
        fact.interest_minor,
        fact.fee_minor,
        fact.penalty_minor,
        fact.effective_on,
        fact.source_seq,
        fact.event_id,
    )
    wanted = fact.statement_id
    known = next((s for s in row.statements if s.statement_id == wanted), None)
    kept, lost = _admitted(row.statements, row.contested.statements, known, new)
    if lost is not row.contested.statements:
        row = replace(row, contested=replace(row.contested, statements=lost))
    return row if kept is row.statements else replace(row, statements=kept)


def _with_payment(row: AccountRow, fact: PaymentPosted) -> AccountRow:
    new = Paid(
        fact.value_on,
        fact.payment_id,
        fact.currency,
        fact.amount_minor,
        fact.channel,
        fact.effective_on,
        fact.source_seq,
        fact.event_id,
    )
    wanted = fact.payment_id
    known = next((p for p in row.payments if p.payment_id == wanted), None)
    kept, lost = _admitted(row.payments, row.contested.payments, known, new)
    if lost is not row.contested.payments:
        row = replace(row, contested=replace(row.contested, payments=lost))
    return row if kept is row.payments else replace(row, payments=kept)


def _with_reversal(row: AccountRow, fact: PaymentReversed) -> AccountRow:
    new = Reversed(
        fact.payment_id,
        fact.reversal_id,
        fact.currency,
        fact.amount_minor,
        fact.reason,
        fact.effective_on,
        fact.source_seq,
        fact.event_id,
    )
    wanted = fact.reversal_id
    known = next((r for r in row.reversals if r.reversal_id == wanted), None)
    kept, lost = _admitted(row.reversals, row.contested.reversals, known, new)
    if lost is not row.contested.reversals:
        row = replace(row, contested=replace(row.contested, reversals=lost))
    return row if kept is row.reversals else replace(row, reversals=kept)


def _with_opening(row: AccountRow, fact: AccountOpened) -> AccountRow:
    new = Opening(
        fact.customer_id,
        tuple(dict.fromkeys(fact.currencies)),
        fact.effective_on,
        fact.source_seq,
        fact.event_id,
    )
    standing = () if row.opening is None else (row.opening,)
    kept, lost = _admitted(standing, row.contested.openings, row.opening, new)
    if lost is not row.contested.openings:
        row = replace(row, contested=replace(row.contested, openings=lost))
    return row if kept is standing else replace(row, opening=kept[0])


def _admitted(
    kept: tuple[Fact, ...], lost: tuple[Fact, ...], known: Fact | None, new: Fact
) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    """Return what stands and what lost, once `new` has met `known` of the same business id."""
    if known is None:
        return _inserted(kept, new), lost
    if known == new:
        return kept, lost
    winner, loser = (new, known) if _precedence(new) < _precedence(known) else (known, new)
    lost = _contested(lost, winner, loser)
    if winner is known:
        return kept, lost
    at = kept.index(known)
    return _inserted(kept[:at] + kept[at + 1 :], new), lost


def _contested(lost: tuple[Fact, ...], winner: Fact, loser: Fact) -> tuple[Fact, ...]:
    """Return the contents that lost, each under its lowest claim, without the winner's own."""
    lowest: dict[tuple[object, ...], Fact] = {}
    rivals = list(lost)
    rivals.append(loser)
    for one in rivals:
        content = _content(one)
        rival = lowest.get(content)
        if rival is None or _precedence(one) < _precedence(rival):
            lowest[content] = one
    lowest.pop(_content(winner), None)
    contested = tuple(sorted(lowest.values(), key=_precedence)[:CONTESTED_MAX])
    return lost if contested == lost else contested


def _inserted(kept: tuple[Fact, ...], new: Fact) -> tuple[Fact, ...]:
    # Facts mostly come in order, so the last place is tried first.
    at = len(kept) if not kept or kept[-1] < new else bisect_left(kept, new)
    grown = list(kept)
    grown.insert(at, new)
    return tuple(grown)


def _precedence(fact: Opening | Billed | Paid | Reversed) -> tuple[int, str, tuple[object, ...]]:
    # The content decides only where a producer used one event id for two contents.
    return fact.source_seq, fact.event_id, astuple(fact)


def _content(fact: Opening | Billed | Paid | Reversed) -> tuple[object, ...]:
    # The last two fields of every fact say who wrote it and when, not what it says.
    return astuple(fact)[:-2]


def _with_holds(row: AccountRow, holds: Holds) -> AccountRow:
    return row if holds is row.holds else replace(row, holds=holds)


def _refused(holds: Holds, origin: str) -> Holds:
    if origin in holds.refused:
        return holds
    if _no_room_for(origin, holds):
        return holds if holds.overflowed else replace(holds, overflowed=True)
    return replace(holds, refused=(*holds.refused, origin))


def _resolved(holds: Holds, origin: str) -> Holds:
    if origin in holds.resolved:
        return holds
    if _no_room_for(origin, holds):
        return holds if holds.overflowed else replace(holds, overflowed=True)
    return replace(holds, resolved=(*holds.resolved, origin))


def _no_room_for(origin: str, holds: Holds) -> bool:
    if len(holds.refused) + len(holds.resolved) < ORIGINS_MAX:
        return False
    named = {*holds.refused, *holds.resolved}
    return origin not in named and len(named) >= ORIGINS_MAX
