"""Facts that arrive between two ticks: their order changes no decision of the next tick.

What the rules of the day name otherwise stands here: `FIRST_STANDS`, where of two words about one
thing the first is taken and the second refused, so that a topic's own order counts; and `AT_ONCE`,
by which a pending contact is withdrawn the moment something speaks against it, though the rest of
the day takes that back; not where its result was told before. A rung that is withdrawn in one order
alone is no longer decided in both.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import permutations

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from streams.terms.contact_facts import AgencyContacted, ContactMade, VisitOutcome
from streams.terms.customer_facts import AccountWithdrawn, AnyCustomerFact, StandingChanged
from streams.terms.profile_facts import StopPlaced
from streams.terms.treatment_notices import Escalation, ToldKind
from streams.treatment import matters
from streams.treatment.points import candidates
from streams.treatment.rows import CustomerRow
from tests.generated import examples
from tests.treatment.dense import STRICT
from tests.treatment.details import agency_call, made, point
from tests.treatment.whole_lives import HISTORIES, Life, lived
from tests.treatment.worker import Told, Worker
from tests.treatment.world import DUE_ON, Customer, late

Facts = list[AnyCustomerFact]

FIRST_STANDS = {
    "standing": "a standing with an older version than the one known is not read",
    "placed": "a stop that is placed under an id keeps its kind; another kind is refused",
    "result": "the first result of a contact stands; one that contradicts it is refused",
    "agency": "the first result of an agency's contact stands",
}
AT_ONCE = {
    "stop_": "a stop ends what is pending, and its lifting brings nothing back",
    "consent_refused": "a channel that is refused is left, though consent is given later that day",
    "complaint_open": "people do not go on while a complaint is open",
    "account_incomplete": "a record that is refused holds its customer until it is resolved",
    "_to_be_confirmed": "nobody is contacted again before the account knows what was told",
    "customer_hours": "what lies in times that do not suit is withdrawn",
    "law.": "a cap or an hour of the law is met until the next word makes room again",
    "no_usable_contact_point": "a point that reaches nobody is left until it is mended",
    "outcome_forbids": "after some results nobody goes again",
}
"""The rules (or what they begin or end with) under which a fact withdraws, each with its reason."""

SHUFFLES = st.lists(st.lists(st.integers(0, 4), max_size=6), min_size=22, max_size=22)


class Day:
    """One day in one order: what was withdrawn before its tick, and what the tick decided."""

    def __init__(self, start: Worker, facts: Facts, ticks: list[Told]) -> None:
        """Let the facts come to a row, and then the ticks."""
        worker = Worker(STRICT)
        worker.row, worker.as_of = start.row, start.as_of
        said = [n for fact in facts for n in worker.takes(fact)]
        self.withdrawn = {
            (n.escalation_id, n.rule or "") for n in said if isinstance(n, Escalation)
        }
        self.known = known(worker.row)
        said = [n for tick in ticks for n in worker.takes(tick)]
        self.verdicts = [replace(n, seq=0) for n in said if isinstance(n, Escalation)]


def days_of(life: Life) -> Iterator[tuple[Worker, Facts, list[Told]]]:
    """Yield each day with the row at its beginning."""
    worker = Worker(STRICT)
    for facts, ticks in lived(life).days:
        yield worker, facts, ticks
        worker.takes_all([*facts, *ticks])


def alike(life: Life, shuffles: list[list[int]]) -> None:
    """Check that each day of a life, its facts in another order, is decided alike."""
    for (start, facts, ticks), keys in zip(days_of(life), shuffles, strict=False):
        other_way = reordered(facts, keys)
        if other_way == facts:
            continue
        one, other = Day(start, facts, ticks), Day(start, other_way, ticks)
        assert one.known == other.known, "another order leaves something else on record"
        differs = one.withdrawn ^ other.withdrawn
        if not differs:
            assert one.verdicts == other.verdicts, "another order is decided otherwise"
        for name in {name for name, _ in differs}:
            rules = [rule for other_name, rule in differs if other_name == name]
            # Where two rules speak against one, the one that was told first is named; and what is
            # known to have been made is withdrawn no more.
            is_made = any(getattr(fact, "escalation_id", "") == name for fact in facts)
            assert is_made or any(is_at_once(rule) for rule in rules), rules


def is_at_once(rule: str) -> bool:
    """Tell whether a rule is one of those that withdraw at once."""
    return any(rule.startswith(name) or rule.endswith(name) for name in AT_ONCE)


@settings(max_examples=examples(120))
@given(HISTORIES, SHUFFLES)
def test_the_order_within_a_day_changes_no_decision(life: Life, shuffles: list[list[int]]) -> None:
    alike(life, shuffles)


def planted() -> None:
    """Live lives in which an order counts that must not."""

    @settings(
        max_examples=300,
        deadline=None,
        database=None,
        derandomize=True,
        phases=(Phase.generate,),
        report_multiple_bugs=False,
    )
    @given(HISTORIES, SHUFFLES)
    def found(life: Life, shuffles: list[list[int]]) -> None:
        alike(life, shuffles)

    found()


def test_a_word_that_holds_because_it_came_last_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def put_last(details: tuple[object, ...], new: object) -> tuple[object, ...]:
        kept = [d for d in details if getattr(d, "id", "") != getattr(new, "id", "")]
        return tuple(sorted([*kept, new], key=lambda d: getattr(d, "id", "")))

    monkeypatch.setattr("streams.treatment.profile.put", put_last)
    with pytest.raises(AssertionError, match="something else on record"):
        planted()


def test_what_is_awaited_is_named_alike_whichever_was_told_first() -> None:
    told: tuple[ToldKind, ...] = ("PROMISE", "DISPUTE")
    for kinds in permutations(told):
        known_matters = matters.Matters()
        for kind in kinds:
            known_matters = matters.with_awaited(known_matters, "a1", kind, DUE_ON)
        assert matters.awaits(known_matters, "a1", DUE_ON) == "DISPUTE"


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


def reordered(facts: Facts, keys: list[int]) -> Facts:
    """Return the facts in the order of some keys, where the first of a kind stands in their own."""
    weighed = [(keys[n] if n < len(keys) else 0, n) for n in range(len(facts))]
    shuffled = [facts[n] for _, n in sorted(weighed)]
    queues: defaultdict[tuple[str, str], Facts] = defaultdict(list)
    for fact in reversed(facts):
        queues[order_of(fact)].append(fact)
    return [queues[order_of(fact)].pop() for fact in shuffled]


def order_of(fact: AnyCustomerFact) -> tuple[str, str]:
    """Return what of its kind stands first (`FIRST_STANDS`), for all others the fact alone."""
    match fact:
        case StandingChanged() | AccountWithdrawn():
            of = fact.standing if isinstance(fact, StandingChanged) else fact
            return "standing", of.account_id
        case StopPlaced():
            return "placed", fact.stop_id
        case ContactMade() | VisitOutcome():
            return "result", fact.escalation_id
        case AgencyContacted():
            return "agency", f"{fact.agency_id} {fact.contact_id}"
        case _:
            return "", fact.event_id


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
