"""Programs that judge the house (ruff, mypy, import-linter), run as their users run them."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_BESIDE_PYTHON = Path(sys.executable).parent


def complaints(program: Sequence[str], folder: Path) -> str:
    """Run a program of this environment in a folder; return what it says when it is unhappy.

    Nothing is returned only where it ends with 0: a program that cannot start is a complaint too.
    """
    name, *options = program
    ended = subprocess.run(
        [str(_BESIDE_PYTHON / name), *options],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    if ended.returncode == 0:
        return ""
    return f"{name} ended with {ended.returncode}\n{ended.stdout}{ended.stderr}"
