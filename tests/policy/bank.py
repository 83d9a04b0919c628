"""The sound document of these tests, and ways to spoil it."""

from pathlib import Path

from streams.policy.document import Policy, parse
from streams.terms.days import Day, parse_day

GOOD = (Path(__file__).parent / "good.toml").read_text(encoding="utf-8")


def spoiled(old: str, new: str) -> str:
    """Return the sound text with one place changed; the place must be found exactly once."""
    assert GOOD.count(old) == 1, f"{old!r} stands {GOOD.count(old)} times in the sound document"
    return GOOD.replace(old, new)


def broken_rules(text: str) -> list[tuple[str, str]]:
    """Return key and rule of every fault of a text, none for a sound one."""
    read = parse(text, "bank.toml")
    return [] if isinstance(read, Policy) else [(fault.key, fault.rule) for fault in read]


def sound(text: str) -> Policy:
    """Return the policy of a text that has no faults."""
    read = parse(text, "bank.toml")
    assert isinstance(read, Policy), [str(fault) for fault in read]
    return read


def on(text: str) -> Day:
    """Return the day of YYYY-MM-DD."""
    return parse_day(text)
