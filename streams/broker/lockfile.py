"""The committed list of jars: one line a jar, its SHA-256 and its Maven coordinate.

`arrears broker lock` makes it anew: it resolves the two endpoints below, downloads every jar and
writes down what it got. Between two such runs nothing is resolved; exactly these files are fetched.

>>> jar = Jar("0" * 64, "org.example:thing:1.2")
>>> jar.file_name
'thing-1.2.jar'
>>> parsed(line_of(jar)) == (jar,)
True
"""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

KAFKA_VERSION = "4.3.0"
# Kafka logs through slf4j 1.7 and leaves the choice of a back end to its distribution; without
# one, the reason of a failed start would be lost.
ENDPOINTS = (
    f"org.apache.kafka:kafka_2.13:{KAFKA_VERSION}",
    "org.apache.logging.log4j:log4j-slf4j-impl:2.25.4",
)
LOCK_FILE = Path(__file__).with_name("jars.lock")

_LINE = re.compile(r"([0-9a-f]{64})\s+([\w.-]+:[\w.-]+:[\w.-]+)")
_HEADER = """\
# The jars of the embedded broker, Kafka {version}: SHA-256, then group:artifact:version.
# Made by `arrears broker lock`; a jar with another checksum is refused.
"""


class Jar(Struct, frozen=True):
    """One pinned jar: lower-case hex SHA-256, and `group:artifact:version`."""

    sha256: str
    coordinate: str

    @property
    def file_name(self) -> str:
        """The file's name, in a Maven repository and in the cache."""
        _, artifact, version = self.coordinate.split(":")
        return f"{artifact}-{version}.jar"


def line_of(jar: Jar) -> str:
    """Write the jar's line of the lock file."""
    return f"{jar.sha256}  {jar.coordinate}"


def parsed(text: str) -> tuple[Jar, ...]:
    """Read a lock file's text; raises ValueError on a line that is none of ours."""
    lines = (line.strip() for line in text.splitlines())
    jars = tuple(_jar(line) for line in lines if line and not line.startswith("#"))
    if len({jar.file_name for jar in jars}) != len(jars):
        raise ValueError("two lines of the lock name the same file")
    return jars


def written(jars: Iterable[Jar]) -> str:
    """Write a lock file's text, sorted by coordinate, so that a change shows as a small diff."""
    ordered = sorted(jars, key=lambda jar: jar.coordinate)
    return _HEADER.format(version=KAFKA_VERSION) + "".join(line_of(jar) + "\n" for jar in ordered)


def pinned() -> tuple[Jar, ...]:
    """Return the jars of the committed lock file."""
    return parsed(LOCK_FILE.read_text(encoding="utf-8"))


def sha256_of(path: Path) -> str:
    """Return the file's SHA-256 in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _jar(line: str) -> Jar:
    found = _LINE.fullmatch(line)
    if found:
        return Jar(*found.groups())
    raise ValueError(f"{line!r} is not 'SHA-256 group:artifact:version'")
