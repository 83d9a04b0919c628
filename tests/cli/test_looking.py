"""Looking at a run from outside: tail, explain, dlq and clock on a real broker and worker."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from secrets import token_hex

import pytest
from msgspec.structs import replace
from typer.testing import CliRunner, Result

from streams.cli.commands import app
from streams.cli.commands import run as run_as_told
from streams.cli.faults import UsageFault
from streams.cli.main import main
from streams.feed.errors import ClockRefused, FeedBroken
from streams.feed.publisher import Publisher
from streams.runs.session import Session, open_session
from streams.terms.case_facts import Instalment, PromiseMade
from streams.terms.days import Day, Instant, iso
from streams.terms.identity import stable_id
from streams.terms.profile_facts import StopLifted, StopPlaced
from streams.wire.facts_out import Stamp, encode_fact
from tests.broker.processes import soon
from tests.system.test_bad_input import FIRST, Sent, billed, opened, paid, tick

pytestmark = [pytest.mark.broker, pytest.mark.slow]

LATE = "an-account-that-is-late"
PROMISED = PromiseMade(
    event_id=stable_id("test", "promise"),
    account_id="a-promise",
    effective_on=FIRST,
    promise_id="ptp-1",
    currency="CNY",
    instalments=(Instalment(due_on=Day(FIRST + 60), amount_minor=1_000),),
)


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
        sent.good(opened(LATE), billed(LATE), opened(PROMISED.account_id), PROMISED)
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


@pytest.fixture
def ended(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., tuple[int, str]]:
    """Give a call of the whole command line in this process: its exit code, and what it says.

    What is no fault of the user would be raised here, and is not put into a sentence.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ARREARS_TRACEBACK", "1")

    def told(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["arrears", *words])
        return run_as_told(), capsys.readouterr().err

    return told


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


def test_tail_finds_an_account_in_a_topic_of_customers_and_the_other_way(session: Session) -> None:
    of_account = run(session, "tail", "escalations", "--key", LATE).stdout
    assert of_account
    assert of_account == run(session, "tail", "escalations", "--key", f"c-{LATE}").stdout
    events = run(session, "tail", "delinquency.events", "--key", f"c-{LATE}").stdout
    assert events == run(session, "tail", "delinquency.events", "--key", LATE).stdout
    assert "BECAME_DELINQUENT" in events


def test_a_key_that_nothing_stands_under_is_told_with_what_a_topic_is_keyed_by(
    session: Session,
) -> None:
    found = run(session, "tail", "escalations", "--key", "***late")
    assert (found.exit_code, found.stdout) == (0, "")
    assert found.stderr == (
        "escalations: no record is of '***late': its key is customer_id, and an account,"
        " customer or visit that a record names is found too; ids in full are shown by"
        " `arrears tail escalations --unmasked`\n"
    )


def test_a_pipe_has_the_whole_of_every_line(session: Session) -> None:
    given = ("--bootstrap", session.bootstrap, "--prefix", session.names.prefix)
    piped = outcome("tail", "escalations", *given)
    assert piped.returncode == 0
    assert max(map(len, piped.stdout.splitlines())) > 300
    assert "…" not in piped.stdout


def test_explain_tells_facts_changes_and_rules_and_agrees_with_the_table(session: Session) -> None:
    text = run(session, "explain", LATE).stdout
    for words in (
        "account opened, ledgers in CNY",
        "statement s-an-account-that-is-late: 9,000.00 CNY",
        "became delinquent: current -> m1.small, 1 day past due",
        "sms_1 (SMS) AUTHORISED: may be carried out",
        "agrees with the public table",
    ):
        assert words in text


def test_the_heading_tells_the_day_of_the_tick_from_the_fact_s_own(session: Session) -> None:
    heading, first, *_ = run(session, "explain", LATE).stdout.splitlines()
    assert heading.split("  ")[0] == "last tick"
    assert heading.index("counts from") == first.index(iso(opened(LATE).effective_on))


def test_every_verdict_names_its_rules(session: Session) -> None:
    lines = run(session, "explain", LATE).stdout.splitlines()
    verdicts = [line for line in lines if line.split()[1] == "escalation"]
    assert any(" DUE: " in line for line in verdicts)
    assert any(" AUTHORISED: " in line for line in verdicts)
    assert all("; by house" in line or "(rule " in line for line in verdicts)


def test_explain_tells_what_became_of_a_promise_and_what_it_holds(session: Session) -> None:
    told = run(session, "explain", PROMISED.account_id).stdout
    assert "promise     promise ptp-1 open: 0.00 CNY paid, 10.00 CNY missing" in told
    assert "current, not late, held by promise" in told
    assert told.rstrip().endswith("agrees with the public table")


def test_explain_tells_of_a_customer_each_rung_and_why(session: Session) -> None:
    told = run(session, "explain", f"c-{LATE}").stdout
    for words in (
        "Customer ***late: after the tick of ",
        "Account ***late: ",
        " CNY past due since ",
        "sms_1          taken      came due on ",
        "not yet due    phone_1 on ",
        "Next: if nothing else is told until then",
    ):
        assert words in told
    assert LATE not in told
    every = run(session, "explain", f"c-{LATE}", "--all").stdout
    assert "phone_1        to come    not yet due: comes on " in every
    whole = run(session, "explain", f"c-{LATE}", "--unmasked", "--json").stdout.splitlines()
    (line,) = (one for one in map(json.loads, whole) if one.get("verdict") == "AUTHORISED")
    assert (line["account_id"], line["rung"], line["state"]) == (LATE, "sms_1", "taken")
    assert {"rule", "says", "source", "clause", "force", "confidence"} <= line["rules"][0].keys()


def test_an_id_of_an_account_is_no_customer_s_where_one_is_asked_for(session: Session) -> None:
    with pytest.raises(FeedBroken, match=f"nothing is known of customer '{LATE}'"):
        run(session, "explain", LATE, "--customer")


def test_an_account_nobody_knows_is_a_fault(session: Session) -> None:
    with pytest.raises(FeedBroken, match=r"'nobody': ids in full are shown by .* --unmasked"):
        run(session, "explain", "nobody")


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
    assert soon(lambda: not run(session, "dlq", "list", "--open").stdout)
    assert "settled" in run(session, "dlq", "list").stdout


def test_a_refused_record_holds_its_account_in_the_story_as_in_the_table(session: Session) -> None:
    with closing(Sent(session)) as sent:
        sent.bad_fact("currency_without_ledger", replace(paid(LATE), currency="USD"))
        tick(session, Day(FIRST + 22))
    told = run(session, "explain", LATE).stdout.splitlines()
    assert any("refused by currency_without_ledger: the account is held" in line for line in told)
    assert any("CANCELLED" in line and "account_incomplete" in line for line in told)
    assert told[-2].endswith("incomplete")
    assert told[-1].endswith("agrees with the public table")


def test_a_stop_of_the_customer_is_part_of_the_story(session: Session) -> None:
    whom, on = f"c-{LATE}", FIRST
    stop = StopPlaced(
        event_id=stable_id("test", "stop"),
        customer_id=whom,
        effective_on=on,
        stop_id="st1",
        kind="CEASE_CONTACT",
    )
    lifted = StopLifted(
        event_id=stable_id("test", "lifted"), customer_id=whom, effective_on=on, stop_id="st1"
    )
    with Publisher(session.bootstrap, session.names) as publisher:
        for fact in (stop, lifted):
            publisher.send(encode_fact(fact, Stamp(occurred_at=Instant(0))))
        publisher.flush()
    told = run(session, "explain", LATE).stdout
    assert f"{iso(on)}   customer    stop st1 placed (***): nobody contacts the customer" in told
    assert "cease contact" not in told
    whole = run(session, "explain", LATE, "--unmasked").stdout
    assert "stop st1 placed (cease contact)" in whole
    (row,) = (
        one
        for one in map(json.loads, run(session, "explain", LATE, "--json").stdout.splitlines())
        if "stop st1 placed" in one["text"]
    )
    assert (row["counts_from"], row["text"].split(":")[0]) == (iso(on), "stop st1 placed (***)")
    assert "customer    stop st1 lifted" in told


def test_the_clock_simulates_up_to_a_day_in_the_house_s_own_zone(session: Session) -> None:
    ticked = run(session, "clock", "--until", "2026-05-25", "--speed", "50")
    assert ticked.exit_code == 0
    assert ticked.stderr.endswith("tick 2026-05-25\nthe clock stands at 2026-05-25\n")
    shown = run(session, "tail", "control.clock", "--json").stdout.splitlines()
    moments = {json.loads(line)["occurred_at"] for line in shown}
    assert max(moments) == "2026-05-25T00:00:00Z"


def test_the_clock_never_goes_back(session: Session) -> None:
    tick(session, Day(FIRST + 25))
    with pytest.raises(
        ClockRefused, match="stands at 2026-05-26 and does not go back to 2026-05-2"
    ):
        run(session, "clock", "--until", "2026-05-25")
    assert "tick 2026-" not in run(session, "clock", "--until", "2026-05-26").stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("tail", "escalation"), "no topic that can be read is called 'escalation'"),
        (("dlq", "show", "payments.posted/0/99"), "no dead letter comes from"),
        (("clock", "--until", "tomorrow"), "--until 'tomorrow' is no date"),
        (("clock", "--pack", "nowhere"), "there is no policy 'nowhere'"),
    ],
)
def test_a_wrong_word_is_one_sentence_and_exit_code_2(
    session: Session, ended: Callable[..., tuple[int, str]], words: tuple[str, ...], said: str
) -> None:
    code, told = ended(*words, "--bootstrap", session.bootstrap, "--prefix", session.names.prefix)
    assert code == 2, told
    assert said in told


def test_a_simulation_needs_topics_of_its_own(
    broker: str, ended: Callable[..., tuple[int, str]]
) -> None:
    code, told = ended("topics", "apply", "--bootstrap", broker)
    assert code == 0, told
    code, told = ended("clock", "--until", "2026-05-24", "--bootstrap", broker)
    assert code == 1
    assert "needs topics of its own: give --prefix" in told


def test_a_broker_that_is_not_there_is_retried_visibly_then_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("streams.cli.where._BROKER_SECONDS_MAX", 1.5)
    command = ["arrears", "tail", "escalations", "--bootstrap", "127.0.0.1:1"]
    monkeypatch.setattr(sys, "argv", command)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    first, *_, last = capsys.readouterr().err.splitlines()
    assert first.startswith("waiting for the broker at 127.0.0.1:1")
    assert last.startswith("arrears: no Kafka broker answers at 127.0.0.1:1")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("up", "--start", "soon"), "--start 'soon' is no date"),
        (("up", "--currency", "XXQ"), "XXQ is no ISO-4217 code"),
        (("up", "--pack", "us"), "us knows no CNY: choose USD with --currency"),
        (("up", "--pack", "uk", "--currency", "EUR"), "uk knows no EUR: choose GBP with"),
        (("up", "--pack", "nope"), "there is no policy 'nope': name a shipped pack (cn, eu, "),
        (("import", "uci-card", "any.csv", "--pack", "us"), "us knows no TWD: choose USD with"),
        (("import", "uci-card", "absent.csv"), "absent.csv cannot be read"),
        (("import", "uci-card", "absent.csv", "--payment-day", "30"), "payment_day: 30"),
        (("worker", "--stage", "fields"), "no stage is called 'fields'"),
    ],
)
def test_wrong_options_are_refused_before_anything_is_started(
    ended: Callable[..., tuple[int, str]], words: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    code, told = ended(*words)
    assert code == 2, told
    assert said in told
    assert not (tmp_path / "var").exists()


def test_a_faulty_policy_file_is_named_with_key_and_cure(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('policy_id = "mine"\nversion = "1"\nladder = 3\n')
    done = outcome("up", "--pack", "mine.toml", cwd=tmp_path)
    assert done.returncode == 2
    assert "mine.toml" in done.stderr
    assert "ladder" in done.stderr
    assert "Traceback" not in done.stderr


def test_verify_finds_nothing_in_a_run_that_is_going_on(session: Session) -> None:
    found = run(session, "verify")
    assert found.exit_code == 0
    for stage in ("delinquency", "treatment", "field"):
        assert f"{stage}: " in found.output
    assert found.output.count("rows recomputed: I1 to I7 hold") == 3
    assert found.output.count(" ticks in each of 4 partitions, ") == 3


def test_verify_says_where_a_log_names_somebody_and_not_whom(
    session: Session, tmp_path: Path
) -> None:
    log = tmp_path / "worker.log"
    log.write_text(f"started\naccount {LATE}: late\n", encoding="utf-8")
    found = run(session, "verify", "--log", str(log))
    assert found.exit_code == 1
    assert "I7 worker worker.log, line 2: a personal value stands in it" in found.output
    assert LATE not in found.output
    lines = run(session, "verify", "--json", "--stage", "treatment").output.splitlines()
    (checked,) = [json.loads(line) for line in lines if line.startswith("{")]
    assert (checked["stage"], checked["findings"]) == ("treatment", [])


def test_verify_refuses_a_stage_that_is_none(session: Session) -> None:
    with pytest.raises(UsageFault, match="there is no stage 'visits'; write delinquency or"):
        run(session, "verify", "--stage", "visits")
