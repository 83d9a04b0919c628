"""Random lives of a customer whom an area is asked to visit, and an area that answers at random.

It plans, unplans and gives back, in time or late, twice, for attempts that are over, and for days
of its own. Days are counted from `DUE_ON`.
"""

from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from streams.terms.contact_facts import VisitOutcome
from streams.terms.customer_facts import AnyCustomerFact
from streams.terms.days import Day
from streams.terms.handback_facts import VisitPlanned, VisitReturned, VisitUnplanned
from streams.treatment.visits import AskedVisit
from tests.treatment.details import complaint, complaint_closed, quiet, quiet_gone
from tests.treatment.field_rules import address, cleared, fielded, flagged
from tests.treatment.worker import Told, Worker
from tests.treatment.world import (
    DUE_ON,
    HOUSE,
    LADDER,
    PAID,
    Customer,
    late,
    lift,
    local,
    moment,
    stop,
)
from tests.treatment.world import refused as record_refused
from tests.treatment.world import resolved as record_resolved

# The visits of the ladder alone, close to each other, so that a short life sees both.
RUNGS = tuple(
    replace(rung, at_days=rung.at_days - 60, after_days=min(rung.after_days, 4))
    for rung in LADDER.rungs
    if rung.channel == "VISIT"
)
RULES = replace(
    fielded(),
    ladder=replace(LADDER, rungs=RUNGS),
    house=replace(HOUSE, contacts_per_day_max=1),
)


class Answer(Struct, frozen=True):
    """What the area says of one of its visits: `behind` attempts ago, for some day."""

    kind: str
    nth: int
    behind: int
    days: int
    hour: int


class Sign(Struct, frozen=True):
    """Something else that is told."""

    kind: str
    nth: int


class Again(Struct, frozen=True):
    """A fact that came before comes once more."""

    nth: int


class Pass(Struct, frozen=True):
    """Time passes up to a tick."""

    days: int
    hour: int


Happening = Answer | Sign | Again | Pass

_ANSWERS = st.builds(
    Answer,
    kind=st.sampled_from(("plan",) * 6 + ("unplan", "return", "refuse", "outcome", "outcome")),
    nth=st.integers(0, 3),
    behind=st.sampled_from((0, 0, 0, 0, 0, 1)),
    days=st.sampled_from((1, 1, 2, 3, 3, 0, -1)),
    hour=st.sampled_from((9, 10, 12, 16, 20)),
)
_SIGNS = st.builds(
    Sign,
    kind=st.sampled_from(
        (
            ("paid", "paid", "late", "late", "late", "held", "gone"),
            ("address", "no_address", "moved", "unknown_area"),
            ("complaint", "closed", "closed"),
            ("flag", "clear", "clear"),
            ("quiet", "loud"),
            ("stop", "lift", "lift", "ban"),
            ("refused", "resolved", "resolved"),
        )
    ).flatmap(st.sampled_from),
    nth=st.sampled_from((0, 0, 0, 1, 1, 2)),
)
_TICKS = st.builds(
    Pass,
    days=st.sampled_from((1, 1, 1, 1, 1, 1, 0, 2, 3)),
    hour=st.sampled_from((6, 6, 6, 6, 11, 22)),
)
_DAYS: st.SearchStrategy[tuple[Happening, ...]] = st.sampled_from("taaaaaasssr").flatmap(
    lambda kind: {
        "t": st.tuples(_TICKS),
        "a": st.tuples(_ANSWERS, _TICKS),
        "s": st.tuples(_SIGNS, _TICKS),
        "r": st.tuples(st.builds(Again, st.integers(0, 9)), _TICKS),
    }[kind]
)
LIVES = st.lists(_DAYS, min_size=10, max_size=35).map(
    lambda days: [each for day in days for each in day]
)


def lived(life: list[Happening], worker: Worker) -> Iterator[tuple[Told, tuple[Any, ...], bool]]:
    """Let a customer live; yields each fact or tick, what was said of it, and if it was taken."""
    writer, day, hour = Customer(RULES), 1, 6
    told: list[AnyCustomerFact] = []
    opened: list[AnyCustomerFact] = [address(day=1), writer.standing(late(), day=1)]
    opened.append(writer.standing(late("s9", since=1), account="a2", day=1))
    for fact in opened:
        yield fact, worker.reads(fact).notices, True
    yield (moment(1), moment(1)), worker.ticks(moment(1), moment(1)), True
    for number, each in enumerate(life):
        if isinstance(each, Pass):
            hour = each.hour if each.days else max(hour + 1, each.hour)
            if hour > 23:
                continue
            day += each.days
            tick = (moment(day, hour), moment(day, hour))
            yield tick, worker.ticks(*tick), True
            continue
        fact_ = _fact(each, writer, worker, told, day, number)
        if fact_ is not None:
            told.append(fact_)
            step = worker.reads(fact_)
            yield fact_, step.notices, step.reject is None


def _fact(  # noqa: PLR0917 - what happens, and all that it may be about
    each: Happening,
    writer: Customer,
    worker: Worker,
    told: list[AnyCustomerFact],
    day: int,
    number: int,
) -> AnyCustomerFact | None:
    if isinstance(each, Again):
        return told[each.nth % len(told)] if told else None
    if isinstance(each, Sign):
        return sign_of(each, writer, day, number)
    visits = worker.row.visits
    if not isinstance(each, Answer) or not visits:
        return None
    return _answer(each, visits[each.nth % len(visits)], worker, day, number)


def _answer(
    each: Answer, ask: AskedVisit, worker: Worker, day: int, number: int
) -> AnyCustomerFact | None:
    head: dict[str, Any] = {
        "event_id": f"f-{number}",
        "customer_id": "c1",
        "effective_on": Day(DUE_ON + day),
        "escalation_id": ask.escalation_id,
    }
    if each.kind == "outcome":
        words = ("NOT_HOME", "REFUSED_TO_PAY", "NOT_HOME", "REFUSED_VISIT")
        return VisitOutcome(
            **head,
            account_id=ask.account_id,
            visit_number=_number_of(ask, worker),
            outcome=words[each.days % 4],
            at=local(day, 15),
        )
    head["attempt"] = ask.attempt - each.behind
    if each.kind == "plan":
        on = day + each.days
        hours: dict[str, Any] = {
            "starts_at": local(on, each.hour),
            "ends_at": local(on, each.hour + 1),
        }
        return VisitPlanned(**head, **hours, visit_on=Day(DUE_ON + on), lead=f"ag{each.nth}")
    if each.kind == "unplan":
        return VisitUnplanned(**head, rule="agent_absent")
    rule = "visit_refused_by_manager" if each.kind == "refuse" else "no_crew"
    return VisitReturned(**head, rule=rule)


def _number_of(ask: AskedVisit, worker: Worker) -> int:
    for account in worker.row.accounts:
        for journal in account.journals:
            for record in journal.rungs:
                if record.escalation_id == ask.escalation_id:
                    return record.visit_number or 1
    return 1


def sign_of(each: Sign, writer: Customer, day: int, number: int) -> AnyCustomerFact:
    """Return what else is told on a day."""
    if each.kind in {"paid", "late", "held", "gone"}:
        return _of_account(each, writer, day)
    nth = each.nth
    made: dict[str, Callable[[], AnyCustomerFact]] = {
        "address": lambda: address(f"p{nth}", day),
        "no_address": lambda: address(f"p{nth}", day, usable=False),
        "moved": lambda: address(f"p{nth}", day, "south"),
        "unknown_area": lambda: address(f"p{nth}", day, ""),
        "complaint": lambda: complaint(f"m{nth}", day, f"ag{nth}"),
        "closed": lambda: complaint_closed(f"m{nth}", day),
        "flag": lambda: flagged(f"i{nth}", day),
        "clear": lambda: cleared(f"i{nth}", day),
        "quiet": lambda: quiet(9 + 2 * nth, 12 + 2 * nth, day=day),
        "loud": lambda: quiet_gone(day),
        "stop": lambda: stop("ATTORNEY", f"st{nth}", day),
        "ban": lambda: stop("VISIT_BAN", f"b{nth}", day),
        "lift": lambda: lift(f"st{nth}", day),
        "refused": lambda: record_refused(f"x/0/{nth}"),
        "resolved": lambda: record_resolved(f"x/0/{nth}"),
    }
    return replace(made[each.kind](), event_id=f"s-{number}")


def _of_account(each: Sign, writer: Customer, day: int) -> AnyCustomerFact:
    account = ("a1", "a1", "a2")[each.nth]
    if each.kind == "gone":
        return writer.withdrawal(account, day)
    owed = late() if account == "a1" else late("s9", since=1)
    fact = writer.standing(PAID if each.kind == "paid" else owed, account=account, day=day)
    holds = ("plan",) if each.kind == "held" else ()
    return replace(fact, standing=replace(fact.standing, holds=holds))
