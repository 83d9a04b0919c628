"""The `[rules]` of a story: single rules that differ from its rule book, in plain words."""

from datetime import time
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from streams.policy.business_days import BusinessDays
from streams.policy.ledger import (
    Allocation,
    CutOff,
    Grace,
    Horizon,
    LateFee,
    LedgerRules,
    Materiality,
    Order,
    PenaltyInterest,
    PromiseTerms,
    WaiverOffer,
)
from streams.policy.rules import Rules
from streams.terms.money import to_minor
from tests.scenarios.rule_books import CHINA_2026

_CALENDARS: dict[str, BusinessDays | None] = {"china_2026": CHINA_2026, "none": None}


class _Said(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of rules: an unknown word in it is an error."""


class GraceDays(_Said, frozen=True, kw_only=True):
    """Days of grace, counted once they are over unless `free`."""

    days: int
    free: bool


class CutOffAt(_Said, frozen=True, kw_only=True):
    """From this minute on a payment counts for the next business day."""

    zone: str
    at: time


class Fee(_Said, frozen=True, kw_only=True):
    """A late fee of so many basis points, at least and at most so much."""

    share_bp: int
    least: str
    most: str


class Interest(_Said, frozen=True, kw_only=True):
    """Penalty interest in millionths a day, at most a share of what is past due."""

    daily_ppm: int
    cycle_share_bp_max: int = 10_000


class Offer(_Said, frozen=True, kw_only=True):
    """When the late fee is offered to be waived."""

    from_days: int
    to_days: int
    valid_days: int


class PromiseRoom(_Said, frozen=True, kw_only=True):
    """How much short and how late a promise is still kept."""

    short_bp: int = 0
    late_days: int = 0


class Material(_Said, frozen=True, kw_only=True):
    """The limits of the materiality counter."""

    amount: str
    share_bp: int
    days: int
    cure_days: int


class Waits(_Said, frozen=True, kw_only=True):
    """How far back a fact is taken, and how long things wait; see `Horizon`."""

    late_days: int = 400
    review_days: int = 10
    parked_days: int = 30
    closed_days: int = 730


class RulesLine(_Said, frozen=True, kw_only=True):
    """Single rules that take the place of those of the rule book; amounts by currency."""

    tolerance: dict[str, str] = {}
    counts: tuple[str, ...] | None = None
    order: tuple[str, ...] | None = None
    newest_first: bool = False
    credits_pay: tuple[str, ...] | None = None
    ages_from_reversal: tuple[str, ...] | None = None
    grace: GraceDays | None = None
    cut_off: CutOffAt | None = None
    calendar: Literal["china_2026", "none"] | None = None
    due_shifts: bool | None = None
    charge_off_days: int | None = None
    history_max: int | None = None
    late_fee: dict[str, Fee] = {}
    penalty_interest: dict[str, Interest] = {}
    waiver_offer: Offer | None = None
    promise: PromiseRoom | None = None
    materiality: dict[str, Material] = {}
    horizon: Waits | None = None
    collection: dict[str, str] | None = None

    def laid_on(self, book: Rules) -> Rules:
        """Return the rule book with these rules in the place of its own."""
        ledger = msgspec.structs.replace(book.ledger, **self._plain(), **self._built())
        if self.history_max is not None and ledger.bureau is not None:
            bureau = msgspec.structs.replace(ledger.bureau, history_max=self.history_max)
            ledger = msgspec.structs.replace(ledger, bureau=bureau)
        key = f"{ledger.key}*"
        tolerance = {code: to_minor(text, code) for code, text in self.tolerance.items()}
        return msgspec.structs.replace(
            book,
            tolerance_minor={**book.tolerance_minor, **tolerance},
            ledger=msgspec.structs.replace(ledger, key=key),
        )

    def _plain(self) -> dict[str, object]:
        """Return what is written here as the ledger rules have it."""
        sets = ("counts", "credits_pay", "ages_from_reversal")
        found: dict[str, object] = {
            name: frozenset(value) for name in sets if (value := getattr(self, name)) is not None
        }
        for name in ("due_shifts", "charge_off_days", "collection"):
            if getattr(self, name) is not None:
                found[name] = getattr(self, name)
        if self.calendar is not None:
            found["calendar"] = _CALENDARS[self.calendar]
        return found

    def _built(self) -> dict[str, object]:
        found = {**self._times(), **self._money()}
        default = LedgerRules().order_of("payment", 0)
        if self.order is not None or self.newest_first:
            order = Order(from_days=0, components=self.order or default)
            one = Allocation(orders=(order,), newest_first=self.newest_first)
            found["allocations"] = {"payment": one}
        return found

    def _times(self) -> dict[str, object]:
        found: dict[str, object] = {}
        if self.grace is not None:
            found["grace"] = Grace(days=self.grace.days, is_free=self.grace.free)
        if self.cut_off is not None:
            at = self.cut_off.at
            zone = ZoneInfo(self.cut_off.zone)
            found["cut_off"] = CutOff(zone=zone, minute=at.hour * 60 + at.minute)
        if self.waiver_offer is not None:
            found["waiver"] = WaiverOffer(**msgspec.structs.asdict(self.waiver_offer))
        if self.promise is not None:
            room = self.promise
            found["promise"] = PromiseTerms(
                short_bp_max=room.short_bp, late_days_max=room.late_days
            )
        if self.horizon is not None:
            found["horizon"] = Horizon(**msgspec.structs.asdict(self.horizon))
        return found

    def _money(self) -> dict[str, object]:
        found: dict[str, object] = {}
        if self.late_fee:
            found["late_fees"] = {code: _fee(fee, code) for code, fee in self.late_fee.items()}
        if self.penalty_interest:
            found["penalties"] = {
                code: PenaltyInterest(**msgspec.structs.asdict(one))
                for code, one in self.penalty_interest.items()
            }
        for code, one in self.materiality.items():
            found["materiality"] = Materiality(
                amounts_minor={code: to_minor(one.amount, code)},
                share_bp=one.share_bp,
                days_max=one.days,
                cure_days=one.cure_days,
            )
        return found


def _fee(fee: Fee, code: str) -> LateFee:
    return LateFee(
        share_bp=fee.share_bp,
        least_minor=to_minor(fee.least, code),
        most_minor=to_minor(fee.most, code),
    )
