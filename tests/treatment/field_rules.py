"""The rules for home visits in the world of these tests, and an area that answers by hand."""

from typing import Any

from msgspec.structs import replace

from streams.policy.field import FieldRules, HeldOut
from streams.policy.rules import Rules
from streams.terms.customer_facts import AnyCustomerFact
from streams.terms.days import Day
from streams.terms.handback_facts import (
    SafetyCleared,
    SafetyFlagged,
    VisitPlanned,
    VisitReturned,
    VisitUnplanned,
)
from streams.terms.profile_facts import ContactPointSet
from streams.terms.step import Step
from streams.terms.treatment_notices import AnyTreatmentNotice, AreaTold
from streams.terms.visit_facts import (
    CustomerCleared,
    CustomerFlagged,
    VisitAsked,
    VisitGranted,
    VisitWithdrawn,
)
from streams.treatment.rows import CustomerRow
from tests.field.field_rules import FIELD
from tests.treatment.details import SURE, limited, point
from tests.treatment.world import DUE_ON, Customer, id_of, late, local

NOTICE_DAYS = 3


def field_rules(held_out: HeldOut | None = None, notice: int = NOTICE_DAYS) -> FieldRules:
    """Return rules for visits: those of the areas, with a share held out or another notice."""
    days = replace(FIELD.notice, days=notice)
    return replace(FIELD, notice=days, held_out=held_out)


def fielded(held_out: HeldOut | None = None, **limits: Any) -> Rules:
    """Return the rules of the world, with visits as an area plans them; an address is verified."""
    rules = limited(verified=(SURE,), **limits)
    return replace(rules, field=field_rules(held_out))


def address(name: str = "p1", day: int = 0, area: str = "north", **given: Any) -> ContactPointSet:
    """Return a verified address in a service area."""
    place: dict[str, Any] = {
        "latitude_microdegrees": 31_230_000,
        "longitude_microdegrees": 121_470_000,
        "verified": True,
        "zone": "Asia/Shanghai",
    }
    return point(name, "ADDRESS", day, area=area, **(place | given))


class Visited(Customer):
    """A customer to whom nobody goes without the plan of an area."""

    def __init__(self, rules: Rules | None = None) -> None:
        """Begin with nothing known."""
        super().__init__(fielded() if rules is None else rules)
        self.areas: list[
            VisitAsked | VisitGranted | VisitWithdrawn | CustomerFlagged | CustomerCleared
        ] = []

    def _took(
        self, step: Step[CustomerRow, AnyTreatmentNotice]
    ) -> Step[CustomerRow, AnyTreatmentNotice]:
        self.areas += [n.told for n in step.notices if isinstance(n, AreaTold)]
        return super()._took(step)

    def told_areas(self) -> list[str]:
        """Return what areas were told since they were last asked about, and forget it."""
        said = [in_words(told) for told in self.areas]
        self.areas.clear()
        return said

    def asked(self) -> VisitAsked:
        """Return the last question to an area."""
        return [told for told in self.areas if isinstance(told, VisitAsked)][-1]


def asked_for(*facts: AnyCustomerFact, rules: Rules | None = None, day: int = 61) -> Visited:
    """Return a customer whose first visit an area was asked for."""
    customer = Visited(rules)
    customer.tell(address())
    for fact in facts:
        customer.tell(fact)
    customer.stands(late(), day=1)
    customer.tick(day)
    return customer


def granted(*, lead: str = "ag1") -> Visited:
    """Return a customer whose first visit was planned for day 64, and granted on it."""
    customer = asked_for()
    customer.tell(planned(64, lead=lead))
    customer.tick(64)
    return customer


def in_words(told: object) -> str:
    """Write what an area is told for comparison."""
    match told:
        case VisitAsked():
            return f"{told.area} asked {told.attempt}"
        case VisitGranted():
            return f"{told.area} granted {told.attempt}"
        case VisitWithdrawn():
            return f"{told.area} withdrawn {told.attempt} {told.rule}"
        case CustomerFlagged():
            return f"{told.area} flagged {told.incident_id}"
        case CustomerCleared():
            return f"{told.area} cleared {told.incident_id}"
        case _:
            raise AssertionError(told)


def _head(event: str, day: int) -> dict[str, Any]:
    return {"event_id": event, "customer_id": "c1", "effective_on": Day(DUE_ON + day)}


def planned(
    day: int,
    *,
    attempt: int = 1,
    lead: str = "ag1",
    number: int = 1,
    hours: tuple[int, int] = (10, 11),
) -> VisitPlanned:
    """Return the plan of an area for a day."""
    return VisitPlanned(
        **_head(f"e-planned-{number}-{attempt}-{day}", day),
        escalation_id=id_of(f"visit_{number}"),
        attempt=attempt,
        visit_on=Day(DUE_ON + day),
        starts_at=local(day, hours[0]),
        ends_at=local(day, hours[1]),
        lead=lead,
    )


def unplanned(day: int, *, attempt: int = 1, rule: str = "agent_absent") -> VisitUnplanned:
    """Return that the plan for the first visit holds no more."""
    return VisitUnplanned(
        **_head(f"e-off-{attempt}-{day}", day),
        escalation_id=id_of("visit_1"),
        attempt=attempt,
        rule=rule,
    )


def given_back(
    day: int, *, attempt: int = 1, rule: str = "no_crew", number: int = 1
) -> VisitReturned:
    """Return that the area gives a visit back."""
    return VisitReturned(
        **_head(f"e-back-{attempt}-{day}", day),
        escalation_id=id_of(f"visit_{number}"),
        attempt=attempt,
        rule=rule,
    )


def flagged(incident: str = "i1", day: int = 62) -> SafetyFlagged:
    """Return that a crew met with danger."""
    return SafetyFlagged(**_head(f"e-{incident}", day), incident_id=incident, point_id="p1")


def cleared(incident: str = "i1", day: int = 63) -> SafetyCleared:
    """Return that a person in charge has lifted that."""
    return SafetyCleared(**_head(f"e-{incident}-ok", day), incident_id=incident)
