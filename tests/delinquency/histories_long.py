"""Generated years of one account: a bill a month, mostly paid, with what now and then goes wrong.

Made for rows that let settled history go: most facts arrive within two months, some as late as the
horizon just allows, and what they reach back to is never older than that on the day they arrive.
"""

from hypothesis import strategies as st

from streams.terms.account_facts import AnyAccountFact, ReversalMode
from streams.terms.days import Day
from tests.delinquency.histories_draws import FIRST
from tests.delinquency.histories_walks import Walk, arrival
from tests.delinquency.second.saying import (
    bill,
    charge_waived,
    charged,
    corrected,
    opened,
    paid,
    refunded,
    reversed_,
    voided,
)
from tests.delinquency.second.saying_cases import (
    dispute_resolved,
    disputed,
    fraud_confirmed,
    fraud_reported,
    pause_ended,
    paused,
    plan_agreed,
    promised,
    re_age_undone,
    re_aged,
)
from tests.delinquency.second.saying_life import charge_off_undone, charged_off

REACH_MAX = 390

_MINIMUM = 30_000
_TERM = 20
_LATE = st.sampled_from([0, 0, 0, 0, 1, 5, 20, 60])
_FAR = st.sampled_from([120, 240, 330])


@st.composite
def long_walks(draw: st.DrawFn) -> Walk:
    """Draw two to three years of monthly cycles, in order of arrival."""
    walk: Walk = [(Day(FIRST), opened("CNY"))]
    for cycle in range(draw(st.integers(24, 36))):
        walk += draw(_cycles(cycle))
        if draw(st.integers(0, 3)) == 3:
            walk += draw(_mishaps(cycle))
    return sorted(walk, key=arrival)


def end_of(walk: Walk) -> Day:
    """Return a day some months after the last arrival."""
    return Day(walk[-1][0] + 130)


def _close(cycle: int) -> Day:
    return Day(FIRST + 30 * cycle + 10)


@st.composite
def _cycles(draw: st.DrawFn, cycle: int) -> Walk:
    # One bill, its fee now and then, and what was paid of it: all, twice, too little, nothing.
    closed = _close(cycle)
    fee, credit = draw(st.sampled_from([(0, 0), (0, 0), (2_000, 0), (0, 10_000)]))
    statement = bill(
        f"s{cycle:02}",
        closed,
        Day(closed + _TERM),
        _MINIMUM,
        fee=fee,
        credit=credit,
        total=draw(st.sampled_from([300_000, 300_000, -12_000])),
    )
    walk: Walk = [(Day(closed + draw(_LATE)), statement)]
    if fee:
        posted = charged(f"c{cycle:02}", "FEE", Day(closed - 3), fee, counts=draw(st.booleans()))
        walk.append((Day(closed - 3 + draw(_LATE)), posted))
    minor = draw(st.sampled_from([30_000, 30_000, 30_000, 60_000, 29_400, 10_000, 0]))
    if minor:
        on = Day(closed + draw(st.sampled_from([5, 19, 20, 21, 35])))
        walk.append((Day(on + draw(_LATE)), paid(f"p{cycle:02}", on, minor)))
    return walk


@st.composite
def _mishaps(draw: st.DrawFn, cycle: int) -> Walk:
    # The first fact is about this cycle; what ends or undoes it arrives soon, or very late.
    on = Day(_close(cycle) + draw(st.integers(0, 40)))
    again = Day(on + draw(st.one_of(_LATE, _LATE, _FAR)))
    kinds = st.sampled_from([*_PROTECTIONS] * 2 + ["reversed", "billed anew"] * 3 + ["paid"])
    first, *rest = _mishap(cycle, on, again, draw(kinds))
    # Some are said at once, some only when the second of the two is said, in either order.
    walk: Walk = [(draw(st.sampled_from([max(on, first.effective_on), again])), first)]
    walk += [(max(again, fact.effective_on), fact) for fact in rest]
    return [(max(arrives, fact.effective_on), fact) for arrives, fact in walk]


def _mishap(cycle: int, on: Day, again: Day, kind: str) -> list[AnyAccountFact]:
    name = f"x{cycle:02}"
    if kind == "reversed":
        return _reversed_late(cycle, name, again)
    if kind == "billed anew":
        return _billed_anew(cycle, name, again)
    if kind == "paid":
        return [paid(name, on, _MINIMUM)]
    return _protected(name, on, again, kind)


_PROTECTIONS = ("dispute", "whole", "fraud", "pause", "re-age", "charge-off", "promise")


def _reversed_late(cycle: int, name: str, again: Day) -> list[AnyAccountFact]:
    mode: ReversalMode = "RESTORE_ORIGINAL" if cycle % 2 else "AGE_FROM_REVERSAL"
    on = Day(max(again, _close(cycle) + 36))
    return [
        refunded(f"f{name}", on, 5_000),
        reversed_(f"r{name}", f"p{cycle:02}", on, _MINIMUM, mode=mode),
    ]


def _billed_anew(cycle: int, name: str, again: Day) -> list[AnyAccountFact]:
    on, statement = Day(max(again, _close(cycle) + 1)), f"s{cycle:02}"
    if cycle % 3 == 0:
        return [charge_waived(f"w{name}", f"c{cycle:02}", on, 2_000), voided(statement, on)]
    minimum = 45_000 if cycle % 3 == 1 else 10_000
    return [
        charge_waived(f"w{name}", f"c{cycle:02}", on, 1_000),
        corrected(f"k{name}", statement, on, Day(on + _TERM), minimum),
    ]


def _protected(name: str, on: Day, again: Day, kind: str) -> list[AnyAccountFact]:
    pairs: dict[str, list[AnyAccountFact]] = {
        "dispute": [disputed(name, on, 15_000), dispute_resolved(name, again, "UPHELD")],
        "whole": [disputed(name, on), dispute_resolved(name, again, "REJECTED")],
        "fraud": [
            fraud_reported(name, on, 10_000, statement=f"s{name[1:]}"),
            fraud_confirmed(name, again),
        ],
        "pause": [paused(name, on), pause_ended(name, again)],
        "re-age": [re_aged(name, on), re_age_undone(name, again)],
        "charge-off": [charged_off(name, on), charge_off_undone(name, again)],
        "promise": [
            promised(name, on, (Day(on + 15), _MINIMUM)),
            plan_agreed(name, again, (Day(again + 30), _MINIMUM)),
        ],
    }
    return pairs[kind]
