"""What bands, amounts and hours may say, each entry looked at on its own.

What the entries about lateness may say stands in `ledger_values`.
"""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from streams.policy.fault import Faults
from streams.policy.placed import Placed
from streams.policy.sections import Sections
from streams.policy.shapes import DayBands
from streams.terms.money import exponent_of

_NO_PLACE = frozenset({"Factory", "localtime", "posixrules"})
# The same names once more, and those of a clock that counts leap seconds.
_OTHER_CLOCKS = ("posix/", "right/")


def check_values(sections: Sections, faults: Faults) -> None:
    """Note bands that do not begin or rise as they must, unknown currencies, hours and zones."""
    for days in (*sections.tiers, *sections.day_bands):
        _check_days(days, faults)
    for amounts in sections.amount_bands:
        starts = [band.from_minor for band in amounts.entry.bands]
        check_rising(starts, 0, f"{amounts.key}.bands", "from_minor", faults)
        check_ids([b.id for b in amounts.entry.bands], f"{amounts.key}.bands", faults)
        check_currency(amounts.entry.currency, amounts.key, faults)
    for tolerance in sections.tolerance:
        check_currency(tolerance.entry.currency, tolerance.key, faults)
    for law in sections.contact.law_hours:
        _check_hours(law.entry.opens, law.entry.closes, law.key, faults)
    for house in sections.house_hours:
        _check_hours(house.entry.opens, house.entry.closes, house.key, faults)
        check_zone(house.entry.zone, house.key, faults)
        for i, zone in enumerate(house.entry.customer_zones):
            if zone_of(zone) is None:
                place = f"{house.key}.customer_zones[{i}]"
                faults.add(place, "unknown_zone", "write IANA time zones such as Asia/Shanghai")


def zone_of(name: str) -> ZoneInfo | None:
    """Return the time zone of an IANA name, or None where there is none.

    What a machine calls its own zone differs from one to the next, and is none.
    """
    if name in _NO_PLACE or name.startswith(_OTHER_CLOCKS):
        return None
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


def check_zone(zone: str, key: str, faults: Faults) -> None:
    """Note a time zone that nobody knows; `key` is the place of what names it."""
    if zone_of(zone) is None:
        cure = "write an IANA time zone such as Asia/Shanghai"
        faults.add(f"{key}.zone", "unknown_zone", cure)


def _check_days(days: Placed[DayBands], faults: Faults) -> None:
    bands = days.entry.bands
    check_rising([b.from_days for b in bands], 1, f"{days.key}.bands", "from_days", faults)
    check_ids([band.id for band in bands], f"{days.key}.bands", faults)


def check_rising(
    starts: Sequence[int], first: int | None, place: str, name: str, faults: Faults
) -> None:
    """Note starts that do not rise, or do not begin with `first` where one is asked for.

    `place` is that of the list (`clocks[0].bands`); its last word goes into the rule's name.
    """
    what = place.rpartition(".")[2]
    if first is not None and starts[0] != first:
        faults.add(f"{place}[0].{name}", f"{what}_start_at_{first}", f"write {name} = {first}")
    for i, start in enumerate(starts[1:], start=1):
        if start <= starts[i - 1]:
            cure = f"write a number above {starts[i - 1]}, where the one before it begins"
            faults.add(f"{place}[{i}].{name}", f"{what}_do_not_rise", cure)


def check_ids(ids: Sequence[str], place: str, faults: Faults) -> None:
    """Note ids that name an earlier band of the list at `place`."""
    for i, name in enumerate(ids):
        if name in ids[:i]:
            cure = f"{name} names an earlier band; choose another id"
            faults.add(f"{place}[{i}].id", "duplicate_id", cure)


def check_currency(currency: str, key: str, faults: Faults) -> None:
    """Note a currency that ISO 4217 does not know; `key` is the place of what names it."""
    if exponent_of(currency) is None:
        cure = "write a three-letter ISO-4217 code such as CNY"
        faults.add(f"{key}.currency", "unknown_currency", cure)


def _check_hours(opens: str, closes: str, key: str, faults: Faults) -> None:
    if minute_of(closes) <= minute_of(opens):
        cure = f"close after {opens}; hours over midnight are not one window"
        faults.add(f"{key}.closes", "hours_are_empty", cure)
