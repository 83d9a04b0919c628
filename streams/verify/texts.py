"""Logs and metrics searched for what is personal: the keys of the run's own records."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from streams.terms.routes import CLOCK, POLICY
from streams.verify import checks
from streams.verify.findings import Finding
from streams.verify.logged import Logged

# Shorter ids would be found in any text.
_TELLING_LENGTH = 4


def personal_in(log: Logged) -> frozenset[str]:
    """Return the account and customer ids of a run, as they stand in the keys of its records."""
    return frozenset(
        key
        for (topic, _), entries in log.entries.items()
        if topic not in {CLOCK, POLICY}
        for key in {(entry.key or b"").decode(errors="replace") for entry in entries}
        if len(key) >= _TELLING_LENGTH and key != "watermark"
    )


def of_files(files: Sequence[Path], log: Logged) -> list[Finding]:
    """Return a finding for each line of the files in which somebody is named."""
    personal = personal_in(log)
    return [one for file in files for one in _of_file(file, personal)]


def _of_file(file: Path, personal: frozenset[str]) -> Iterator[Finding]:
    with file.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            yield from checks.of_words("worker", f"{file.name}, line {number}", line, personal)
