"""A customer's story with one line for all rungs of an episode on which nothing was ever said.

What was taken, put off, refused or cancelled keeps its own line; what is to come, and what never
came due, is of interest by its days alone.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

from streams.views.dossier import Told
from streams.views.rungs_told import NOT_LATE, PAID_BEFORE
from streams.views.sources import RuleTold

NOT_YET, NEVER = "not yet due", "never due"
# The line of the statement tells it already.
_OF_NO_EPISODE = {NOT_LATE, PAID_BEFORE}
_FOLDED = {"to come": NOT_YET, "not taken": NEVER}


def folded(story: Iterable[Told]) -> Iterator[Told]:
    """Yield the lines of a story, those of silent rungs as one behind the others of the episode."""
    for _, lines in groupby(story, key=_place):
        episode = list(lines)
        silent = [told for told in episode if _is_silent(told)]
        yield from (told for told in episode if told.part == "rung" and not _is_silent(told))
        for state, label in _FOLDED.items():
            found = [t for t in silent if t.state == state and t.text not in _OF_NO_EPISODE]
            if found:
                yield _one(label, found)
        yield from (told for told in episode if told.part != "rung")


def _place(told: Told) -> tuple[bool, str, str]:
    return told.part == "rung", told.account_id, told.origin


def _is_silent(told: Told) -> bool:
    return told.part == "rung" and not told.verdict


def _one(label: str, found: list[Told]) -> Told:
    first = found[0]
    return Told(
        part="note",
        label=label,
        text=_days(found) if label == NOT_YET else _reasons(found),
        rules=_against(found) if label == NOT_YET else (),
        account_id=first.account_id,
        origin=first.origin,
        ladder=first.ladder,
    )


def _days(found: list[Told]) -> str:
    """Return the rungs with their first days; what speaks against all of them is told once."""
    is_shared = len({told.rules for told in found if not told.waits}) == 1
    days = "; ".join(_day(told, with_rule=told.waits or not is_shared) for told in found)
    against = ", and ".join(rule.says for rule in _against(found))
    if not (is_shared and against):
        return days
    return f"{days} (today none would be taken because {against})"


def _day(told: Told, *, with_rule: bool) -> str:
    """Return a rung and its day; one that waits for something is passed over on that day."""
    says = ", and ".join(rule.says for rule in told.rules) if with_rule else ""
    if told.waits:
        return f"{told.label} by {told.on} (so far {says})"
    return f"{told.label} on {told.on}{f' (not today: {says})' if says else ''}"


def _against(found: list[Told]) -> tuple[RuleTold, ...]:
    """Return what the gate would object to today; what a rung waits for is no objection."""
    rules = (rule for told in found if not told.waits for rule in told.rules)
    return tuple({rule.rule: rule for rule in rules}.values())


def _reasons(found: list[Told]) -> str:
    """Return the rungs by the reason for which they never came."""
    by_reason: dict[str, list[str]] = {}
    for told in found:
        by_reason.setdefault(told.text, []).append(told.label)
    return "; ".join(f"{', '.join(names)} ({why})" for why, names in by_reason.items())
