"""The programs that judge the house are content, and would say so if they were not."""

from pathlib import Path

import pytest

from tests.house.programs import complaints
from tests.house.tree import ROOT

CONTENT = {
    "lint": ("ruff", "check", "--output-format", "concise", "."),
    "format": ("ruff", "format", "--check", "."),
    "types": ("mypy",),
    "imports": ("lint-imports", "--no-cache"),
}
CONTRACT = """
[tool.importlinter]
root_packages = ["house"]
[[tool.importlinter.contracts]]
name = "down"
type = "layers"
layers = ["house.upper", "house.lower"]
"""


@pytest.mark.parametrize("judge", CONTENT)
def test_the_house_satisfies(judge: str) -> None:
    found = complaints(CONTENT[judge], ROOT)
    assert not found, found


@pytest.mark.parametrize(
    ("program", "text", "finding"),
    [
        (("ruff", "check", "bad.py"), "import os\n", "F401"),
        (("ruff", "format", "--check", "bad.py"), "x=1\n", "would be reformatted"),
        (("mypy", "--strict", "bad.py"), "x: int = ''\n", "Incompatible types"),
    ],
)
def test_a_bad_file_is_refused(
    tmp_path: Path, program: tuple[str, ...], text: str, finding: str
) -> None:
    (tmp_path / "bad.py").write_text(text, encoding="utf-8")
    assert finding in complaints(program, tmp_path)


def test_an_arrow_upward_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    room = tmp_path / "house"
    room.mkdir()
    (tmp_path / "pyproject.toml").write_text(CONTRACT, encoding="utf-8")
    (room / "__init__.py").write_text("", encoding="utf-8")
    (room / "upper.py").write_text("import house.lower\n", encoding="utf-8")
    (room / "lower.py").write_text("", encoding="utf-8")
    assert complaints(CONTENT["imports"], tmp_path) == ""
    (room / "lower.py").write_text("import house.upper\n", encoding="utf-8")
    (room / "upper.py").write_text("", encoding="utf-8")
    assert "down BROKEN" in complaints(CONTENT["imports"], tmp_path)
