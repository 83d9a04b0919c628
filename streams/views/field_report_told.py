"""The report of home visits: lines for people, and objects for machines."""

from collections.abc import Callable, Iterator

from msgspec.structs import asdict

from streams.insight.period import ALWAYS, Period, month_named
from streams.insight.report import FieldReport
from streams.terms.days import date_of, iso
from streams.views.effect_told import effect_told
from streams.views.people_told import people_told
from streams.views.visits_told import visits_told
from streams.words.locale import date_in

Named = Callable[[str], str]
"""Gives an agent's id as it may be shown."""


def report_told(report: FieldReport, named: Named) -> Iterator[str]:
    """Yield the report in lines of at most 80 columns, but for ids that are longer."""
    where = "every area" if report.period.area is None else f"area {report.period.area}"
    known = f"known up to the end of {iso(report.known_on)}"
    yield f"Home visits, {_months(report.period)}, {where}; {known}"
    yield ""
    yield from effect_told(report.effect)
    yield ""
    yield from visits_told(report.visits)
    yield ""
    yield from people_told(report.people, _month(report.month), named)


def report_plain(report: FieldReport, named: Named) -> Iterator[dict[str, object]]:
    """Yield the report as objects: the report itself, each figure of the effect, visits, agents."""
    month = None if report.period.first_on == ALWAYS[0] else month_named(report.period.first_on)
    yield {
        "part": "report",
        "known_on": iso(report.known_on),
        "month": month,
        "area": report.period.area,
    }
    for each in report.effect:
        for one in each.horizons:
            told = {"part": "effect", "counted_from": each.counted_from, "left_out": each.left_out}
            yield told | asdict(one)
    yield {"part": "visits"} | asdict(report.visits)
    for agent in report.people:
        told = {"part": "agent", "month": month_named(report.month.first_on)}
        yield told | asdict(agent) | {"agent_id": named(agent.agent_id)}


def _months(period: Period) -> str:
    return "whole run" if period.first_on == ALWAYS[0] else _month(period)


def _month(period: Period) -> str:
    """Write a month, such as June 2026."""
    return date_in(date_of(period.first_on), "en").partition(" ")[2]
