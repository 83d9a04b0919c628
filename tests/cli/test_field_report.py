"""`arrears field report` on a broker: what stands in the topics, and faults with their cure."""

import json
from collections.abc import Iterator
from secrets import token_hex
from typing import Any

import pytest
from msgspec.structs import replace
from typer.testing import CliRunner, Result

from streams.broker.topics import apply
from streams.cli.commands import app
from streams.cli.faults import UsageFault
from streams.engine.names import Names
from streams.feed.errors import FeedBroken
from streams.feed.publisher import Publisher
from streams.insight.seconds import HELD_OUT
from streams.terms.contact_facts import ComplaintReceived
from streams.terms.control import Watermark
from streams.terms.days import AsOf, Day, Instant, iso
from streams.terms.delinquency_notices import StandingNotice
from streams.terms.identity import stable_id
from streams.terms.records import Outgoing
from streams.terms.routes import VISITS
from streams.wire.control import encode_watermark
from streams.wire.facts_out import Stamp, encode_fact
from streams.wire.field_notices import encode_field
from streams.wire.notices_out import encode_delinquency, encode_treatment
from tests.insight.accounts import standing
from tests.insight.played import VISIT_ON, Played, went, whole
from tests.insight.verdicts import verdict

pytestmark = pytest.mark.broker

DUE_ON = Day(VISIT_ON - 5)
KNOWN_ON = Day(DUE_ON + 14)


def played() -> Played:
    """Return two second visits: after one of them a promise, at the other a rule broken."""
    area = went("v1", "v2", visit_number=2)
    whole(area, "v1")
    whole(area, "v2", entered=True)
    return area


def said(name: str, rule: str) -> Outgoing:
    told = verdict(name, rule, escalation_id=name, account_id=f"a-{name}", customer_id=f"c-{name}")
    day = replace(told, as_of=DUE_ON, due_on=DUE_ON, at=Instant(DUE_ON * 86_400_000_000))
    return encode_treatment(day)


def stood(name: str, on: int, version: int, **fields: Any) -> Outgoing:
    told = replace(standing(on, version, f"a-{name}", **fields), customer_id=f"c-{name}")
    return encode_delinquency(StandingNotice(standing=told))


def accounts() -> Iterator[Outgoing]:
    """Yield verdicts and standings: of those to be visited one repays, of those held out none."""
    for name in ("v1", "v2"):
        yield said(name, "visit_to_be_planned")
    yield said("h1", HELD_OUT)
    for name in ("v1", "v2", "h1"):
        yield stood(name, DUE_ON - 60, 1, oldest_due_on=Day(DUE_ON - 61), past_due_minor=9_000)
    yield stood("v1", DUE_ON + 6, 2)


def complaint() -> Outgoing:
    told = ComplaintReceived(
        event_id=stable_id("test", "complaint"),
        customer_id="c-v1",
        effective_on=Day(VISIT_ON + 1),
        complaint_id="k1",
        agent_id="ag1",
    )
    return encode_fact(told, Stamp(Instant(0), source="test"))


def passed(on: Day) -> Iterator[Outgoing]:
    """Yield the field's watermarks of a day, of every partition."""
    as_of = AsOf(on, Instant(on * 86_400_000_000))
    for number in range(4):
        mark = Watermark(stage="field", partition=number, as_of=as_of, positions={VISITS: 0})
        yield encode_watermark(mark, VISITS, 0)


def published(broker: str, *records: Outgoing) -> Names:
    made = Names(f"report-{token_hex(3)}")
    apply(broker, made.prefix)
    with Publisher(broker, made) as publisher:
        for record in records:
            publisher.send(record)
        publisher.flush()
    return made


@pytest.fixture(scope="module")
def names(broker: str) -> Names:
    area = played()
    facts = [replace(one, event_id=stable_id("test", one.event_id)) for one in area.facts]
    return published(
        broker,
        *(encode_fact(one, Stamp(Instant(0), source="test")) for one in facts),
        *map(encode_field, area.said),
        *accounts(),
        complaint(),
        *passed(Day(KNOWN_ON + 1)),
    )


def run(broker: str, names: Names, *words: str) -> Result:
    given = ["field", "report", *words, "--bootstrap", broker, "--prefix", names.prefix]
    return CliRunner().invoke(app, given, catch_exceptions=False)


def plain(broker: str, names: Names, *words: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run(broker, names, "--json", *words).stdout.splitlines()]


def test_every_figure_is_read_from_the_topics(broker: str, names: Names) -> None:
    head, *effect = plain(broker, names)[:7]
    assert head == {"part": "report", "known_on": iso(KNOWN_ON), "month": None, "area": None}
    within = {
        (one["counted_from"], one["days"]): (one["visited"], one["held_out"]) for one in effect
    }
    visited, held_out = within["due", 7]
    assert (visited["count"], visited["of"]) == (1, 2)
    assert (held_out["count"], held_out["of"]) == (0, 1)
    assert within["due", 30] == (None, None)
    visits, ag1, ag2 = plain(broker, names, "--unmasked")[7:]
    assert visits["second"] == {"NOT_HOME": 2}
    assert visits["fit_crews"] == {"count": 2, "of": 2}
    assert visits["broken"] == {"V.no_entry": 1}
    assert (visits["complaints"], visits["complaints_of_crew"]) == (1, 1)
    assert (ag1["agent_id"], ag1["complaints"], ag1["incentive"]) == ("ag1", 1, "RULE_BROKEN")
    assert (ag2["agent_id"], ag2["complaints"]) == ("ag2", 0)


def test_it_reads_as_a_page_and_names_no_agent_unless_asked(broker: str, names: Names) -> None:
    lines = run(broker, names).stdout.splitlines()
    assert lines[0].startswith("Home visits, whole run, every area; known up to the end of 2026-")
    assert any(line.startswith("  7 days   #####.....  50 % of 2") for line in lines)
    assert not any("ag1" in line for line in lines)
    assert any("ag1" in line for line in run(broker, names, "--unmasked").stdout.splitlines())
    assert max(map(len, lines)) <= 80


def test_a_month_and_an_area_are_chosen(broker: str, names: Names) -> None:
    month = iso(VISIT_ON)[:7]
    told = plain(broker, names, "--month", month, "--area", "north")
    assert (told[0]["month"], told[0]["area"]) == (month, "north")
    assert told[7]["made"] == 2
    later = plain(broker, names, "--month", "2031-01")
    assert later[7]["made"] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--month", "June"), "--month 'June' is no month: write it as YYYY-MM"),
        (("--month", "2026-13"), "--month '2026-13' is no month: write it as YYYY-MM"),
        (("--area", "south"), "--area 'south': no visit was asked of it; there are north"),
    ],
)
def test_what_cannot_be_chosen_is_said_with_the_cure(
    broker: str, names: Names, words: tuple[str, ...], said: str
) -> None:
    with pytest.raises(UsageFault, match=said):
        run(broker, names, *words)


def test_a_run_that_the_field_has_not_reached_is_said_with_the_cure(broker: str) -> None:
    with pytest.raises(FeedBroken, match=r"has passed no tick yet.*is a worker running"):
        run(broker, published(broker))
