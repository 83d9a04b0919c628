"""Only the pinned jars reach the class path, and a download cut short never counts."""

import hashlib
import os
from pathlib import Path

import pytest

from streams.broker import jars
from streams.broker.errors import DownloadFailed, JarRefused
from streams.broker.lockfile import Jar, parsed, pinned, written

CONTENTS = {"org.a:one:1.0": b"first", "org.b:two:2.0": b"second"}
PINNED = tuple(Jar(hashlib.sha256(text).hexdigest(), name) for name, text in CONTENTS.items())


class Repository:
    """A repository that counts what was asked of it, and may be told to fail or to lie."""

    def __init__(self, *, lie: str = "", fail: str = "") -> None:
        self.asked: list[str] = []
        self._lie = lie
        self._fail = fail

    def __call__(self, coordinate: str, folder: Path) -> Path:
        """Do as `maven.fetched` does."""
        self.asked.append(coordinate)
        if coordinate == self._fail:
            raise DownloadFailed(f"could not download {coordinate}")
        path = folder / coordinate.replace(":", "-")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"other" if coordinate == self._lie else CONTENTS[coordinate])
        return path


def ready(cache: Path, fetch: Repository) -> list[Path]:
    return list(jars.ready(lambda _line: None, cache, PINNED, fetch))


def test_jars_are_fetched_once_and_found_again(tmp_path: Path) -> None:
    fetch = Repository()
    first = ready(tmp_path, fetch)
    assert [path.name for path in first] == ["one-1.0.jar", "two-2.0.jar"]
    assert [path.read_bytes() for path in first] == [b"first", b"second"]
    assert ready(tmp_path, fetch) == first
    assert sorted(fetch.asked) == sorted(CONTENTS)


def test_progress_is_told_file_by_file(tmp_path: Path) -> None:
    said: list[str] = []
    jars.ready(said.append, tmp_path, PINNED, Repository())
    assert [line.partition(": ")[2] for line in said] == ["1 of 2 files", "2 of 2 files"]


@pytest.mark.parametrize("lying", CONTENTS)
def test_a_download_with_another_checksum_is_refused_by_name(tmp_path: Path, lying: str) -> None:
    _, artifact, version = lying.split(":")
    with pytest.raises(JarRefused, match=f"^{artifact}-{version}.jar is not the file"):
        ready(tmp_path, Repository(lie=lying))
    assert list(tmp_path.iterdir()) == []


def test_a_download_cut_short_leaves_nothing_and_is_begun_anew(tmp_path: Path) -> None:
    with pytest.raises(DownloadFailed):
        ready(tmp_path, Repository(fail="org.b:two:2.0"))
    assert list(tmp_path.iterdir()) == []
    assert len(ready(tmp_path, Repository())) == 2


def test_a_changed_jar_in_the_cache_is_refused(tmp_path: Path) -> None:
    one, _ = ready(tmp_path, Repository())
    one.write_bytes(b"FIRST")
    with pytest.raises(JarRefused, match=r"^one-1\.0\.jar is not .*delete"):
        ready(tmp_path, Repository())


def test_a_touched_jar_is_verified_in_full_and_accepted(tmp_path: Path) -> None:
    one, _ = ready(tmp_path, Repository())
    os.utime(one, ns=(0, 0))
    stamp = one.parent / "verified.json"
    before = stamp.read_text()
    ready(tmp_path, Repository())
    assert stamp.read_text() != before


def test_an_unstamped_folder_is_verified_in_full(tmp_path: Path) -> None:
    one, _ = ready(tmp_path, Repository())
    one.write_bytes(b"FIRST")
    (one.parent / "verified.json").write_text("{")
    with pytest.raises(JarRefused):
        ready(tmp_path, Repository())


def test_a_missing_jar_in_the_cache_is_refused_with_the_cure(tmp_path: Path) -> None:
    one, _ = ready(tmp_path, Repository())
    one.unlink()
    with pytest.raises(JarRefused, match="delete that folder"):
        ready(tmp_path, Repository())


def test_a_stranger_in_the_folder_is_not_on_the_class_path(tmp_path: Path) -> None:
    one, two = ready(tmp_path, Repository())
    (one.parent / "stranger.jar").write_bytes(b"hello")
    assert ready(tmp_path, Repository()) == [one, two]


def test_another_list_never_meets_the_files_of_this_one() -> None:
    assert jars.folder_name(PINNED) != jars.folder_name(PINNED[:1])


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DownloadFailed, match="ARREARS_CACHE"):
        ready(tmp_path / "file", Repository())


def test_the_cache_is_where_the_environment_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ARREARS_CACHE", str(tmp_path))
    assert jars.cache_folder() == tmp_path
    monkeypatch.delenv("ARREARS_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert jars.cache_folder() == tmp_path / "arrears"


def test_the_committed_lock_is_whole() -> None:
    names = {jar.file_name for jar in pinned()}
    assert {"kafka_2.13-4.3.0.jar", "kafka-clients-4.3.0.jar"} <= names
    assert any(name.startswith("log4j-slf4j-impl-") for name in names)
    assert parsed(written(pinned())) == pinned()


@pytest.mark.parametrize(
    "line", ["abc  a:b:1", f"{'0' * 64}  a:b", f"{'0' * 64}  ../x:b:1", f"{'0' * 64}  a:../b:1"]
)
def test_a_line_that_is_no_jar_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="is not 'SHA-256"):
        parsed(line)


def test_two_jars_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="the same file"):
        parsed(f"{'0' * 64}  a:b:1\n{'1' * 64}  c:b:1\n")
