"""Playing days: a day's facts, then its tick, then the last watermark, so two runs decide alike.

A day whose tick is out already is passed over, so a run that was cut off goes on. What it has told
before stands in the log: it is not told again, and what was to be told, or asked of the planner,
when it was cut off is told as if nothing had happened.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import tzinfo
from itertools import chain, islice

from msgspec import Struct

from streams.feed.clock import Clock
from streams.feed.moments import moment
from streams.feed.publisher import Publisher
from streams.feed.watermarks import Watermarks
from streams.portfolio.day_of_facts import AnyFact, DayOfFacts
from streams.runs.followers import Results
from streams.runs.planned import answered
from streams.runs.session import Session
from streams.runs.told import told_among
from streams.terms.days import AsOf, Day
from streams.terms.field_notices import FieldEvent, VisitNotice
from streams.terms.treatment_notices import Escalation
from streams.wire.facts_out import Stamp, encode_fact

Answers = Callable[[Escalation, Day], Iterable[AnyFact]]
Reports = Callable[[VisitNotice | FieldEvent], Iterable[AnyFact]]

_PASS_SECONDS_MAX = 180.0


class Played(Struct, frozen=True):
    """One day that all stages have passed."""

    as_of: AsOf
    facts_sent: int
    escalations: tuple[Escalation, ...]


class Player(Struct):
    """Plays days on a session under one policy; `answers` is what the world says to escalations.

    `reports` is what it says to the field; where there is none, nobody plans a visit either.
    """

    session: Session
    clock: Clock
    results: Results
    digest: str
    zone: tzinfo
    source: str
    answers: Answers
    reports: Reports | None = None
    refused_before: int = 0
    """Dead letters that were there before this player began, when a run goes on."""
    went_on: bool = False

    def play(self, days: Iterable[DayOfFacts], resumed: Callable[[Day], None]) -> Iterator[Played]:
        """Yield each day once every stage has passed its tick.

        Where a run goes on, `resumed` is told the day it was cut off on, as soon as that day has
        been passed and before anything more is sent.
        """
        session, waiting = self.session, defaultdict[Day, list[AnyFact]](list)
        marks = Watermarks(session.bootstrap, session.names, session.partitions, session.waits)
        try:
            with Publisher(session.bootstrap, session.names) as publisher:
                if self.clock.last is not None:
                    # A run that goes on: the day it was cut off on is passed first.
                    marks.wait(self.clock.last, _PASS_SECONDS_MAX, session.look)
                self._take_in(waiting)
                self.refused_before = self.results.refused.total()
                if self.clock.last is not None:
                    self.went_on = True
                    resumed(self.clock.last.on)
                    self._plan(publisher, self.clock.last)
                ahead = self._ahead(days)
                begun = list(islice(ahead, 1))
                told_before = self._told_before(waiting, begun)
                for as_of, day in chain(begun, ahead):
                    # What was heard of too late for its day is told on the next one.
                    due = [on for on in sorted(waiting) if on <= day.on]
                    facts = (*day.facts, *(fact for on in due for fact in waiting.pop(on)))
                    fresh = (fact for fact in facts if fact.event_id not in told_before)
                    sent = self._send(publisher, as_of, fresh)
                    self.clock.tick(as_of, self.digest)
                    marks.wait(as_of, _PASS_SECONDS_MAX, session.look)
                    heard = tuple(self._take_in(waiting))
                    self._plan(publisher, as_of)
                    yield Played(as_of, sent, heard)
        finally:
            marks.close()

    def _ahead(self, days: Iterable[DayOfFacts]) -> Iterator[tuple[AsOf, DayOfFacts]]:
        """Yield the days whose tick is not out yet."""
        last = self.clock.last
        for day in days:
            as_of = moment(day.on, self.zone)
            if last is None or as_of.at > last.at:
                yield as_of, day

    def _told_before(
        self, waiting: Mapping[Day, Iterable[AnyFact]], begun: Iterable[tuple[AsOf, DayOfFacts]]
    ) -> frozenset[str]:
        """Return what was told before a cut, of all that waits and of the day that was begun."""
        facts = [fact for each in waiting.values() for fact in each]
        facts += [fact for _, day in begun for fact in day.facts]
        session = self.session
        return told_among(session.bootstrap, session.names, session.partitions, facts)

    def _send(self, publisher: Publisher, as_of: AsOf, facts: Iterable[AnyFact]) -> int:
        stamp = Stamp(occurred_at=as_of.at, received_at=as_of.at, source=self.source)
        for fact in facts:
            publisher.send(encode_fact(fact, stamp))
        return publisher.flush()

    def _plan(self, publisher: Publisher, as_of: AsOf) -> None:
        """Answer what the field asks a planner, before the next tick closes its inputs."""
        if self.reports is None:
            return
        plans = [answered(asked) for asked in self.results.open_plans(as_of.at)]
        found = [plan for plan in plans if plan is not None]
        if found:
            self._send(publisher, as_of, found)

    def _take_in(self, waiting: dict[Day, list[AnyFact]]) -> list[Escalation]:
        fresh = self.results.read()
        for escalation in fresh:
            for fact in self.answers(escalation, escalation.as_of):
                waiting[fact.effective_on].append(fact)
        for notice in self.results.read_field() if self.reports else ():
            for fact in self.reports(notice) if self.reports else ():
                waiting[fact.effective_on].append(fact)
        return fresh


def no_answers(escalation: Escalation, on: Day) -> tuple[AnyFact, ...]:
    """Answer nothing: the data says nothing of what became of a contact."""
    del escalation, on
    return ()
