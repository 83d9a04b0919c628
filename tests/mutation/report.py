"""What a sweep has shown: in numbers, and survivor by survivor."""

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec
from msgspec import Struct

from tests.mutation.equivalent import Equivalent, key_of
from tests.mutation.sweep import Verdict

# Of the mutants that can be told from the program, at most so many may be left alive.
ALIVE_MAX_PERCENT = 5


class Report(Struct, frozen=True, kw_only=True):
    """The numbers; `same` were never judged, `equivalent` live by right, `stale` ones do not."""

    mutants: int
    killed: int
    alive: int
    equivalent: int
    same: int
    alive_percent: float
    seconds: float
    survivors: tuple[Verdict, ...]
    stale: tuple[Verdict, ...]

    @property
    def is_good(self) -> bool:
        """Tell whether few enough live, and the list of the equivalent ones is true."""
        return self.alive_percent <= ALIVE_MAX_PERCENT and not self.stale


def reported(verdicts: Iterable[Verdict], entries: Iterable[Equivalent], seconds: float) -> Report:
    """Return the numbers of a sweep."""
    ended = sorted(verdicts, key=lambda one: one.mutant)
    by_right = {key for entry in entries for key in entry.keys}
    count = Counter(one.outcome for one in ended)
    excused = [one for one in ended if key_of(one.mutant) in by_right]
    survivors = tuple(o for o in ended if o.outcome == "alive" and key_of(o.mutant) not in by_right)
    judged = count["killed"] + len(survivors)
    return Report(
        mutants=len(ended),
        killed=count["killed"],
        alive=len(survivors),
        equivalent=count["alive"] - len(survivors),
        same=count["same"],
        alive_percent=round(100 * len(survivors) / judged, 2) if judged else 0.0,
        seconds=round(seconds, 1),
        survivors=survivors,
        stale=tuple(one for one in excused if one.outcome != "alive"),
    )


def lines(report: Report) -> Iterator[str]:
    """Yield the report for people."""
    for one in report.survivors:
        within = f" (in {one.mutant.within})" if one.mutant.within else ""
        nth = f" [{one.mutant.nth}]" if one.mutant.nth > 1 else ""
        yield f"alive: streams/delinquency/{one.mutant}{nth}{within}"
    for one in report.stale:
        yield f"judged equivalent, yet {one.outcome} by {one.by or 'no need'}: {one.mutant}"
    judged = report.killed + report.alive
    yield (
        f"{report.mutants} mutants: {report.killed} killed, {report.alive} alive, "
        f"{report.equivalent} judged equivalent, {report.same} the same once compiled; "
        f"alive {report.alive_percent} % of {judged} ({ALIVE_MAX_PERCENT} % at most), "
        f"{report.seconds:.0f} s"
    )


def as_json(report: Report) -> str:
    """Return the report for programs."""
    return msgspec.json.format(msgspec.json.encode(report), indent=1).decode()
