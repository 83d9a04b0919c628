"""Why no visit has come of a rung so far: what its area says, behind a verdict that only waits.

Treatment knows that a visit waits for its area, or that its window went by meanwhile. The reason
stands in what the area said.
"""

from msgspec.structs import replace

from streams.terms.days import Day
from streams.terms.field_facts import VisitApproved, VisitRefused
from streams.terms.field_notices import FieldEvent, VisitNotice
from streams.terms.treatment_notices import Escalation
from streams.views.counted import counted
from streams.views.dossier import Dossier
from streams.views.sources import RuleTold, rule_told
from streams.views.visit_heard import VisitHeard

_WAITING = frozenset({"visit_to_be_planned", "visit_has_no_day_left", "visit_given_back"})
_NO_DAY_LEFT = "no_day_left"


def obstacle(dossier: Dossier, one: Escalation) -> RuleTold | None:
    """Return the rule by which an area has planned no visit, None where it names none."""
    heard = dossier.visits.get(one.escalation_id)
    if heard is None or not _waits_for_area(one):
        return None
    said: list[VisitNotice] = [n for n in heard.of(VisitNotice) if n.change != "VISIT_CANCELLED"]
    last = said[-1] if said else None
    if _wants_approval(heard, last):
        return _unapproved(dossier, heard, one)
    if last is not None and last.rule not in {None, _NO_DAY_LEFT}:
        return rule_told(dossier.rule(last.rule or ""), dossier.policy, last.as_of)
    if heard.crewless and (last is None or last.rule == _NO_DAY_LEFT):
        return _crewless(dossier, heard.crewless)
    if last is not None and last.rule is not None:
        return rule_told(last.rule, dossier.policy, last.as_of)
    return None


def _waits_for_area(one: Escalation) -> bool:
    """Tell whether the reason is the area's; a window may have gone by for another one too."""
    if one.rule == "window_over":
        return any(rule in one.detail for rule in _WAITING)
    return one.rule in _WAITING


def _wants_approval(heard: VisitHeard, last: VisitNotice | None) -> bool:
    """Tell whether nobody has decided yet, since the area last said something of the visit."""
    since = -1 if last is None else last.seq
    wanted = [e for e in heard.of(FieldEvent) if e.kind == "APPROVAL_WANTED" and e.seq > since]
    return bool(wanted) and not heard.of(VisitApproved, VisitRefused)


def _unapproved(dossier: Dossier, heard: VisitHeard, one: Escalation) -> RuleTold:
    (*_, wanted) = (e for e in heard.of(FieldEvent) if e.kind == "APPROVAL_WANTED")
    told = rule_told(wanted.rule, dossier.policy, Day(one.as_of))
    return replace(told, says="nobody has approved it yet (arrears visits)")


def _crewless(dossier: Dossier, events: tuple[FieldEvent, ...]) -> RuleTold:
    last = events[-1]
    field = dossier.policy.on(last.as_of).field
    days = "" if len(events) == 1 else f", as was said of {counted(len(events), 'day')}"
    says = f"no two agents of the area {last.area} were fit to go together{days}"
    if field is None:
        return RuleTold(rule=last.kind, says=says, source="two agents at each door")
    return replace(rule_told(field.two_agents.rule, dossier.policy, last.as_of), says=says)
