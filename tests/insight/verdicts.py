"""Verdicts on second visits, and who was asked for, for tests of the groups they come into."""

from typing import Any

from streams.terms.days import Day, Instant
from streams.terms.treatment_notices import Escalation, Verdict
from streams.terms.visit_facts import DayWindow, VisitAsked

DUE_ON = Day(20_620)
_DAY = 86_400_000_000


def verdict(
    name: str, rule: str | None, days: int = 0, said: Verdict = "DEFERRED", **fields: Any
) -> Escalation:
    """Return a verdict on a customer's visit, so many days after it came due."""
    on = Day(DUE_ON + days)
    plain: dict[str, Any] = {
        "escalation_id": f"v-{name}",
        "customer_id": f"c-a-{name}",
        "account_id": f"a-{name}",
        "seq": 10 + days,
        "rung": "visit_2",
        "channel": "VISIT",
    }
    return Escalation(
        verdict=said,
        rule=rule,
        as_of=on,
        at=Instant(on * _DAY),
        due_on=DUE_ON,
        ladder="house",
        occurrence=1,
        origin="s",
        currency="CNY",
        past_due_minor=50_000,
        days_past_due=78,
        bucket="m3",
        zone="Asia/Shanghai",
        policy_digest="d",
        **(plain | fields),
    )


def ask(
    name: str, number: int = 2, days: int = 0, area: str = "north", **fields: Any
) -> VisitAsked:
    """Return what an area is asked for, so many days after the second visit came due."""
    on = Day(DUE_ON + days)
    plain: dict[str, Any] = {
        "visit_id": f"v-{name}" if number > 1 else f"first-{name}",
        "attempt": 1,
        "customer_id": f"c-a-{name}",
        "account_id": f"a-{name}",
    }
    return VisitAsked(
        event_id=f"{area}-{name}-{number}-{days}",
        area=area,
        effective_on=on,
        visit_number=number,
        purpose="COLLECTION",
        point_id="p",
        zone="Asia/Shanghai",
        windows=(DayWindow(window_on=on, not_before=Instant(0), not_after=Instant(1)),),
        expires_on=Day(on + 20),
        currency="CNY",
        past_due_minor=50_000,
        days_past_due=78,
        **(plain | fields),
    )
