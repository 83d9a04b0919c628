"""A visit in a customer's story: asked, planned, told, decided, made, and what came of it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from streams.insight.notices_of_plans import PLANS, plan_told_of, plans_of
from streams.policy.values import zone_of
from streams.terms.days import Day, Instant, datetime_of, iso
from streams.terms.field_facts import VisitApproved, VisitRefused
from streams.terms.field_notices import FieldEvent, VisitNotice
from streams.terms.treatment_notices import Escalation
from streams.terms.visit_facts import CheckedIn, CheckedOut, NoticeSent, VisitAsked, VisitEnded
from streams.views.counted import counted
from streams.views.customer_words import promise_in_words
from streams.views.dossier import Dossier, Told
from streams.views.episodes import Episode
from streams.views.profile_words import plain
from streams.views.sources import RuleTold, rule_told
from streams.views.verdicts_told import window_in_words
from streams.views.visit_heard import VisitHeard, day_of_step

_ALERTS = {
    "ADDRESS_REFUSED": "a person is to have its address placed and verified",
    "APPROVAL_WANTED": "wants a manager's approval",
    "ARRIVED_AFTER_CANCEL": "the crew came although it had been cancelled",
    "ARRIVED_FLAGGED": "the crew came although an incident there is not cleared",
    "ARRIVED_NOT_GRANTED": "the crew came although the visit was not granted",
    "ARRIVED_UNFIT": "the crew came, and was not fit to",
    "CHECK_OUT_MISSED": "the crew's check-out is missing, or says that it is not safe",
    "OUTCOME_MISSING": "nobody told in time what became of it",
    "STOP_REFUSED": "what the planner proposed was refused",
}


class _Visit(Struct, frozen=True):
    """One visit, and whose story it is told in."""

    dossier: Dossier
    heard: VisitHeard

    def rule(self, name: str, on: int) -> RuleTold:
        """Return a rule as it may be shown."""
        return rule_told(self.dossier.rule(name), self.dossier.policy, Day(on))

    def crew(self, agent_ids: tuple[str, ...]) -> str:
        """Return agents as they may be shown, the lead first."""
        return ", ".join(map(self.dossier.named, agent_ids)) or "nobody"

    @property
    def zone(self) -> str:
        """The name of the zone in whose hours the visit is planned."""
        asks = self.heard.of(VisitAsked)
        return asks[-1].zone if asks and zone_of(asks[-1].zone) else "UTC"


Line = tuple[str, tuple[RuleTold, ...]]


def visit_notes(dossier: Dossier, episode: Episode) -> Iterator[Told]:
    """Yield what became of each visit of an episode, a line for each thing, the rung named first.

    Of the episode's visits only those are told of which the topics say anything.
    """
    firsts: dict[str, Escalation] = {}
    for one in episode.verdicts:
        if one.channel == "VISIT":
            firsts.setdefault(one.escalation_id, one)
    for escalation_id, first in firsts.items():
        heard = dossier.visits.get(escalation_id)
        if heard is not None:
            yield from _notes(_Visit(dossier, heard), first)


def _notes(visit: _Visit, first: Escalation) -> Iterator[Told]:
    label = first.rung if first.occurrence == 1 else f"{first.rung} ({first.occurrence})"
    plans = 0
    for step in (*visit.heard.steps, *visit.heard.crewless[-1:]):
        plans += isinstance(step, VisitNotice) and step.change in PLANS
        text, rules = _told(visit, step, plans)
        if not text:
            continue
        yield Told(
            part="note",
            label=label,
            text=f"{iso(Day(day_of_step(step)))} {text}",
            rules=rules,
            account_id=visit.dossier.named(first.account_id),
            origin=visit.dossier.named(first.origin),
            rung=first.rung,
            occurrence=first.occurrence,
            on=iso(Day(day_of_step(step))),
        )
        label = ""


def _told(visit: _Visit, step: Any, plans: int) -> Line:
    if isinstance(step, VisitNotice):
        return _notice(visit, step, plans)
    return _FACTS[type(step)](visit, step)


def _asked(visit: _Visit, fact: VisitAsked) -> Line:
    again = "" if fact.attempt == 1 else f" again ({fact.attempt})"
    days = [window.window_on for window in fact.windows]
    which = "no day is left for it"
    if days:
        span = iso(days[0]) if len(days) == 1 else f"{iso(min(days))} to {iso(max(days))}"
        which = f"for {counted(len(days), 'day')} from which to choose, {span}"
    barred = _holidays(visit, fact)
    rules: tuple[RuleTold, ...] = ()
    if barred:
        which += f"; not on {', '.join(map(iso, barred))}, holidays"
        policy = visit.dossier.policy.on(fact.effective_on).contact
        names = [one.rule for one in policy.holidays if "VISIT" in one.channels]
        rules = tuple(visit.rule(name, fact.effective_on) for name in names)
    return f"asked{again} of the area {fact.area}: {which}", rules


def _holidays(visit: _Visit, fact: VisitAsked) -> list[Day]:
    """Return the holidays that are left out of the days that the visit may be on."""
    rules = visit.dossier.policy.on(fact.effective_on).contact
    if rules.calendar is None or not any("VISIT" in one.channels for one in rules.holidays):
        return []
    asked = {window.window_on for window in fact.windows}
    first = min(asked, default=Day(fact.effective_on + 1))
    return [
        Day(day)
        for day in range(first, fact.expires_on)
        if day in rules.calendar.days and day not in asked
    ]


def _notice(visit: _Visit, said: VisitNotice, plans: int) -> Line:
    rules = () if said.rule is None else (visit.rule(said.rule, said.as_of),)
    why = "".join(f" because {rule.says}" for rule in rules)
    if said.change in PLANS:
        return _planned(visit, said, plans), rules
    if said.change == "VISIT_COMPLETED":
        return _completed(visit, said)
    if said.change == "VISIT_CANCELLED" and said.urgent:
        return f"cancelled, the crew is called back{why}", rules
    return f"{_CHANGES[said.change]}{why}", rules


_CHANGES = {
    "VISIT_UNPLANNED": "that plan is taken back",
    "VISIT_GRANTED": "granted: the crew may go",
    "VISIT_CANCELLED": "cancelled",
    "VISIT_RETURNED": "given back by the area",
}


def _completed(visit: _Visit, said: VisitNotice) -> Line:
    ended = f"ended in: {_private(visit, said.outcome)}"
    broken = tuple(visit.rule(name, said.as_of) for name in said.findings)
    if not broken:
        return f"{ended}; no rule broken", ()
    listed = ", and ".join(f"{rule.rule} ({rule.says})" for rule in broken)
    return f"{ended}; broken at the door: {listed}", broken


def _planned(visit: _Visit, said: VisitNotice, plans: int) -> str:
    again = "planned" if plans <= 1 else f"planned again ({plans})"
    when = "" if said.visit_on is None else f" for {iso(said.visit_on)}"
    if said.visit_on is not None and said.starts_at is not None and said.ends_at is not None:
        zone = visit.zone
        when += f", {window_in_words(said.starts_at, said.ends_at, zone, said.visit_on)}"
    by_on = said.notice_by_on
    told = "" if by_on is None else f"; the customer is to be told by {iso(by_on)}"
    if by_on is not None and not _is_told(visit, said):
        told += ", and is not told so far"
    return f"{again}{when}, by {visit.crew(said.agent_ids)}{told}"


def _is_told(visit: _Visit, said: VisitNotice) -> bool:
    steps = visit.heard.of(VisitNotice)
    return any(plan_told_of(sent, steps) is said for sent in visit.heard.of(NoticeSent))


def _private(visit: _Visit, outcome: str) -> str:
    return visit.dossier.private(plain(outcome))


def _decided(visit: _Visit, fact: VisitApproved | VisitRefused) -> Line:
    word = "approved" if isinstance(fact, VisitApproved) else "refused"
    return f"{word} by a {plain(fact.role)} ({visit.dossier.private(fact.reason)})", ()


def _sent(visit: _Visit, fact: NoticeSent) -> Line:
    how = f"({plain(fact.channel)})"
    steps = visit.heard.of(VisitNotice)
    known = [one for one in plans_of(fact.attempt, steps) if one.at <= fact.at]
    if known and plan_told_of(fact, steps) is known[-1]:
        return f"the customer is told of it {how}", ()
    return f"the customer is told {how} of another plan than stands: that lets no crew go", ()


def _arrived(visit: _Visit, fact: CheckedIn) -> Line:
    return f"at the door at {_clock(visit, fact.at)}: {visit.crew(fact.agent_ids)}", ()


def _ended(visit: _Visit, fact: VisitEnded) -> Line:
    found = [f"met: {_private(visit, fact.met)}"] if fact.met else []
    if fact.outcome == "MET_PROMISE" and not visit.dossier.masked:
        found.append(f"promised at the door: {promise_in_words(fact)}")
    if fact.asked_to_leave_at is not None:
        found.append(f"asked to leave at {_clock(visit, fact.asked_to_leave_at)}")
    return f"the crew reports, {'; '.join(found)}" if found else "", ()


def _away(visit: _Visit, fact: CheckedOut) -> Line:
    safe = "" if fact.safe else ", and says that it is not safe"
    return f"the crew is away at {_clock(visit, fact.at)}{safe}", ()


def _alert(visit: _Visit, event: FieldEvent) -> Line:
    if event.kind == "RULE_BROKEN_ON_SITE":
        return "", ()
    if event.kind == "AREA_WITHOUT_CREW":
        count = len(visit.heard.crewless)
        days = "" if count == 1 else f" (said of {counted(count, 'day')})"
        return f"waits for a crew: no two agents are fit to go together{days}", ()
    rules = (visit.rule(event.rule, event.as_of),) if event.rule else ()
    # Where people are alerted of a rule that was broken, that is the reason.
    why = "".join(f" because {rule.says}" for rule in rules)
    said = _ALERTS.get(event.kind, plain(event.kind))
    is_reason = event.kind in {"STOP_REFUSED", "ARRIVED_UNFIT", "ADDRESS_REFUSED"}
    return f"{said}{why if is_reason else ''}", rules


def _clock(visit: _Visit, at: Instant) -> str:
    return f"{datetime_of(at).astimezone(ZoneInfo(visit.zone)):%H:%M}"


_FACTS: Mapping[type, Callable[[_Visit, Any], Line]] = {
    VisitAsked: _asked,
    VisitApproved: _decided,
    VisitRefused: _decided,
    NoticeSent: _sent,
    CheckedIn: _arrived,
    VisitEnded: _ended,
    CheckedOut: _away,
    FieldEvent: _alert,
}
