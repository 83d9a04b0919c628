"""Several customers of one house, and the moves between them in an order of one's own."""

from collections.abc import Callable

from msgspec.structs import replace

from streams.policy.rules import Rules
from streams.terms.customer_facts import AnyCustomerFact
from streams.terms.days import AsOf, Day
from streams.terms.profile_facts import CustomerMoved, CustomersMerged, MergeRole
from streams.terms.step import Reject
from streams.terms.treatment_notices import ContentsMoved, CustomerEvent, Escalation
from streams.treatment import stage
from streams.treatment.rows import CustomerRow
from tests.portfolio.pure_play import moved_on
from tests.treatment.world import DUE_ON, RULES, moment, shown


class People:
    """Rows by customer; `moves` are said and not yet delivered."""

    def __init__(self, rules: Rules = RULES) -> None:
        """Begin with nothing known."""
        self.rows: dict[str, CustomerRow] = {}
        self.wakes: dict[str, int | None] = {}
        self.rules, self.as_of = rules, None
        self.said: list[Escalation] = []
        self.events: list[CustomerEvent] = []
        self.rejects: list[Reject] = []
        self.moves: list[CustomerMoved] = []

    as_of: AsOf | None

    def tell(self, fact: AnyCustomerFact, customer: str | None = None) -> list[str]:
        """Let a fact arrive at its customer, or at another one; returns the verdicts it led to."""
        name = fact.customer_id if customer is None else customer
        row = self.rows.get(name) or stage.blank(name)
        rules = None if self.as_of is None else self.rules
        step = stage.apply(row, replace(fact, customer_id=name), rules, self.as_of)
        return self._took(name, step)

    def tick(self, day: int, hour: int = 6, *, deliver: bool = True) -> dict[str, list[str]]:
        """Let a tick come to every row that is due; what moved before it is delivered first."""
        if deliver:
            self.deliver()
        self.as_of = moment(day, hour)
        said = {}
        for name, wake in sorted(self.wakes.items()):
            if wake is not None and wake <= self.as_of.on:
                step = stage.turn(self.rows[name], self.rules, self.as_of, self.as_of)
                said[name] = self._took(name, step)
        return {name: verdicts for name, verdicts in said.items() if verdicts}

    def deliver(self, chosen: Callable[[int], int] = lambda _: 0) -> None:
        """Deliver all moves, and those they lead to; `chosen` says which is next."""
        for _ in range(100):
            if not self.moves:
                return
            self.tell(self.moves.pop(chosen(len(self.moves))))
        raise AssertionError("moves go round and round")

    def _took(self, name: str, step: stage.TreatmentStep) -> list[str]:
        self.rows[name], self.wakes[name] = step.row, step.wake_on
        self.said += [n for n in step.notices if isinstance(n, Escalation)]
        self.events += [n for n in step.notices if isinstance(n, CustomerEvent)]
        self.moves += [moved_on(n) for n in step.notices if isinstance(n, ContentsMoved)]
        self.rejects += [] if step.reject is None else [step.reject]
        return shown(step.notices)


def merged(
    customer: str, other: str, role: MergeRole, *, merge: str = "m1", day: int = 0
) -> CustomersMerged:
    """Return one side of a merge."""
    return CustomersMerged(
        event_id=f"e-{merge}-{role}",
        customer_id=customer,
        effective_on=Day(DUE_ON + day),
        merge_id=merge,
        other_id=other,
        merge_role=role,
    )


def both(
    absorbed: str = "c1", survivor: str = "c2", *, merge: str = "m1", day: int = 0
) -> tuple[CustomersMerged, CustomersMerged]:
    """Return the two sides of a merge, that of the absorbed one first."""
    return (
        merged(absorbed, survivor, "ABSORBED", merge=merge, day=day),
        merged(survivor, absorbed, "SURVIVOR", merge=merge, day=day),
    )
