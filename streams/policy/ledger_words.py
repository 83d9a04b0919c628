"""The words of the rules on lateness, each with the rule and cure it is refused with.

They go on where `words` ends.
"""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from streams.policy.words import asks

Component = Literal["cost", "penalty", "fee", "interest", "principal"]
Components = Annotated[
    tuple[Component, ...],
    Meta(extra=asks("unknown_component", "list some of cost, penalty, fee, interest, principal")),
]
PaymentKind = Annotated[
    Literal["payment", "refund", "goodwill", "waiver"],
    Meta(extra=asks("unknown_payment_kind", "write payment, refund, goodwill or waiver")),
]
CreditKinds = Annotated[
    tuple[Literal["refund", "goodwill"], ...],
    Meta(extra=asks("unknown_credit_kind", "write a list of: refund, goodwill; [] for none")),
]
Reasons = Annotated[
    tuple[Annotated[str, Meta(pattern=r"\A[A-Z0-9_]+\Z")], ...],
    Meta(extra=asks("reason_is_malformed", "list reasons of a reversal, such as CHARGEBACK")),
]
ClockNames = Annotated[
    tuple[Annotated[str, Meta(pattern=r"\A[a-z0-9_-]+\Z")], ...],
    Meta(
        min_length=1,
        extra=asks("clock_names_expected", "list the names of at least one entry in [[clocks]]"),
    ),
]
Share = Annotated[
    int,
    Meta(
        ge=0,
        le=10_000,
        extra=asks("share_out_of_range", "write basis points, 0 to 10000 (5 % is 500)"),
    ),
]
DailyRate = Annotated[
    int,
    Meta(
        ge=0,
        le=1_000_000,
        extra=asks("rate_out_of_range", "write parts per million a day (0.05 % is 500)"),
    ),
]
Reached = Annotated[
    int,
    Meta(
        ge=1,
        le=9999,
        extra=asks("days_out_of_range", "write a whole number of days from 1 to 9999"),
    ),
]
Times = Annotated[
    int,
    Meta(
        ge=0,
        le=999,
        extra=asks("number_out_of_range", "write a whole number from 0 to 999"),
    ),
]
HistoryLength = Annotated[
    int,
    Meta(
        ge=1,
        le=999,
        extra=asks("number_out_of_range", "write a whole number from 1 to 999"),
    ),
]
Code = Annotated[
    str,
    Meta(
        pattern=r"\A[A-Z0-9]{1,4}\Z",
        extra=asks("code_is_malformed", "write a code of one to four capitals or digits"),
    ),
]
Mark = Annotated[
    str,
    Meta(
        pattern=r"\A[A-Z0-9]\Z",
        extra=asks("mark_is_malformed", "write one capital or digit: a history has one a cycle"),
    ),
]
Country = Annotated[
    str,
    Meta(
        pattern=r"\A[A-Z]{2}\Z",
        extra=asks("country_is_malformed", "write a two-letter ISO-3166 code such as CN"),
    ),
]
Year = Annotated[
    int,
    Meta(ge=1970, le=9998, extra=asks("year_out_of_range", "write a year from 1970 to 9998")),
]
Dates = Annotated[
    tuple[date, ...],
    Meta(extra=asks("date_expected", "write a list of dates as 2026-01-30, unquoted")),
]
