"""What limits contact, as frozen values of one day: hours, caps, gaps, consent, holidays, points.

Every limit carries the id of the entry it comes from, and that is the rule a verdict names. Several
limits hold side by side; the strictest for the customer gates, and all that object are told.

>>> ContactRules().caps
()
>>> cap = Cap(rule="x.calls", channels=frozenset({"PHONE"}), counts="CONNECTED", per="PERSON",
...           days=1, most=3)
>>> cap.first_day(10), Gap(rule="x.gap", channels=cap.channels, per="DEBT", days=7).free_on(10)
(10, 17)
"""

from typing import Literal, get_args

from msgspec import Struct

from streams.policy.reporting import Effective, Reporting
from streams.terms.days import Day, date_of
from streams.terms.profile_facts import Channel

CHANNELS: tuple[Channel, ...] = get_args(Channel)
"""The ways to a customer."""

Counts = Literal["ATTEMPTS", "CONNECTED"]
"""What a cap counts: every try, or only those that somebody answered."""

Per = Literal["PERSON", "DEBT", "NUMBER"]
"""Over what it is counted: the customer, one account, one number or address."""


class Hours(Struct, frozen=True, kw_only=True):
    """A law's hours, in minutes of the customer's local day, for some channels."""

    rule: str
    channels: frozenset[str]
    opens_minute: int
    closes_minute: int


class Cap(Struct, frozen=True, kw_only=True):
    """At most `most` contacts on `days` consecutive days, the day itself being the last of them."""

    rule: str
    channels: frozenset[str]
    counts: Counts
    per: Per
    days: int
    most: int

    def first_day(self, on: Day) -> Day:
        """Return the first day whose contacts count on that day."""
        return Day(on - self.days + 1)


class Gap(Struct, frozen=True, kw_only=True):
    """No contact for `days` days after a talk, the day of the talk being the first of them."""

    rule: str
    channels: frozenset[str]
    per: Per
    days: int

    def free_on(self, talked_on: Day) -> Day:
        """Return the first day on which contact is free again."""
        return Day(talked_on + self.days)


class Demand(Struct, frozen=True, kw_only=True):
    """Something that is asked of some channels: consent, a business day, a verified point."""

    rule: str
    channels: frozenset[str]


class Holidays(Struct, frozen=True, kw_only=True):
    """The public holidays of the years whose table is known, Saturdays and Sundays among them."""

    years: frozenset[int]
    days: frozenset[Day]

    def covers(self, day: Day) -> bool:
        """Tell whether the table of that day's year is known."""
        return date_of(day).year in self.years


class ContactRules(Struct, frozen=True, kw_only=True):
    """Everything that limits contact on one day; nothing is limited where nothing is said.

    `opt_in` asks for consent before the first contact; `holidays` bars the public holidays of
    `calendar`, which is None where nobody has told them; `verified` asks for a point of which
    somebody has made sure that it reaches the customer. An objection is to be answered within
    `objection_days`. `reporting` is None where nothing is reported to a bureau, `effective` where
    no law counts collections.
    """

    hours: tuple[Hours, ...] = ()
    caps: tuple[Cap, ...] = ()
    gaps: tuple[Gap, ...] = ()
    opt_in: tuple[Demand, ...] = ()
    holidays: tuple[Demand, ...] = ()
    calendar: Holidays | None = None
    verified: tuple[Demand, ...] = ()
    objection_days: int | None = None
    reporting: Reporting | None = None
    effective: Effective | None = None
