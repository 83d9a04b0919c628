"""Generated facts that protect an account, change how it ages, or end it."""

from functools import cache

from hypothesis import strategies as st

from streams.terms.account_facts import AnyAccountFact
from streams.terms.case_facts import PlanAgreed, PromiseMade
from streams.terms.days import Day
from tests.delinquency.histories_draws import AMOUNTS, CURRENCIES, DAYS, SMALL, names, traced
from tests.delinquency.histories_money import STATEMENTS
from tests.delinquency.second.saying import refused, resolved
from tests.delinquency.second.saying_cases import (
    cause_stated,
    clock_held,
    clock_released,
    dispute_resolved,
    disputed,
    fraud_confirmed,
    fraud_rejected,
    fraud_reported,
    pause_ended,
    paused,
    plan_agreed,
    plan_broken,
    promise_cancelled,
    promised,
    re_age_undone,
    re_aged,
)
from tests.delinquency.second.saying_life import (
    card_replaced,
    charge_off_undone,
    charged_off,
    closed,
    currency_changed,
    made_liable,
    recovered,
    sold,
)

# Some name a statement, some one that never comes, some none.
_ABOUT = st.one_of(st.none(), st.none(), STATEMENTS, st.just("s99"))
_LENGTHS = st.sampled_from([None, 1, 5, 14, 40])
_CUSTOMERS = st.sampled_from(["c1", "c2", "c3"])


def _until(on: Day, days: int | None) -> Day | None:
    return None if days is None else Day(on + days)


@cache
def disputes() -> st.SearchStrategy[AnyAccountFact]:
    """Draw a dispute or its end."""
    begun = st.builds(
        lambda name, on, minor, about, currency: disputed(
            name, on, minor, statement=about, currency=currency
        ),
        names("d", 3),
        DAYS,
        st.one_of(st.none(), AMOUNTS, SMALL),
        _ABOUT,
        CURRENCIES,
    )
    ended = st.builds(
        dispute_resolved, names("d", 4), DAYS, st.sampled_from(["UPHELD", "REJECTED"])
    )
    return st.one_of(traced(begun), traced(ended))


@cache
def frauds() -> st.SearchStrategy[AnyAccountFact]:
    """Draw a fraud report or what became of it."""
    begun = st.builds(
        lambda name, on, minor, about, currency: fraud_reported(
            name, on, minor, statement=about, currency=currency
        ),
        names("d", 3),
        DAYS,
        st.one_of(AMOUNTS, SMALL),
        _ABOUT,
        CURRENCIES,
    )
    confirmed = st.builds(fraud_confirmed, names("d", 4), DAYS)
    rejected = st.builds(fraud_rejected, names("d", 4), DAYS)
    return st.one_of(traced(begun), traced(confirmed), traced(rejected))


@cache
def freezes() -> st.SearchStrategy[AnyAccountFact]:
    """Draw a pause or a customer's stop, or the end of one."""
    begun = st.builds(
        lambda name, on, days: paused(name, on, _until(on, days)), names("z", 3), DAYS, _LENGTHS
    )
    held = st.builds(
        lambda name, on, kind, days: clock_held(name, on, kind, _until(on, days)),
        names("z", 2),
        DAYS,
        st.sampled_from(["BANKRUPTCY", "DECEASED", "BREATHING_SPACE"]),
        _LENGTHS,
    )
    ended = st.builds(pause_ended, names("z", 4), DAYS)
    released = st.builds(clock_released, names("z", 3), DAYS)
    return st.one_of(traced(begun), traced(held), traced(ended), traced(released))


@st.composite
def _instalments(draw: st.DrawFn, on: Day) -> list[tuple[Day, int]]:
    gaps = draw(st.lists(st.sampled_from([1, 7, 15, 30]), min_size=1, max_size=3))
    dues = [Day(on + sum(gaps[: count + 1])) for count in range(len(gaps))]
    return [(due, draw(AMOUNTS)) for due in dues]


@st.composite
def _promised(draw: st.DrawFn) -> PromiseMade:
    on = draw(DAYS)
    parts = draw(_instalments(on))
    return promised(draw(names("q", 4)), on, *parts, currency=draw(CURRENCIES))


@st.composite
def _agreed(draw: st.DrawFn) -> PlanAgreed:
    on = draw(DAYS)
    parts = draw(_instalments(on))
    return plan_agreed(draw(names("n", 2)), on, *parts, currency=draw(CURRENCIES))


@cache
def commitments() -> st.SearchStrategy[AnyAccountFact]:
    """Draw a promise or plan, or what ends one."""
    cancelled = st.builds(promise_cancelled, names("q", 5), DAYS)
    broken = st.builds(plan_broken, names("n", 3), DAYS)
    return st.one_of(
        traced(_promised()),
        traced(_agreed()),
        traced(cancelled),
        traced(broken),
    )


@cache
def re_ages() -> st.SearchStrategy[AnyAccountFact]:
    """Draw a re-age or its undoing."""
    done = st.builds(
        lambda name, on, workout: re_aged(name, on, workout=workout),
        names("g", 4),
        DAYS,
        st.booleans(),
    )
    undone = st.builds(re_age_undone, names("g", 5), DAYS)
    return st.one_of(traced(done), traced(undone))


@cache
def endings() -> st.SearchStrategy[AnyAccountFact]:
    """Draw a charge-off, its undoing, a sale, or money that came after."""
    written_off = st.builds(charged_off, names("o", 2), DAYS)
    undone = st.builds(charge_off_undone, names("o", 3), DAYS)
    gone = st.builds(sold, names("o", 2), DAYS)
    money = st.builds(
        lambda name, on, minor, currency: recovered(name, on, minor, currency=currency),
        names("v", 3),
        DAYS,
        AMOUNTS,
        CURRENCIES,
    )
    return st.one_of(
        traced(written_off),
        traced(undone),
        traced(gone),
        traced(money),
    )


@cache
def remarks() -> st.SearchStrategy[AnyAccountFact]:
    """Draw what changes no amount: a cause, a liability, a card, a closing, a currency, a gap."""
    cause = st.builds(
        cause_stated,
        names("u", 3),
        DAYS,
        st.sampled_from(["FORGOT", "INCOME", "ILLNESS", "DISPUTE", "FRAUD"]),
    )
    liability = st.builds(
        lambda name, on, customer, role, days: made_liable(
            name, on, customer, role=role, until=_until(on, days)
        ),
        names("l", 2),
        DAYS,
        _CUSTOMERS,
        st.sampled_from(["PRIMARY", "CO_HOLDER", "GUARANTOR"]),
        _LENGTHS,
    )
    card = st.builds(card_replaced, names("m", 2), DAYS, st.just("card-1"), st.just("card-2"))
    currency = st.builds(
        currency_changed, names("h", 2), DAYS, st.just("CNY"), st.sampled_from(["JPY", "KWD"])
    )
    gap = st.sampled_from(["t/0/1", "t/0/2"])
    return st.one_of(
        traced(cause),
        traced(liability),
        traced(card),
        traced(st.builds(closed, names("y", 2), DAYS)),
        traced(currency),
        gap.map(refused),
        gap.map(resolved),
    )
