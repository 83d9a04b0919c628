"""Lives of years: a statement a month, paid, and what else may happen; facts come in their time."""

from collections.abc import Callable, Iterable, Iterator

from streams.delinquency.review import counts_on
from streams.policy.rules import Rules
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day
from tests.delinquency.facts import (
    Account,
    bill,
    charge_waived,
    charged,
    corrected,
    credited,
    dispute_resolved,
    disputed,
    opened,
    paid,
    pause_ended,
    paused,
    promised,
    re_aged,
    refunded,
    reversed_,
    voided,
    waived,
)

FIRST = Day(19_700)
"""The day on which every life begins: 2023-12-09."""

CYCLE = 30
OPENED = opened(on=FIRST)


def close_of(month: int) -> Day:
    """Return the day on which a month's statement closes; it is due twenty days later."""
    return Day(FIRST + CYCLE * month)


def months(
    count: int, days_late: Callable[[int], int | None] = lambda _: -2, *, since: int = 0
) -> Iterator[AnyAccountFact]:
    """Yield statements s0, s1 ... and the payment of each, so late or (None) never."""
    for month in range(since, count):
        close = close_of(month)
        due = Day(close + 20)
        yield bill(f"s{month}", close, due, 30_000, total=300_000, interest=500, fee=1_000)
        late = days_late(month)
        if late is not None:
            yield paid(f"p{month}", Day(due + late), 30_000)


def every_third_is_late(month: int) -> int:
    """Return that each third payment comes six days late."""
    return 6 if month % 3 == 1 else -2


def troubled() -> list[AnyAccountFact]:
    """Return three years in which everything happens that acts on another month than its own."""
    at = close_of
    return [
        *months(36, lambda n: {4: 50, 5: 25, 11: None, 12: None, 20: 40}.get(n, -2)),
        reversed_("r1", "p6", Day(at(8) + 3), 30_000),
        reversed_("r2", "p9", Day(at(11) + 3), 10_000, mode="AGE_FROM_REVERSAL"),
        corrected("k1", "s14", Day(at(16) + 5), Day(at(17)), 20_000),
        corrected("k2", "s15", Day(at(16) + 6), Day(at(17) + 9), 45_000),
        paid("k2-paid", Day(at(17) + 4), 15_000),
        bill("void", Day(at(18) + 4), Day(at(19)), 7_000),
        voided("void", Day(at(19) + 12)),
        charged("g1", "FEE", Day(at(21) + 25), 800),
        charge_waived("w1", "g1", Day(at(23) + 1), 500),
        credited("c1", "GOODWILL", Day(at(24) + 2), 900),
        bill("credit", Day(at(25) + 1), Day(at(26)), 4_000, credit=4_000, total=-2_000),
        refunded("f1", Day(at(26) + 5), 3_000),
        disputed("d1", Day(at(27) + 5), 9_000),
        dispute_resolved("d1", Day(at(29) + 5), "REJECTED"),
        paused("z1", Day(at(12) + 40)),
        pause_ended("z1", Day(at(13) + 35)),
        re_aged("a1", Day(at(13) + 28)),
        promised("m1", Day(at(20) + 21), (Day(at(21) + 10), 30_000)),
        waived("w2", Day(at(30) + 1), 700),
    ]


def in_time(facts: Iterable[AnyAccountFact]) -> list[tuple[Day, AnyAccountFact]]:
    """Return the facts with the day on which each arrives: the one it counts for."""
    dated = [(counts_on(fact) or fact.effective_on, fact) for fact in facts]
    return sorted(dated, key=lambda pair: pair[0])


def lived(facts: Iterable[AnyAccountFact], until: Day, rules: Rules) -> Account:
    """Return the account after facts that came in time, and every day that the row asked for."""
    account = Account(FIRST, rules).take(OPENED)
    for day, fact in in_time(facts):
        if day > until:
            break
        come_to(account, day).take(fact)
    return come_to(account, until)


def come_to(account: Account, day: Day) -> Account:
    """Bring the account to a day, one day after the other."""
    assert account.as_of is not None
    while account.as_of.on < day:
        account.skip_to(Day(account.as_of.on + 1))
    return account
