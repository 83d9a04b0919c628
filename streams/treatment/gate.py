"""May we act? Each rule is one function; the first that objects gives the verdict.

The gate fails closed: what is not known to be allowed is not allowed. The order of the rules is
part of the promise, since the first objection is the one that is told.
"""

from collections.abc import Callable

from msgspec import Struct

from streams.policy.rules import House, Rules
from streams.terms.days import AsOf, Day, Instant
from streams.terms.treatment_notices import Verdict
from streams.treatment.holds import ends_collection, hold_rule
from streams.treatment.hours import closing, contact_day, opening
from streams.treatment.rows import CURED, NOTHING_OWED, PRIMARY, CustomerRow
from streams.treatment.stops import stop_rule

POLICY_NOT_IN_FORCE = "policy_not_in_force"
ACCOUNT_INCOMPLETE = "account_incomplete"
CONTACT_CAP_OF_THE_DAY = "contact_cap_of_the_day"
HOUSE_HOURS = "house_hours"
ROLE_NOT_CONTACTED = "role_not_contacted"


class Case(Struct, frozen=True, kw_only=True):
    """One rung that is due, and what the gate has to know about it.

    `row` is the customer's, with every contact counted that was authorised before this one.
    `newest` is the newest moment known, which in a catch-up lies behind `as_of`'s future.
    `role` is the customer's in this account, and `holds` are the account's.
    """

    row: CustomerRow
    rules: Rules
    as_of: AsOf
    newest: AsOf
    incomplete: bool
    has_ground: bool
    before_due: bool
    expires_on: Day
    role: str = PRIMARY
    holds: tuple[str, ...] = ()


class Judgement(Struct, frozen=True, kw_only=True):
    """What the gate says; `contact_on` is the house's day that an authorised contact counts for."""

    verdict: Verdict
    rule: str | None = None
    detail: str = ""
    until_on: Day | None = None
    not_before: Instant | None = None
    not_after: Instant | None = None
    contact_on: Day | None = None


def judge(case: Case) -> Judgement:
    """Return the first objection, or the window in which the contact may be made."""
    house = case.rules.house
    if case.rules.ladder is None or house is None:
        missing = "ladder" if case.rules.ladder is None else "house hours"
        return _deferred(case, POLICY_NOT_IN_FORCE, f"no {missing} in force on this day")
    for rule in _RULES:
        objection = rule(case, house)
        if objection is not None:
            return objection
    return _inside_hours(case, house)


def contacts_on(row: CustomerRow, day: Day) -> int:
    """Return how many contacts are spent on a day; one booked for a later day counts too."""
    return row.contacts if row.contact_on >= day else 0


def _no_stop(case: Case, _: House) -> Judgement | None:
    """Suppress under a stop: it holds for all accounts and channels once it is known."""
    rule = stop_rule(case.row.stops)
    return None if rule is None else Judgement(verdict="SUPPRESSED", rule=rule)


def _role_contacted(case: Case, _: House) -> Judgement | None:
    """Suppress for whoever is liable beside the primary customer: nobody chose to contact them."""
    if case.role == PRIMARY:
        return None
    return Judgement(verdict="SUPPRESSED", rule=ROLE_NOT_CONTACTED)


def _account_free(case: Case, _: House) -> Judgement | None:
    """Suppress under a hold that ends collection, defer under one that suspends it."""
    rule = hold_rule(case.holds)
    if rule is None:
        return None
    if ends_collection(case.holds):
        return Judgement(verdict="SUPPRESSED", rule=rule)
    return _deferred(case, rule, "")


def _account_complete(case: Case, _: House) -> Judgement | None:
    """Defer while a record of the account or the customer waits in the dead letters."""
    if not case.incomplete and not case.row.is_held:
        return None
    what = "the account" if case.incomplete else "the customer"
    return _deferred(case, ACCOUNT_INCOMPLETE, f"a record of {what} waits to be resolved")


def _founded_debt(case: Case, _: House) -> Judgement | None:
    """Cancel where no debt is founded on the day itself."""
    if case.has_ground:
        return None
    return Judgement(verdict="CANCELLED", rule=NOTHING_OWED if case.before_due else CURED)


def _below_cap(case: Case, house: House) -> Judgement | None:
    """Defer at the cap: a day's contacts are counted over all accounts and channels."""
    spent = contacts_on(case.row, contact_day(case.as_of, house))
    if spent < house.contacts_per_day_max:
        return None
    detail = f"{spent} of {house.contacts_per_day_max} contacts are spent"
    return _deferred(case, CONTACT_CAP_OF_THE_DAY, detail)


def _inside_hours(case: Case, house: House) -> Judgement:
    """Authorise what is left of the house's hours; the newest moment known counts as now."""
    day = contact_day(case.as_of, house)
    now = max(case.as_of.at, case.newest.at)
    not_before, not_after = max(opening(day, house), now), closing(day, house)
    if not_before >= not_after or day >= case.expires_on:
        return _deferred(case, HOUSE_HOURS, "the house's hours of the day are over")
    return Judgement(
        verdict="AUTHORISED", not_before=not_before, not_after=not_after, contact_on=day
    )


def _deferred(case: Case, rule: str, detail: str) -> Judgement:
    until_on = Day(case.as_of.on + 1)
    return Judgement(verdict="DEFERRED", rule=rule, detail=detail, until_on=until_on)


_RULES: tuple[Callable[[Case, House], Judgement | None], ...] = (
    _no_stop,
    _role_contacted,
    _account_free,
    _account_complete,
    _founded_debt,
    _below_cap,
)
