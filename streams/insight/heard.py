"""What was heard of visits, crews and customers, each thing once, to be counted afterwards.

Notices are kept by their number and facts by their business id, so that a repeat counts once.

>>> from streams.terms.days import Day
>>> heard, scored = Heard(), SatisfactionScored(
...     event_id="e", customer_id="c", effective_on=Day(0), score_id="s", score=4)
>>> heard.take(scored); heard.take(scored); heard.take("anything else")
>>> len(heard.of(SatisfactionScored))
1
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from typing import Any, TypeVar

from streams.terms.agent_facts import AgentAdmitted, AgentBarred, IncidentReported
from streams.terms.case_facts import ReAged, ReAgeUndone
from streams.terms.contact_facts import ComplaintClosed, ComplaintReceived, SatisfactionScored
from streams.terms.delinquency_notices import Corrected, PromiseNotice
from streams.terms.field_notices import FieldEvent, VisitNotice
from streams.terms.profile_facts import CustomersMerged
from streams.terms.standing import Standing
from streams.terms.treatment_notices import Escalation
from streams.terms.visit_facts import CheckedIn, NoticeSent, VisitAsked

T = TypeVar("T")

_KEYS: Mapping[type, Callable[[Any], Hashable]] = {
    VisitAsked: lambda told: (told.visit_id, told.attempt),
    VisitNotice: lambda told: (told.area, told.seq),
    FieldEvent: lambda told: (told.area, told.seq),
    Escalation: lambda told: (told.customer_id, told.seq),
    CheckedIn: lambda told: told.event_id,
    NoticeSent: lambda told: told.event_id,
    IncidentReported: lambda told: told.incident_id,
    AgentBarred: lambda told: (told.agent_id, told.bar_id),
    AgentAdmitted: lambda told: (told.agent_id, told.bar_id),
    ComplaintReceived: lambda told: told.complaint_id,
    ComplaintClosed: lambda told: told.complaint_id,
    SatisfactionScored: lambda told: told.score_id,
    CustomersMerged: lambda told: (told.customer_id, told.merge_id),
    PromiseNotice: lambda told: (told.account_id, told.seq),
    Standing: lambda told: (told.account_id, told.version),
    Corrected: lambda told: (told.account_id, told.seq),
    ReAged: lambda told: told.re_age_id,
    ReAgeUndone: lambda told: told.re_age_id,
}


class Heard:
    """Everything that a report is counted from; `take` it in whatever order topics are read."""

    def __init__(self) -> None:
        self._kept: dict[type, dict[Hashable, Any]] = defaultdict(dict)

    def take(self, told: object) -> None:
        """Take in a fact or notice, a repeat of one never; one of another kind is passed over."""
        key = _KEYS.get(type(told))
        if key is not None:
            self._kept[type(told)].setdefault(key(told), told)

    def of(self, kind: type[T]) -> tuple[T, ...]:
        """Return what was heard of one kind, in the order in which it was taken."""
        return tuple(self._kept[kind].values())


def people_of(heard: Heard) -> Callable[[str], str]:
    """Return who a customer is known as now: two ids of one person are one."""
    survivors = {
        told.customer_id: told.other_id
        for told in heard.of(CustomersMerged)
        if told.merge_role == "ABSORBED"
    }

    def known_as(customer_id: str) -> str:
        seen = {customer_id}
        while (other := survivors.get(customer_id, customer_id)) not in seen:
            seen.add(other)
            customer_id = other
        return customer_id

    return known_as
