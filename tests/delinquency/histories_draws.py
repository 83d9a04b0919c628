"""What generated facts are made of: few names, days a month apart, amounts that fit each other.

Strategies are made once: hypothesis spends more time on a new one than on drawing from it.
"""

from functools import cache
from hashlib import sha256
from typing import TypeVar

from hypothesis import strategies as st
from msgspec.structs import asdict, replace

from streams.terms.account_fact import AccountFact
from streams.terms.days import Day

Drawn = TypeVar("Drawn", bound=AccountFact)
Item = TypeVar("Item")

FIRST = 20_500
SPAN = 240

CURRENCIES = st.sampled_from(["CNY"] * 12 + ["JPY"] * 3 + ["EUR"])
AMOUNTS = st.sampled_from([30_000, 30_000, 60_000, 29_400, 10_000, 8_000, 1_001, 400, 1, 500_001])
SMALL = st.sampled_from([400, 2_000, 2_000, 8_000, 10_000])
DUES = st.sampled_from([30_000, 30_000, 30_000, 60_000, 10_000, 1_000, 1_001, 600_000, 0])
PARTS = st.sampled_from([0, 0, 0, 0, 400, 2_000, 8_000, 30_000])
CLOSES = st.builds(
    lambda month, day: Day(FIRST + 30 * month + day),
    st.integers(0, 7),
    st.sampled_from([0, 0, 0, 1, 9]),
)
DAYS = st.one_of(
    # Days of closes and of due dates are where facts meet.
    CLOSES,
    st.builds(
        lambda month, day: Day(FIRST + 30 * month + day),
        st.integers(0, 7),
        st.sampled_from([19, 20, 21, 25]),
    ),
    st.integers(FIRST, FIRST + SPAN).map(Day),
)
SEQS = st.integers(0, 3)


@cache
def names(letter: str, count: int) -> st.SearchStrategy[str]:
    """Draw one of few names, so that contents contest a name."""
    return st.integers(0, count - 1).map(lambda number: f"{letter}{number}")


def weighted(*items: tuple[int, st.SearchStrategy[Item]]) -> st.SearchStrategy[Item]:
    """Draw from one of several strategies, from each as often as its weight says."""
    places = [place for place, (weight, _) in enumerate(items) for _ in range(weight)]
    return st.sampled_from(places).flatmap(lambda place: items[place][1])


@st.composite
def traced(draw: st.DrawFn, facts: st.SearchStrategy[Drawn]) -> Drawn:
    """Draw a fact and give it an event id of its own content, and a place in its producer's order.

    The first letter lets any of two contents come first.
    """
    fact = draw(facts)
    content = {**asdict(fact), "event_id": "", "source_seq": 0}
    digest = sha256(repr((type(fact).__name__, content)).encode()).hexdigest()[:10]
    event = f"{draw(st.sampled_from('abc'))}-{digest}"
    return replace(fact, event_id=event, source_seq=draw(SEQS))
