"""One walk over an area's row: what is said is counted at once, so that no number has a gap.

A walk lives for one call of the stage and never leaves it; what leaves are its row and notices.
"""

from typing import Any

from msgspec.structs import replace

from streams.field.duties import Duties
from streams.field.rows import RECALLED, AreaRow, Visit, with_head, with_visit
from streams.field.sites import is_of_plan, put_aside
from streams.policy.field import FieldRules
from streams.policy.rules import Rules
from streams.terms.days import AsOf, Instant
from streams.terms.field_notices import (
    AnyFieldNotice,
    FieldEvent,
    FieldEventKind,
    Handback,
    HandbackKind,
    VisitChange,
    VisitNotice,
)


class FieldWalk:
    """The row so far and the notices so far, as of one moment.

    `moment` is later than that of the tick where the fact that is told is.
    """

    def __init__(
        self, row: AreaRow, rules: Rules | None, as_of: AsOf, heard_at: Instant | None = None
    ) -> None:
        self.row = row
        self.as_of = as_of
        self.moment = max(as_of.at, heard_at or as_of.at)
        self.digest = "" if rules is None else rules.digest
        self.field: FieldRules | None = None if rules is None else rules.field
        self.notices: list[AnyFieldNotice] = []
        self.duties = Duties()

    def next_seq(self) -> int:
        """Count one more notice and return its number."""
        self.row = with_head(self.row, seq=self.row.head.seq + 1)
        return self.row.head.seq

    def write(self, visit: Visit, **changes: Any) -> Visit:
        """Write a visit with some changes, without saying anything."""
        written = replace(visit, **changes) if changes else visit
        before, self.row = self.row, with_visit(self.row, written)
        self.duties.follow(before, self.row, written)
        return written

    def say(self, visit: Visit, change: VisitChange, **more: Any) -> None:
        """Say what becomes of a visit; who goes when is told where there is a plan."""
        ask, plan = visit.ask, visit.plan
        planned: dict[str, Any] = {}
        if plan is not None:
            planned = {
                "agent_ids": plan.agent_ids,
                "visit_on": plan.on,
                "starts_at": plan.starts_at,
                "ends_at": plan.ends_at,
            }
        self.notices.append(
            VisitNotice(
                visit_id=visit.id,
                attempt=visit.attempt,
                change=change,
                area=self.row.area,
                customer_id=ask.customer_id,
                account_id=ask.account_id,
                visit_number=ask.number,
                point_id=ask.point_id,
                purpose=ask.purpose,
                seq=self.next_seq(),
                as_of=self.as_of.on,
                at=self.as_of.at,
                policy_digest=self.digest,
                **(planned | more),
            )
        )

    def hand_back(self, kind: HandbackKind, customer_id: str, **more: Any) -> None:
        """Tell treatment something about a customer; this is counted by itself."""
        self.row = with_head(self.row, handed_back=self.row.head.handed_back + 1)
        self.notices.append(
            Handback(
                kind=kind,
                customer_id=customer_id,
                area=self.row.area,
                seq=self.row.head.handed_back,
                as_of=self.as_of.on,
                at=self.as_of.at,
                **more,
            )
        )

    def hand_back_visit(self, kind: HandbackKind, visit: Visit, **more: Any) -> None:
        """Tell treatment something about a visit."""
        self.hand_back(
            kind,
            visit.ask.customer_id,
            visit_id=visit.id,
            attempt=visit.attempt,
            account_id=visit.ask.account_id,
            visit_number=visit.ask.number,
            **more,
        )

    def alert(
        self, kind: FieldEventKind, subject_id: str, rule: str = "", detail: str = ""
    ) -> None:
        """Say something that a person has to look at."""
        self.notices.append(
            FieldEvent(
                kind=kind,
                area=self.row.area,
                subject_id=subject_id,
                seq=self.next_seq(),
                as_of=self.as_of.on,
                at=self.as_of.at,
                rule=rule,
                detail=detail,
            )
        )

    def alert_once(
        self, visit: Visit, kind: FieldEventKind, rule: str = "", detail: str = ""
    ) -> None:
        """Say something about a visit that a person has to look at, once in its life."""
        if kind not in visit.told:
            self.write(visit, told=(*visit.told, kind))
            self.alert(kind, visit.id, rule, detail)

    def give_back(self, visit: Visit, rule: str) -> None:
        """Return a visit to treatment under a rule: the area does nothing more about it."""
        self._say_came(visit)
        given = self.write(
            visit, state="RETURNED", rule=rule, closed_on=self.as_of.on, offered_in="", plan=None
        )
        self.say(given, "VISIT_RETURNED", rule=rule)
        self.hand_back_visit("VISIT_RETURNED", given, rule=rule)

    def unplan(self, visit: Visit, rule: str) -> None:
        """Take a plan back under a rule; the area looks for another day."""
        self._say_came(visit)
        self.say(visit, "VISIT_UNPLANNED", rule=rule)
        # Who came to it is no arrival at the next plan.
        free = self.write(put_aside(visit), state="ASKED", plan=None, offered_in="")
        self.hand_back_visit("VISIT_UNPLANNED", free, rule=rule)

    def recall(self, visit: Visit, rule: str) -> None:
        """Call a crew back that was allowed to go: the visit has not taken place.

        What the crew tells of it later holds instead.
        """
        at, on = self.moment, self.as_of.on
        self._say_came(visit)
        self.say(visit, "VISIT_CANCELLED", rule=rule, urgent=True)
        site = replace(visit.site, outcome=RECALLED, ended_at=at)
        over = self.write(visit, state="COMPLETED", rule=rule, closed_on=on, site=site)
        self.hand_back_visit("OUTCOME_HANDED_BACK", over, outcome=RECALLED, outcome_at=at)

    def _say_came(self, visit: Visit) -> None:
        """Say that a crew came to a visit for which no leave will come any more."""
        if visit.state == "PLANNED" and is_of_plan(visit):
            self.say_not_granted(visit)

    def say_not_granted(self, visit: Visit) -> None:
        """Alert people to a crew that nobody has let go."""
        self.alert("ARRIVED_NOT_GRANTED", visit.id, detail=f"the visit is {visit.state}")
