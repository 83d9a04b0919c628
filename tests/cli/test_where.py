"""Which run a command looks at: the one going on, the one named, or a sentence with the cure."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from secrets import token_hex
from time import monotonic

import pytest
from typer.testing import CliRunner

from streams.broker.topics import apply
from streams.cli.commands import app
from streams.cli.faults import UsageFault
from streams.cli.where import reached, where
from streams.runs.workspace import Workspace

LOOKS = (
    ("tail", "escalations"),
    ("explain", "an-account"),
    ("dlq", "list"),
    ("topics", "check"),
    ("topics", "plan"),
    ("topics", "apply"),
    ("clock",),
)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("ARREARS_BOOTSTRAP", "ARREARS_PREFIX"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def held() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def go_on(held: ExitStack, folder: Path, bootstrap: str, prefix: str) -> None:
    """Hold a run's folder and leave its note, as a run that is going on does."""
    held.enter_context(closing(Workspace(folder, "words", fresh=False)))
    (folder / "session.json").write_text(json.dumps({"bootstrap": bootstrap, "prefix": prefix}))


def refusal(*words: str) -> str:
    result = CliRunner().invoke(app, words)
    assert isinstance(result.exception, UsageFault), result.output
    return str(result.exception)


@pytest.mark.parametrize("words", LOOKS, ids=" ".join)
def test_where_no_run_is_going_on_it_is_said_at_once(here: Path, words: tuple[str, ...]) -> None:
    (here / "var" / "up").mkdir(parents=True)
    (here / "var" / "up" / "session.json").write_text("{}")
    began = monotonic()
    said = refusal(*words)
    assert monotonic() - began < 2
    assert said.startswith("no run is going on here: start one with `arrears up`")
    assert "--bootstrap HOST:PORT" in said


def test_a_run_that_has_ended_is_named_with_the_way_back_to_it(here: Path) -> None:
    assert "has ended" not in refusal("tail", "escalations")
    with closing(Workspace(here / "var" / "up", "words", fresh=False)) as run:
        run.finish()
        prefix = run.prefix
    # Of a run on somebody else's broker there is nothing to start again.
    assert "has ended" not in refusal("tail", "escalations")
    (here / "var" / "up" / "broker").mkdir()
    assert refusal("tail", "escalations").endswith(
        "the run in var/up has ended: `arrears broker run --data var/up/broker` shows it again,"
        f" with the --bootstrap that it says and --prefix {prefix}"
    )


def test_a_run_that_is_still_starting_is_named(here: Path, held: ExitStack) -> None:
    held.enter_context(closing(Workspace(here / "var" / "up", "words", fresh=False)))
    assert refusal("tail", "escalations") == (
        "the run in var/up is still starting: try again in a moment"
    )


def test_of_several_runs_each_is_shown_with_the_options_that_name_it(
    here: Path, held: ExitStack
) -> None:
    go_on(held, here / "var" / "up", "127.0.0.1:1", "up-1")
    go_on(held, here / "var" / "trial", "127.0.0.1:2", "trial-2")
    said = refusal("tail", "escalations").splitlines()
    assert said[1:] == [
        "  var/trial: --bootstrap 127.0.0.1:2 --prefix trial-2",
        "  var/up: --bootstrap 127.0.0.1:1 --prefix up-1",
    ]


@pytest.mark.broker
def test_of_several_runs_the_prefix_names_one(
    broker: str, here: Path, held: ExitStack, capsys: pytest.CaptureFixture[str]
) -> None:
    go_on(held, here / "var" / "up", broker, "up-1")
    go_on(held, here / "var" / "trial", "127.0.0.1:2", "trial-2")
    assert reached(None, "up-1") == (broker, "up-1")
    assert "looking at the run in var/up" in capsys.readouterr().err


@pytest.mark.broker
def test_a_mistyped_prefix_is_answered_with_those_that_are_there(broker: str) -> None:
    # Only the first of many are named, and other tests leave their own on this broker.
    prefix = f"aa-where-{token_hex(3)}"
    apply(broker, prefix)
    said = f"no run has the prefix 'typo' at .*{prefix}.*; `arrears topics apply --prefix typo --b"
    with pytest.raises(UsageFault, match=said):
        where(broker, "typo")
    worker = ("worker", "--bootstrap", broker, "--prefix", "typo")
    with pytest.raises(UsageFault, match=said):
        CliRunner().invoke(app, worker, catch_exceptions=False)
    assert where(broker, prefix).names.prefix == prefix


def test_a_mistyped_topic_is_answered_with_the_one_that_is_meant() -> None:
    assert "; did you mean escalations? Or one of: " in refusal("tail", "escalation")
    assert "; choose from: " in refusal("tail", "qqq")
