"""`arrears tail`: what people look for is shown, and what stages tell each other is left out."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner, Result

from streams.broker.reading import Record
from streams.cli import tail
from streams.cli.commands import app
from streams.terms.control import Watermark
from streams.terms.days import AsOf, Day, Instant
from streams.terms.field_notices import FieldEvent
from streams.terms.records import Outgoing
from streams.wire.control import encode_watermark
from streams.wire.field_notices import encode_field
from tests.views.crew_visits import notice

MARK = Watermark(stage="field", partition=0, as_of=AsOf(Day(3), Instant(4)), positions={})
VISIT = "visit-of-whom-somebody-asks"
ALERT = FieldEvent(
    kind="OUTCOME_MISSING",
    area="north",
    subject_id=VISIT,
    seq=9,
    as_of=Day(3),
    at=Instant(4),
)


def records(*said: Outgoing) -> list[Record]:
    return [
        SimpleNamespace(partition=0, offset=offset, key=one.key, value=one.value)
        for offset, one in enumerate(said)
    ]


@pytest.fixture
def visits(monkeypatch: pytest.MonkeyPatch) -> list[Record]:
    """Give a topic of visits without a broker, to be filled by a test."""
    held: list[Record] = []

    def read(*_: object, **__: object) -> Iterator[Record]:
        yield from held

    monkeypatch.setattr(tail, "where", lambda *_: None)
    monkeypatch.setattr(tail, "_records", read)
    return held


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["tail", *words], catch_exceptions=False)


def filled(visits: list[Record]) -> None:
    mark = encode_watermark(MARK, "visits", 0)
    visits += records(encode_field(notice(VISIT)), mark, encode_field(notice("another")), mark)


def test_watermarks_are_shown_where_somebody_asks_for_them(visits: list[Record]) -> None:
    filled(visits)
    plain = run("visits").stdout.splitlines()
    assert len(plain) == 2
    assert "WATERMARK" not in "".join(plain)
    all_of_it = run("visits", "--watermarks").stdout.splitlines()
    assert [("WATERMARK" in line) for line in all_of_it] == [False, True, False, True]


def test_a_limit_counts_what_is_shown(visits: list[Record]) -> None:
    filled(visits)
    assert len(run("visits", "--limit", "2").stdout.splitlines()) == 2


def test_where_there_is_nothing_else_it_is_said(visits: list[Record]) -> None:
    visits += records(encode_watermark(MARK, "visits", 0))
    found = run("visits")
    assert found.stdout == ""
    assert found.stderr == "visits: 1 watermarks alone; --watermarks shows them\n"
    assert run("visits", "--key", "watermark", "--watermarks").stdout


def test_a_visit_is_found_in_topics_that_are_keyed_by_area(visits: list[Record]) -> None:
    filled(visits)
    (line,) = run("visits", "--key", VISIT, "--unmasked").stdout.splitlines()
    assert VISIT in line
    assert len(run("visits", "--key", "north").stdout.splitlines()) == 2


def test_an_alert_is_found_by_what_it_is_about(visits: list[Record]) -> None:
    visits += records(encode_field(ALERT))
    assert "OUTCOME_MISSING" in run("field.events", "--key", VISIT).stdout
