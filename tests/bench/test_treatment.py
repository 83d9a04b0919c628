"""The days of the treatment benchmark are played alike each time, and its lines tell them."""

import pytest

from streams.terms.customer_facts import StandingChanged
from tests.bench.treatment import STEPS, Round, lines, page, played
from tests.bench.treatment_days import RecordedDay, recorded


@pytest.fixture(scope="module")
def days() -> list[RecordedDay]:
    return recorded(30, 60)


def test_what_is_recorded_is_of_a_mixed_portfolio(days: list[RecordedDay]) -> None:
    assert len(days) == 60
    told = [each.fact for day in days for each in day.standings]
    # Beside standings the stage before tells of pasts that were corrected.
    standings = [fact.standing for fact in told if isinstance(fact, StandingChanged)]
    late = {one.account_id for one in standings if one.days_past_due > 3}
    assert 0 < len(late) < len({one.account_id for one in standings})
    assert sum(len(day.outcomes) for day in days) > 20


def test_both_ways_of_playing_say_the_same(days: list[RecordedDay]) -> None:
    alone, packed = played(days, with_bytes=False), played(days, with_bytes=True)
    assert (alone.counts, alone.row_bytes, alone.said) == (
        packed.counts,
        packed.row_bytes,
        packed.said,
    )
    assert alone.counts["standings"] == sum(len(day.standings) for day in days)
    assert alone.counts["outcomes"] == sum(len(day.outcomes) for day in days)
    assert alone.counts["tick, all"] == len(alone.row_bytes)
    assert alone.said > alone.counts["outcomes"]


def one(seconds: float) -> Round:
    return Round(dict.fromkeys(STEPS, seconds), dict.fromkeys(STEPS, 100), (700, 800, 3_000), 9)


def test_a_line_tells_the_median_of_the_rounds_and_their_spread() -> None:
    found = lines([one(1.0), one(2.0), one(4.0)], [one(5.0), one(5.0), one(5.0)])
    assert [line["step"] for line in found] == list(STEPS)
    assert found[0] == {
        "step": "standings",
        "count": 100,
        "a_second": 50,
        "spread": 1.5,
        "with_bytes_a_second": 20,
        "spread_with_bytes": 0.0,
    }


def test_the_page_tells_command_machine_rows_and_figures() -> None:
    text = page(lines([one(0.01)], [one(0.02)]), one(0.01), "python -m some.command")
    assert "* `python -m some.command`\n* " in text
    assert "3 customers; a row has 800 bytes, at most 3,000" in text
    assert "| standings | 100 | 10,000 | 0.0 | 5,000 | 0.0 |" in text
    assert {line.count("|") for line in text.splitlines() if line.startswith("|")} == {7}
