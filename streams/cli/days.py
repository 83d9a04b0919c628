"""Days as options."""

from streams.cli.faults import UsageFault
from streams.terms.days import Day, parse_day


def day_given(option: str, text: str) -> Day:
    """Return the day that an option names; raises UsageFault where it is none.

    >>> day_given("--on", "1970-01-02")
    1
    """
    try:
        return parse_day(text)
    except ValueError as wrong:
        raise UsageFault(f"{option} {text!r} is no date: write it as YYYY-MM-DD") from wrong
