"""Fetching jars from a Maven repository with jgo, which needs neither Maven nor Java.

jgo writes a download straight to its final name, so it is given a folder of its own that is
thrown away; what stays is copied out of it by `streams.broker.jars`.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from streams.broker.errors import DownloadFailed, ExtraMissing

CURE = "install it with: pip install 'arrears[embedded]', or name a broker with --bootstrap"
_SCOPES = {"compile", "runtime"}
_TIMEOUT_S = 30


def fetched(coordinate: str, repository: Path) -> Path:
    """Download one jar into the repository folder and return its path.

    Raises DownloadFailed, or ExtraMissing where jgo is not installed.
    """
    group, artifact, version = coordinate.split(":")
    context = _context(repository)
    try:
        found = context.project(group, artifact).at_version(version).artifact().resolve()
    except (OSError, RuntimeError) as broken:
        raise _failed(coordinate, broken) from broken
    return Path(found)


def resolved(endpoints: Iterable[str], repository: Path, say: Callable[[str], None]) -> list[str]:
    """Return the coordinates of the endpoints and of all they need at run time.

    Each endpoint is resolved by itself, and the first to name an artifact chooses its version:
    resolved together, the recommendations of one would change the versions of another.
    """
    chosen: dict[str, str] = {}
    for endpoint in endpoints:
        say(f"resolving what {endpoint} needs")
        for coordinate in _needs(endpoint, repository):
            chosen.setdefault(coordinate.rpartition(":")[0], coordinate)
    return list(chosen.values())


def _needs(endpoint: str, repository: Path) -> list[str]:
    context = _context(repository)
    try:
        inputs, others = context.resolver.resolve([_dependency(context, endpoint)])
    except (OSError, RuntimeError) as broken:
        raise _failed(endpoint, broken) from broken
    kept = [*inputs, *(each for each in others if each.scope in _SCOPES)]
    return [f"{each.groupId}:{each.artifactId}:{each.version}" for each in kept]


def _context(repository: Path) -> Any:
    try:
        from jgo.maven import MavenContext  # noqa: PLC0415 - belongs to an extra
    except ImportError as missing:
        raise ExtraMissing(f"the embedded broker needs the library jgo: {CURE}") from missing
    return MavenContext(repo_cache=repository, timeout=_TIMEOUT_S)


def _dependency(context: Any, endpoint: str) -> Any:
    from jgo.parse import Coordinate  # noqa: PLC0415 - belongs to an extra

    return context.create_dependency(replace(Coordinate.parse(endpoint), scope="compile"))


def _failed(what: str, broken: Exception) -> DownloadFailed:
    reason = " ".join(str(broken).split()) or type(broken).__name__
    return DownloadFailed(
        f"could not download {what} ({reason[:300]}): check the network and try again,"
        " or name a broker with --bootstrap"
    )
