"""The jars of the embedded broker: fetched once, pinned by checksum, kept between runs.

They lie in `<cache>/kafka-<version>-<digest of the lock>/`, where the cache is `$ARREARS_CACHE` or
`~/.cache/arrears`. The folder appears by one rename, after every jar in it was verified, so a
download that was cut short never counts. Each start looks at size and time of change of every jar
against a stamp written after the last full verification, and verifies in full where they differ.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from streams.broker import maven
from streams.broker.errors import DownloadFailed, JarRefused
from streams.broker.lockfile import ENDPOINTS, KAFKA_VERSION, Jar, line_of, pinned, sha256_of

Say = Callable[[str], None]
Fetch = Callable[[str, Path], Path]

_STAMP = "verified.json"
_DOWNLOADS_AT_ONCE = 4


def cache_folder() -> Path:
    """Return the folder that keeps what was downloaded, `$ARREARS_CACHE` or `~/.cache/arrears`."""
    named = os.environ.get("ARREARS_CACHE")
    if named:
        return Path(named).expanduser().absolute()
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache").absolute() / "arrears"


def ready(
    say: Say,
    cache: Path | None = None,
    jars: tuple[Jar, ...] | None = None,
    fetch: Fetch = maven.fetched,
) -> tuple[Path, ...]:
    """Return the verified jars for the class path, downloading them where they are not there.

    Only files named in the lock are returned, whatever else lies in the folder. Raises JarRefused,
    DownloadFailed or ExtraMissing.
    """
    wanted = pinned() if jars is None else jars
    folder = (cache or cache_folder()) / folder_name(wanted)
    if not folder.is_dir():
        _download(wanted, folder, say, fetch)
    _verify(wanted, folder)
    return tuple(folder / jar.file_name for jar in wanted)


def folder_name(jars: Iterable[Jar]) -> str:
    """Return the name of the folder for this very list: another list never meets its files."""
    digest = hashlib.sha256("\n".join(map(line_of, jars)).encode()).hexdigest()
    return f"kafka-{KAFKA_VERSION}-{digest[:12]}"


def locked(say: Say) -> tuple[Jar, ...]:
    """Resolve and download anew, and return what to pin (the maker of `jars.lock`)."""
    with tempfile.TemporaryDirectory(prefix="arrears-lock-") as scratch:
        repository = Path(scratch)
        names = maven.resolved(ENDPOINTS, repository, say)
        with ThreadPoolExecutor(_DOWNLOADS_AT_ONCE) as pool:
            paths = pool.map(lambda name: maven.fetched(name, repository), names)
            return tuple(
                Jar(sha256_of(path), name) for name, path in zip(names, paths, strict=True)
            )


def _download(jars: tuple[Jar, ...], folder: Path, say: Say, fetch: Fetch) -> None:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="part-", dir=folder.parent) as scratch:
            whole = Path(scratch) / "whole"
            whole.mkdir()
            _gather(jars, Path(scratch) / "repository", whole, say, fetch)
            _settle(whole, folder)
    except OSError as broken:
        raise DownloadFailed(
            f"could not keep the jars in {folder.parent} ({broken.strerror or broken}):"
            " name another folder with ARREARS_CACHE"
        ) from broken


def _gather(jars: tuple[Jar, ...], repository: Path, whole: Path, say: Say, fetch: Fetch) -> None:
    with ThreadPoolExecutor(_DOWNLOADS_AT_ONCE) as pool:
        paths = pool.map(lambda jar: fetch(jar.coordinate, repository), jars)
        for number, (jar, path) in enumerate(zip(jars, paths, strict=True), 1):
            shutil.copyfile(path, whole / jar.file_name)
            _require(jar, whole / jar.file_name)
            say(f"downloading Kafka {KAFKA_VERSION}: {number} of {len(jars)} files")
    _stamp(jars, whole)


def _settle(whole: Path, folder: Path) -> None:
    try:
        whole.rename(folder)
    except OSError:
        # Another start was quicker; its folder was verified as this one was.
        if not folder.is_dir():
            raise


def _verify(jars: tuple[Jar, ...], folder: Path) -> None:
    try:
        if _stamped(folder) == _marks(jars, folder):
            return
        for jar in jars:
            _require(jar, folder / jar.file_name)
        _stamp(jars, folder)
    except OSError as broken:
        raise JarRefused(
            f"cannot read the cached jars in {folder} ({broken.strerror or broken}):"
            " delete that folder and start again"
        ) from broken


def _require(jar: Jar, path: Path) -> None:
    found = sha256_of(path)
    if found != jar.sha256:
        raise JarRefused(
            f"{path.name} is not the file that was pinned (SHA-256 {found}, wanted {jar.sha256}):"
            f" delete {path.parent} and start again; if it is refused again, trust neither"
            " the network nor the file"
        )


def _marks(jars: tuple[Jar, ...], folder: Path) -> dict[str, list[int]]:
    states = ((jar.file_name, (folder / jar.file_name).stat()) for jar in jars)
    return {name: [state.st_size, state.st_mtime_ns] for name, state in states}


def _stamped(folder: Path) -> object:
    try:
        return json.loads((folder / _STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _stamp(jars: tuple[Jar, ...], folder: Path) -> None:
    draft = folder / f"{_STAMP}.{os.getpid()}"
    draft.write_text(json.dumps(_marks(jars, folder)), encoding="utf-8")
    draft.replace(folder / _STAMP)
