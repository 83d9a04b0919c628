"""The life of the account: when its ledgers stopped, which re-ages count, who is liable."""

from calendar import monthrange
from datetime import date

from streams.terms.case_facts import CauseStated, ReAged, ReAgeUndone
from streams.terms.days import Day, date_of, day_of
from streams.terms.life_facts import (
    AccountChargedOff,
    AccountClosed,
    AccountSold,
    ChargeOffUndone,
    LiabilityChanged,
)
from tests.delinquency.second.known import Known


def charged_off_on(known: Known) -> Day | None:
    """Return the day of the first charge-off that was not undone."""
    undone = {fact.charge_off_id for fact in known.every(ChargeOffUndone)}
    facts = known.every(AccountChargedOff)
    return min((f.effective_on for f in facts if f.charge_off_id not in undone), default=None)


def sold_on(known: Known) -> Day | None:
    """Return the day of the first sale."""
    return min((fact.effective_on for fact in known.every(AccountSold)), default=None)


def stopped_on(known: Known) -> Day | None:
    """Return the day at whose end the ledgers stopped."""
    days = [day for day in (charged_off_on(known), sold_on(known)) if day is not None]
    return min(days, default=None)


def life(known: Known) -> str:
    """Return where the account stands in its life: a sale outweighs a charge-off."""
    if sold_on(known) is not None:
        return "sold"
    if charged_off_on(known) is not None:
        return "charged_off"
    return "closed" if known.every(AccountClosed) else "open"


def cause(known: Known) -> str:
    """Return the cause that was stated last; of one day, that with the highest id."""
    last = max(known.every(CauseStated), key=lambda f: (f.effective_on, f.cause_id), default=None)
    return "" if last is None else last.cause


def liable(known: Known) -> list[tuple[str, str]]:
    """Return who is liable besides the holder of the opening, with the role, by liability id."""
    return [
        (fact.customer_id, fact.role)
        for fact in known.every(LiabilityChanged)
        if fact.liable_until is None or known.on < fact.liable_until
    ]


def counting_re_ages(known: Known) -> list[ReAged]:
    """Return the re-ages that have an effect, by day and id: those within the limits."""
    undone = {fact.re_age_id for fact in known.every(ReAgeUndone)}
    asked = [fact for fact in known.every(ReAged) if fact.re_age_id not in undone]
    counted: list[ReAged] = []
    for fact in sorted(asked, key=lambda f: (f.effective_on, f.re_age_id)):
        if _within_limits(known, fact, counted):
            counted.append(fact)
    return counted


def _within_limits(known: Known, fact: ReAged, counted: list[ReAged]) -> bool:
    limits, on = known.rules.ledger.re_age, fact.effective_on
    if limits is None:
        return True
    before = [c.effective_on for c in counted if c.is_workout == fact.is_workout]
    in_year = sum(day > moved(on, -12) for day in before)
    in_five = sum(day > moved(on, -60) for day in before)
    if fact.is_workout:
        return in_five < limits.workouts_within_5_years_max
    opened = on if known.opening is None else known.opening.effective_on
    return (
        moved(opened, limits.account_months_min) <= on
        and in_year < limits.within_12_months_max
        and in_five < limits.within_5_years_max
    )


def moved(day: Day, months: int) -> Day:
    """Return the same day of another month, or its last day where it is shorter."""
    start = date_of(day)
    years, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = monthrange(years, month + 1)[1]
    return day_of(date(years, month + 1, min(start.day, last)))
