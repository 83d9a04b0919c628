"""Visits of a day as the field says them and treatment asked for them, in Shanghai's hours."""

from typing import Any

from msgspec.structs import replace

from streams.terms.days import Day, Instant, parse_day
from streams.terms.field_notices import VisitNotice
from streams.terms.visit_facts import DayWindow, VisitAsked

ON = parse_day("2026-06-05")
_HOUR = 3_600_000_000


def at(hour: float, on: Day = ON) -> Instant:
    """Return an instant of a day, by Shanghai's hours."""
    return Instant(int(on * 24 * _HOUR + (hour - 8) * _HOUR))


def notice(name: str = "v1", hour: float = 10, **changed: Any) -> VisitNotice:
    """Return a visit that may be made, half an hour long, and with what is changed."""
    plain = VisitNotice(
        visit_id=name,
        attempt=1,
        change="VISIT_GRANTED",
        area="north",
        customer_id=f"customer-{name}-9876",
        account_id=f"account-{name}",
        visit_number=1,
        point_id=f"point-{name}",
        purpose="COLLECTION",
        seq=7,
        as_of=ON,
        at=at(8),
        agent_ids=("ada", "bob"),
        visit_on=ON,
        starts_at=at(hour),
        ends_at=at(hour + 0.5),
        policy_digest="d1",
    )
    return replace(plain, **changed)


def request(name: str = "v1", **changed: Any) -> VisitAsked:
    """Return what treatment asked for, and with what is changed."""
    plain = VisitAsked(
        event_id=f"asked-{name}",
        area="north",
        effective_on=Day(ON - 6),
        visit_id=name,
        attempt=1,
        customer_id=f"customer-{name}-9876",
        account_id=f"account-{name}",
        visit_number=1,
        purpose="COLLECTION",
        point_id=f"point-{name}",
        zone="Asia/Shanghai",
        windows=(DayWindow(window_on=ON, not_before=at(8.2), not_after=at(17.7)),),
        expires_on=Day(ON + 9),
        currency="CNY",
        past_due_minor=123_456,
        days_past_due=61,
        verified=True,
        latitude_microdegrees=31_230_000,
        longitude_microdegrees=121_470_000,
    )
    return replace(plain, **changed)
