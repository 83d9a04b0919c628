"""`arrears plan`: an open question is answered once, whoever asks how often."""

import json
import sys
from secrets import token_hex

import pytest
from msgspec.structs import replace
from typer.testing import CliRunner, Result

import streams.planning
from streams.broker.reading import read_all
from streams.broker.topics import apply
from streams.cli.commands import app
from streams.engine.names import Names
from streams.feed.publisher import Publisher
from streams.field.question import input_digest
from streams.planning.errors import SolverMissing
from streams.terms.days import Instant
from streams.terms.field_notices import PlanAsked
from streams.terms.records import Outgoing
from streams.terms.routes import FIELD_PLANNING, FIELD_PLANS
from streams.terms.visit_facts import PlanProposed
from streams.wire import field_facts
from streams.wire.field_notices import encode_field
from tests.field.questions import HOUR, asked


def question(name: str, area: str, hour: int = 0) -> PlanAsked:
    plain = asked(plan_id=name, area=area)
    later = hour * HOUR
    moved = replace(
        plain, at=Instant(plain.at + later), deadline_at=Instant(plain.deadline_at + later)
    )
    return replace(moved, input_digest=input_digest(moved))


def run(broker: str, prefix: str, *words: str) -> Result:
    given = ["plan", "--once", *words, "--bootstrap", broker, "--prefix", prefix]
    return CliRunner().invoke(app, given, catch_exceptions=False)


def answers(broker: str, names: Names) -> list[PlanProposed]:
    records = read_all(broker, names.full(FIELD_PLANS), range(4))
    read = [field_facts.decode(FIELD_PLANS, one.key, one.value) for one in records]
    assert all(isinstance(one, PlanProposed) for one in read)
    return [one for one in read if isinstance(one, PlanProposed)]


@pytest.mark.broker
def test_what_is_open_is_answered_once_and_what_is_too_late_not_at_all(broker: str) -> None:
    names = Names(f"plan-{token_hex(3)}")
    apply(broker, names.prefix)
    late, open_one = question("old", "north"), question("new", "south", hour=30)
    with Publisher(broker, names) as publisher:
        publisher.send(encode_field(late))
        publisher.send(encode_field(open_one))
        publisher.send(Outgoing(FIELD_PLANNING, b"south", b"no record"))
        publisher.flush()
    first = run(broker, names.prefix)
    assert "south  2024-10-04  1 of 1 visits placed  7 min of travel" in first.stdout
    assert "is no question that can be read here" in first.stderr
    again = run(broker, names.prefix)
    assert (again.exit_code, again.stdout) == (0, "")
    assert "no question is open" in again.stderr
    with Publisher(broker, names) as publisher:
        publisher.send(encode_field(question("p", "east", hour=30)))
        publisher.flush()
    (line,) = run(broker, names.prefix, "--json").stdout.splitlines()
    told = json.loads(line)
    assert (told["area"], told["plan_on"], told["plan_id"]) == ("east", "2024-10-04", "p")
    assert (told["visits_offered"], told["visits_placed"], told["travel_minutes"]) == (1, 1, 7)
    assert told["ended_by"] == "search limit"
    answer, _ = sorted(answers(broker, names), key=lambda one: one.plan_id)
    assert (answer.plan_id, answer.input_digest) == ("new", open_one.input_digest)
    assert [stop.visit_id for stop in answer.stops] == ["v1"]


@pytest.mark.broker
def test_a_question_that_the_solver_does_not_survive_is_said_and_blocks_no_other(
    broker: str,
) -> None:
    names = Names(f"plan-{token_hex(3)}")
    apply(broker, names.prefix)
    # It has the nearest deadline, and nobody is ever there at no speed at all.
    poisoned = replace(question("bad", "north"), speed_kmh_max=0)
    with Publisher(broker, names) as publisher:
        publisher.send(encode_field(replace(poisoned, input_digest=input_digest(poisoned))))
        publisher.send(encode_field(question("good", "south", hour=1)))
        publisher.flush()
    first = run(broker, names.prefix)
    assert (first.exit_code, first.stdout.count("\n")) == (0, 1)
    assert "south  2024-10-04  1 of 1 visits placed" in first.stdout
    assert "the question bad of area north has no answer" in first.stderr
    assert "at its deadline the area gives its visits back" in first.stderr
    # One that begins anew comes to the same end.
    again = run(broker, names.prefix)
    assert (again.exit_code, again.stdout) == (0, "")
    assert [answer.plan_id for answer in answers(broker, names)] == ["good"]


def test_without_the_solver_the_cure_is_told_before_anything_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "streams.planning.solving", None)
    monkeypatch.delattr(streams.planning, "solving", raising=False)
    with pytest.raises(SolverMissing, match=r"pip install 'arrears\[field\]'"):
        run("127.0.0.1:1", "x")
