"""Which questions still want an answer: what is on record says so, a planner keeps nothing itself.

>>> from streams.terms.days import Day, Instant
>>> asked = PlanAsked(plan_id="p", input_digest="d", area="a", seq=1, as_of=Day(1), at=Instant(2),
...     plan_on=Day(4), deadline_at=Instant(9), visit_minutes=30, speed_kmh_max=40, crews=(),
...     visits=())
>>> pending = Pending()
>>> pending.ask(asked)
>>> pending.first() is asked
True
>>> pending.settle("p", "d")
>>> pending.first() is None
True
"""

from streams.terms.days import Instant
from streams.terms.field_notices import PlanAsked


class Pending:
    """Questions and answers as they are read, in any order, each as often as it comes.

    A question is over when an answer to that very input is there, when the same plan is asked for
    anew, or when the run's time has come to its deadline: the area has given its visits back by
    then, or is about to. A question tells the time at which it was asked, a tick its own.
    """

    def __init__(self) -> None:
        self._asked: dict[str, PlanAsked] = {}
        self._settled: set[tuple[str, str]] = set()
        self._newest_at = Instant(0)

    def ask(self, asked: PlanAsked) -> None:
        """Take in a question; of two for the same plan the one that the area said later counts."""
        known = self._asked.get(asked.plan_id)
        if known is None or asked.seq >= known.seq:
            self._asked[asked.plan_id] = asked
        self.turn(asked.at)

    def turn(self, at: Instant) -> None:
        """Take in how far the run's time has come; it never goes back."""
        self._newest_at = max(self._newest_at, at)
        self._forget()

    def settle(self, plan_id: str, input_digest: str) -> None:
        """Take in that an answer to a question is on record, whoever gave it."""
        self._settled.add((plan_id, input_digest))

    def open(self) -> tuple[PlanAsked, ...]:
        """Return the open questions, that with the nearest deadline first."""
        wanted = (one for one in self._asked.values() if self._is_unanswered(one))
        return tuple(sorted(wanted, key=lambda one: (one.deadline_at, one.plan_id)))

    def first(self) -> PlanAsked | None:
        """Return the open question whose deadline is the nearest, None where none is open."""
        return next(iter(self.open()), None)

    def is_open(self, asked: PlanAsked) -> bool:
        """Tell whether this very question still wants an answer."""
        known = self._asked.get(asked.plan_id)
        is_this = known is not None and known.input_digest == asked.input_digest
        return is_this and self._is_unanswered(asked)

    def _is_unanswered(self, asked: PlanAsked) -> bool:
        return (asked.plan_id, asked.input_digest) not in self._settled

    def _forget(self) -> None:
        """Drop what is too late for an answer; a question read again later is too late as well."""
        late = [one.plan_id for one in self._asked.values() if one.deadline_at <= self._newest_at]
        for plan_id in late:
            del self._asked[plan_id]
