"""A worker refuses libraries whose behaviour nobody has looked at."""

import tomllib
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from streams.engine.errors import WrongLibrary
from streams.engine.libraries import TESTED, require_tested


def test_the_installed_libraries_are_the_tested_ones() -> None:
    require_tested()


def test_another_version_is_refused_with_the_cure() -> None:
    with pytest.raises(WrongLibrary, match=r"pip install 'aiokafka==0\.14\.0'"):
        require_tested(lambda name: "9.9" if name == "aiokafka" else TESTED[name])


def test_a_missing_library_is_refused() -> None:
    def absent(name: str) -> str:
        raise PackageNotFoundError(name)

    with pytest.raises(WrongLibrary, match="is missing"):
        require_tested(absent)


def test_the_project_pins_exactly_the_tested_versions() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())
    pins = project["project"]["dependencies"]
    for name, tested in TESTED.items():
        assert f"{name}=={tested}" in pins
