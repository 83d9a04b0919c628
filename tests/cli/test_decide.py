"""`arrears visits` and `arrears decide`: from the rows of an area to a fact, without a broker."""

import json
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner, Result

from streams.app.stages import FIELD as SPEC
from streams.cli import areas as reading
from streams.cli import decide, dlq, settling, visits
from streams.cli.commands import app
from streams.cli.decided import record_of
from streams.cli.faults import UsageFault
from streams.cli.where import Where
from streams.engine.names import Names
from streams.engine.parted import store_of
from streams.engine.position import PLAN_KEY, POSITION_KEY, Clock, Position, pack
from streams.terms.days import Day
from streams.terms.field_facts import AreaRecordRefused, AreaRefusalResolved, VisitApproved
from streams.terms.records import Outgoing
from streams.terms.routes import FIELD_DECISIONS
from streams.views.desk import AreaNow
from streams.views.desk_answers import Decision
from streams.wire import field_facts
from tests.field.area import FIRST, NORTH, Area
from tests.views.desk_areas import (
    in_area,
    now_of,
    wanting_approval,
    with_incident,
    with_refusal,
    with_too_many_refusals,
)

SECOND = "second-visit-2222"
WORDS = ("--role", "manager", "--by", "m.lin", "--reason", "a talk was agreed")
COUNSEL = ("--incident", "incident-1111", *WORDS)


class Desk:
    """A desk that looks at one area and some others; what it sends is read back from its bytes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, area: Area, *others: AreaNow) -> None:
        self.area, self.sent = area, list[Decision | AreaRefusalResolved]()
        for module in (visits, decide, settling):
            monkeypatch.setattr(module, "where", lambda *_: Where("nowhere", Names(""), 1))
            monkeypatch.setattr(module, "areas", lambda _: [now_of(self.area), *others])
        monkeypatch.setattr(decide, "_publish", self._take)
        monkeypatch.setattr(dlq, "publish", lambda at, said: self._take(at, record_of(said, "")))

    def _take(self, _: Where, sent: Outgoing) -> None:
        assert sent.topic == FIELD_DECISIONS
        read = field_facts.decode(sent.topic, sent.key, sent.value)
        assert isinstance(read, Decision | AreaRefusalResolved)
        self.sent.append(read)
        self.area.take(read)

    @property
    def now(self) -> AreaNow:
        """The area as it stands."""
        return now_of(self.area)

    def run(self, *words: str) -> Result:
        """Run `arrears` with some words."""
        return CliRunner().invoke(app, words, catch_exceptions=False)


def test_a_second_visit_is_found_tried_approved_and_approved_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = Desk(monkeypatch, wanting_approval())
    (line,) = desk.run("visits", "--state", "waiting", "--json").stdout.splitlines()
    found = json.loads(line)
    assert (found["id"], found["waits_for"], found["until"]) == (SECOND, "approval", "2026-06-06")
    tried = desk.run("decide", "approve", SECOND, *WORDS, "--dry-run").stdout
    assert "would be sent, and nothing was" in tried
    assert "offered to the planner, for 2026-06-08" in tried
    assert desk.sent == []
    first = desk.run("decide", "approve", SECOND, *WORDS).stdout
    assert f"{SECOND}: the decision of 2026-06-02 is sent" in first
    assert desk.area.visit(SECOND).approved_by == "manager"
    again = desk.run("decide", "approve", SECOND, *WORDS).stdout
    assert "approved before, by a manager; there is nothing to send" in again
    assert desk.run("visits", "--state", "waiting", "--json").stdout == ""
    (fact,) = desk.sent
    assert (fact.area, fact.effective_on, fact.decided_by) == (NORTH, FIRST + 1, "m.lin")


def test_said_again_on_another_day_a_decision_has_the_same_id(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = Desk(monkeypatch, wanting_approval())
    unread = desk.area.row
    for day in (FIRST + 1, FIRST + 2):
        desk.area.begin_with(unread)
        desk.area.tick(day)
        desk.run("decide", "approve", SECOND, *WORDS)
    one, other = desk.sent
    assert one.event_id == other.event_id
    desk.area.begin_with(unread)
    desk.run("decide", "approve", SECOND, *WORDS[:-1], "another reason")
    assert desk.sent[-1].event_id != one.event_id


def test_an_incident_is_cleared_and_each_agent_counselled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = Desk(monkeypatch, with_incident())
    officer = ("--role", "safety_officer", *WORDS[2:])
    desk.run("decide", "clear", "incident-1111", *officer)
    for agent in ("ag1", "ag2"):
        desk.run("decide", "counsel", agent, "--incident", "incident-1111", *WORDS)
    assert [type(one).__name__ for one in desk.sent] == [
        "IncidentCleared",
        "AgentCounselled",
        "AgentCounselled",
    ]
    assert desk.run("visits", "--state", "waiting", "--json").stdout == ""


def test_of_two_areas_that_wait_a_person_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(monkeypatch, with_incident(), in_area("south", with_incident()))
    officer = ("--role", "safety_officer", *WORDS[2:])
    for words in (("clear", "incident-1111", *officer), ("counsel", "ag1", *COUNSEL)):
        with pytest.raises(UsageFault, match="this waits in north and south: say with --area"):
            desk.run("decide", *words)
    with pytest.raises(UsageFault, match="--area 'west' is not known here; there are north, south"):
        desk.run("decide", "clear", "incident-1111", *officer, "--area", "west")
    desk.run("decide", "clear", "incident-1111", *officer, "--area", NORTH)
    desk.run("decide", "counsel", "ag1", *COUNSEL, "--area", NORTH)
    # North has decided: what still waits does so in south, and there under ids of its own.
    tried = desk.run("decide", "clear", "incident-1111", *officer, "--dry-run").stdout
    assert "customer and address may be visited again" in tried
    tried = desk.run("decide", "counsel", "ag1", *COUNSEL, "--dry-run").stdout
    assert "the agent may be planned again" in tried


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("approve", "nobody"), "no visit 'nobody' was asked of any area: `arrears visits"),
        (("clear", "nothing"), "no incident 'nothing' is known"),
        (("counsel", "ag1", "--incident", "x"), "no agent 'ag1' rests after that"),
        (("refuse", SECOND, "--role", "clerk"), "a clerk may not decide that; the policy lets"),
        (("approve", SECOND, "--reason", " "), "say who decides, why, and in which role"),
    ],
)
def test_what_leads_to_nothing_is_one_sentence_with_the_cure(
    monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], why: str
) -> None:
    desk = Desk(monkeypatch, wanting_approval())
    with pytest.raises(UsageFault, match=why):
        desk.run("decide", words[0], *WORDS, *words[1:])
    assert desk.sent == []


def test_all_refused_records_of_an_area_are_settled_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = Desk(monkeypatch, with_too_many_refusals(monkeypatch))
    words = ("settle", "*", "--by", "ann", "--reason", "all sent again")
    with pytest.raises(UsageFault, match="say with --area which of north"):
        desk.run("decide", *words)
    with pytest.raises(UsageFault, match="--area goes with '\\*' alone"):
        desk.run("decide", "settle", "field.agents/0/1", *words[2:], "--area", NORTH)
    held = desk.area.row
    assert "every hold of the area is lifted" in desk.run("decide", *words, "--area", NORTH).stdout
    assert not desk.area.row.is_held
    again = desk.run("decide", *words, "--area", NORTH).stdout
    assert "no refused record holds it; there is nothing to send" in again
    # What is refused behind it is settled in the same words, and sent twice it counts once.
    for origin in ("field.agents/0/7", "field.agents/0/8"):
        desk.area.tell(AreaRecordRefused, origin=origin, rule="x")
        desk.run("decide", *words, "--area", NORTH)
        assert not desk.area.row.is_held
    desk.area.begin_with(held)
    desk.run("decide", *words, "--area", NORTH)
    ids = [one.event_id for one in desk.sent]
    assert (len(set(ids)), ids[3]) == (3, ids[0])


@pytest.mark.parametrize("tried", [(), ("--dry-run",)])
@pytest.mark.parametrize(
    ("option", "text", "why"),
    [
        ("--reason", "x" * 4_001, "--reason has 4,001 characters, and 4,000 fit"),
        ("--by", "x" * 4_001, "--by has 4,001 characters"),
        ("--reason", "half \ud800 a character", r"--reason holds a character .*\(U\+D800\)"),
        ("--reason", "red \x1b[31m", r"\(U\+001B\): say it without, nothing was sent"),
        ("--by", "m\x00lin", r"--by holds a character .*\(U\+0000\)"),
        ("--role", "manager\u2028", r"--role holds a character .*\(U\+2028\)"),
    ],
)
def test_a_text_that_the_topic_would_refuse_is_said_before_anything_is_sent(
    monkeypatch: pytest.MonkeyPatch, option: str, text: str, why: str, tried: tuple[str, ...]
) -> None:
    desk = Desk(monkeypatch, wanting_approval())
    with pytest.raises(UsageFault, match=why):
        desk.run("decide", "approve", SECOND, *WORDS, option, text, *tried)
    assert desk.sent == []
    settle = ("field.agents/2/118", "--by", "m.lin", "--reason", "looked at", option, text)
    if option != "--role":
        with pytest.raises(UsageFault, match=why):
            desk.run("decide", "settle", *settle)


def test_a_reason_may_be_a_page_in_any_language(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(monkeypatch, wanting_approval())
    reason = "\u540c\u610f\u3000" * 1_333
    desk.run("decide", "approve", SECOND, *WORDS, "--reason", reason)
    (fact,) = desk.sent
    assert fact.reason == reason


def test_what_its_reader_would_refuse_is_no_record() -> None:
    fact = VisitApproved(
        event_id="e",
        area=NORTH,
        effective_on=Day(FIRST),
        visit_id="v" * 129,
        role="manager",
        decided_by="m",
        reason="r",
    )
    with pytest.raises(UsageFault, match="so nothing was sent: visit_id has 129 characters"):
        record_of(fact, "arrears.decide")


def test_the_list_is_bounded_masked_and_names_the_areas(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(monkeypatch, with_incident())
    shown = desk.run("visits", "--limit", "1").stdout
    assert "north, after the tick of 2026-06-02: 4 in all, 3 to decide (arrears decide)" in shown
    assert "and 3 more: --limit 4 shows them" in shown
    assert "incident-1111" not in desk.run("visits").stdout
    assert "incident-1111" in desk.run("visits", "--unmasked").stdout
    assert desk.run("visits", "--on", "2026-06-05", "--json").stdout == ""
    with pytest.raises(UsageFault, match="'south' is not known here; there are north"):
        desk.run("visits", "--area", "south")


def test_an_area_s_row_is_read_from_its_parts_and_their_clock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    area = with_refusal()
    written = wanting_approval()
    store = store_of(SPEC)
    store.put(b"north", area.row, None)
    first = store.take_changed()
    store.put(b"north", written.row, None)
    clock = Clock(now_of(written).as_of, now_of(written).as_of, "d")
    own = [(PLAN_KEY, b"no row"), (POSITION_KEY, pack(Position(clock=clock)))]

    def records(*_: object) -> Iterator[SimpleNamespace]:
        for key, value in (*first, *store.take_changed(), *own):
            yield SimpleNamespace(key=key, value=value)

    class Known:
        def __init__(self, _: Where) -> None:
            pass

        def policies(self, _: str) -> dict[str, object]:
            return {"d": now_of(written).policy}

    monkeypatch.setattr(reading, "read_all", records)
    monkeypatch.setattr(reading, "Evidence", Known)
    assert reading.areas(Where("nowhere", Names(""), 1)) == [now_of(written)]
