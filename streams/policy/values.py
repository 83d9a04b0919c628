"""What bands, amounts and hours may say, each entry looked at on its own."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from streams.policy.fault import Faults
from streams.policy.placed import Placed
from streams.policy.sections import Sections
from streams.policy.shapes import DayBands
from streams.terms.money import exponent_of


def check_values(sections: Sections, faults: Faults) -> None:
    """Note bands that do not begin or rise as they must, unknown currencies, hours and zones."""
    for days in (*sections.tiers, *sections.day_bands):
        _check_days(days, faults)
    for amounts in sections.amount_bands:
        starts = [band.from_minor for band in amounts.entry.bands]
        _check_rising(starts, 0, f"{amounts.key}.bands", "from_minor", faults)
        _check_ids([band.id for band in amounts.entry.bands], amounts.key, faults)
        _check_currency(amounts.entry.currency, amounts.key, faults)
    for tolerance in sections.tolerance:
        _check_currency(tolerance.entry.currency, tolerance.key, faults)
    for law in sections.law_hours:
        _check_hours(law.entry.opens, law.entry.closes, law.key, faults)
    for house in sections.house_hours:
        _check_hours(house.entry.opens, house.entry.closes, house.key, faults)
        if zone_of(house.entry.zone) is None:
            cure = "write an IANA time zone such as Asia/Shanghai"
            faults.add(f"{house.key}.zone", "unknown_zone", cure)


def zone_of(name: str) -> ZoneInfo | None:
    """Return the time zone of an IANA name, or None where there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def minute_of(clock: str) -> int:
    """Return the minutes from midnight of a well-formed 'HH:MM'.

    >>> minute_of("09:30"), minute_of("24:00")
    (570, 1440)
    """
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)


def _check_days(days: Placed[DayBands], faults: Faults) -> None:
    bands = days.entry.bands
    _check_rising([b.from_days for b in bands], 1, f"{days.key}.bands", "from_days", faults)
    _check_ids([band.id for band in bands], days.key, faults)


def _check_rising(starts: Sequence[int], first: int, place: str, name: str, faults: Faults) -> None:
    if starts[0] != first:
        faults.add(f"{place}[0].{name}", f"bands_start_at_{first}", f"write {name} = {first}")
    for i, start in enumerate(starts[1:], start=1):
        if start <= starts[i - 1]:
            cure = f"write a number above {starts[i - 1]}, where the band before it begins"
            faults.add(f"{place}[{i}].{name}", "bands_do_not_rise", cure)


def _check_ids(ids: Sequence[str], key: str, faults: Faults) -> None:
    for i, name in enumerate(ids):
        if name in ids[:i]:
            cure = f"{name} names an earlier band; choose another id"
            faults.add(f"{key}.bands[{i}].id", "duplicate_id", cure)


def _check_currency(currency: str, key: str, faults: Faults) -> None:
    if exponent_of(currency) is None:
        cure = "write a three-letter ISO-4217 code such as CNY"
        faults.add(f"{key}.currency", "unknown_currency", cure)


def _check_hours(opens: str, closes: str, key: str, faults: Faults) -> None:
    if minute_of(closes) <= minute_of(opens):
        cure = f"close after {opens}; hours over midnight are not one window"
        faults.add(f"{key}.closes", "hours_are_empty", cure)
