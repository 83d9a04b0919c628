"""Which two collections of an episode are proven to be effective: found once, kept, and said.

Source: 两高 2018, arts. 6-9: after the term was exceeded, in a way that proves receipt unless the
customer evades it, twice, so many days apart. A message or letter proves itself by its delivery; a
talk needs a recording, a visit a recording or a signature. What came back counts only where it is
on record that the customer evades it. Nothing else counts. The days are those on which the
collections were made, not those on which somebody told what became of them.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from streams.policy.rules import Rules
from streams.terms.days import Day, iso
from streams.treatment.evidence import Evidence
from streams.treatment.notice_gate import purpose_of
from streams.treatment.overdue import say_event
from streams.treatment.rows import CustomerRow, OriginJournal, RungRecord
from streams.treatment.walk import Walk

DEMANDS = frozenset({"COLLECTION", "PRE_LEGAL"})
EVASION = "EVASION"
_TALKS = frozenset({"RIGHT_PARTY", "REFUSED", "PROMISED", "DISPUTED"})
_MET = frozenset({"MET_PAID", "MET_PROMISE", "MET_PLAN_ASKED", "MET_DISPUTE", "REFUSED_TO_PAY"})


def prove(walk: Walk) -> None:
    """Keep the collections that are proven by now, and say the second one of an episode once."""
    if walk.rules is None:
        return
    for was, now in _moved(walk.row, walk.rules):
        others = tuple(one for one in walk.row.evidence if one is not was)
        kept = sorted((*others, now), key=_place)
        walk.row = replace(walk.row, evidence=tuple(kept))
        if now.second_on is not None:
            detail = f"{now.first_id} on {iso(now.first_on)}, {now.second_id} on "
            detail += f"{iso(now.second_on)}, {now.second_on - now.first_on} days apart"
            say_event(walk, "EFFECTIVE_COLLECTION", now.account_id, now.second_id, detail)


def proving_days(row: CustomerRow, rules: Rules, on: Day) -> Iterator[Day]:
    """Yield the day of the next tick where a collection is proven that is not kept yet."""
    if any(True for _ in _moved(row, rules)):
        yield on


def is_effective(record: RungRecord, rules: Rules) -> bool:
    """Tell whether a record is of a collection that was received, or evaded, with proof."""
    if record.before_due or record.outcome_on is None or record.not_after is None:
        return False
    if purpose_of(rules, record) not in DEMANDS:
        return False
    if record.channel == "VISIT":
        return record.outcome in _MET and record.proof in {"RECORDING", "SIGNATURE"}
    if record.channel == "PHONE":
        return record.outcome in _TALKS and record.proof == "RECORDING"
    evaded = record.outcome == "RETURNED" and record.proof == EVASION
    return record.outcome == "DELIVERED" or evaded


def _made_on(record: RungRecord) -> Day | None:
    """Return the day on which a collection was made; in old rows only the day of its result."""
    return record.outcome_on if record.acted_on is None else record.acted_on


def _moved(row: CustomerRow, rules: Rules) -> Iterator[tuple[Evidence | None, Evidence]]:
    """Yield what is kept of an episode, and what is to be kept, where that differs."""
    if rules.contact.effective is None:
        return
    apart = rules.contact.effective.apart_days
    kept = {(one.account_id, one.origin): one for one in row.evidence}
    for account in row.accounts:
        for journal in account.journals:
            was = kept.get((account.account_id, journal.origin))
            if was is not None and was.second_on is not None:
                continue
            now = _evidence(account.account_id, journal, rules, apart, was)
            if now is not None and now != was:
                yield was, now


def _evidence(
    account_id: str, journal: OriginJournal, rules: Rules, apart: int, was: Evidence | None
) -> Evidence | None:
    days = {} if was is None else {was.first_id: was.first_on}
    for record in journal.rungs:
        made_on = _made_on(record)
        if made_on is not None and is_effective(record, rules):
            days[record.escalation_id] = made_on
    if not days:
        return None
    proven = [(made_on, name) for name, made_on in days.items()]
    first_on, first_id = min(proven)
    behind = [one for one in proven if one[0] - first_on >= apart]
    found = Evidence(account_id, journal.origin, first_id, first_on)
    if not behind:
        return found
    second_on, second_id = min(behind)
    return replace(found, second_on=second_on, second_id=second_id)


def _place(one: Evidence) -> tuple[str, str]:
    return one.account_id, one.origin
