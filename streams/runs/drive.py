"""One run from its first day to its summary, the same for an import and a simulation."""

from collections.abc import Iterable
from pathlib import Path
from time import monotonic

from msgspec import Struct

from streams.feed.clock import Clock
from streams.portfolio.day_of_facts import DayOfFacts
from streams.runs.casework import casework_in
from streams.runs.followers import Results
from streams.runs.month_ends import MonthEnds
from streams.runs.play import Answers, Player, Reports
from streams.runs.policies import RunPolicy
from streams.runs.session import Session
from streams.runs.summary import RefusedLine, Summary, steps_of
from streams.runs.view import View
from streams.terms.days import Day


class Script(Struct, frozen=True, kw_only=True):
    """What is to be played: the days, the days after which the table is kept, and the answers.

    `reports` is what crews and managers say to the field, None where there is no field.
    """

    days: Iterable[DayOfFacts]
    first_day: Day
    keep_after: tuple[Day, ...]
    answers: Answers
    source: str
    currency: str
    reports: Reports | None = None
    rows_read: int = 0
    rows_refused: tuple[RefusedLine, ...] = ()


def drive(
    session: Session, policy: RunPolicy, script: Script, view: View, folder: Path | None = None
) -> Summary:
    """Play a script to its end and sum up; `folder` keeps the month ends over a cut."""
    began = monotonic()
    clock = Clock(session.bootstrap, session.names, session.partitions)
    results = Results(session.bootstrap, session.names, session.partitions)
    try:
        clock.publish_policy(policy.published)
        player = Player(
            session,
            clock,
            results,
            policy.published.digest,
            policy.zone_on(script.first_day),
            script.source,
            script.answers,
            script.reports,
        )
        return _played(player, script, view, MonthEnds(script.keep_after, folder), began)
    finally:
        clock.close()
        results.close()


def _played(
    player: Player, script: Script, view: View, month_ends: MonthEnds, began: float
) -> Summary:
    sent = days = 0
    for played in player.play(script.days, lambda on: month_ends.look(player.results, on)):
        days += 1
        sent += played.facts_sent
        month_ends.look(player.results, played.as_of.on)
        view.show(played, player.results, sent, monotonic() - began)
    player.results.read()
    elapsed, session, last = monotonic() - began, player.session, player.clock.last
    refused = dict(player.results.refused)
    return Summary(
        rows_read=script.rows_read,
        rows_refused=script.rows_refused,
        went_on=player.went_on,
        facts_sent=sent,
        facts_accepted=sent - (sum(refused.values()) - player.refused_before),
        dead_letters=refused,
        month_ends=month_ends.lines,
        steps=steps_of(player.results.steps),
        casework=casework_in(
            session.bootstrap,
            session.names,
            session.partitions,
            script.first_day if last is None else last.on,
        ),
        currency=script.currency,
        days=days,
        elapsed_seconds=round(elapsed, 3),
        facts_per_second=round(sent / elapsed, 1),
    )
