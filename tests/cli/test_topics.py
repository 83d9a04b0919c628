"""`arrears topics` and `arrears broker`: lines or JSON, and an exit code a script can rely on."""

from uuid import uuid4

import msgspec
import pytest
from kafka.admin import ConfigResource
from typer.testing import CliRunner, Result

from streams.broker import cluster, topics
from streams.broker.errors import BrokerUnavailable
from streams.cli.faults import UsageFault
from streams.cli.topics import app
from tests.broker.processes import soon


@pytest.fixture
def run() -> str:
    return f"cli-{uuid4().hex[:8]}"


def arrears_topics(*arguments: str, bootstrap: str) -> Result:
    return CliRunner().invoke(app, arguments, env={"ARREARS_BOOTSTRAP": bootstrap})


@pytest.mark.broker
def test_plan_then_apply_then_check(broker: str, run: str) -> None:
    planned = arrears_topics("plan", "--prefix", run, bootstrap=broker)
    assert f"create {run}.payments.posted: 4 partitions, cleanup.policy=delete" in planned.output

    before = arrears_topics("check", "--prefix", run, bootstrap=broker)
    assert (before.exit_code, f"{run}.payments.posted: topic is nothing" in before.output) == (
        1,
        True,
    )
    applied = arrears_topics("apply", "--prefix", run, bootstrap=broker)
    assert (applied.exit_code, f"created {run}.payments.posted\n" in applied.output) == (0, True)
    after = arrears_topics("check", "--prefix", run, bootstrap=broker)
    assert (after.exit_code, after.output) == (0, "as wanted\n")


@pytest.mark.broker
def test_drift_is_told_line_by_line_and_ends_with_one(broker: str, run: str) -> None:
    topics.apply(broker, run)
    with cluster.admin(broker) as client:
        client.alter_configs(
            [ConfigResource("TOPIC", f"{run}.escalations", {"retention.ms": "60000"})]
        )
    assert soon(lambda: topics.check(broker, run) != ())
    told = arrears_topics("check", "--prefix", run, bootstrap=broker)
    line = f"{run}.escalations: retention.ms is 60000, wanted -1: arrears topics apply\n"
    assert (told.exit_code, told.output) == (1, line)

    drifts = msgspec.json.decode(
        arrears_topics("check", "--prefix", run, "--json", bootstrap=broker).output
    )
    assert [(d["topic"], d["what"]) for d in drifts] == [(f"{run}.escalations", "retention.ms")]

    applied = arrears_topics("apply", "--prefix", run, bootstrap=broker)
    assert applied.output == f"set retention.ms of {run}.escalations to -1 (was 60000)\n"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--bootstrap", "nowhere"), "--bootstrap.*HOST:PORT"),
        (("--prefix", "a b"), "--prefix.*'a b'"),
        (("--prefix", "x" * 101), "--prefix"),
    ],
)
def test_a_wrong_option_is_a_fault_of_usage(arguments: tuple[str, ...], named: str) -> None:
    result = arrears_topics("check", *arguments, bootstrap="127.0.0.1:1")
    assert isinstance(result.exception, UsageFault)
    with pytest.raises(UsageFault, match=named):
        raise result.exception


def test_a_count_below_one_is_refused_with_code_two() -> None:
    result = arrears_topics("plan", "--partitions", "0", bootstrap="127.0.0.1:1")
    assert result.exit_code == 2


def test_nobody_there_is_passed_on_as_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.cli.where._BROKER_SECONDS_MAX", 0.5)
    result = arrears_topics("check", bootstrap="127.0.0.1:1")
    assert isinstance(result.exception, BrokerUnavailable)
    assert "\n" not in str(result.exception)
