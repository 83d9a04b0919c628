"""The console that runs speak through: as wide as the terminal, wide enough for tables in a log."""

from rich.console import Console

_WIDTH_IN_A_LOG = 110


def run_console(*, stderr: bool) -> Console:
    """Return a console; with `stderr` it leaves standard output to machines."""
    console = Console(stderr=stderr)
    return console if console.is_terminal else Console(stderr=stderr, width=_WIDTH_IN_A_LOG)
