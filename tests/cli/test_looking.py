"""Looking at a run from outside: tail, explain, dlq and clock on a real broker and worker."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import pytest
from msgspec.structs import replace
from typer.testing import CliRunner, Result

from streams.cli.main import app
from streams.runs.session import Session, open_session
from streams.terms.days import Day
from tests.system.test_bad_input import FIRST, Sent, billed, opened, paid, tick

pytestmark = [pytest.mark.broker, pytest.mark.slow]

LATE = "an-account-that-is-late"


@pytest.fixture(scope="module")
def session(broker: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with open_session(
        tmp_path_factory.mktemp("look"),
        f"look-{token_hex(3)}",
        bootstrap=broker,
        with_worker=True,
        say=lambda _: None,
    ) as live:
        sent = Sent(live)
        sent.good(opened(LATE), billed(LATE))
        tick(live, FIRST)
        sent.bad_fact("payment_amount_must_be_positive", replace(paid("bad"), amount_minor=0))
        sent.close()
        tick(live, Day(FIRST + 21))
        yield live


def run(session: Session, *words: str) -> Result:
    given = ["--bootstrap", session.bootstrap, "--prefix", session.names.prefix]
    return CliRunner().invoke(app, [*words, *given], catch_exceptions=False)


def outcome(*words: str, cwd: Path | None = None) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "streams.cli.main", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)


def test_tail_decodes_a_topic_and_masks_whom_it_is_about(session: Session) -> None:
    lines = run(session, "tail", "escalations").stdout.splitlines()
    assert any("AUTHORISED" in line and "rung=sms_1" in line for line in lines)
    assert LATE not in "".join(lines)
    assert "account_id=***late" in lines[0]


def test_tail_tells_machines_everything_one_object_a_line(session: Session) -> None:
    shown = run(session, "tail", "delinquency.events", "--json", "--unmasked", "--limit", "1")
    record = json.loads(shown.stdout)
    assert record["type"] == "BECAME_DELINQUENT"
    assert record["account_id"] == LATE


def test_tail_can_show_one_key_alone(session: Session) -> None:
    assert run(session, "tail", "delinquency.accounts", "--key", "nobody").stdout == ""
    assert run(session, "tail", "delinquency.accounts", "--key", LATE).stdout


def test_explain_tells_facts_changes_and_rules_and_agrees_with_the_table(session: Session) -> None:
    text = run(session, "explain", LATE).stdout
    for words in (
        "account opened, ledgers in CNY",
        "statement s-an-account-that-is-late: 9,000.00 CNY",
        "became delinquent: current -> m1.small, 1 days past due",
        "sms_1 (SMS) AUTHORISED: may be carried out",
        "agrees with the public table",
    ):
        assert words in text


def test_explain_names_the_rule_a_record_broke(session: Session) -> None:
    assert "payment_amount_must_be_positive" in run(session, "explain", "bad").stdout


def test_a_dead_letter_is_listed_shown_and_settled(session: Session) -> None:
    line = run(session, "dlq", "list", "--open").stdout.split()
    origin = line[0]
    assert line[1:3] == ["open", "payment_amount_must_be_positive"]
    shown = json.loads(run(session, "dlq", "show", origin, "--json").stdout)
    assert shown["record"]["amount_minor"] == 0
    assert shown["schema_id"] is not None
    settled = run(session, "dlq", "resolve", origin, "--by", "me", "--reason", "not needed")
    assert "its hold is lifted" in settled.stdout
    assert run(session, "dlq", "list", "--open").stdout == ""
    assert "settled" in run(session, "dlq", "list").stdout


def test_the_clock_simulates_up_to_a_day_and_never_goes_back(session: Session) -> None:
    ticked = run(session, "clock", "--until", "2026-05-24")
    assert ticked.exit_code == 0
    assert "tick 2026-05-24" in ticked.stderr
    assert run(session, "clock", "--until", "2026-05-20").stderr.count("tick ") == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("tail", "escalation"), "no topic that can be read is called 'escalation'"),
        (("explain", "nobody"), "nothing is known of account 'nobody'"),
        (("dlq", "show", "payments.posted/0/99"), "no dead letter comes from"),
        (("clock", "--until", "tomorrow"), "--until 'tomorrow' is no date"),
        (("clock", "--pack", "nowhere"), "there is no policy 'nowhere'"),
    ],
)
def test_a_wrong_word_is_one_sentence_and_exit_code_2(
    session: Session, words: tuple[str, ...], said: str
) -> None:
    given = ("--bootstrap", session.bootstrap, "--prefix", session.names.prefix)
    done = outcome(*words, *given)
    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_simulation_needs_topics_of_its_own(broker: str) -> None:
    done = outcome("topics", "apply", "--bootstrap", broker)
    assert done.returncode == 0, done.stderr
    done = outcome("clock", "--until", "2026-05-24", "--bootstrap", broker)
    assert done.returncode == 1
    assert "needs topics of its own: give --prefix" in done.stderr


def test_a_broker_that_is_not_there_is_retried_visibly_then_named(tmp_path: Path) -> None:
    done = outcome("tail", "escalations", "--bootstrap", "127.0.0.1:1", cwd=tmp_path)
    assert done.returncode == 1
    assert "127.0.0.1:1" in done.stderr.splitlines()[-1]
    assert len(done.stderr.splitlines()) > 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("up", "--start", "soon"), "--start 'soon' is no date"),
        (("up", "--currency", "XXQ"), "XXQ is no ISO-4217 code"),
        (("import", "uci-card", "absent.csv"), "absent.csv cannot be read"),
        (("import", "uci-card", "absent.csv", "--payment-day", "30"), "payment_day: 30"),
        (("worker", "--stage", "field"), "no stage is called 'field'"),
    ],
)
def test_wrong_options_are_refused_before_anything_is_started(
    words: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    done = outcome(*words, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "var").exists()


def test_a_faulty_policy_file_is_named_with_key_and_cure(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('policy_id = "mine"\nversion = "1"\nladder = 3\n')
    done = outcome("up", "--pack", "mine.toml", cwd=tmp_path)
    assert done.returncode == 2
    assert "mine.toml" in done.stderr
    assert "ladder" in done.stderr
    assert "Traceback" not in done.stderr
