"""May we act? Each rule is one function; the first that objects gives the verdict.

The gate fails closed: what is not known to be allowed is not allowed. The order of the rules is
part of the promise, since the first objection is the one that decides; all others are told beside
it, so that where two laws apply both are reported.
"""

from collections.abc import Callable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from streams.policy.contact import Hours
from streams.policy.rules import House, Rules
from streams.terms.days import AsOf, Day, Instant
from streams.terms.treatment_notices import Verdict
from streams.treatment.ahead import TOLD_AHEAD, told_ahead
from streams.treatment.flags import SAFETY_FLAG, is_flagged
from streams.treatment.holds import ends_collection, hold_rule
from streams.treatment.hours import contact_day
from streams.treatment.known import KnownPoint, found
from streams.treatment.ladder import OUTCOME_FORBIDS, visits_forbidden
from streams.treatment.matters import awaits, has_complaint
from streams.treatment.merges import CUSTOMER_MERGED, merge_rule
from streams.treatment.points import candidates
from streams.treatment.rows import CURED, NOTHING_OWED, PRIMARY, CustomerRow
from streams.treatment.spending import Use, caps_reached
from streams.treatment.stops import stop_rule
from streams.treatment.windows import HOUSE_HOURS, Asked, Window, planned_window, window_of

POLICY_NOT_IN_FORCE = "policy_not_in_force"
ACCOUNT_INCOMPLETE = "account_incomplete"
CONTACT_CAP_OF_THE_DAY = "contact_cap_of_the_day"
ROLE_NOT_CONTACTED = "role_not_contacted"
CONSENT_REFUSED = "consent_refused"
CALENDAR_MISSING = "calendar_missing"
COMPLAINT_OPEN = "complaint_open"

BY_PEOPLE = frozenset({"PHONE", "VISIT"})


class Case(Struct, frozen=True, kw_only=True):
    """One rung that is due, and what the gate has to know about it.

    `row` is the customer's, with every contact counted that was authorised before this one.
    `newest` is the newest moment known, which in a catch-up lies behind `as_of`'s future.
    `role` is the customer's in this account, and `holds` are the account's. `preferred` hours
    narrow the window where they leave something of it. `planned` are the hours of a visit that is
    planned for the day: the gate allows those, or none.
    """

    row: CustomerRow
    rules: Rules
    as_of: AsOf
    newest: AsOf
    incomplete: bool
    has_ground: bool
    before_due: bool
    expires_on: Day
    channel: str
    account_id: str
    role: str = PRIMARY
    holds: tuple[str, ...] = ()
    preferred: Hours | None = None
    planned: tuple[Instant, Instant] | None = None


class Judgement(Struct, frozen=True, kw_only=True):
    """What the gate says; `contact_on` is the house's day that an authorised contact counts for.

    `point_id` is the number or address it goes to, empty where none is on record. `rules` are all
    that object, the first of them being `rule`. It `passes` where all that objects is of the day
    itself: its hours, a holiday, what was spent by then.
    """

    verdict: Verdict
    rule: str | None = None
    detail: str = ""
    until_on: Day | None = None
    not_before: Instant | None = None
    not_after: Instant | None = None
    contact_on: Day | None = None
    point_id: str = ""
    rules: tuple[str, ...] = ()
    passes: bool = False


def judge(case: Case) -> Judgement:
    """Return the first objection, or the window in which the contact may be made."""
    house = case.rules.house
    if case.rules.ladder is None or house is None:
        missing = "ladder" if case.rules.ladder is None else "house hours"
        detail = f"no {missing} in force on this day"
        return _told(case, [_deferred(case, POLICY_NOT_IN_FORCE, detail)])
    objections = [o for rule in _RULES for o in rule(case, house)]
    if objections:
        return _told(case, objections)
    return _inside_hours(case, house)


def contacts_on(row: CustomerRow, day: Day) -> int:
    """Return how many contacts are spent on a day; one booked for a later day counts too."""
    return row.contacts if row.contact_on >= day else 0


def _told(case: Case, objections: list[Judgement]) -> Judgement:
    """Return the first objection, beside the rules of all that object."""
    first = objections[0]
    # In order, each once: two laws may be one entry of a pack for two zones.
    rules = tuple(dict.fromkeys(o.rule for o in objections if o.rule is not None))
    until_on = None
    if first.verdict == "DEFERRED":
        # The first day on which none of them objects any more, and never behind the window.
        days = [o.until_on for o in objections if o.until_on is not None]
        until_on = Day(max(case.as_of.on + 1, min(max(days), case.expires_on)))
    passes = all(o.passes for o in objections)
    return replace(first, until_on=until_on, rules=rules, passes=passes)


def _no_stop(case: Case, _: House) -> Iterator[Judgement]:
    """Suppress under a stop: it holds for all accounts once it is known."""
    rule = stop_rule(case.row.stops, case.as_of.on, case.channel)
    if rule is not None:
        yield Judgement(verdict="SUPPRESSED", rule=rule)


def _not_merged(case: Case, _: House) -> Iterator[Judgement]:
    """Suppress for one who was merged into another, defer while a merge is not confirmed."""
    rule = merge_rule(case.row.merges, case.as_of.on)
    if rule == CUSTOMER_MERGED:
        yield Judgement(verdict="SUPPRESSED", rule=rule)
    elif rule is not None:
        yield _deferred(case, rule, "")


def _role_contacted(case: Case, _: House) -> Iterator[Judgement]:
    """Suppress for whoever is liable beside the primary customer: nobody chose to contact them."""
    if case.role != PRIMARY:
        yield Judgement(verdict="SUPPRESSED", rule=ROLE_NOT_CONTACTED)


def _account_free(case: Case, _: House) -> Iterator[Judgement]:
    """Suppress under a hold that ends collection, defer under one that suspends it."""
    rule = hold_rule(case.holds)
    if rule is not None and ends_collection(case.holds):
        yield Judgement(verdict="SUPPRESSED", rule=rule)
    elif rule is not None:
        yield _deferred(case, rule, "")


def _confirmed(case: Case, _: House) -> Iterator[Judgement]:
    """Defer while the account has yet to confirm what the customer has just told."""
    kind = awaits(case.row.matters, case.account_id, case.as_of.on)
    if kind is not None:
        yield _deferred(case, f"{kind.lower()}_to_be_confirmed", "")


def _nothing_ahead(case: Case, _: House) -> Iterator[Judgement]:
    """Defer until the day has come for which something was told that limits contact."""
    until_on = told_ahead(case.row, case.as_of.on)
    if until_on is not None:
        yield Judgement(verdict="DEFERRED", rule=TOLD_AHEAD, until_on=until_on, passes=True)


def _no_complaint(case: Case, _: House) -> Iterator[Judgement]:
    """Defer what people do while a complaint is open; letters and notices go on."""
    if case.channel in BY_PEOPLE and has_complaint(case.row.matters):
        yield _deferred(case, COMPLAINT_OPEN, "")


def _account_complete(case: Case, _: House) -> Iterator[Judgement]:
    """Defer while a record of the account or the customer waits in the dead letters."""
    if case.incomplete or case.row.is_held:
        what = "the account" if case.incomplete else "the customer"
        detail = f"a record of {what} waits to be resolved"
        yield _deferred(case, ACCOUNT_INCOMPLETE, detail)


def _founded_debt(case: Case, _: House) -> Iterator[Judgement]:
    """Cancel where no debt is founded on the day itself."""
    if not case.has_ground:
        yield Judgement(verdict="CANCELLED", rule=NOTHING_OWED if case.before_due else CURED)


def _consented(case: Case, _: House) -> Iterator[Judgement]:
    """Suppress a channel that was refused, and one that needs a consent nobody has."""
    consent = found(case.row.profile.consents, case.channel)
    if consent is not None and not consent.granted:
        yield Judgement(verdict="SUPPRESSED", rule=CONSENT_REFUSED)
    if consent is None:
        for demand in case.rules.contact.opt_in:
            if case.channel in demand.channels:
                yield Judgement(verdict="SUPPRESSED", rule=demand.rule)


def _visit_not_forbidden(case: Case, _: House) -> Iterator[Judgement]:
    """Suppress every visit once the customer refused one, or somebody could have come to harm."""
    if case.channel == "VISIT" and visits_forbidden(case.row):
        yield Judgement(verdict="SUPPRESSED", rule=OUTCOME_FORBIDS)


def _no_flag(case: Case, _: House) -> Iterator[Judgement]:
    """Defer every visit while somebody who went to the customer could come to harm."""
    if case.channel == "VISIT" and is_flagged(case.row.flags):
        yield _deferred(case, SAFETY_FLAG, "")


def _no_holiday(case: Case, house: House) -> Iterator[Judgement]:
    """Defer on a public holiday, and on a day of which no calendar knows whether it is one."""
    day, calendar = contact_day(case.as_of, house), case.rules.contact.calendar
    for demand in case.rules.contact.holidays:
        if case.channel not in demand.channels:
            continue
        if calendar is None or not calendar.covers(day):
            detail = f"{demand.rule} has no calendar of this day"
            yield _deferred(case, CALENDAR_MISSING, detail, passes=True)
        elif day in calendar.days:
            yield _deferred(case, demand.rule, "", passes=True)


def _below_cap(case: Case, house: House) -> Iterator[Judgement]:
    """Defer at the cap: a day's contacts are counted over all accounts and channels."""
    spent = contacts_on(case.row, contact_day(case.as_of, house))
    if spent >= house.contacts_per_day_max:
        detail = f"{spent} of {house.contacts_per_day_max} contacts are spent"
        yield _deferred(case, CONTACT_CAP_OF_THE_DAY, detail, passes=True)


def _point_with_room(case: Case, house: House) -> Iterator[Judgement]:
    """Defer where no point is fit for use, or the caps leave room at none of them."""
    chosen = _chosen(case, house)
    if isinstance(chosen, str):
        yield _deferred(case, chosen, "")
    elif isinstance(chosen, list):
        for rule, until_on in chosen:
            yield Judgement(verdict="DEFERRED", rule=rule, until_on=until_on, passes=True)


def _chosen(case: Case, house: House) -> KnownPoint | str | list[tuple[str, Day]] | None:
    """Return the point to use, None where none is on record, or what stands against all of them."""
    points = candidates(case.row.profile, case.channel, case.rules.contact)
    if isinstance(points, str):
        return points
    against = None
    for point in points or (None,):
        use = Use(
            channel=case.channel,
            account_id=case.account_id,
            point_id="" if point is None else point.id,
            on=contact_day(case.as_of, house),
        )
        reached = list(caps_reached(case.row.ledger, case.rules.contact, use))
        if not reached:
            return point
        against = against or reached
    return against


def _inside_hours(case: Case, house: House) -> Judgement:
    """Authorise what is left of the day's hours; the newest moment known counts as now."""
    day = contact_day(case.as_of, house)
    now = max(case.as_of.at, case.newest.at)
    chosen = _chosen(case, house)
    point = chosen if isinstance(chosen, KnownPoint) else None
    asked = Asked(
        day=day,
        now=now,
        channel=case.channel,
        profile=case.row.profile,
        point=point,
        preferred=case.preferred,
    )
    window: Window | str = HOUSE_HOURS
    if day < case.expires_on and case.planned is not None:
        window = planned_window(asked, case.rules, case.planned)
    elif day < case.expires_on:
        window = window_of(asked, case.rules)
    if isinstance(window, str):
        detail = "of the day's hours nothing is left"
        return _told(case, [_deferred(case, window, detail, passes=True)])
    return Judgement(
        verdict="AUTHORISED",
        not_before=window.not_before,
        not_after=window.not_after,
        contact_on=day,
        point_id="" if point is None else point.id,
    )


def _deferred(case: Case, rule: str, detail: str, *, passes: bool = False) -> Judgement:
    until_on = Day(case.as_of.on + 1)
    return Judgement(verdict="DEFERRED", rule=rule, detail=detail, until_on=until_on, passes=passes)


_RULES: tuple[Callable[[Case, House], Iterator[Judgement]], ...] = (
    _no_stop,
    _not_merged,
    _role_contacted,
    _account_free,
    _confirmed,
    _nothing_ahead,
    _no_complaint,
    _account_complete,
    _founded_debt,
    _consented,
    _visit_not_forbidden,
    _no_flag,
    _no_holiday,
    _below_cap,
    _point_with_room,
)
