"""`arrears verify`: what is refused before anything is read, and what a reader is told."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from streams.cli.commands import app
from streams.cli.faults import UsageFault
from streams.cli.verify import lost
from streams.cli.where import Where
from streams.engine.names import Names
from streams.verify.findings import Checked


@pytest.mark.parametrize(
    ("name", "said"), [("absent.log", "No such file or directory"), (".", "Is a directory")]
)
def test_a_log_that_cannot_be_read_is_a_fault_of_usage(
    name: str, said: str, tmp_path: Path
) -> None:
    result = CliRunner().invoke(app, ["verify", "--log", str(tmp_path / name)])
    assert isinstance(result.exception, UsageFault)
    assert f"{tmp_path / name}: {said}; name a file that can be read" in str(result.exception)


def test_lost_rows_are_told_once_with_the_command_that_rebuilds_them() -> None:
    def stage(name: str, *behind: int) -> Checked:
        return Checked(stage=name, facts=0, ticks=0, outputs=0, rows=0, findings=(), behind=behind)

    at = Where("host:9092", Names("run-7"), 4)
    assert lost([stage("delinquency"), stage("treatment")], at) == []
    (line,) = lost([stage("delinquency", 0, 2), stage("treatment", 1)], at)
    assert line.startswith("the rows of delinquency/0, delinquency/2, treatment/1 are gone")
    assert "`arrears rebuild --bootstrap host:9092 --prefix run-7`" in line
