"""Old facts are folded into chapters, one a month; a late fact opens those it reaches again.

The ledgers at `head_on` are where every walk begins, so the cost of a fact does not depend on how
long the account has lived. Whatever refers to another fact stays in one chapter with it.
"""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date
from functools import cache

from msgspec.structs import replace

from streams.delinquency.chapters import (
    facts_of,
    ledgers_before,
    marks_of,
    may_hold,
    written,
)
from streams.delinquency.journal import SaidDue
from streams.delinquency.knowledge import Known
from streams.delinquency.ledger_state import Chapter, LedgerState
from streams.delinquency.occurrences import occurrences, value_day
from streams.delinquency.pruning import pruned
from streams.delinquency.rows import NEVER, AccountRow, Facts, Noted
from streams.delinquency.walking import Walk
from streams.policy.rules import Rules
from streams.terms.days import Day, date_of, day_of

Span = tuple[Day, Day]


def thawed(row: AccountRow, since: Day, marks: tuple[bytes, ...] = ()) -> AccountRow:
    """Return the row with the chapters opened that reach `since` or may hold one of the ids."""
    past = row.past
    at = len(past)
    if past and past[-1].until_on >= since:
        at = bisect_left(past, since, key=_until)
    for wanted in marks:
        if wanted in row.past_ids:
            at = min(at, _holding(past, wanted))
    return row if at == len(past) else _opened(row, at)


def _holding(past: tuple[Chapter, ...], wanted: bytes) -> int:
    """Return the place of the first chapter that may hold an id, their number if none does."""
    for place, chapter in enumerate(past):
        if may_hold(marks_of(facts_of(chapter)), wanted):
            return place
    return len(past)


def _marked(past: tuple[Chapter, ...]) -> bytes:
    return b"".join(marks_of(facts_of(chapter)) for chapter in past)


def thawed_whole(row: AccountRow) -> AccountRow:
    """Return the row with every chapter opened."""
    return _opened(row, 0) if row.past else row


def settled(row: AccountRow, rules: Rules, known: Known) -> tuple[AccountRow, list[SaidDue]]:
    """Return the row with what is old enough, as of the day of `known`, folded into chapters.

    Beside it stands what became due to be booked on the days that were folded.
    """
    row = forgetting(row, known.on - rules.ledger.horizon.late_days, rules)
    dues: list[SaidDue] = []
    if row.head_on is not None and row.head_on >= fold_until(known.on):
        return row, dues
    months = list(_month_ends(row, known.on))
    if not months:
        return row, dues
    spans, days = _spans(row, known, rules), _fold_days(row, known, rules)
    for until in months:
        if not any(first <= until < last for first, last in spans):
            facts, recent = _parted(row.recent, until, days)
            if facts != Facts():
                row = _folded(row, until, (facts, recent), dues, (known, rules))
    return row, dues


def walked_from(row: AccountRow, currency: str) -> tuple[LedgerState, Day | None]:
    """Return the ledger of a currency where the chapters end, and the day behind which it goes on.

    A ledger that no chapter knows begins at the beginning: its money was never folded.
    """
    found = next((one for one in row.head if one.currency == currency), None)
    return (LedgerState(currency), None) if found is None else (found, row.head_on)


def _opened(row: AccountRow, at: int) -> AccountRow:
    first, reopened = row.past[at], [facts_of(chapter) for chapter in row.past[at:]]
    reopened.append(row.recent)
    recent = Facts(
        tuple(sorted(x for facts in reopened for x in facts.statements)),
        tuple(sorted(x for facts in reopened for x in facts.payments)),
        tuple(sorted(x for facts in reopened for x in facts.reversals)),
        tuple(sorted(x for facts in reopened for x in facts.entries)),
    )
    return replace(
        row,
        past=row.past[:at],
        past_ids=_marked(row.past[:at]),
        head=ledgers_before(first),
        head_on=first.after_on,
        recent=recent,
        bookmark=None,
    )


def forgetting(row: AccountRow, horizon_on: int, rules: Rules) -> AccountRow:
    """Return the row without the chapters that no fact can reach any more."""
    if not row.past or row.past[0].until_on >= horizon_on:
        return row
    past = tuple(chapter for chapter in row.past if chapter.until_on >= horizon_on)
    known_from = past[0].after_on if past else row.head_on
    cases = row.cases
    if cases and known_from is not None:
        states = ledgers_before(past[0]) if past else row.head
        due = [slot.due_on for state in states for slot in state.slots]
        cases = pruned(cases, known_from, min(due, default=NEVER), rules.ledger)
    return replace(row, past=past, past_ids=_marked(past), cases=cases)


@cache
def fold_until(on: Day) -> Day:
    """Return the last day that is folded by a day: a whole month always stays open.

    >>> from streams.terms.days import iso, parse_day
    >>> iso(fold_until(parse_day("2026-03-01"))), iso(fold_until(parse_day("2026-03-31")))
    ('2026-01-31', '2026-01-31')
    """
    return Day(day_of(_month_before(date_of(on).replace(day=1))) - 1)


def _month_ends(row: AccountRow, on: Day) -> Iterator[Day]:
    """Yield the ends of months behind `head_on` that are over for a whole month at least."""
    until = fold_until(on)
    first_on = row.head_on if row.head_on is not None else _earliest(row)
    if first_on is None or until <= first_on:
        return
    month = _month_after(date_of(first_on).replace(day=1))
    while True:
        end = Day(day_of(month) - 1)
        if end > until:
            return
        if end > first_on or row.head_on is None:
            yield end
        month = _month_after(month)


def _earliest(row: AccountRow) -> Day | None:
    facts = row.recent
    days = [facts.statements[0].closed_on] if facts.statements else []
    days += [facts.payments[0].value_on] if facts.payments else []
    days += [facts.entries[0].on] if facts.entries else []
    return min(days, default=None)


def _folded(
    row: AccountRow,
    until: Day,
    sides: tuple[Facts, Facts],
    dues: list[SaidDue],
    by: tuple[Known, Rules],
) -> AccountRow:
    """Return the row with the first of `sides` in a chapter; what became due goes to `dues`."""
    known, rules = by
    head = []
    for currency in _currencies(row):
        before, after = walked_from(row, currency)
        coming = occurrences(row.recent, currency, (after, until), known, rules.ledger)
        walked = Walk(before, rules, known).to(coming, until)
        dues += walked.dues
        head.append(walked.state)
    facts, recent = sides
    return replace(
        row,
        past=(*row.past, written(row.head_on, until, facts, row.head)),
        past_ids=row.past_ids + marks_of(facts),
        recent=recent,
        head=tuple(head),
        head_on=until,
        bookmark=None if row.bookmark is not None and row.bookmark.on <= until else row.bookmark,
    )


def _currencies(row: AccountRow) -> tuple[str, ...]:
    declared = () if row.opening is None else row.opening.currencies
    seen = [one.currency for one in row.cases if one.kind == "currency"]
    return tuple(dict.fromkeys((*declared, *(one.currency for one in row.head), *seen)))


def _parted(facts: Facts, until: Day, days: dict[int, Day]) -> tuple[Facts, Facts]:
    """Return the facts that fold by a day, and the others; `days` is by identity."""

    def side(*, folds: bool) -> Facts:
        return Facts(
            tuple(one for one in facts.statements if _folds(one, until, days) is folds),
            tuple(one for one in facts.payments if _folds(one, until, days) is folds),
            tuple(one for one in facts.reversals if _folds(one, until, days) is folds),
            tuple(one for one in facts.entries if _folds(one, until, days) is folds),
        )

    return side(folds=True), side(folds=False)


def _folds(one: object, until: Day, days: dict[int, Day]) -> bool:
    return days.get(id(one), NEVER) <= until


def _fold_days(row: AccountRow, known: Known, rules: Rules) -> dict[int, Day]:
    """Return the day on which each fact may fold, by identity; one that waits has none."""
    facts, ledger, ours = row.recent, rules.ledger, _currencies(row)
    paid_on = {p.payment_id: value_day(p, known.zone, ledger) for p in facts.payments}
    # A correction or waiver is about one in its own currency; a void names none.
    closed_on = {(s.statement_id, s.currency): s.closed_on for s in facts.statements}
    closed_on |= {(s.statement_id, ""): s.closed_on for s in facts.statements}
    days: dict[int, Day] = {id(s): s.closed_on for s in facts.statements if s.currency in ours}
    days |= {id(p): paid_on[p.payment_id] for p in facts.payments if p.currency in ours}
    for one in facts.reversals:
        if one.payment_id in paid_on and one.currency in ours:
            days[id(one)] = Day(max(one.effective_on, paid_on[one.payment_id]))
    charges = (one for one in facts.entries if one.kind == "charge")
    billed = {(one.id, one.currency): _billed_on(one, row, known) for one in charges}
    for note in facts.entries:
        if note.currency and note.currency not in ours:
            # An amount without a ledger is never folded: it keeps the account incomplete.
            continue
        day = _entry_day(note, closed_on, billed)
        if day is not None:
            days[id(note)] = day
    return days


def _entry_day(
    note: Noted,
    closed_on: dict[tuple[str, str], Day],
    billed: dict[tuple[str, str], Day | None],
) -> Day | None:
    if note.kind == "charge":
        return billed[note.id, note.currency]
    if note.kind in {"correct", "void", "waive"}:
        table = billed if note.kind == "waive" else closed_on
        about = table.get((note.target, note.currency))
        return None if about is None else Day(max(note.on, about))
    return note.on


def _billed_on(charge: Noted, row: AccountRow, known: Known) -> Day | None:
    """Return the close of the statement that holds a charge, None while there is none."""
    closes = [
        bill.closed_on
        for bill in row.recent.statements
        if bill.currency == charge.currency
        and bill.closed_on >= charge.on
        and bill.statement_id not in known.voided
    ]
    return min(closes, default=None)


def _spans(row: AccountRow, known: Known, rules: Rules) -> list[Span]:
    """Return the stretches that no chapter may divide: from a fact to what acts on it later."""
    facts = row.recent
    if not facts.reversals and not facts.entries:
        return []
    paid_on = {p.payment_id: value_day(p, known.zone, rules.ledger) for p in facts.payments}
    closed_on = {s.statement_id: s.closed_on for s in facts.statements}
    charged_on = {n.id: n.on for n in facts.entries if n.kind == "charge"}
    spans = [
        (paid_on[one.payment_id], one.effective_on)
        for one in facts.reversals
        if one.payment_id in paid_on
    ]
    for note in facts.entries:
        about = {"correct": closed_on, "void": closed_on, "waive": charged_on}.get(note.kind)
        if about is not None and note.target in about:
            spans.append((about[note.target], note.on))
    return spans


def _until(chapter: Chapter) -> Day:
    return chapter.until_on


def _month_before(first: date) -> date:
    return date_of(Day(day_of(first) - 1)).replace(day=1)


def _month_after(first: date) -> date:
    return first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
