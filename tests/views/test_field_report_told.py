"""The report of home visits as people and machines read it."""

from typing import Any

import pytest
from msgspec.structs import replace

from streams.insight.effect import Comparison, Horizon
from streams.insight.intervals import Share, difference, share
from streams.insight.parts import Part
from streams.insight.people import AgentReport
from streams.insight.period import Period, month_of
from streams.insight.report import FieldReport
from streams.insight.visits import Visits
from streams.terms.days import parse_day
from streams.views.field_report_told import report_plain, report_told
from streams.wire.readable import last_four, told_apart

WIDTH_MAX = 80
KNOWN_ON = parse_day("2026-06-29")


def horizon(days: int, visited: Share | None, held_out: Share | None, **more: Any) -> Horizon:
    apart = difference(visited, held_out)
    return Horizon(days=days, visited=visited, held_out=held_out, difference=apart, **more)


def compared(counted_from: Any, *counts: tuple[int, int, int, int], **more: Any) -> Comparison:
    return Comparison(
        counted_from=counted_from,
        horizons=tuple(
            horizon(days, share(a, n), share(b, m))
            for days, (a, n, b, m) in zip((7, 14, 30), counts, strict=True)
        ),
        left_out=more.get("left_out", 0),
    )


VISITS = Visits(
    made=410,
    at_door=412,
    first={"NOT_HOME": 160, "MET_PROMISE": 40, "VULNERABLE_STOP": 1},
    second={"NOT_HOME": 100, "RECALLED": 2},
    fit_crews=Part(412, 412),
    told_in_time=Part(411, 412),
    called_back_in_time=Part(25, 26),
    returned={"no_day_left": 12, "visit_refused_by_manager": 3},
    unplanned={"V.notice": 4},
    broken={"V.recording": 1},
    alerts={"ARRIVED_AFTER_CANCEL": 1},
    incidents=2,
    complaints=5,
    complaints_of_crew=3,
)
ANN = AgentReport(
    agent_id="agent-0000001234",
    visits=14,
    by_the_rules=Part(14, 14),
    outcome_in_time=Part(13, 14),
    check_out_in_time=Part(14, 14),
    complaints=0,
    scores=(3, 4, 5),
    promises_kept=Part(3, 5),
    incidents=1,
    score=91,
    incentive="EARNED",
    incentive_percent=91,
)
BOB = replace(
    ANN,
    agent_id="agent-0000005678",
    by_the_rules=Part(13, 14),
    scores=(),
    promises_kept=Part(0, 0),
    incentive="RULE_BROKEN",
    incentive_percent=None,
)
REPORT = FieldReport(
    known_on=KNOWN_ON,
    period=Period(),
    effect=(
        compared("due", (44, 180, 4, 40), (70, 176, 9, 38), (88, 160, 10, 33), left_out=2),
        compared("visit", (30, 120, 4, 40), (50, 118, 9, 38), (66, 110, 10, 33)),
    ),
    visits=VISITS,
    month=month_of(KNOWN_ON),
    people=(ANN, BOB),
)


def text(report: FieldReport = REPORT) -> str:
    return "\n".join(report_told(report, last_four))


def test_it_fits_a_terminal_of_eighty_columns() -> None:
    wide = [line for line in text().splitlines() if len(line) > WIDTH_MAX]
    assert wide == []


def test_shares_and_their_difference_stand_with_bars_and_what_is_beyond_chance_is_marked() -> None:
    lines = text().splitlines()
    assert lines[0] == "Home visits, whole run, every area; known up to the end of 2026-06-29"
    told = [line for line in lines if line.startswith("  14 days")]
    assert told == [
        "  14 days  ####......  40 % of 176  ##........  24 % of 38   +16 (-1 to +29)",
        "  14 days  ####......  42 % of 118  ##........  24 % of 38   +19 (+1 to +33) *",
    ]
    assert "  With a * it is more than chance makes." in lines
    assert "  Left out: 2 who owed nothing when the visit came due." in lines


def measured(*horizons: Horizon) -> str:
    measure = Comparison(counted_from="due", horizons=horizons, left_out=0)
    return text(replace(REPORT, effect=(measure,)))


def test_what_may_be_chance_is_said_in_words() -> None:
    told = measured(horizon(7, share(3, 10), share(2, 10)))
    assert "What the measure shows here may be chance alone." in told
    assert "With a *" not in told


def test_without_figures_it_is_said_why() -> None:
    assert "no figure: nobody's second visit came due" in measured(horizon(7, None, None))
    alone = measured(horizon(7, share(3, 10), None))
    assert "nobody yet" in alone
    assert "no figure" in alone
    assert "Nobody was held out, so nobody can tell what would have been" in alone


def test_where_held_out_could_be_visited_within_the_days_it_is_said() -> None:
    warning = "could be visited within the days"
    assert warning in measured(horizon(30, share(3, 9), share(2, 9), sooner=True))
    assert warning not in text()


def test_agents_are_named_as_they_may_be_and_have_an_incentive_or_its_reason() -> None:
    told = text()
    assert "agent-" not in told
    (ann,) = (line for line in told.splitlines() if line.startswith("  ***1234"))
    assert " ".join(ann.split()) == "***1234 14 100 % 93 % 100 % 0 4.0 3 of 5 1 91 %"
    (bob,) = (line for line in told.splitlines() if line.startswith("  ***5678"))
    assert bob.endswith("1  rule broken")
    assert "\n  agent-0000001234     14" in "\n".join(report_told(REPORT, str))


@pytest.mark.parametrize(
    ("incentive", "said"),
    [("COMPLAINT_UPHELD", "complaint"), ("COMPLAINT_OPEN", "waits"), ("TOO_FEW", "too few")],
)
def test_every_reason_has_a_word(incentive: Any, said: str) -> None:
    one = replace(ANN, incentive=incentive, incentive_percent=None)
    assert any(line.endswith(said) for line in text(replace(REPORT, people=(one,))).splitlines())


def test_nothing_is_left_of_nothing() -> None:
    none = Part(0, 0)
    nothing = Visits(
        made=0, at_door=0, first={}, second={}, fit_crews=none, told_in_time=none,
        called_back_in_time=none, returned={}, unplanned={}, broken={}, alerts={}, incidents=0,
        complaints=0, complaints_of_crew=0,
    )  # fmt: skip
    lines = text(replace(REPORT, visits=nothing, people=())).splitlines()
    assert "Visits: 0 made, crews stood at 0 doors" in lines
    assert "  First visits: none" in lines
    assert "    incidents                                 none (0 in 0)" in lines
    assert "  nobody was at a door" in lines


def test_machines_get_each_figure_of_its_own_and_no_agent_in_full() -> None:
    told = list(report_plain(REPORT, last_four))
    assert [one["part"] for one in told] == ["report", *["effect"] * 6, "visits", *["agent"] * 2]
    assert told[0] == {"part": "report", "known_on": "2026-06-29", "month": None, "area": None}
    assert (told[1]["days"], told[1]["counted_from"], told[1]["left_out"]) == (7, "due", 2)
    assert told[-1]["agent_id"] == "***5678"
    month = replace(REPORT, period=month_of(KNOWN_ON, "north"))
    assert next(report_plain(month, str))["month"] == "2026-06"
    assert text(month).startswith("Home visits, June 2026, area north; ")
    assert "\nPeople in June 2026\n" in text(month)


def test_two_agents_whose_ids_end_alike_have_lines_that_differ() -> None:
    other = replace(ANN, agent_id="agent-west-1234", visits=3)
    people = (ANN, other)
    named = told_apart(one.agent_id for one in people)
    lines = "\n".join(report_told(replace(REPORT, people=people), named)).splitlines()
    masked = [line.split()[:2] for line in lines if line.startswith("  ***1234")]
    assert masked == [["***1234/1", "14"], ["***1234/2", "3"]]


def test_each_number_is_told_what_it_counts() -> None:
    told = text()
    for what in ("made ", "doors ", "outcomes ", "kept to ", "(a of b) ", "broken, ", "back, by "):
        assert f"\n    {what}" in told.partition("What the numbers count")[2]
    assert "Each customer is counted once" in told
    assert "Content is the mean" in told
