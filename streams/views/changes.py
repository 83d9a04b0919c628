"""What changed between two standings and why, where the facts beside it do not say it already."""

from collections.abc import Iterable, Iterator, Sequence

from streams.delinquency.aging import UNCLASSIFIED
from streams.policy.rules import Rules
from streams.terms.account_facts import AnyAccountFact
from streams.terms.case_facts import PlanAgreed, PlanBroken
from streams.terms.days import iso
from streams.terms.standing import LedgerStanding, Standing
from streams.views.personal import Hide
from streams.views.timeline import Entry


def changes_told(entry: Entry, facts: Sequence[AnyAccountFact], hide: Hide) -> Iterator[str]:
    """Yield a clause for each hold, life, party and unknown currency that changed.

    `facts` are those of the account up to then: they say why a plan performs no more.
    """
    before, after = entry.before, entry.after
    if after is None:
        return
    if before is not None:
        yield from _holds(entry, before, after, facts, hide)
        if before.life != after.life:
            yield f"life {before.life} -> {after.life}".replace("_", " ")
        yield from _parties(entry, hide)
    yield from _unclassified(before, after, entry.rules)


def _holds(
    entry: Entry, before: Standing, after: Standing, facts: Sequence[AnyAccountFact], hide: Hide
) -> Iterator[str]:
    shown = dict(zip(before.holds, hide(before).holds, strict=True))
    shown |= zip(after.holds, hide(after).holds, strict=True)
    for name in (one for one in before.holds if one not in after.holds):
        why = _plan_s_end(facts, entry) if name == "plan" else ""
        yield f"hold {_plain(shown[name])} ended{why}"
    for name in (one for one in after.holds if one not in before.holds):
        yield f"held: {_plain(shown[name])}"


def _plan_s_end(facts: Iterable[AnyAccountFact], entry: Entry) -> str:
    """Return why a plan holds no longer, where it ended by the turn of a day."""
    if entry.fact is not None or entry.as_of is None:
        return ""
    every, on = list(facts), entry.as_of.on
    broken = {f.plan_id: f.effective_on for f in every if isinstance(f, PlanBroken)}
    if on in broken.values():
        return ": the bank ended it"
    plans = [
        (max(part.due_on for part in f.instalments), f)
        for f in every
        if isinstance(f, PlanAgreed) and broken.get(f.plan_id, on) >= on
    ]
    for last_on, plan in sorted(plans, key=lambda one: (one[0] < on, -one[0])):
        behind = [part.due_on for part in plan.instalments if part.due_on < on]
        if behind and last_on >= on:
            return f": the instalment of plan {plan.plan_id} due {iso(max(behind))} was missed"
        if behind:
            return f": the last instalment of plan {plan.plan_id} was due {iso(last_on)}"
    return ""


def _parties(entry: Entry, hide: Hide) -> Iterator[str]:
    for one in map(hide, entry.joined):
        yield f"customer {one.customer_id} is liable as {_plain(one.role)}"
    for one in map(hide, entry.left):
        yield f"customer {one.customer_id} is liable no longer ({_plain(one.role)})"


def _unclassified(before: Standing | None, after: Standing, rules: Rules | None) -> Iterator[str]:
    was = set() if before is None else {one.currency for one in before.ledgers if _is_so(one)}
    for one in after.ledgers:
        if _is_so(one) and one.currency not in was:
            why = f"the policy knows no {one.currency}"
            if rules is None or rules.buckets is None:
                why = "no classes are in force on that day"
            yield f"{UNCLASSIFIED}: {why}"


def _is_so(one: LedgerStanding) -> bool:
    return one.bucket == UNCLASSIFIED


def _plain(word: str) -> str:
    return word.replace("_", " ").lower()
