"""Lines that end at the edge of a terminal; a pipe and a file have each of them whole."""

import re
import shutil
import sys

from rich.cells import cell_len


def terminal_width() -> int | None:
    """Return the columns of the terminal that is written to, None where it is none."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def wrapped(text: str, indent: int) -> str:
    """Break a text at the edge of a terminal; Chinese characters take two of its cells each."""
    width, lines = terminal_width(), [""]
    if width is None:
        return text
    for word in re.split(r"(?<=\S)(?= )", text):
        if lines[-1] and cell_len(lines[-1] + word) > width:
            lines.append(" " * indent + word.lstrip())
        else:
            lines[-1] += word
    return "\n".join(lines)
