"""Agents in lines that fit 80 columns: how each did, and the incentive with its reason."""

from collections.abc import Callable, Iterator

from streams.insight.parts import Part, in_percent
from streams.insight.people import VISITS_MIN, AgentReport, Incentive
from streams.insight.weights import COMPONENTS

_WHY: dict[Incentive, str] = {
    "EARNED": "",
    "COMPLAINT_UPHELD": "complaint",
    "RULE_BROKEN": "rule broken",
    "COMPLAINT_OPEN": "waits",
    "TOO_FEW": "too few",
}
_AGENT = 8
_HEADS = (
    ("", "visits", "rules", "told in", "check-", "com-", "con-", "promises", "inci-", ""),
    ("agent", "made", "kept", "time", "outs", "plaints", "tent", "kept", "dents", "incentive"),
)
_WIDTHS = (7, 7, 8, 7, 8, 5, 9, 6)


def people_told(
    people: tuple[AgentReport, ...], month: str, named: Callable[[str], str]
) -> Iterator[str]:
    """Yield a line for each agent; `named` gives an id as it may be shown."""
    yield f"People in {month}"
    if not people:
        yield "  nobody was at a door"
        return
    width = max(_AGENT, *(len(named(one.agent_id)) for one in people))
    for heads in _HEADS:
        cells = "".join(map(_cell, heads[1:-1], _WIDTHS))
        yield f"  {heads[0]:<{width}}{cells}  {heads[-1]}".rstrip()
    for one in people:
        yield f"  {named(one.agent_id):<{width}}{_line(one)}"
    yield from _explained()


def _line(one: AgentReport) -> str:
    content = f"{sum(one.scores) / len(one.scores):.1f}" if one.scores else "-"
    kept = f"{one.promises_kept.count} of {one.promises_kept.of}" if one.promises_kept.of else "-"
    cells = (
        f"{one.visits:,}",
        _percent(one.by_the_rules),
        _percent(one.outcome_in_time),
        _percent(one.check_out_in_time),
        f"{one.complaints:,}",
        content,
        kept,
        f"{one.incidents:,}",
    )
    incentive = _WHY[one.incentive] or f"{one.incentive_percent} %"
    return "".join(map(_cell, cells, _WIDTHS)) + f"  {incentive}"


def _cell(text: str, width: int) -> str:
    return f"{text:>{width}}"


def _percent(one: Part) -> str:
    return f"{in_percent(one)} %" if one.of else "-"


def _explained() -> Iterator[str]:
    yield "  Visits are those with the agent in the crew; rules, told in time, check-outs"
    yield "  are shares of them. Content is the mean of what customers said, 1 to 5. Of"
    yield "  promises those count whose day is over. Ids that end alike are numbered,"
    yield "  such as ***0001/1 and ***0001/2."
    yield "  The incentive is the score of:"
    for one in COMPONENTS:
        money = " (rests on money: a third at most)" if one.rests_on_money else ""
        yield f"    {one.weight:>3}  {one.says}{money}"
    yield "  An amount collected is no part of it. There is none for a month in which the"
    yield "  agent broke a rule at a door, or a serious complaint was upheld; while one is"
    yield f"  open it waits. Below {VISITS_MIN} visits there is no figure. An incident, and what"
    yield "  follows it, counts against nobody."
