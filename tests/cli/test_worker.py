"""`arrears worker`: what is refused before it starts."""

from pathlib import Path

from typer.testing import CliRunner

from streams.cli.commands import app
from streams.cli.faults import UsageFault


def test_snapshots_that_cannot_be_written_are_refused_at_the_start(tmp_path: Path) -> None:
    path = tmp_path / "a-file"
    path.touch()
    words = ["worker", "--bootstrap", "127.0.0.1:1", "--snapshots", str(path), "--instance", "w7"]
    result = CliRunner().invoke(app, words)
    assert isinstance(result.exception, UsageFault)
    assert f"setting snapshots (ARREARS_SNAPSHOTS): {path}" in str(result.exception)
    assert str(result.exception).endswith(
        "cannot be written to (not a directory): name a folder that can be"
    )


def test_snapshots_ask_for_a_name_that_finds_them_again(tmp_path: Path) -> None:
    words = ["worker", "--bootstrap", "127.0.0.1:1", "--snapshots", str(tmp_path)]
    result = CliRunner().invoke(app, words)
    assert isinstance(result.exception, UsageFault)
    assert "give one with --instance (ARREARS_INSTANCE)" in str(result.exception)
