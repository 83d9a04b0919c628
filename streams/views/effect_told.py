"""The effect of second visits in lines that fit 80 columns."""

from collections.abc import Iterator

from streams.insight.effect import Comparison, Horizon
from streams.insight.intervals import Share
from streams.views.bars import BAR, bar

_WITHIN, _SIDE = 9, 25
_FROM = {
    "due": "Counted from the day the visit came due, whatever became of it (the measure):",
    "visit": "Counted from the visit, of those visited (who paid before is missing):",
}
_WHO = {"due": "to be visited", "visit": "visited"}


def effect_told(comparisons: tuple[Comparison, ...]) -> Iterator[str]:
    """Yield both comparisons, each with a line for every horizon, and what to mind."""
    yield "Effect of the second visit: share that repaid what was past due"
    if not any(one.visited or one.held_out for each in comparisons for one in each.horizons):
        yield "  no figure: nobody's second visit came due, or nobody has had 7 days since"
        return
    for each in comparisons:
        yield f"  {_FROM[each.counted_from]}"
        who = _WHO[each.counted_from]
        yield f"  {'within':<{_WITHIN}}{who:<{_SIDE}}{'held out':<{_SIDE}}points apart"
        yield from (_line(one) for one in each.horizons)
    yield from _minded(comparisons[0])


def _line(one: Horizon) -> str:
    sides = f"{_side(one.visited):<{_SIDE}}{_side(one.held_out):<{_SIDE}}"
    told = "no figure"
    if one.difference is not None:
        told = one.difference.in_points().replace(" points", "") + " *" * one.difference.is_sure
    return f"  {f'{one.days} days':<{_WITHIN}}{sides}{told}"


def _side(one: Share | None) -> str:
    if one is None:
        return f"{' ' * BAR} nobody yet"
    return f"{bar(one.value)} {100 * one.value:>3.0f} % of {one.of:,}"


def _minded(measure: Comparison) -> Iterator[str]:
    yield "  Each customer is counted once. Points are points of a hundred; in brackets:"
    yield "  where the true difference lies, with 95 % confidence."
    apart = [one.difference for one in measure.horizons if one.difference is not None]
    if any(one.is_sure for one in apart):
        yield "  With a * it is more than chance makes."
    elif apart:
        yield "  What the measure shows here may be chance alone."
    elif any(one.visited for one in measure.horizons):
        yield "  Nobody was held out, so nobody can tell what would have been without visits."
    if any(one.sooner for one in measure.horizons):
        yield "  Some of those held out could be visited within the days: there a visit now is"
        yield "  held against a visit later, and what a visit does looks smaller than it is."
    if measure.left_out:
        yield f"  Left out: {measure.left_out:,} who owed nothing when the visit came due."
