"""What a second visit does: who repays, of those visited and of those whose visit was put off.

Chance decides whose second visit is put off, when it comes due and nothing speaks against it any
more. From then on each customer stays in the group into which that first word put them, whatever
became of the visit; of a customer with several second visits the first one alone counts. So nobody
is counted twice, and what differs between the groups is the visit (docs/decisions/0028).

>>> from streams.insight.settling import Past
>>> comparisons([], {}, Day(100))[0].horizons[0].told()
'no figure: nobody to be visited has had 7 days yet'
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from msgspec import Struct

from streams.insight.intervals import Difference, Share, difference, share
from streams.insight.settling import Past
from streams.terms.days import Day

HORIZONS = (7, 14, 30)
"""Within how many days after day 0 it is asked whether somebody has repaid."""

Group = Literal["visited", "held_out"]


class Second(Struct, frozen=True, kw_only=True):
    """A second visit that came due on `due_on`, and the group that chance put it into.

    `until_on` is the day up to which it was put off; `visited_on` the one on which a crew carried
    it out, None where none did.
    """

    escalation_id: str
    customer_id: str
    account_id: str
    currency: str
    group: Group
    due_on: Day
    until_on: Day | None = None
    visited_on: Day | None = None

    @property
    def place(self) -> tuple[str, str]:
        """The account and currency whose past due it is about."""
        return self.account_id, self.currency


Pasts = Mapping[tuple[str, str], Past]
"""How accounts stood, by account and currency."""


class Horizon(Struct, frozen=True, kw_only=True):
    """Both shares that had repaid within `days`, and visited less held out.

    A share is None where nobody's days are over. `sooner` tells that some of those held out could
    have been visited within the days themselves, so that sooner is held against later.
    """

    days: int
    visited: Share | None
    held_out: Share | None
    difference: Difference | None
    sooner: bool = False

    def told(self) -> str:
        """Return the difference in words, or why there is no figure."""
        if self.difference is not None:
            return self.difference.in_points()
        who = "to be visited" if self.visited is None else "held out"
        return f"no figure: nobody {who} has had {self.days} days yet"


class Comparison(Struct, frozen=True, kw_only=True):
    """One way to count day 0 of those visited, and what was left out: nothing was past due."""

    counted_from: Literal["due", "visit"]
    horizons: tuple[Horizon, ...]
    left_out: int


def comparisons(seconds: Iterable[Second], pasts: Pasts, on: Day) -> tuple[Comparison, Comparison]:
    """Return the effect as put into groups, from the day the visit came due, and as carried out.

    `on` is the last day that is known whole. The second comparison counts the visited from the day
    of their visit and leaves out whom no crew has visited: who pays before the crew comes is
    missing there on one side alone, so the first one is the measure.
    """
    firsts = tuple(first_of_each(seconds))
    came = [one for one in firsts if one.group == "held_out" or one.visited_on is not None]
    return (
        _compared("due", [(one, one.due_on) for one in firsts], pasts, on),
        _compared("visit", [(one, _visit_day(one)) for one in came], pasts, on),
    )


def first_of_each(seconds: Iterable[Second]) -> Iterator[Second]:
    """Yield the first second visit of each customer; of one day the lowest id."""
    seen: set[str] = set()
    for one in sorted(seconds, key=lambda each: (each.due_on, each.escalation_id)):
        if one.customer_id not in seen:
            seen.add(one.customer_id)
            yield one


def _visit_day(one: Second) -> Day:
    if one.group == "held_out" or one.visited_on is None:
        return one.due_on
    return one.visited_on


def _compared(
    counted_from: Literal["due", "visit"],
    members: list[tuple[Second, Day]],
    pasts: Pasts,
    on: Day,
) -> Comparison:
    late = [(one, day) for one, day in members if _was_late(one, day, pasts)]
    return Comparison(
        counted_from=counted_from,
        horizons=tuple(_horizon(days, late, pasts, on) for days in HORIZONS),
        left_out=len(members) - len(late),
    )


def _was_late(one: Second, day: Day, pasts: Pasts) -> bool:
    """Tell whether anything was past due when day 0 began: otherwise nothing is to be repaid."""
    past = pasts.get(one.place)
    return past is not None and past.is_late(Day(day - 1))


def _horizon(days: int, members: list[tuple[Second, Day]], pasts: Pasts, on: Day) -> Horizon:
    over = [(one, day) for one, day in members if day + days <= on]
    visited, held_out = _share("visited", days, over, pasts), _share("held_out", days, over, pasts)
    return Horizon(
        days=days,
        visited=visited,
        held_out=held_out,
        difference=difference(visited, held_out),
        sooner=any(
            one.until_on is not None and one.until_on <= day + days
            for one, day in over
            if one.group == "held_out"
        ),
    )


def _share(
    group: Group, days: int, members: list[tuple[Second, Day]], pasts: Pasts
) -> Share | None:
    mine = [(one, day) for one, day in members if one.group == group]
    repaid = sum(pasts[one.place].has_settled(day, Day(day + days)) for one, day in mine)
    return share(repaid, len(mine))
