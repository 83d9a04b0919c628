"""Asking before something is deleted."""

import sys

import typer


def agreed(what: str) -> bool:
    """Ask, in a terminal, whether a run is to be deleted; elsewhere it is not."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    return typer.confirm(f"{what} Delete it and start anew?")
