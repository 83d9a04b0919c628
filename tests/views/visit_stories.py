"""A customer's first visit as treatment asks for it and an area answers, to be told as a story."""

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec.structs import replace

from streams.policy.rules import Rules
from streams.terms.agent_facts import AgentCertified
from streams.terms.days import Day
from streams.terms.field_notices import FieldEvent
from streams.views.dossier import Dossier, Told
from streams.views.rungs_told import accounts_told
from streams.views.visit_heard import VisitHeard, heard_of
from tests.field.area import Area, rostered
from tests.treatment.field_rules import Visited, asked_for
from tests.treatment.world import DUE_ON, id_of
from tests.views.dossiers import of_customer

VISIT = id_of("visit_1")
ASKED_ON = DUE_ON + 61


class DoorStory(Area):
    """An area that keeps what it was told as well; the visit is known there as v1."""

    def __init__(self) -> None:
        self.facts: list[Any] = []
        super().__init__()

    def take(self, fact: Any) -> None:
        """Let the stage take a fact, and keep it."""
        self.facts.append(fact)
        super().take(fact)

    def heard(self) -> VisitHeard:
        """Return what was heard of the visit."""
        return self.heard_in([*self.facts, *self.said])

    def heard_in(self, told: Iterable[object]) -> VisitHeard:
        """Return what is heard of the visit where things are read in some order."""
        return heard_of({"v1"}, told, self.of(FieldEvent))["v1"]

    def days(self, *days: int) -> None:
        """Tick some days, counted from the due date."""
        for day in days:
            self.tick(DUE_ON + day)

    def asks(self, customer: Visited, **changed: Any) -> None:
        """Take the last question of treatment."""
        self.take(replace(customer.asked(), visit_id="v1", **changed))


def staffed(names: Sequence[str] = ("agent-0001", "agent-0002")) -> DoorStory:
    """Return an area with a crew on every day of the visit's window."""
    area = DoorStory()
    for name in names:
        for kind in ("LAW", "SAFETY"):
            area.tell(
                AgentCertified,
                DUE_ON,
                agent_id=name,
                certificate_id=f"{name}-{kind}",
                certificate=kind,
                valid_from_on=Day(DUE_ON),
                valid_until_on=Day(DUE_ON + 200),
            )
        for day in range(62, 76):
            rostered(area, name, DUE_ON + day)
    return area


def asked(area: DoorStory, rules: Rules | None = None, **changed: Any) -> Visited:
    """Return a customer of whose visit the area was asked on day 61, which it has ticked."""
    customer = asked_for(rules=rules)
    area.days(60)
    area.asks(customer, **changed)
    area.days(61)
    return customer


def story(customer: Visited, area: DoorStory, *, masked: bool = False) -> list[Told]:
    """Return the lines about the customer's accounts."""
    dossier: Dossier = of_customer(customer, masked=masked)
    return list(accounts_told(replace(dossier, visits={VISIT: area.heard()})))


def notes(customer: Visited, area: DoorStory, *, masked: bool = False) -> list[str]:
    """Return what is told of the visit, each behind its day counted from the due date."""
    found = [t for t in story(customer, area, masked=masked) if t.part == "note" and t.rung]
    return [told.text for told in found]


def verdict(customer: Visited, area: DoorStory) -> Told:
    """Return the line of the rung."""
    (found,) = (t for t in story(customer, area) if t.part == "rung" and t.rung == "visit_1")
    return found
