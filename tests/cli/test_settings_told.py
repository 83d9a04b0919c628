"""The help of a worker tells each setting with its default."""

from typer.testing import CliRunner

from streams.app.settings import Settings
from streams.cli.commands import app
from streams.cli.settings_told import list_of_variables, told, variable


def test_each_setting_is_listed_with_what_it_does_and_its_default() -> None:
    lines = list_of_variables().splitlines()
    for key, field in Settings.model_fields.items():
        assert field.description, key
        (line,) = (one for one in lines if one.startswith(f"- {variable(key)}: "))
        assert f"{field.description}; default: " in line
    assert "- ARREARS_FLUSH_RECORDS_MAX: or after so many records; default: 20000" in lines
    assert "default: delinquency,treatment,field [env ARREARS_STAGES]" in told("stages")
    assert "default: a name of its own each time; give a worker" in told("instance")


def test_the_help_of_a_worker_shows_the_list() -> None:
    shown = CliRunner().invoke(app, ["worker", "--help"], env={"COLUMNS": "200"}).output
    for key in Settings.model_fields:
        assert f"{variable(key)}: " in shown
