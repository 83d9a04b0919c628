"""Merging two customers: recording either side, giving up a row's contents, taking them in.

Each side hears of the merge under its own key. The absorbed row says its contents at once and again
whenever they change, so that a result or a stop that still comes under the old id reaches the
survivor; a survivor that is absorbed itself passes on what it took in.
"""

from hashlib import sha256

from msgspec.structs import replace

from streams.terms.days import AsOf
from streams.terms.packing import RowCorrupt
from streams.terms.profile_facts import CustomerMoved, CustomersMerged
from streams.terms.step import Reject
from streams.terms.treatment_notices import ContentsMoved
from streams.treatment.merges import (
    ABSORBED,
    WAITS_DAYS,
    KnownMerge,
    merge_of,
    put_merge,
    whole_since,
)
from streams.treatment.overdue import say_event
from streams.treatment.packing import unpack
from streams.treatment.rows import CustomerRow, OriginJournal, RungRecord, account_of, journal_of
from streams.treatment.uniting import contents_of, united
from streams.treatment.walk import Walk
from streams.treatment.withdrawal import Objection

DONE_BEFORE_MERGE = "done_before_merge"


def with_merge(row: CustomerRow, fact: CustomersMerged) -> CustomerRow | Reject:
    """Return the row with the merge noted, the same row for a repeat, or the rule it breaks."""
    if fact.other_id == row.customer_id:
        return Reject("customer_merged_with_itself", "both sides are the same customer")
    known = merge_of(row.merges, fact.merge_id)
    if known is None:
        new = KnownMerge(fact.merge_id, fact.other_id, fact.merge_role, fact.effective_on)
        return replace(row, merges=put_merge(row.merges, new))
    if known.other_id != fact.other_id:
        return _of_another(known)
    if known.role and known.role != fact.merge_role:
        detail = f"{known.role} is on record, now {fact.merge_role} is said"
        return Reject("merge_has_another_role", detail)
    if known.role:
        return row
    since_on = min(known.since_on, fact.effective_on)
    told = replace(known, role=fact.merge_role, since_on=since_on)
    return replace(row, merges=put_merge(row.merges, told))


def with_move(row: CustomerRow, fact: CustomerMoved, as_of: AsOf | None) -> CustomerRow | Reject:
    """Return the row with another one's contents in it, the same row where it knew them all."""
    known = merge_of(row.merges, fact.merge_id)
    if known is None:
        known = KnownMerge(fact.merge_id, fact.other_id, "", fact.effective_on)
    if known.other_id != fact.other_id:
        return _of_another(known)
    try:
        moved = unpack(fact.contents)
    except RowCorrupt as corrupt:
        return Reject("moved_contents_unreadable", str(corrupt))
    # An account of which nothing but a past moved is forgotten in its time, and not at once.
    accounts = tuple(replace(a, as_of=fact.effective_on) for a in moved.accounts)
    moved = replace(moved, accounts=accounts)
    known = replace(known, since_on=min(known.since_on, fact.effective_on))
    if fact.source_seq > known.heard:
        known = replace(known, heard=fact.source_seq, whole_since_on=fact.whole_since_on)
    both = united(row, moved, as_of)
    if merge_of(row.merges, fact.merge_id) == known:
        return both
    return replace(both, merges=put_merge(both.merges, known))


def done_elsewhere(both: CustomerRow) -> Objection:
    """Object to a rung that the other customer's journal has in the place of this one's."""

    def rule(account: object, journal: OriginJournal, record: RungRecord) -> str | None:
        known = account_of(both, getattr(account, "account_id", ""))
        united_ = None if known is None else journal_of(known, journal.origin)
        rungs = () if united_ is None else united_.rungs
        is_kept = any(r.escalation_id == record.escalation_id for r in rungs)
        return None if is_kept else DONE_BEFORE_MERGE

    return rule


def say_moves(walk: Walk) -> None:
    """Say what an absorbed row holds, to each survivor that was not told exactly that."""
    for merge in walk.row.merges:
        if merge.role == ABSORBED:
            # Once whole it stays so, or two that absorb each other would answer for ever.
            said_on = walk.as_of.on if merge.said_on is None else merge.said_on
            whole_on = merge.whole_since_on
            whole_on = whole_since(walk.row.merges, said_on) if whole_on is None else whole_on
            told = replace(merge, said_on=said_on, whole_since_on=whole_on)
            contents = contents_of(walk.row)
            sent = sha256(contents + str(told.whole_since_on).encode()).hexdigest()
            if sent != merge.sent:
                _say(walk, replace(told, sent=sent, said=merge.said + 1), contents)


def is_unsaid(row: CustomerRow) -> bool:
    """Tell whether an absorbed row has yet to say what it holds for the first time."""
    return any(merge.role == ABSORBED and not merge.said for merge in row.merges)


def say_waiting(walk: Walk) -> None:
    """Tell a person, once, of each merge of which only one side has come in time."""
    for merge in walk.row.merges:
        if merge.waits and not merge.waits_said and walk.as_of.on > merge.since_on + WAITS_DAYS:
            said = replace(merge, waits_said=True)
            walk.row = replace(walk.row, merges=put_merge(walk.row.merges, said))
            missing = "this customer's own side" if not merge.role else "the other side"
            detail = f"{missing} has not come in {WAITS_DAYS} days"
            say_event(walk, "MERGE_WAITS", "", merge.merge_id, detail)


def _say(walk: Walk, merge: KnownMerge, contents: bytes) -> None:
    walk.row = replace(walk.row, merges=put_merge(walk.row.merges, merge))
    walk.notices.append(
        ContentsMoved(
            merge_id=merge.merge_id,
            customer_id=merge.other_id,
            other_id=walk.row.customer_id,
            seq=merge.said,
            as_of=walk.as_of.on,
            at=walk.as_of.at,
            whole_since_on=merge.whole_since_on,
            contents=contents,
        )
    )


def _of_another(known: KnownMerge) -> Reject:
    detail = f"another customer is on record for {known.merge_id}"
    return Reject("merge_is_of_another_customer", detail)
