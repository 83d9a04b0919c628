"""The sound document with entries on lateness behind it, and ways to spoil those."""

from pathlib import Path

from tests.policy.bank import GOOD

LATENESS = (Path(__file__).parent / "lateness.toml").read_text(encoding="utf-8")
WHOLE = f"{GOOD}\n{LATENESS}"


def changed(*changes: tuple[str, str]) -> str:
    """Return the whole text with places of its lateness changed; each is found exactly once."""
    text = LATENESS
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        text = text.replace(old, new)
    return f"{GOOD}\n{text}"


def without(*sections: str) -> str:
    """Return the whole text without all entries of these sections."""
    entries = LATENESS.split("\n[[")
    kept, dropping = [entries[0]], False
    for entry in entries[1:]:
        name = entry.partition("]]")[0]
        # A table of years belongs to the entry before it.
        dropping = dropping if "." in name else name in sections
        if not dropping:
            kept.append(entry)
    joined = "\n[[".join(kept)
    return f"{GOOD}\n{joined}"
