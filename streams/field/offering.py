"""The question to the planner: which visits, which crews, for one day ahead.

A visit is planned so many days ahead that the customer can be told in time: the notice is sent
on the second day after the question at the latest. What finds no room waits for the next day's
question.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from streams.field.crews import crews_on
from streams.field.danger import is_dangerous
from streams.field.hours import has_room, span_on
from streams.field.judging import approval_missing
from streams.field.question import input_digest
from streams.field.rows import AreaRow, Question, Visit, with_head
from streams.field.waking import is_unended
from streams.field.walk import FieldWalk
from streams.policy.field import FieldRules
from streams.terms.days import Day, Instant, iso
from streams.terms.field_notices import CrewOffered, PlanAsked, VisitOffered
from streams.terms.identity import stable_id

# A plan is answered on the day of its question, and the customer told on one of the next two.
PLANNING_DAYS = 2
# A product choice: so many days after the day planned for, a question is still known.
QUESTIONS_KEPT_DAYS = 14
_HOUR = 3_600_000_000


def plan_day(asked_on: Day, rules: FieldRules) -> Day:
    """Return the day that is planned for: one day is left for planning, one for telling."""
    return Day(asked_on + rules.notice.days + PLANNING_DAYS)


def ask_planner(walk: FieldWalk, rules: FieldRules) -> None:
    """Ask for a plan of one day, once; without crews a person is told, and the visits wait."""
    on = plan_day(walk.as_of.on, rules)
    if on <= walk.row.head.asked_to or walk.row.is_held:
        return
    visits = sorted(_plannable(walk, on, rules), key=_precedence)
    if not visits:
        return
    crews = crews_on((walk.row, walk.duties), on, rules)
    if not crews:
        _say_crewless(walk, on)
        return
    visits = visits[: _offered_at_most(crews)]
    offered = tuple(_offered(visit, on, rank, rules) for rank, visit in enumerate(visits))
    asked = PlanAsked(
        plan_id=stable_id("plan", walk.row.area, on),
        input_digest="",
        area=walk.row.area,
        seq=walk.next_seq(),
        as_of=walk.as_of.on,
        at=walk.as_of.at,
        plan_on=on,
        deadline_at=Instant(walk.as_of.at + rules.planning.answer_hours * _HOUR),
        visit_minutes=rules.on_site.visit_minutes_max,
        speed_kmh_max=rules.planning.speed_kmh_max,
        crews=crews,
        visits=offered,
    )
    asked = replace(asked, input_digest=input_digest(asked))
    _note(walk, asked)
    for visit in visits:
        walk.write(visit, state="OFFERED", offered_in=asked.plan_id)
    walk.notices.append(asked)


def has_day_left(visit: Visit, first: Day, rules: FieldRules) -> bool:
    """Tell whether the visit could still be planned for some day from `first` on."""
    minutes = rules.on_site.visit_minutes_max
    return any(
        w.window_on >= first and has_room(span_on(visit, w.window_on, rules), minutes)
        for w in visit.ask.windows
    )


def customers_untold(row: AreaRow) -> frozenset[str]:
    """Return at whose doors a crew stood that was called back, and what came of it is not told.

    Somebody may have been met there. No repeat is planned before it is told, or, since a crew may
    never tell it, before people were alerted that it is missing.
    """
    return frozenset(v.ask.customer_id for v in row.visits.values() if is_unended(v))


def _offered_at_most(crews: tuple[CrewOffered, ...]) -> int:
    """Return how many visits are worth offering: what the caps leave, and a quarter to choose from.

    The rest would be left out anyway, and a search among it takes time.
    """
    room = sum(crew.visits_left for crew in crews)
    return room + -(-room // 4)


def _plannable(walk: FieldWalk, on: Day, rules: FieldRules) -> Iterator[Visit]:
    untold = customers_untold(walk.row)
    for visit in walk.row.visits.values():
        if visit.state != "ASKED" or approval_missing(visit, rules):
            continue
        if is_dangerous(walk.row, visit) or visit.ask.customer_id in untold:
            continue
        if has_room(span_on(visit, on, rules), rules.on_site.visit_minutes_max):
            yield visit


def _precedence(visit: Visit) -> tuple[int, int, int, str]:
    """Put the visit with the fewest days left first, then the oldest debt, then the largest."""
    ask = visit.ask
    return ask.expires_on, -ask.days_past_due, -ask.past_due_minor, visit.id


def _offered(visit: Visit, on: Day, rank: int, rules: FieldRules) -> VisitOffered:
    span, ask = span_on(visit, on, rules), visit.ask
    begins, ends = (0, 0) if isinstance(span, str) else span
    return VisitOffered(
        visit_id=visit.id,
        attempt=visit.attempt,
        latitude_microdegrees=ask.latitude_microdegrees or 0,
        longitude_microdegrees=ask.longitude_microdegrees or 0,
        not_before=Instant(begins),
        not_after=Instant(ends),
        rank=rank,
        not_by=ask.not_by,
        not_led_by=ask.lead_before if rules.second_visit.other_lead else "",
    )


def _note(walk: FieldWalk, asked: PlanAsked) -> None:
    question = Question(asked.plan_id, asked.input_digest, asked.plan_on, asked.deadline_at)
    first = Day(walk.as_of.on - QUESTIONS_KEPT_DAYS)
    kept = (q for q in walk.row.head.questions if q.on >= first)
    walk.row = with_head(walk.row, questions=(*kept, question), asked_to=asked.plan_on)


def _say_crewless(walk: FieldWalk, on: Day) -> None:
    if on > walk.row.head.crewless_on:
        walk.row = with_head(walk.row, crewless_on=on)
        detail = f"visits wait, and no two agents are fit to go together on {iso(on)}"
        walk.alert("AREA_WITHOUT_CREW", walk.row.area, detail=detail)
