"""The rule books that stories are judged by, written by hand: no pack of the product is read.

`plain` asks nothing but tolerance and buckets. `cn`, `us` and `eu` add what the law of cards there
asks, in the fewest words that show it; a story may change single rules.
"""

from datetime import date
from zoneinfo import ZoneInfo

from streams.policy.bands import AmountBand, DayBand
from streams.policy.business_days import BusinessDays
from streams.policy.ledger import (
    Allocation,
    Bureau,
    Classification,
    CutOff,
    Grace,
    LedgerRules,
    Materiality,
    Order,
    ReAgeLimits,
)
from streams.policy.rules import Buckets, Rules
from streams.terms.days import Day, day_of


def bands(*pairs: tuple[str, int]) -> tuple[DayBand, ...]:
    """Return day bands in order."""
    return tuple(DayBand(id=name, from_days=days) for name, days in pairs)


def _between(first: date, last: date) -> set[Day]:
    return {Day(day) for day in range(day_of(first), day_of(last) + 1)}


# The holidays of 2026 as the State Council announced them, weekends left out, and the weekend days
# on which the nation works instead.
CHINA_2026 = BusinessDays(
    id="CN",
    years=frozenset({2026}),
    closed=frozenset(
        _between(date(2026, 1, 1), date(2026, 1, 2))
        | _between(date(2026, 2, 16), date(2026, 2, 20))
        | {day_of(date(2026, 2, 23)), day_of(date(2026, 4, 6))}
        | {day_of(date(2026, 5, 1)), day_of(date(2026, 5, 4)), day_of(date(2026, 5, 5))}
        | {day_of(date(2026, 6, 19)), day_of(date(2026, 9, 25))}
        | {day_of(date(2026, 10, 1)), day_of(date(2026, 10, 2))}
        | _between(date(2026, 10, 5), date(2026, 10, 7))
    ),
    worked=frozenset(
        day_of(day)
        for day in (
            date(2026, 1, 4),
            date(2026, 2, 14),
            date(2026, 2, 28),
            date(2026, 5, 9),
            date(2026, 9, 20),
            date(2026, 10, 10),
        )
    ),
)

_INTEREST_FIRST = ("cost", "penalty", "fee", "interest", "principal")
_PRINCIPAL_FIRST = ("principal", "interest", "fee", "penalty", "cost")
_TIERS = ("special_mention", "substandard", "doubtful", "loss")

# Art. 57: interest and fees first up to 90 days late, principal first from 91 on. Art. 92: the
# tiers of cards; the general ones are those of the risk classification measures of 2023.
_CN = LedgerRules(
    key="cn",
    counts=frozenset({"principal", "interest"}),
    allocations={
        "payment": Allocation(
            orders=(
                Order(from_days=0, components=_INTEREST_FIRST),
                Order(from_days=91, components=_PRINCIPAL_FIRST),
            )
        )
    },
    grace=Grace(days=3, is_free=False),
    clocks=(
        Classification(
            id="card",
            lowest="normal",
            bands=bands(*zip(_TIERS, (1, 91, 121, 181), strict=True)),
        ),
        Classification(
            id="general",
            lowest="normal",
            bands=bands(*zip(_TIERS, (1, 91, 271, 361), strict=True)),
        ),
    ),
    reported=("card", "general"),
    cut_off=CutOff(zone=ZoneInfo("Asia/Shanghai"), minute=17 * 60),
    calendar=CHINA_2026,
)

# Open-end retail credit: substandard at 90 days, loss and charge-off at 180; status codes and
# history marks of the bureaus' common format; limits on re-ages.
_US = LedgerRules(
    key="us",
    clocks=(
        Classification(
            id="open_end", lowest="pass", bands=bands(("substandard", 90), ("loss", 180))
        ),
    ),
    bureau=Bureau(
        statuses=Classification(
            id="status",
            lowest="11",
            bands=bands(("71", 30), ("78", 60), ("80", 90), ("82", 120), ("83", 150), ("84", 180)),
        ),
        marks=Classification(
            id="mark",
            lowest="0",
            bands=bands(("1", 30), ("2", 60), ("3", 90), ("4", 120), ("5", 150), ("6", 180)),
        ),
        charged_off="97",
        sold="05",
    ),
    charge_off_days=180,
    re_age=ReAgeLimits(
        account_months_min=9,
        within_12_months_max=1,
        within_5_years_max=2,
        workouts_within_5_years_max=1,
    ),
)

# Delegated Regulation 2018/171 and the guidelines on default; IFRS 9 stages by days alone.
_EU = LedgerRules(
    key="eu",
    materiality=Materiality(amounts_minor={"EUR": 10_000}, share_bp=100, days_max=90, cure_days=90),
    clocks=(
        Classification(id="ifrs", lowest="stage1", bands=bands(("stage2", 31), ("stage3", 91))),
    ),
)


def _book(name: str, sizes: dict[str, tuple[int, int]], ledger: LedgerRules) -> Rules:
    """Return a rule book: per currency the tolerance, and the amount from which it is large."""
    return Rules(
        policy_id=name,
        digest=f"{name}-1",
        buckets=Buckets(
            days=bands(("m1", 1), ("m2", 31), ("m3", 61), ("m4", 91)),
            amounts={
                currency: (
                    AmountBand(id="small", from_minor=0),
                    AmountBand(id="large", from_minor=large),
                )
                for currency, (_, large) in sizes.items()
            },
        ),
        tolerance_minor={currency: least for currency, (least, _) in sizes.items()},
        ladder=None,
        house=None,
        ledger=ledger,
    )


BOOKS = {
    "plain": _book(
        "plain",
        {"CNY": (1_000, 500_000), "JPY": (200, 100_000), "KWD": (500, 200_000)},
        LedgerRules(key="plain"),
    ),
    "cn": _book("cn", {"CNY": (1_000, 500_000), "USD": (100, 100_000)}, _CN),
    "us": _book("us", {"USD": (0, 100_000)}, _US),
    "eu": _book("eu", {"EUR": (0, 100_000)}, _EU),
}
"""The rule books by name."""
