"""`arrears sheet`: a page a crew, for its owner alone, from what the topics say."""

import json
from pathlib import Path
from secrets import token_hex

import pytest
from msgspec.structs import replace
from typer.testing import CliRunner, Result

from streams.broker.topics import apply
from streams.cli import sheet
from streams.cli.commands import app
from streams.cli.faults import UsageFault
from streams.cli.where import Where
from streams.engine.names import Names
from streams.feed.publisher import Publisher
from streams.policy.field import FieldRules
from streams.terms.days import Day, Instant
from streams.views.crew_days import CrewDay, VisitDay, crew_days
from streams.wire.facts_out import Stamp, encode_fact
from streams.wire.field_notices import encode_field
from tests.field.field_rules import FIELD
from tests.views.crew_visits import ON, notice, request


def day(**changed: object) -> CrewDay:
    (found,) = crew_days([notice()], [request()], ON)
    return replace(found, **changed)


def test_a_page_is_its_owner_s_alone_and_written_anew(tmp_path: Path) -> None:
    out = tmp_path / "some" / "sheets"
    path = sheet.written(out, day(), "first")
    assert path.parent == out
    assert path.name.startswith("2026-06-05_north_ada-bob-")
    assert (path.stat().st_mode & 0o777, out.stat().st_mode & 0o777) == (0o600, 0o700)
    path.chmod(0o644)
    assert sheet.written(out, day(agent_ids=("bob", "ada")), "again") == path
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("again", 0o600)


@pytest.mark.parametrize("area", ["../../up", "/etc", "a/b", "..", "nul\0", "x" * 500, ""])
def test_an_id_never_leads_out_of_the_folder(tmp_path: Path, area: str) -> None:
    out = tmp_path / "sheets"
    path = sheet.written(out, day(area=area), "page")
    assert [each.resolve() for each in tmp_path.rglob("*.html")] == [path.resolve()]
    assert path.resolve().parent == out.resolve()


def test_two_areas_never_share_a_file(tmp_path: Path) -> None:
    paths = {sheet.written(tmp_path, day(area=area), "page") for area in ("a b", "a/b", "a-b")}
    assert len(paths) == 3


def test_where_nothing_can_be_written_the_cure_is_told(tmp_path: Path) -> None:
    taken = tmp_path / "file"
    taken.write_text("x")
    with pytest.raises(UsageFault, match="name a folder that you may write to"):
        sheet.written(taken, day(), "page")


def told(
    capsys: pytest.CaptureFixture[str], *days: VisitDay, as_json: bool = False
) -> tuple[list[str], str]:
    sheet._list(days, as_json=as_json)  # noqa: SLF001 - the command around it needs a broker
    said = capsys.readouterr()
    return said.out.splitlines(), said.err


def test_the_days_that_have_pages_are_listed_and_of_those_that_are_over_the_newest(
    capsys: pytest.CaptureFixture[str],
) -> None:
    over = [VisitDay(on=Day(n), area="north", completed=2) for n in range(12)]
    ahead = VisitDay(on=Day(12), area="south", planned=1, granted=3)
    lines, more = told(capsys, *over, ahead)
    assert lines[0] == "arrears sheet --area north --on 1970-01-03    2 completed"
    assert lines[-1].endswith("--on 1970-01-13    1 not released yet, 3 released")
    assert (len(lines), more) == (11, "and 2 days before, listed by --json\n")
    rows, nothing = told(capsys, *over, ahead, as_json=True)
    assert (len(rows), nothing) == (13, "")
    assert json.loads(rows[-1])["on"] == "1970-01-13"
    assert told(capsys) == ([], "no visit is planned, and none was made\n")


def run(broker: str, names: Names, *words: str) -> Result:
    given = ["sheet", "--on", "2026-06-05", *words]
    at = ["--bootstrap", broker, "--prefix", names.prefix]
    return CliRunner().invoke(app, [*given, *at], catch_exceptions=False)


def rules(at: Where, of: CrewDay) -> FieldRules:
    """Return the rules of a test: no policy is published in it."""
    assert at.partitions
    assert of.policy_digest == "d1"
    return FIELD


@pytest.mark.broker
def test_each_crew_has_a_page_from_what_the_topics_say(
    broker: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = Names(f"sheet-{token_hex(3)}")
    apply(broker, names.prefix)
    with Publisher(broker, names) as publisher:
        for name, crew in (("v1", ("ada", "bob")), ("v2", ("eve", "cy"))):
            asked = request(name, history=("visit_1:NOT_HOME",))
            publisher.send(encode_fact(asked, Stamp(occurred_at=Instant(0))))
            publisher.send(encode_field(notice(name, agent_ids=crew, visit_number=2)))
        publisher.flush()
    with pytest.raises(UsageFault, match="the policy d1 that the visits were judged by"):
        run(broker, names, "--area", "north", "--out", str(tmp_path))
    monkeypatch.setattr(sheet, "_rules", rules)
    to = ("--area", "north", "--out", str(tmp_path), "--json")
    lines = [json.loads(line) for line in run(broker, names, *to).stdout.splitlines()]
    assert [line["agent_ids"] for line in lines] == [["ada", "bob"], ["eve", "cy"]]
    assert [(line["visits"], line["released"]) for line in lines] == [(1, 1), (1, 1)]
    first = Path(lines[0]["file"]).read_text()
    assert "point-v1" in first
    assert "nobody was at home" in first
    assert "point-v2" not in first
    (only,) = run(broker, names, *to, "--crew", "cy", "--language", "zh").stdout.splitlines()
    assert "上门日程单" in Path(json.loads(only)["file"]).read_text()
    assert "no crew with dan" in run(broker, names, *to, "--crew", "dan").stderr
    listed = ["sheet", "--area", "north", "--bootstrap", broker, "--prefix", names.prefix]
    of_all = CliRunner().invoke(app, listed, catch_exceptions=False)
    assert of_all.stdout == "arrears sheet --area north --on 2026-06-05    2 released\n"
    assert CliRunner().invoke(app, ["sheet", *listed[3:]]).stdout == of_all.stdout
    with pytest.raises(UsageFault, match="nothing is said of visits in an area 'south'"):
        run(broker, names, "--area", "south")
    with pytest.raises(UsageFault, match="write zh or en"):
        run(broker, names, *to, "--language", "fr")
