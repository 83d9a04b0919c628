"""The files of the checkout that the house rules speak about, read once."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.house.rules import Source

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("streams", "schemas")
CODE = (*PRODUCT, "deploy", "tests")
_PROSE_FOLDERS = (*CODE, "docs", ".ci")
_PROSE_KINDS = {
    *(".py", ".md", ".toml", ".json", ".avsc", ".yaml", ".yml", ".txt", ".sh", ".lock"),
    *(".cfg", ".ini", ".html", ".css", ".js", ""),
}


@cache
def python_files(*folders: str) -> tuple[Source, ...]:
    """Return every Python file under these folders of the checkout, sorted by path."""
    return tuple(_read(path) for folder in folders for path in _walk(folder, {".py"}))


@cache
def written_files() -> tuple[Source, ...]:
    """Return every text file that is part of the product: code, contracts, prose, build files."""
    top = sorted(path for path in ROOT.iterdir() if path.is_file() and _is_text(path))
    deep = (path for folder in _PROSE_FOLDERS for path in _walk(folder, _PROSE_KINDS))
    return tuple(_read(path) for path in (*top, *deep))


def _is_text(path: Path) -> bool:
    return path.suffix in _PROSE_KINDS and not path.name.startswith(".")


def _walk(folder: str, kinds: set[str]) -> Iterator[Path]:
    for path in sorted((ROOT / folder).rglob("*")):
        if path.is_file() and path.suffix in kinds and "__pycache__" not in path.parts:
            yield path


def _read(path: Path) -> Source:
    return Source(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))
