"""The house's hours of a day as instants."""

from streams.policy.rules import House
from streams.terms.days import AsOf, Day, Instant
from streams.terms.local_times import begins, ends, local_day


def contact_day(as_of: AsOf, house: House) -> Day:
    """Return the house's calendar day on which a contact allowed now would be made.

    It is the business day, or the local day of the instant where that is already further.
    """
    return Day(max(as_of.on, local_day(as_of.at, house.zone)))


def opening(day: Day, house: House) -> Instant:
    """Return the first instant of the house's hours on a day."""
    return begins(day, house.opens_minute, house.zone)


def closing(day: Day, house: House) -> Instant:
    """Return the instant at which the house's hours on a day are over."""
    return ends(day, house.closes_minute, house.zone)
