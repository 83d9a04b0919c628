"""The moments that ticks stand for: of a business day, and of the clock on the wall."""

from datetime import UTC, datetime, timedelta, tzinfo

from streams.terms.days import AsOf, Day, Instant, date_of, instant_of


def moment(day: Day, zone: tzinfo, minute: int = 8 * 60) -> AsOf:
    """Return the moment of a business day: its tick falls at a minute of the day in a zone."""
    local = datetime.combine(date_of(day), datetime.min.time(), tzinfo=zone)
    return AsOf(day, instant_of((local + timedelta(minutes=minute)).astimezone(UTC)))


def real_moment(now: datetime, zone: tzinfo) -> AsOf:
    """Return the moment of the wall clock: the business day is the date in the zone."""
    local = now.astimezone(zone)
    day = Day((local.date() - datetime.fromtimestamp(0, UTC).date()).days)
    return AsOf(day, Instant(instant_of(now)))
