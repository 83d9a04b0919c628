"""Generated histories: half a year of one account's facts, small enough to collide often."""

from hypothesis import strategies as st

from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day, iso
from tests.delinquency.facts import RULES, bill, opened, paid, refused, resolved, reversed_
from tests.delinquency.slow import Limits

FIRST = 20_500
SPAN = 160
LAST = Day(FIRST + SPAN + 130)

# The rules of the tests once more, by hand, for the second implementation.
LIMITS = Limits(
    tolerance={"CNY": 1_000, "JPY": 200, "KWD": 500},
    bands=[(1, "m1"), (31, "m2"), (61, "m3"), (91, "m4")],
    sizes={
        "CNY": [(0, "small"), (500_000, "large")],
        "JPY": [(0, "small"), (100_000, "large")],
        "KWD": [(0, "small"), (200_000, "large")],
    },
)
assert LIMITS.tolerance == RULES.tolerance_minor

# CNY and JPY have limits; EUR is declared but unknown to the policy; USD has no ledger.
DECLARED = ("CNY", "JPY", "EUR")
OPENING = opened(*DECLARED)

# Cycles a month apart and few amounts, so that payments fit obligations and reversals payments.
_amounts = st.sampled_from([30_000, 30_000, 60_000, 29_400, 1_001, 601, 400, 1, 500_001])
_dues = st.sampled_from([30_000, 30_000, 30_000, 60_000, 601, 1_000, 1_001, 600_000, 0, -50])
_parts = st.sampled_from([0, 0, 0, 0, 400, 30_000])
_closes = st.builds(
    lambda m, d: FIRST + 30 * m + d, st.integers(0, 5), st.sampled_from([0, 0, 1, 9])
)
_days = st.integers(FIRST, FIRST + SPAN)
_seqs = st.integers(0, 3)
_declared = st.sampled_from(["CNY"] * 8 + ["JPY", "EUR"])


def _name(letter: str, count: int) -> st.SearchStrategy[str]:
    return st.integers(0, count - 1).map(lambda n: f"{letter}{n}")


def _event(draw: st.DrawFn, *content: str | int) -> str:
    # An event id names one content; its first letter lets any of two contents come first.
    return "-".join(map(str, (draw(st.sampled_from("abc")), *content)))


@st.composite
def bills(draw: st.DrawFn, currencies: st.SearchStrategy[str] = _declared) -> AnyAccountFact:
    """Draw a statement; few names, so that contents contest a name."""
    name, closed, minimum = draw(_name("s", 7)), draw(_closes), draw(_dues)
    due, included, credit = draw(st.integers(0, 25)), draw(_parts), draw(_parts)
    currency = draw(currencies)
    return bill(
        name,
        iso(Day(closed)),
        iso(Day(closed + due)),
        minimum,
        included=included,
        credit=credit,
        currency=currency,
        seq=draw(_seqs),
        event=_event(draw, name, closed, due, minimum, included, credit, currency),
    )


@st.composite
def payments(draw: st.DrawFn, currencies: st.SearchStrategy[str] = _declared) -> AnyAccountFact:
    """Draw a payment."""
    name, valued, minor, currency = (
        draw(_name("p", 6)),
        draw(_days),
        draw(_amounts),
        draw(currencies),
    )
    event = _event(draw, name, valued, minor, currency)
    return paid(name, iso(Day(valued)), minor, currency=currency, seq=draw(_seqs), event=event)


@st.composite
def reversals(draw: st.DrawFn, currencies: st.SearchStrategy[str] = _declared) -> AnyAccountFact:
    """Draw a reversal, of a payment that may never come."""
    name, of, on = draw(_name("r", 4)), draw(_name("p", 6)), draw(_days)
    minor, currency = draw(_amounts), draw(currencies)
    return reversed_(
        name,
        of,
        iso(Day(on)),
        minor,
        currency=currency,
        seq=draw(_seqs),
        event=_event(draw, name, of, on, minor, currency),
    )


def money_facts() -> st.SearchStrategy[AnyAccountFact]:
    """Statements, payments and reversals in declared currencies."""
    return st.one_of(bills(), bills(), payments(), payments(), reversals())


def any_facts() -> st.SearchStrategy[AnyAccountFact]:
    """Everything an account can hear, amounts without a ledger and holds included."""
    stray = st.sampled_from(["CNY", "USD"])
    origins = st.sampled_from(["t/0/1", "t/0/2"])
    return st.one_of(
        money_facts(),
        money_facts(),
        money_facts(),
        payments(stray),
        origins.map(refused),
        origins.map(resolved),
        st.sampled_from([OPENING, opened("CNY", "JPY", customer="c2", seq=2)]),
    )


def histories(
    facts: st.SearchStrategy[AnyAccountFact] | None = None,
) -> st.SearchStrategy[list[AnyAccountFact]]:
    """Up to sixteen facts."""
    return st.lists(money_facts() if facts is None else facts, max_size=16)


@st.composite
def walks(draw: st.DrawFn) -> list[tuple[Day, AnyAccountFact]]:
    """Draw facts with the day each arrives on: near its date or weeks late, in order of arrival."""
    walk: list[tuple[Day, AnyAccountFact]] = [(Day(FIRST), OPENING)]
    for fact in draw(st.lists(any_facts(), min_size=4, max_size=16)):
        late = draw(st.sampled_from([-7, -1, 0, 0, 0, 0, 0, 1, 5, 40]))
        walk.append((Day(max(FIRST, fact.effective_on + late)), fact))
    if draw(st.integers(0, 4)) == 4:
        walk[0] = (Day(FIRST + draw(st.integers(0, SPAN))), OPENING)
    return sorted(walk, key=_arrival)


def _arrival(arrives: tuple[Day, AnyAccountFact]) -> Day:
    return arrives[0]
