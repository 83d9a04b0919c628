"""Which visits each agent has made or is to make, looked up once for a whole walk.

To look through all visits for each agent of each visit would take a tick of a full area minutes.
"""

from collections.abc import Iterator, Mapping

from streams.field.rows import AreaRow, Visit

_NOT_MADE = frozenset({"WITHDRAWN", "RETURNED"})


class Duties:
    """The visits of a row by agent; it follows the row, and is built anew where it has lost it."""

    def __init__(self) -> None:
        self._visits: Mapping[str, Visit] = {}
        self._of: dict[str, dict[str, Visit]] = {}

    def of(self, row: AreaRow, agent_id: str, without: str = "") -> Iterator[Visit]:
        """Yield the visits that an agent has made or is to make, but for one.

        Who came instead of another has made it too.
        """
        if row.visits is not self._visits:
            self._of = {}
            for visit in row.visits.values():
                self._add(visit)
            self._visits = row.visits
        for name, visit in self._of.get(agent_id, {}).items():
            if name != without:
                yield visit

    def follow(self, before: AreaRow, row: AreaRow, visit: Visit) -> None:
        """Take in that one visit was written, and nothing else of the visits."""
        if before.visits is not self._visits:
            return
        known = before.visits.get(visit.id)
        for agent_id in () if known is None else _agents_of(known):
            del self._of[agent_id][visit.id]
        self._add(visit)
        self._visits = row.visits

    def _add(self, visit: Visit) -> None:
        for agent_id in _agents_of(visit):
            self._of.setdefault(agent_id, {})[visit.id] = visit


def _agents_of(visit: Visit) -> frozenset[str]:
    if visit.plan is None or visit.state in _NOT_MADE:
        return frozenset()
    return frozenset((*visit.plan.agent_ids, *visit.site.agent_ids))
