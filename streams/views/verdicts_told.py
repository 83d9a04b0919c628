"""What became of one occurrence of a rung, from its verdicts: one sentence, and its rules."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from streams.policy.shapes import LadderEntry
from streams.terms.days import Day, Instant, datetime_of, day_of, iso
from streams.terms.treatment_notices import Escalation
from streams.treatment.rows import RungRecord
from streams.views.dossier import Dossier, State, Told
from streams.views.grounds import CHOSEN_LADDER, entries_of
from streams.views.profile_words import plain
from streams.views.sources import RuleTold, entry_told, rule_told
from streams.views.visit_obstacle import obstacle

_STATES: dict[str, State] = {
    "AUTHORISED": "taken",
    "DUE": "waits",
    "DEFERRED": "waits",
    "SUPPRESSED": "not taken",
    "SKIPPED": "not taken",
    "CANCELLED": "not taken",
}
_CHOSEN = RuleTold(
    rule=CHOSEN_LADDER,
    says="which one it is tells how the customer pays (--unmasked shows it)",
    source="[[ladders]] of the policy",
)
_ENDED = {"SUPPRESSED": "forbidden", "SKIPPED": "passed over", "CANCELLED": "cancelled"}


def occurrence_told(
    dossier: Dossier, verdicts: Sequence[Escalation], record: RungRecord | None
) -> Told:
    """Tell the verdicts on one occurrence, in order; `record` is what the row keeps of it."""
    last = verdicts[-1]
    clauses = list(_clauses(dossier, verdicts, record))
    result = _result(dossier, verdicts, record)
    shown, rules = dossier.hide(last), (*reasons(dossier, last), *_obstacles(dossier, last))
    earlier = [rule for one in verdicts[:-1] if one.rule for rule in reasons(dossier, one)]
    return Told(
        part="rung",
        label=_label(last),
        text="; ".join([*clauses, result] if result else clauses),
        state=_STATES[last.verdict],
        rules=rules,
        before=tuple({r.rule: r for r in earlier if r not in rules}.values()),
        account_id=shown.account_id,
        origin=shown.origin,
        ladder=dossier.ladder(last.ladder),
        rung=last.rung,
        occurrence=last.occurrence,
        channel=last.channel,
        verdict=last.verdict,
        on=iso(last.as_of),
    )


def _obstacles(dossier: Dossier, last: Escalation) -> tuple[RuleTold, ...]:
    found = obstacle(dossier, last)
    return () if found is None else (found,)


def reasons(dossier: Dossier, one: Escalation) -> Iterator[RuleTold]:
    """Yield the rules that a verdict rests on: all that object, or the entries that allow it."""
    policy, shown = dossier.policies.get(one.policy_digest), dossier.hide(one)
    if one.rule is None:
        if policy is not None:
            hides = dossier.ladder(one.ladder) != one.ladder
            for entry in entries_of(one, policy):
                is_hidden = hides and isinstance(entry, LadderEntry)
                yield _CHOSEN if is_hidden else entry_told(entry)
        return
    for rule in shown.rules or (shown.rule,):
        yield rule_told(rule, policy, one.as_of, dossier.ladder(one.ladder))


def _label(one: Escalation) -> str:
    return one.rung if one.occurrence == 1 else f"{one.rung} ({one.occurrence})"


def _clauses(
    dossier: Dossier, verdicts: Sequence[Escalation], record: RungRecord | None
) -> Iterator[str]:
    for at, one in enumerate(verdicts):
        is_last = at == len(verdicts) - 1
        on = iso(one.as_of)
        behind = _behind(dossier, one) if is_last else ""
        match one.verdict:
            case "DUE":
                again = "again " if any(v.verdict == "DUE" for v in verdicts[:at]) else ""
                yield f"came due {again}on {on}"
            case "AUTHORISED":
                yield f"authorised on {on} {_where(dossier, one)}"
            case "DEFERRED":
                until = record.until_on if is_last and record is not None else one.until_on
                looked = "" if until is None else f" until {iso(until)}"
                yield f"deferred on {on}{looked}{_because(dossier, one)}{behind}"
            case _:
                yield f"{_ENDED[one.verdict]} on {on}{_because(dossier, one)}{behind}"


def _because(dossier: Dossier, one: Escalation) -> str:
    """Return the reason, and what objects beside it."""
    if one.rule is None:
        return ""
    first, *others = reasons(dossier, one)
    detail = dossier.hide(one).detail
    why = f" because {first.says}{f' ({detail})' if detail else ''}"
    also = ", and ".join(rule.says for rule in others)
    return f"{why}{f' (and also: {also})' if also else ''}"


def _behind(dossier: Dossier, one: Escalation) -> str:
    """Return the reason that stands behind a verdict on a visit which only waits, as a clause."""
    found = obstacle(dossier, one)
    return "" if found is None else f": {found.says}"


def _where(dossier: Dossier, one: Escalation) -> str:
    """Return the window of a contact in the zone of the house, and the point it goes to."""
    point = f", to {dossier.named(one.point_id)}" if one.point_id else ""
    if one.not_before is None or one.not_after is None:
        return point.removeprefix(", ")
    return f"for {window_in_words(one.not_before, one.not_after, one.zone, one.as_of)}{point}"


def window_in_words(opens: Instant, closes: Instant, zone_name: str, day: Day) -> str:
    """Return a window on the clock of a zone; its day is named where it is another one."""
    zone = ZoneInfo(zone_name)
    begins, ends = datetime_of(opens).astimezone(zone), datetime_of(closes).astimezone(zone)
    other = "" if day_of(begins.date()) == day else f"{begins:%Y-%m-%d} "
    return f"{other}{begins:%H:%M} to {ends:%H:%M} {zone_name}"


def _result(
    dossier: Dossier, verdicts: Sequence[Escalation], record: RungRecord | None
) -> str | None:
    """Return what became of a contact that was authorised, None where none was, or will be."""
    allowed = next((one for one in reversed(verdicts) if one.verdict == "AUTHORISED"), None)
    if allowed is None or allowed.as_of > dossier.as_of.on:
        return None
    outcome, told_on = dossier.outcomes.get(allowed.escalation_id, (None, None))
    if record is not None and record.outcome is not None:
        outcome, told_on = record.outcome, record.outcome_on
    if outcome is not None:
        made_on = _made_on(allowed) if record is None or not record.acted_on else record.acted_on
        later = "" if told_on in {None, made_on} else f", told on {iso(told_on or made_on)}"
        return f"the contact of {iso(made_on)} ended in: {dossier.private(plain(outcome))}{later}"
    if verdicts[-1].verdict != "AUTHORISED":
        return None
    is_over = allowed.not_after is not None and allowed.not_after <= dossier.as_of.at
    return "nobody told what became of it, so it counts as made" if is_over else "not made yet"


def _made_on(allowed: Escalation) -> Day:
    """Return the house's day for which a contact was authorised."""
    if allowed.not_before is None:
        return allowed.as_of
    return day_of(datetime_of(allowed.not_before).astimezone(ZoneInfo(allowed.zone)).date())
