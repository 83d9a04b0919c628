"""The rules by which the tests judge: a plain book, and one per way in which banks differ."""

from zoneinfo import ZoneInfo

from msgspec.structs import replace

from streams.policy.bands import AmountBand, DayBand
from streams.policy.business_days import BusinessDays
from streams.policy.ledger import (
    Allocation,
    Bureau,
    Classification,
    CutOff,
    Grace,
    LateFee,
    LedgerRules,
    Materiality,
    Order,
    PenaltyInterest,
    PromiseTerms,
    ReAgeLimits,
    WaiverOffer,
)
from streams.policy.rules import Buckets, Rules
from streams.terms.days import parse_day

RULES = Rules(
    policy_id="test",
    digest="test-1",
    buckets=Buckets(
        days=(
            DayBand(id="m1", from_days=1),
            DayBand(id="m2", from_days=31),
            DayBand(id="m3", from_days=61),
            DayBand(id="m4", from_days=91),
        ),
        amounts={
            "CNY": (
                AmountBand(id="small", from_minor=0),
                AmountBand(id="large", from_minor=500_000),
            ),
            "JPY": (
                AmountBand(id="small", from_minor=0),
                AmountBand(id="large", from_minor=100_000),
            ),
            "KWD": (
                AmountBand(id="small", from_minor=0),
                AmountBand(id="large", from_minor=200_000),
            ),
        },
    ),
    tolerance_minor={"CNY": 1_000, "JPY": 200, "KWD": 500},
    ladder=None,
    house=None,
)


def book(key: str, ledger: LedgerRules) -> Rules:
    """Return the plain rules with another way to reckon lateness."""
    return replace(RULES, digest=f"test-{key}", ledger=replace(ledger, key=key))


def _clock(name: str, lowest: str, **bands: int) -> Classification:
    days = tuple(DayBand(id=band, from_days=days) for band, days in bands.items())
    return Classification(id=name, lowest=lowest, bands=days)


_CN_ORDERS = (
    Order(from_days=0, components=("cost", "penalty", "fee", "interest", "principal")),
    Order(from_days=91, components=("cost", "principal", "interest", "fee", "penalty")),
)

CN = book(
    "cn",
    LedgerRules(
        counts=frozenset({"principal", "interest"}),
        allocations={
            kind: Allocation(orders=_CN_ORDERS) for kind in ("payment", "refund", "waiver")
        },
        credits_pay=frozenset({"refund"}),
        grace=Grace(days=3, is_free=False),
        clocks=(
            _clock("card", "normal", watch=1, substandard=91, doubtful=121, loss=181),
            _clock("general", "normal", watch=1, substandard=91, doubtful=271, loss=361),
        ),
        reported=("card", "general"),
        late_fees={"CNY": LateFee(share_bp=500, least_minor=1_000, most_minor=20_000)},
        penalties={"CNY": PenaltyInterest(daily_ppm=500, cycle_share_bp_max=600)},
        waiver=WaiverOffer(from_days=1, to_days=30, valid_days=10),
        promise=PromiseTerms(short_bp_max=100, late_days_max=1),
    ),
)

EU = book(
    "eu",
    LedgerRules(
        ages_from_reversal=frozenset({"CHARGEBACK"}),
        grace=Grace(days=5, is_free=True),
        materiality=Materiality(
            amounts_minor={"CNY": 10_000, "JPY": 500}, share_bp=100, days_max=90, cure_days=90
        ),
        clocks=(_clock("ifrs", "stage1", stage2=31, stage3=91),),
        reported=("ifrs",),
    ),
)

# Short runs, so that default is entered and left within the generated months.
EU_SHORT = book(
    "eu-short",
    LedgerRules(
        credits_pay=frozenset({"goodwill"}),
        materiality=Materiality(
            amounts_minor={"CNY": 10_000}, share_bp=1_000, days_max=7, cure_days=5
        ),
    ),
)

US = book(
    "us",
    LedgerRules(
        ages_from_reversal=frozenset({"NSF"}),
        allocations={
            "payment": Allocation(
                orders=(
                    Order(
                        from_days=0,
                        components=("interest", "fee", "penalty", "principal", "cost"),
                    ),
                ),
                newest_first=True,
            )
        },
        clocks=(_clock("open-end", "pass", substandard=90, loss=180),),
        bureau=Bureau(
            statuses=_clock(
                "status",
                "11",
                **{"71": 30, "78": 60, "80": 90, "82": 120, "83": 150, "84": 180},
            ),
            marks=_clock("mark", "0", **{"1": 30, "2": 60, "3": 90, "4": 120, "5": 150, "6": 180}),
            charged_off="97",
            sold="05",
            history_max=4,
        ),
        charge_off_days=180,
        re_age=ReAgeLimits(
            account_months_min=9,
            within_12_months_max=1,
            within_5_years_max=2,
            workouts_within_5_years_max=1,
        ),
        promise=PromiseTerms(short_bp_max=1_000, late_days_max=5),
    ),
)

_DAYS_OFF = ("2026-02-16", "2026-02-17", "2026-02-18", "2026-04-06", "2026-05-01")

# Due dates move off weekends and holidays; money after five in the afternoon is tomorrow's.
SHIFTED = book(
    "shifted",
    LedgerRules(
        counts=frozenset({"principal", "interest", "penalty"}),
        grace=Grace(days=2, is_free=True),
        cut_off=CutOff(zone=ZoneInfo("Asia/Shanghai"), minute=17 * 60),
        calendar=BusinessDays(
            id="CN",
            years=frozenset({2026}),
            closed=frozenset(map(parse_day, _DAYS_OFF)),
            worked=frozenset({parse_day("2026-02-14")}),
        ),
        due_shifts=True,
    ),
)

BOOKS = (RULES, CN, EU, EU_SHORT, US, SHIFTED)
