"""Any generated fact, alone, and moved to other days: what a life that unfolds by itself hears."""

from functools import cache

from hypothesis import strategies as st
from msgspec.structs import asdict, replace

from streams.terms.account_facts import AnyAccountFact
from streams.terms.case_facts import PlanAgreed, PromiseMade
from tests.delinquency.histories_cases import endings
from tests.delinquency.histories_money import bill_facts, receipt_facts
from tests.delinquency.histories_walks import case_facts

_DAY_MICROSECONDS = 86_400_000_000


@cache
def any_facts() -> st.SearchStrategy[AnyAccountFact]:
    """Draw a fact of any kind but an opening or an ending."""
    return st.one_of(bill_facts(), bill_facts(), receipt_facts(), receipt_facts(), case_facts())


def last_facts() -> st.SearchStrategy[AnyAccountFact]:
    """Draw a charge-off, its undoing, a sale, or money that came after."""
    return endings()


def moved(fact: AnyAccountFact, days: int) -> AnyAccountFact:
    """Return a fact with all its days so much later, as another event."""
    said = asdict(fact)
    later = {n: v + days for n, v in said.items() if n.endswith("_on") and v is not None}
    if said.get("paid_at") is not None:
        later["paid_at"] = said["paid_at"] + days * _DAY_MICROSECONDS
    if isinstance(fact, PromiseMade | PlanAgreed):
        later["instalments"] = tuple(
            replace(one, due_on=one.due_on + days) for one in fact.instalments
        )
    return replace(fact, event_id=f"{fact.event_id}{days:+}", **later)
