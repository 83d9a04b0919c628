"""A fact goes into the row: once under its business id, whatever the order of arrival.

Of several contents under one business id the lowest `(source_seq, event_id)` stands (of liability,
the highest), and the others are kept beside it. A repeat leaves the row itself:
`record(row, fact) is row` then. A fact that reaches into a chapter, or may speak of something in
one, opens it.
"""

from bisect import bisect_left
from collections.abc import Callable
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from msgspec.structs import astuple, replace

from streams.delinquency.bookmarks import stays
from streams.delinquency.chapters import mark as mark_of
from streams.delinquency.noting import ENTRIES, RETROACTIVE, STARTS, note_of
from streams.delinquency.origins import refused, resolved
from streams.delinquency.rows import AccountRow, Billed, Noted, Opening, Paid, Reversed
from streams.delinquency.settling import thawed, thawed_whole
from streams.terms.account_facts import (
    AccountOpened,
    AnyAccountFact,
    PaymentPosted,
    PaymentReversed,
    RecordRefused,
    RefusalResolved,
    StatementIssued,
)
from streams.terms.days import Day

# Losing contents are kept for people to look at; an account with more of them has a broken source.
CONTESTED_MAX = 100

_DAY_MICROS = 86_400_000_000

Fact = TypeVar("Fact", Opening, Billed, Paid, Reversed, Noted)

# Cases that say who and why, but not how late.
BESIDE_AGE = frozenset({"cause", "card", "close", "liable"})


class _Place(NamedTuple):
    """Where facts of a kind stand among the recent ones, and how two are told apart."""

    field: str
    kind: str
    name: Callable[[Any], object]


_STATEMENTS = _Place("statements", "statement", attrgetter("statement_id"))
_PAYMENTS = _Place("payments", "payment", attrgetter("payment_id"))
_ON_THEIR_DAY = (_STATEMENTS, _PAYMENTS)
_REVERSALS = _Place("reversals", "reversal", attrgetter("reversal_id"))
_KIND_AND_ID = attrgetter("kind", "id")


def record(row: AccountRow, fact: AnyAccountFact) -> AccountRow:
    """Return the row that holds the fact too; the same row where that changes nothing."""
    if isinstance(fact, StatementIssued):
        return _with_statement(row, fact)
    if isinstance(fact, PaymentPosted):
        return _with_payment(row, fact)
    if isinstance(fact, PaymentReversed):
        return _with_reversal(row, fact)
    if isinstance(fact, AccountOpened):
        return _with_opening(row, fact)
    if isinstance(fact, RecordRefused | RefusalResolved):
        moved = refused if isinstance(fact, RecordRefused) else resolved
        holds = moved(row.holds, fact.origin)
        return row if holds is row.holds else replace(row, holds=holds)
    note = note_of(fact)
    return row if note is None else _with_note(row, note)


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
        fact.cost_minor,
        fact.effective_on,
        fact.source_seq,
        fact.event_id,
    )
    return _posted(row, new, fact.statement_id, _STATEMENTS, fact.closed_on)


def _with_payment(row: AccountRow, fact: PaymentPosted) -> AccountRow:
    new = Paid(
        fact.value_on,
        fact.payment_id,
        fact.currency,
        fact.amount_minor,
        fact.channel,
        fact.paid_at,
        fact.effective_on,
        fact.source_seq,
        fact.event_id,
    )
    since = fact.value_on
    if fact.paid_at is not None:
        since = Day(min(since, fact.paid_at // _DAY_MICROS - 1))
    return _posted(row, new, fact.payment_id, _PAYMENTS, since)


def _with_reversal(row: AccountRow, fact: PaymentReversed) -> AccountRow:
    new = Reversed(
        fact.payment_id,
        fact.reversal_id,
        fact.currency,
        fact.amount_minor,
        fact.reason,
        fact.mode,
        fact.effective_on,
        fact.source_seq,
        fact.event_id,
    )
    about = (mark_of("payment", fact.payment_id),)
    return _posted(row, new, fact.reversal_id, _REVERSALS, fact.effective_on, about)


def _with_note(row: AccountRow, note: Noted) -> AccountRow:
    if note.kind not in ENTRIES:
        return _with_case(row, note)
    about = {"correct": "statement", "void": "statement", "waive": "charge"}.get(note.kind)
    marks = () if about is None else (mark_of(about, note.target),)
    place = _Place("entries", note.kind, _KIND_AND_ID)
    return _posted(row, note, note.id, place, note.on, marks)


def _posted(  # noqa: PLR0917 - a fact, what it is known by, and what it may reach
    row: AccountRow,
    new: Fact,
    id_: str,
    place: _Place,
    since: Day,
    about: tuple[bytes, ...] = (),
) -> AccountRow:
    opened = row
    if row.past:
        opened = thawed(row, since, (mark_of(place.kind, id_), *about))
    kept: tuple[Fact, ...] = getattr(opened.recent, place.field)
    names, name = [place.name(one) for one in kept], place.name(new)
    known = kept[names.index(name)] if name in names else None
    if isinstance(known, Noted) and known != new and opened.past:
        # A charge not billed yet stands among the recent facts, yet an older walk has seen it.
        opened = thawed(opened, known.on)
        kept = getattr(opened.recent, place.field)
    loses_to = "notes" if place.field == "entries" else place.field
    contested: tuple[Fact, ...] = getattr(row.contested, loses_to)
    grown, lost = _admitted(kept, contested, known, new)
    if grown is kept and lost is contested:
        return row
    if lost is not contested:
        opened = replace(opened, contested=replace(row.contested, **{loses_to: lost}))
    mark = stays(opened, since) if known is None and place in _ON_THEIR_DAY else None
    return replace(opened, recent=replace(opened.recent, **{place.field: grown}), bookmark=mark)


def _with_case(row: AccountRow, note: Noted) -> AccountRow:
    known = next((one for one in row.cases if (one.kind, one.id) == (note.kind, note.id)), None)
    cases, lost = _admitted(row.cases, row.contested.notes, known, note)
    if cases is row.cases and lost is row.contested.notes:
        return row
    if note.kind in RETROACTIVE or _is_undone(note, row):
        row = thawed_whole(row)
    elif note.kind not in BESIDE_AGE:
        was = note.on if known is None else min(known.on, note.on)
        row = thawed(row, Day(was))
    if lost is not row.contested.notes:
        row = replace(row, contested=replace(row.contested, notes=lost))
    return replace(row, cases=cases, bookmark=None)


def _is_undone(note: Noted, row: AccountRow) -> bool:
    """Tell whether an end is known already that rewrites what this begins, from the start."""
    ends = (one for one in row.cases if one.kind in RETROACTIVE and one.id == note.id)
    return any(STARTS.get(one.kind) == note.kind for one in ends)


def _with_opening(row: AccountRow, fact: AccountOpened) -> AccountRow:
    new = Opening(
        fact.customer_id,
        tuple(dict.fromkeys(fact.currencies)),
        fact.zone,
        fact.effective_on,
        fact.source_seq,
        fact.event_id,
    )
    standing = () if row.opening is None else (row.opening,)
    kept, lost = _admitted(standing, row.contested.openings, row.opening, new)
    if lost is not row.contested.openings:
        row = replace(row, contested=replace(row.contested, openings=lost))
    return row if kept is standing else replace(thawed_whole(row), opening=kept[0], bookmark=None)


def _admitted(
    kept: tuple[Fact, ...], lost: tuple[Fact, ...], known: Fact | None, new: Fact
) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    """Return what stands and what lost, once `new` has met `known` of the same business id."""
    if known is None:
        return _inserted(kept, new), lost
    if known == new:
        return kept, lost
    first = _precedence(new) < _precedence(known)
    # Liability is told anew as it changes: what is said last is what holds.
    if getattr(new, "kind", "") == "liable":
        first = not first
    winner, loser = (new, known) if first else (known, new)
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


def _precedence(fact: Opening | Billed | Paid | Reversed | Noted) -> tuple[int, str, str]:
    # The content decides only where a producer used one event id for two contents.
    return fact.source_seq, fact.event_id, repr(astuple(fact))


def _content(fact: Opening | Billed | Paid | Reversed | Noted) -> tuple[object, ...]:
    # The last two fields of every fact say who wrote it and when, not what it says.
    return astuple(fact)[:-2]
