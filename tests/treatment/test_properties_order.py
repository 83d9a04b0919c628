"""Facts that arrive between two ticks: their order changes no decision of the next tick."""

from collections import defaultdict
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from streams.terms.contact_facts import ContactMade, VisitOutcome
from streams.terms.customer_facts import AccountWithdrawn, AnyCustomerFact, StandingChanged
from streams.terms.profile_facts import StopPlaced
from streams.terms.treatment_notices import Escalation
from streams.treatment.points import candidates
from streams.treatment.rows import CustomerRow
from tests.generated import examples
from tests.treatment.dense import STRICT
from tests.treatment.details import agency_call, made, point
from tests.treatment.whole_lives import HISTORIES, Life, lived
from tests.treatment.worker import Told, Worker
from tests.treatment.world import Customer, late

Facts = list[AnyCustomerFact]


@settings(max_examples=examples(25), deadline=None)
@given(HISTORIES, st.data())
def test_the_order_within_a_day_changes_no_decision(life: Life, data: st.DataObject) -> None:
    days = lived(life).days
    at = data.draw(st.integers(1, len(days) - 1))
    before = [each for facts, ticks in days[:at] for each in (*facts, *ticks)]
    facts, ticks = days[at]
    other_way = reordered(facts, data.draw(st.permutations(facts)))
    one, other = Worker(STRICT).takes_all(before), Worker(STRICT).takes_all(before)
    one.takes_all(facts)
    other.takes_all(other_way)
    assert known(one.row) == known(other.row)
    assert verdicts(one, ticks) == verdicts(other, ticks)


def test_who_refused_at_a_number_is_barred_whichever_was_told_first() -> None:
    customer = Customer()
    customer.stands(late())
    customer.tick(8)
    person = point("p1", day=8, holder="CONTACT_PERSON")
    told: Facts = [person, made("REFUSED", at="p1"), agency_call(1, "FAILED")]
    for facts in permutations(told):
        worker = Worker(customer.rules)
        worker.row, worker.as_of = customer.row, customer.as_of
        worker.takes_all(facts)
        barred = worker.row.profile.points
        assert [(p.id, p.holder, p.blocked) for p in barred] == [("p1", "CONTACT_PERSON", True)]
        # It stays barred, whatever is told of the number later.
        worker.reads(point("p1", day=9))
        assert worker.row.profile.points[0].blocked


def test_a_number_of_which_only_a_refusal_is_known_is_not_chosen() -> None:
    customer = Customer()
    customer.stands(late())
    customer.tick(8)
    customer.tell(made("REFUSED", at="p1"))
    assert customer.tick(31)[-1] == "letter_1 AUTHORISED"
    assert candidates(customer.row.profile, "PHONE", customer.rules.contact) == ()
    customer.tell(point("p1", day=31))
    assert len(candidates(customer.row.profile, "PHONE", customer.rules.contact)) == 1


def reordered(facts: Facts, shuffled: Facts) -> Facts:
    """Return the shuffled facts, those of one topic's own order put back into it."""
    queues: defaultdict[tuple[str, str], Facts] = defaultdict(list)
    for fact in reversed(facts):
        queues[order_of(fact)].append(fact)
    return [queues[order_of(fact)].pop() for fact in shuffled]


def order_of(fact: AnyCustomerFact) -> tuple[str, str]:
    """Return what a fact's own topic keeps in order."""
    match fact:
        case StandingChanged():
            return "account", fact.standing.account_id
        case AccountWithdrawn():
            return "account", fact.account_id
        case StopPlaced():
            # Of two kinds that are told of one stop the first is taken and the other refused.
            return "stop", fact.stop_id
        case ContactMade() | VisitOutcome():
            return "contact", fact.escalation_id
        case _:
            return "event", fact.event_id


def verdicts(worker: Worker, ticks: list[Told]) -> list[Escalation]:
    """Return the verdicts of ticks, without the number of each."""
    said = [n for tick in ticks for n in worker.takes(tick)]
    return [replace(n, seq=0) for n in said if isinstance(n, Escalation)]


def known(row: CustomerRow) -> dict[str, object]:
    """Return what is known, in an order of its own."""
    return {
        "accounts": [replace(a, journals=()) for a in row.accounts],
        "stops": sorted(row.stops, key=lambda s: s.stop_id),
        "holds": (row.holds, row.resolved),
        "profile": row.profile,
        "ledger": [
            sorted(x, key=str) for x in (row.ledger.spent, row.ledger.agencies, row.ledger.returned)
        ],
        "matters": replace(row.matters, awaited=tuple(sorted(row.matters.awaited, key=str))),
        "clocks": sorted((c.stop_id, c.account_id, c.kind) for c in row.clocks),
    }
