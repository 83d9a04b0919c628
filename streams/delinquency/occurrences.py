"""What happens to one ledger, in order: facts become occurrences of a day.

Within a day: ends of cases, money in, refunds, what ages from a reversal, charges, openings of
cases, statements, re-ages. So a payment valued on the closing day settles older obligations only,
and "as of a day" includes everything dated that day.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from streams.delinquency.knowledge import Known, Taken, net_of
from streams.delinquency.rows import Billed, Facts, Paid
from streams.policy.ledger import LedgerRules
from streams.terms.days import Day, Instant, day_of

_EVER = Day(-(10**9))

# How far the day that a cut-off makes of a payment may lie behind its value date: the instant may
# differ by a week, and the longest row of days without business is not above two.
CUT_OFF_DAYS_MAX = 21


class Rank:
    """What an occurrence is, and its place within the day."""

    CASE_ENDED: Final = 1
    MONEY_IN: Final = 2
    REFUNDED: Final = 3
    AGED_ANEW: Final = 4
    CHARGED: Final = 5
    CASE_OPENED: Final = 6
    CLOSED: Final = 7
    RE_AGED: Final = 8


class Occurrence(NamedTuple):
    """One thing that happens: day and rank, then what orders it, then what it is about."""

    on: Day
    rank: int
    order: str
    id: str
    minor: int
    about: Any


def occurrences(
    facts: Facts, currency: str, days: tuple[Day | None, Day], known: Known, rules: LedgerRules
) -> list[Occurrence]:
    """Return what happens to a ledger behind the first of `days` (None: ever) up to the last."""
    found: list[Occurrence] = []
    since, until = _EVER if days[0] is None else days[0], days[1]
    # Both stand in the order of their days, and what is wanted is mostly the newest few.
    for bill in reversed(facts.statements):
        if bill.closed_on <= since:
            break
        falls = bill.currency == currency and bill.closed_on <= until
        if falls and bill.statement_id not in known.voided:
            found.append(Occurrence(bill.closed_on, Rank.CLOSED, "", bill.statement_id, 0, bill))
    behind = since if rules.cut_off is None else since - CUT_OFF_DAYS_MAX
    for paid in reversed(facts.payments):
        if paid.value_on <= behind:
            break
        on = value_day(paid, known.zone, rules)
        if since < on <= until and paid.currency == currency:
            minor = paid.amount_minor
            if known.taken:
                minor = net_of(known, paid.payment_id, minor)
            found.append(Occurrence(on, Rank.MONEY_IN, "3", paid.payment_id, minor, "payment"))
    if facts.reversals or facts.entries or known.cases.carves or known.cases.re_ages:
        rarer = _rarer(facts, currency, known, rules)
        found.extend(one for one in rarer if since < one.on <= until)
    found.sort(key=_place)
    return found


def value_day(paid: Paid, zone: str, rules: LedgerRules) -> Day:
    """Return the day from which a payment counts: the cut-off decides where its instant is known.

    Source: US 12 CFR 1026.10(d) and card contracts, as the policy pack gives them.
    """
    if paid.paid_at is None or rules.cut_off is None:
        return paid.value_on
    return _business_day(paid.paid_at, ZoneInfo(zone) if zone else rules.cut_off.zone, rules)


def _business_day(at: Instant, zone: ZoneInfo, rules: LedgerRules) -> Day:
    local = datetime.fromtimestamp(at / 1_000_000, tz=UTC).astimezone(zone)
    day = day_of(local.date())
    if rules.cut_off is None or local.hour * 60 + local.minute < rules.cut_off.minute:
        # Money that comes in time is credited as of that day, whether business is done or not.
        return day
    day = Day(day + 1)
    return day if rules.calendar is None else rules.calendar.next_business(day)


def _place(one: Occurrence) -> tuple[Day, int, str, str]:
    return one.on, one.rank, one.order, one.id


def _rarer(facts: Facts, currency: str, known: Known, rules: LedgerRules) -> Iterator[Occurrence]:
    if known.back or known.foreign:
        yield from _taken_back(facts, currency, known, rules)
    yield from _noted(facts, currency, known)
    yield from _corrected_up(facts, currency, known)
    for carve in known.cases.carves:
        if carve.currency == currency:
            yield Occurrence(carve.opened_on, Rank.CASE_OPENED, "", carve.id, 0, carve)
            yield Occurrence(carve.closed_on, Rank.CASE_ENDED, "", carve.id, 0, carve)
    for one in known.cases.re_ages:
        yield Occurrence(one.on, Rank.RE_AGED, "", one.id, 0, None)


def _taken_back(
    facts: Facts, currency: str, known: Known, rules: LedgerRules
) -> Iterator[Occurrence]:
    days = {p.payment_id: value_day(p, known.zone, rules) for p in facts.payments}
    for paid in facts.payments:
        if paid.currency == currency:
            left = net_of(known, paid.payment_id, paid.amount_minor)
            for on, id_, minor in known.back.get(paid.payment_id, ()):
                taken = min(minor, left)
                left -= taken
                day = Day(max(on, days[paid.payment_id]))
                yield Occurrence(day, Rank.AGED_ANEW, paid.payment_id, id_, taken, None)
    for one in facts.reversals:
        if one.reversal_id in known.foreign and one.currency == currency:
            # The payment's own ledger is another one; this one only learns that it is unfounded.
            day = Day(max(one.effective_on, days[one.payment_id]))
            yield Occurrence(day, Rank.AGED_ANEW, "", one.reversal_id, 0, "unfounded")


def _noted(facts: Facts, currency: str, known: Known) -> Iterator[Occurrence]:
    charged = {one.id: one for one in known.charges if one.currency == currency}
    for one in facts.entries:
        if one.currency != currency or one.on > known.on:
            continue
        minor = one.amount_minor or 0
        if one.kind in {"credit", "grant"}:
            order = "1" if one.kind == "credit" else "4"
            yield Occurrence(one.on, Rank.MONEY_IN, order, one.id, minor, one.text)
        elif one.kind == "refund":
            yield Occurrence(one.on, Rank.REFUNDED, "", one.id, minor, None)
        elif one.kind == "charge":
            yield Occurrence(one.on, Rank.CHARGED, "", one.id, minor, one)
        elif one.kind == "recover":
            yield Occurrence(one.on, Rank.MONEY_IN, "5", one.id, minor, "recovery")
    for charge_id, charge in charged.items():
        for on, id_, minor in capped(
            known.waived.get((charge_id, currency), ()), charge.amount_minor or 0
        ):
            yield Occurrence(Day(max(on, charge.on)), Rank.CHARGED, "-", id_, -minor, None)


def capped(claims: "tuple[Taken, ...] | list[Taken]", most: int) -> list[Taken]:
    """Return the claims in order, together at most so much.

    >>> capped([(Day(2), "b", 70), (Day(1), "a", 60)], 100)
    [(1, 'a', 60), (2, 'b', 40)]
    """
    left, kept = most, []
    for on, id_, minor in sorted(claims):
        taken = min(minor, left)
        left -= taken
        kept.append((on, id_, taken))
    return kept


def _corrected_up(facts: Facts, currency: str, known: Known) -> Iterator[Occurrence]:
    if not known.corrections:
        return
    for bill in facts.statements:
        note = known.corrections.get((bill.statement_id, currency))
        if note is None or bill.currency != currency or bill.statement_id in known.voided:
            continue
        own = owed_by(bill)
        # Of confirmed fraud, what is more than the statement's own obligation is off the extra.
        extra = owed(note.numbers[1:4]) - own - max(0, fraud_minor(bill, known) - own)
        if extra > 0:
            on = Day(max(note.on, bill.closed_on))
            about = (Day(max(note.numbers[0], on)), extra, bill.statement_id)
            yield Occurrence(on, Rank.CLOSED, "+", note.id, extra, about)


def fraud_minor(bill: Billed, known: Known) -> int:
    """Return how much of a statement is confirmed as fraud that names it: it never was owed."""
    return sum(
        carve.amount_minor or 0
        for carve in known.cases.carves
        if carve.outcome == "CONFIRMED"
        and (carve.statement_id, carve.currency) == (bill.statement_id, bill.currency)
    )


def owed_by(bill: Billed) -> int:
    """Return what a statement obliges to, as billed."""
    amounts = (bill.min_due_minor, bill.past_due_included_minor, bill.credit_applied_minor)
    return owed(amounts)


def owed(amounts: tuple[int, ...]) -> int:
    """Return what (minimum due, past due included, credit applied) oblige to.

    >>> owed((300, 100, 50)), owed((100, 300, 0))
    (150, 0)
    """
    minimum, included, credit = amounts
    return max(0, max(0, minimum - included) - credit)
