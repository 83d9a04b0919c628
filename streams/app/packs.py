"""Where policy documents come from: the shipped packs by name, or a file by its path."""

from importlib import resources
from pathlib import Path

_PACKS = resources.files("streams.policy") / "packs"


class PackMissing(Exception):
    """No pack and no file of that name; the message lists the packs."""


def pack_names() -> tuple[str, ...]:
    """Return the names of the shipped packs, in order."""
    found = (entry.name for entry in _PACKS.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")))


def pack_text(name: str) -> str:
    """Return the text of a shipped pack ("cn") or of a file; raises PackMissing for neither.

    What is there and is no text is named as what it is.
    """
    if name in pack_names():
        return (_PACKS / f"{name}.toml").read_bytes().decode()
    if name and Path(name).is_dir():
        raise PackMissing(f"{name} is a folder: name a TOML file in it")
    try:
        # Not read_text: it rewrites line ends, and the digest is that of the file's own bytes.
        return Path(name).read_bytes().decode()
    except UnicodeDecodeError as broken:
        place = f"byte {broken.start + 1} is none"
        raise PackMissing(f"{name} is no text in UTF-8 ({place}): name a TOML file") from broken
    except PermissionError as broken:
        raise PackMissing(f"{name} may not be read: give leave to read it") from broken
    except (OSError, ValueError) as broken:
        raise PackMissing(
            f"there is no policy {name!r}: name a shipped pack ({', '.join(pack_names())}) or a"
            " TOML file in UTF-8"
        ) from broken
