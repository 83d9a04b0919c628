"""How a worker is wired, and what it is told to be."""

from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from schemas.catalog import topics
from streams.app.settings import Settings
from streams.app.stages import SPECS, rulebook
from streams.app.worker import build
from streams.cli.faults import UsageFault
from streams.cli.worker import read_settings
from streams.engine.errors import EngineStopped
from streams.policy.document import Policy
from streams.runs.policies import policy_of
from streams.terms.control import PolicyPublished
from streams.terms.days import Instant
from streams.terms.records import DeadLetter
from streams.terms.routes import DEAD_LETTERS, STAGES, StageRoutes
from streams.terms.step import Reject
from streams.wire.dead_letters import decode


def never(stopped: EngineStopped) -> None:
    raise AssertionError(stopped)


async def test_the_engine_starts_before_what_faust_starts_itself(tmp_path: Path) -> None:
    built = build(Settings(data_path=tmp_path, prefix="t"), 4, never)
    first = list(islice(built.app.on_init_dependencies(), 1 + len(STAGES)))
    assert first == [built.health, *built.stages]
    names = [stage.spec.routes.name for stage in built.stages]
    assert names == ["delinquency", "treatment", "field"]


async def test_faust_has_no_table_to_recover_and_no_page_open_to_all(tmp_path: Path) -> None:
    app = build(Settings(data_path=tmp_path, prefix="t"), 4, never).app
    assert len(app.tables) == 0
    assert not app.conf.web_enabled
    assert app.conf.topic_disable_leader
    assert not app.conf.topic_allow_declare


async def test_one_stage_can_be_run_on_its_own(tmp_path: Path) -> None:
    built = build(Settings(data_path=tmp_path, stages=("treatment",)), 4, never)
    assert [stage.spec.routes.name for stage in built.stages] == ["treatment"]


def test_each_stage_of_the_routes_is_bound() -> None:
    assert [SPECS[routes.name].routes for routes in STAGES] == list(STAGES)


@pytest.mark.parametrize("routes", STAGES)
def test_each_stage_names_every_topic_it_writes(routes: StageRoutes) -> None:
    """A rebuild looks for what was said in these, and nowhere else."""
    written = [one for one in topics() if one.owner == routes.name and one.name != routes.rows]
    kept = {one.name for one in written if one.cleanup != "compact"} | {DEAD_LETTERS}
    assert set(routes.tables) == {one.name for one in written if one.cleanup == "compact"}
    waiting = {one.name for one in written if one.provisional} - {routes.downstream}
    assert set(routes.outputs) == kept - waiting


@pytest.mark.parametrize(
    ("given", "delivery"),
    [({}, "exactly-once"), ({"delivery": "at-least-once"}, "at-least-once")],
)
async def test_a_worker_delivers_exactly_once_unless_told_otherwise(
    given: dict[str, Any], delivery: str, tmp_path: Path
) -> None:
    built = build(Settings(data_path=tmp_path, **given), 4, never)
    assert {stage.delivery for stage in built.stages} == {delivery}


async def test_snapshots_are_kept_only_where_asked_for_and_under_the_id_of_the_topic(
    tmp_path: Path,
) -> None:
    ids = {"t.delinquency.rows": "an-id"}
    asked = Settings(data_path=tmp_path, prefix="t", snapshots=tmp_path / "kept", instance="w-1")
    first, second, third = build(asked, 4, never, ids).stages
    assert first.keeping is not None
    path = first.keeping.kept.snapshots.path(3)
    assert path == tmp_path / "kept" / "w-1" / "t.delinquency.rows-3.rows"
    assert (second.keeping, third.keeping) == (None, None)
    silent = Settings(data_path=tmp_path, prefix="t")
    assert [stage.keeping for stage in build(silent, 4, never, ids).stages] == [None] * 3


def test_a_policy_whose_digest_is_not_its_own_is_refused() -> None:
    published = policy_of("house").published
    assert isinstance(rulebook(published), Policy)
    forged = PolicyPublished(policy_id="house", digest="0" * 64, document=published.document)
    refused = rulebook(forged)
    assert isinstance(refused, Reject)
    assert refused.rule == "policy_digest_differs"


def test_a_faulty_policy_is_refused_by_rule() -> None:
    refused = rulebook(PolicyPublished(policy_id="p", digest="0", document="days = 1.5"))
    assert isinstance(refused, Reject)
    assert refused.rule == "policy_has_faults"


def test_a_letter_keeps_no_schema_id_that_does_not_fit_it() -> None:
    letter = DeadLetter(
        topic="payments.posted",
        partition=0,
        offset=0,
        at=Instant(0),
        key=b"a",
        value=b"\0\xff\xff\xff\xff",
        headers=(),
        stage="delinquency",
        rule="schema_id_unknown",
        detail="",
    )
    kept = decode(SPECS["delinquency"].dead_letter(letter).value)
    assert kept.schema_id is None
    assert kept.value == letter.value


def test_settings_come_from_the_environment_and_the_command_line_wins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ARREARS_PREFIX", "from-env")
    monkeypatch.setenv("ARREARS_FLUSH_AGE_MS", "50")
    assert read_settings(prefix=None).prefix == "from-env"
    assert read_settings(prefix="given").prefix == "given"
    assert read_settings().flush_age_ms == 50


@pytest.mark.parametrize(
    ("text", "stages"),
    [
        ("delinquency", ("delinquency",)),
        ("treatment, delinquency", ("treatment", "delinquency")),
        ('["treatment"]', ("treatment",)),
        ("treatment,treatment", ("treatment",)),
    ],
)
def test_stages_are_names_with_commas_between_them(
    text: str, stages: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARREARS_STAGES", text)
    assert read_settings().stages == stages


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("metrics_port", 70_000, "ARREARS_METRICS_PORT"),
        ("stages", ("delinquency", "fields"), "no stage is called 'fields'"),
        ("log_level", "LOUD", "ARREARS_LOG_LEVEL"),
        ("delivery", "at-most-once", "ARREARS_DELIVERY"),
        ("instance", "../elsewhere", "ARREARS_INSTANCE"),
        ("stages", "", r"stages \(ARREARS_STAGES\): name at least one stage, such as d.*, got ''"),
        ("stages", "[delinquency", r"stages \(ARREARS_STAGES\): "),
    ],
)
def test_a_wrong_setting_is_one_sentence(key: str, value: object, said: str) -> None:
    with pytest.raises(UsageFault, match=said):
        read_settings(**{key: value})


def test_metrics_listen_on_loopback_unless_told_otherwise() -> None:
    assert Settings().metrics_host == "127.0.0.1"
    with pytest.raises(ValidationError):
        Settings(unknown="x")  # type: ignore[call-arg]  # what is asserted
