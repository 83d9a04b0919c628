"""What an area is asked: a visit to an address, with the hours of each day that may be planned."""

from collections.abc import Iterator

from streams.policy.contact import ContactRules
from streams.policy.rules import Rules
from streams.terms.days import Day
from streams.terms.visit_facts import DayWindow, VisitAsked
from streams.treatment.choosing import purpose_of
from streams.treatment.known import KnownPoint
from streams.treatment.ladder import days_past_due
from streams.treatment.rows import CustomerRow, RungRecord
from streams.treatment.telling_area import head_of
from streams.treatment.visits import AskedVisit, visit_of
from streams.treatment.walk import Place, Walk
from streams.treatment.windows import Asked, Window, window_of

_IN_HISTORY = frozenset({"PHONE", "LETTER", "VISIT"})


def windows_of(  # noqa: PLR0917 - the visit, and the day and address it is asked from and for
    walk: Walk, rules: Rules, place: Place, record: RungRecord, on: Day, point: KnownPoint
) -> tuple[DayWindow, ...]:
    """Return the hours of each day on which the visit may be, as far as is known by now.

    The customer is to be told so many days before, so the days begin that much later.
    """
    notice = 0 if rules.field is None else rules.field.notice.days
    preferred = walk.chooser.row_for(walk.ledger(place)).hours
    found = []
    for day in range(on + max(1, notice), record.expires_on):
        asked = Asked(
            day=Day(day),
            now=walk.as_of.at,
            channel="VISIT",
            profile=walk.row.profile,
            point=point,
            preferred=preferred,
        )
        window = None if _is_barred(Day(day), rules.contact) else window_of(asked, rules)
        if isinstance(window, Window):
            found.append(
                DayWindow(
                    window_on=Day(day), not_before=window.not_before, not_after=window.not_after
                )
            )
    return tuple(found)


def request_of(  # noqa: PLR0917 - the visit, its attempt, its address and its days
    walk: Walk,
    place: Place,
    record: RungRecord,
    ask: AskedVisit,
    point: KnownPoint,
    windows: tuple[DayWindow, ...],
) -> VisitAsked:
    """Return the question to the area."""
    row, ledger = walk.row, walk.ledger(place)
    house = None if walk.rules is None else walk.rules.house
    episode = tuple(r for r in walk.records(*place.origin_of) if not r.before_due)
    return VisitAsked(
        **head_of(walk, ask.area, "visit asked", ask.escalation_id, ask.attempt),
        visit_id=ask.escalation_id,
        attempt=ask.attempt,
        customer_id=row.customer_id,
        account_id=place.account_id,
        visit_number=record.visit_number or 1,
        purpose=purpose_of(walk.rules, record),
        point_id=point.id,
        zone=point.zone or ("" if house is None else str(house.zone)),
        windows=windows,
        expires_on=record.expires_on,
        currency=place.currency,
        past_due_minor=ledger.past_due_minor,
        days_past_due=days_past_due(ledger, walk.as_of.on),
        verified=point.verified,
        latitude_microdegrees=point.latitude_microdegrees,
        longitude_microdegrees=point.longitude_microdegrees,
        lead_before=_lead_before(row, episode, record),
        not_by=_complained_of(row),
        history=tuple(_history(episode)),
    )


def _is_barred(day: Day, rules: ContactRules) -> bool:
    """Tell whether it is a holiday for visits, or a day of which no calendar knows."""
    if not any("VISIT" in demand.channels for demand in rules.holidays):
        return False
    calendar = rules.calendar
    return calendar is None or not calendar.covers(day) or day in calendar.days


def _lead_before(row: CustomerRow, episode: tuple[RungRecord, ...], record: RungRecord) -> str:
    """Return who led the last visit of the episode that somebody made."""
    made = [
        r
        for r in episode
        if r.visit_number is not None
        and r.visit_number < (record.visit_number or 1)
        and r.outcome_on is not None
    ]
    last = max(made, key=lambda r: r.visit_number or 0, default=None)
    ask = None if last is None else visit_of(row.visits, last.escalation_id)
    return "" if ask is None else ask.lead


def _complained_of(row: CustomerRow) -> tuple[str, ...]:
    """Return the agents of whom the customer complained, answered or not: they do not come."""
    agents = {complaint.agent_id for complaint in row.matters.complaints}
    return tuple(sorted(agents - {""}))


def _history(episode: tuple[RungRecord, ...]) -> Iterator[str]:
    """Yield what became of the calls, letters and visits of the episode, oldest first."""
    told = (r for r in episode if r.outcome is not None and r.channel in _IN_HISTORY)
    for record in sorted(told, key=lambda r: (r.outcome_on or 0, r.due_on, r.rung, r.occurrence)):
        yield f"{record.rung}:{record.outcome}"
