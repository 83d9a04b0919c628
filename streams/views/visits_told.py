"""Visits in lines that fit 80 columns: what became of them, and whether the rules were kept."""

from collections.abc import Iterator, Mapping

from streams.insight.parts import Part, in_percent, per_thousand
from streams.insight.visits import AFTER_DAYS, Visits
from streams.views.bars import bar
from streams.views.counted import counted

_LABEL, _COUNT, _NAME = 42, 9, 34

_LEGEND = (
    "  What the numbers count",
    "    made        visits with an outcome, but for crews that were called back",
    "    doors       visits at which a crew checked in",
    "    outcomes    one a visit; the bar is its share of the first, or of the second",
    "    kept to     of the doors; called back: of visits cancelled on their own day",
    "    (a of b)    a visits out of b; a figure (from to) is where the true one lies",
    "    broken,     visits of which the rule or the alert was said, each once",
    "    alerts",
    "    back, by    times it was said: one visit may be given or taken back again",
    "    rule",
)


def visits_told(visits: Visits) -> Iterator[str]:
    """Yield the outcomes of first and second visits, what was kept to, and what was not."""
    yield f"Visits: {visits.made:,} made, crews stood at {counted(visits.at_door, 'door')}"
    yield from _outcomes("First visits", visits.first)
    yield from _outcomes("Second visits", visits.second)
    yield "  Kept to"
    yield _kept("two certified, fit agents at the door", visits.fit_crews.told())
    yield _kept("customer told of it in time beforehand", visits.told_in_time.told())
    yield _kept("crew of the day called back in time", visits.called_back_in_time.told())
    yield "  On 1,000 visits"
    yield _kept("incidents", _on_thousand(visits.incidents, visits.at_door))
    yield _kept(
        f"complaints within {AFTER_DAYS} days", _on_thousand(visits.complaints, visits.made)
    )
    if visits.complaints:
        yield _kept("  of these, of somebody of the crew", f"{visits.complaints_of_crew:,}")
    yield from _by_name("Rules broken at the door, by visit", visits.broken)
    yield from _by_name("Alerts, by visit", visits.alerts)
    yield from _by_name("Visits given back, by rule", visits.returned)
    yield from _by_name("Plans taken back, by rule", visits.unplanned)
    yield from _LEGEND


def _outcomes(what: str, found: Mapping[str, int]) -> Iterator[str]:
    total = sum(found.values())
    if not total:
        yield f"  {what}: none"
        return
    yield f"  {what}: {total:,}"
    for outcome, count in found.items():
        shown = f"{bar(count / total)} {in_percent(Part(count, total)):>3} %"
        yield f"    {outcome:<18}{shown}{count:>{_COUNT},}"


def _on_thousand(count: int, of: int) -> str:
    return f"{per_thousand(count, of)} ({count:,} in {of:,})"


def _kept(what: str, told: str) -> str:
    return f"    {what:<{_LABEL}}{told}"


def _by_name(what: str, found: Mapping[str, int]) -> Iterator[str]:
    if not found:
        yield f"  {what}: none"
        return
    yield f"  {what}"
    for name, count in found.items():
        yield f"    {name:<{_NAME}}{count:>{_COUNT},}"
