"""Generated lives with a statement a month, so that there mostly is something to pay or to pause.

Hypothesis likes few and small things; of histories it draws freely most have nothing open on most
days. The statements here have names of their own, and lie beneath any other fact.
"""

from hypothesis import strategies as st

from streams.terms.account_facts import AnyAccountFact, PaymentPosted, StatementIssued
from streams.terms.days import Day, Instant
from tests.delinquency.histories_draws import AMOUNTS, CURRENCIES, DUES, FIRST, PARTS
from tests.delinquency.histories_walks import END, Walk, all_histories, arrival, dated
from tests.delinquency.second.saying import bill, paid
from tests.delinquency.second.saying_cases import promised

# Around the due date, and so much later that a payment finds several statements open.
_AFTER = st.sampled_from([-19, -5, 0, 1, 15, 35, 70, 100])

# Before and after the cut-off in Shanghai, or nobody noted it.
_MINUTES = st.sampled_from([None, None, 60, 9 * 60 + 30])


@st.composite
def billed_lives(draw: st.DrawFn) -> list[AnyAccountFact]:
    """Draw a history with all kinds of facts, and two to six months of statements beneath it.

    Now and then one of the statements is promised to be paid.
    """
    facts = draw(all_histories())
    months = draw(st.integers(2, 6))
    bills = [draw(_monthly(month)) for month in range(months)]
    facts += bills
    about = draw(st.sampled_from([*bills, None, None]))
    if about is not None and about.min_due_minor > 0:
        on = Day(about.due_on + draw(st.sampled_from([-9, 1, 20])))
        part = (Day(on + draw(st.sampled_from([1, 14, 40]))), about.min_due_minor)
        facts.append(promised("beneath", on, part, currency=about.currency))
    return facts


@st.composite
def _monthly(draw: st.DrawFn, month: int) -> StatementIssued:
    closed, minimum = Day(FIRST + 30 * month + 3), draw(DUES)
    return bill(
        f"b{month}",
        closed,
        Day(closed + 20),
        minimum,
        fee=draw(PARTS),
        interest=draw(PARTS),
        currency=draw(CURRENCIES),
    )


@st.composite
def billed_walks(draw: st.DrawFn) -> Walk:
    """Draw such a life and the day on which each fact arrives, near its date or late."""
    opening, *facts = draw(billed_lives())
    walk: Walk = [(Day(FIRST), opening)]
    for fact in facts:
        late = draw(st.sampled_from([-7, 0, 0, 0, 0, 5, 40, 120]))
        walk.append((Day(min(END, max(FIRST, dated(fact) + late))), fact))
    return sorted(walk, key=arrival)


@st.composite
def other_payments(draw: st.DrawFn, facts: list[AnyAccountFact]) -> PaymentPosted:
    """Draw a payment of what one of the statements obliges to, named by no other fact."""
    about = draw(st.sampled_from([one for one in facts if isinstance(one, StatementIssued)]))
    on, minute = Day(about.due_on + draw(_AFTER)), draw(_MINUTES)
    at = None if minute is None else Instant((on * 1_440 + minute) * 60_000_000)
    return paid("another", on, draw(AMOUNTS), currency=about.currency, paid_at=at)


@st.composite
def paid_lives(draw: st.DrawFn) -> tuple[list[AnyAccountFact], PaymentPosted]:
    """Draw a life, and a payment that it did not see."""
    facts = draw(billed_lives())
    return facts, draw(other_payments(facts))
