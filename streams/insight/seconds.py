"""Second visits found in what was heard: the group each was put into, and what became of it."""

from collections.abc import Callable, Iterable, Iterator

from streams.insight.doors import NOT_MADE
from streams.insight.effect import Group, Second
from streams.insight.heard import Heard, people_of
from streams.insight.settling import Past
from streams.terms.case_facts import ReAged, ReAgeUndone
from streams.terms.days import Day
from streams.terms.delinquency_notices import Corrected
from streams.terms.field_notices import VisitNotice
from streams.terms.standing import Standing
from streams.terms.treatment_notices import Escalation
from streams.terms.visit_facts import VisitAsked

HELD_OUT = "held_out_for_measurement"
"""The rule under which a second visit is put off by chance."""

PASSED = frozenset({"visit_to_be_planned", "visit_area_unknown", "visit_has_no_day_left", HELD_OUT})
"""The rules of a visit that the gate would authorise: only then does chance decide."""

_SECOND = 2


def seconds_in(heard: Heard) -> Iterator[Second]:
    """Yield every second visit that came due and passed the gate, by its first such verdict."""
    known_as, rungs, visited = people_of(heard), _rungs(heard), _visited(heard)
    firsts: dict[str, Escalation] = {}
    for said in sorted(heard.of(Escalation), key=lambda one: (one.as_of, one.seq)):
        if (said.ladder, said.rung) in rungs and _passed(said):
            firsts.setdefault(said.escalation_id, said)
    for said in firsts.values():
        group: Group = "held_out" if said.rule == HELD_OUT else "visited"
        yield Second(
            escalation_id=said.escalation_id,
            customer_id=known_as(said.customer_id),
            account_id=said.account_id,
            currency=said.currency,
            group=group,
            due_on=said.as_of,
            until_on=said.until_on if group == "held_out" else None,
            visited_on=visited.get(said.escalation_id),
        )


def pasts_of(heard: Heard, seconds: Iterable[Second]) -> dict[tuple[str, str], Past]:
    """Return how the accounts of some second visits stood, by account and currency."""
    pasts = {one.place: Past(one.currency) for one in seconds}
    by_account: dict[str, list[Past]] = {}
    for (account_id, _), past in pasts.items():
        by_account.setdefault(account_id, []).append(past)
    undone = {told.re_age_id for told in heard.of(ReAgeUndone)}
    for standing in heard.of(Standing):
        for past in by_account.get(standing.account_id, ()):
            past.stands(standing)
    for corrected in heard.of(Corrected):
        for past in by_account.get(corrected.account_id, ()):
            past.corrected(corrected)
    for re_aged in heard.of(ReAged):
        for past in by_account.get(re_aged.account_id, ()):
            if re_aged.re_age_id not in undone:
                past.re_aged(re_aged.effective_on)
    return pasts


def areas_of(heard: Heard) -> Callable[[Second], str]:
    """Return in which area a second visit would be: where the customer was asked for last.

    One that was put off has been asked for nowhere yet, but its first visit has.
    """
    asked: dict[str, list[VisitAsked]] = {}
    for told in heard.of(VisitAsked):
        asked.setdefault(told.account_id, []).append(told)

    def area_of(one: Second) -> str:
        told = asked.get(one.account_id, ())
        before = [ask for ask in told if ask.effective_on <= one.due_on] or told
        latest = max(before, key=lambda ask: ask.effective_on, default=None)
        return "" if latest is None else latest.area

    return area_of


def _rungs(heard: Heard) -> set[tuple[str, str]]:
    """Return the rungs, by ladder, that are second visits: asked for as one, or put off as one."""
    asked = {told.visit_id for told in heard.of(VisitAsked) if told.visit_number == _SECOND}
    return {
        (said.ladder, said.rung)
        for said in heard.of(Escalation)
        if said.escalation_id in asked or said.rule == HELD_OUT
    }


def _passed(said: Escalation) -> bool:
    return said.verdict == "AUTHORISED" or (said.verdict == "DEFERRED" and said.rule in PASSED)


def _visited(heard: Heard) -> dict[str, Day]:
    """Return the day on which each visit was carried out, by its id."""
    return {
        told.visit_id: told.visit_on
        for told in heard.of(VisitNotice)
        if told.change == "VISIT_COMPLETED"
        and told.visit_on is not None
        and told.outcome != NOT_MADE
    }
