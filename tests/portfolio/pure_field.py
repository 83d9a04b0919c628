"""The field stage and its planner play beside the other two in memory."""

from collections import Counter
from collections.abc import Iterator

from streams.field import stage
from streams.field.rows import AreaRow
from streams.planning.answering import answer
from streams.policy.rules import Rules
from streams.terms.customer_facts import AnyCustomerFact
from streams.terms.days import AsOf, Day
from streams.terms.field_facts import AnyFieldFact
from streams.terms.field_notices import FieldEvent, Handback, PlanAsked, VisitNotice
from streams.terms.step import Step
from streams.wire.customer_facts import decode
from streams.wire.field_notices import encode_field


class PureField:
    """What the field makes of a world; `handed_back` waits to be taken by treatment."""

    def __init__(self) -> None:
        self.areas: dict[str, AreaRow] = {}
        self.wakes: dict[str, Day | None] = {}
        self.refused: Counter[str] = Counter()
        self.said: list[VisitNotice | FieldEvent] = []
        self.handed_back: list[AnyCustomerFact] = []
        self.asked: list[PlanAsked] = []

    def take(self, fact: AnyFieldFact, rules: Rules | None, as_of: AsOf | None) -> None:
        """Record a fact of an area."""
        row = self.areas.get(fact.area) or stage.blank(fact.area)
        self._keep(fact.area, stage.apply(row, fact, rules, as_of))

    def turn(self, rules: Rules, as_of: AsOf) -> None:
        """Turn the areas that are due."""
        for name, wake_on in tuple(self.wakes.items()):
            if wake_on is not None and wake_on <= as_of.on:
                self._keep(name, stage.turn(self.areas[name], rules, as_of, as_of))

    def plan(self, rules: Rules, as_of: AsOf) -> None:
        """Answer what the areas have asked a planner."""
        asked, self.asked = self.asked, []
        for one in asked:
            self.take(answer(one, 30.0), rules, as_of)

    def back(self) -> Iterator[AnyCustomerFact]:
        """Yield what is handed back, until there is nothing more."""
        while self.handed_back:
            yield self.handed_back.pop(0)

    def _keep(self, name: str, step: Step) -> None:  # type: ignore[type-arg]
        self.areas[name], self.wakes[name] = step.row, step.wake_on
        self.refused.update([step.reject.rule] if step.reject else [])
        for notice in step.notices:
            if isinstance(notice, Handback):
                sent = encode_field(notice)
                fact = decode(sent.topic, sent.key, sent.value)
                assert isinstance(fact, AnyCustomerFact)
                self.handed_back.append(fact)
            elif isinstance(notice, PlanAsked):
                self.asked.append(notice)
            else:
                self.said.append(notice)
