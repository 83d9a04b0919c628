"""Nothing is deleted unless somebody sits at a terminal and says so."""

import sys

import pytest
import typer

from streams.cli.agreed import agreed


@pytest.mark.parametrize(
    ("ends", "says", "is_agreed"),
    [
        ((True, True), True, True),
        ((True, True), False, False),
        ((False, True), True, False),
        ((True, False), True, False),
    ],
)
def test_a_run_is_deleted_only_where_a_terminal_says_yes(
    monkeypatch: pytest.MonkeyPatch, ends: tuple[bool, bool], *, says: bool, is_agreed: bool
) -> None:
    asked: list[str] = []

    def confirm(text: str) -> bool:
        asked.append(text)
        return says

    monkeypatch.setattr(typer, "confirm", confirm)
    for stream, is_terminal in zip((sys.stdin, sys.stdout), ends, strict=True):
        monkeypatch.setattr(stream, "isatty", lambda answer=is_terminal: answer, raising=False)
    assert agreed("The run in var/up is complete.") is is_agreed
    assert asked == (["The run in var/up is complete. Delete it and start anew?"] * all(ends))
