"""Days as options."""

from streams.cli.faults import UsageFault
from streams.terms.days import Day, iso, parse_day

FIRST, LAST = parse_day("1900-01-01"), parse_day("2999-12-31")
"""The days that a fact may name, and so an option."""


def day_given(option: str, text: str) -> Day:
    """Return the day that an option names; raises UsageFault where it is none, or none of a fact.

    >>> day_given("--on", "1970-01-02")
    1
    """
    try:
        day = parse_day(text)
    except ValueError as wrong:
        raise UsageFault(f"{option} {text!r} is no date: write it as YYYY-MM-DD") from wrong
    if not FIRST <= day <= LAST:
        farthest = f"{iso(FIRST)} to {iso(LAST)}"
        raise UsageFault(f"{option} {text!r} is too far off: write a day from {farthest}")
    return day
