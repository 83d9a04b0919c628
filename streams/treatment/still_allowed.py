"""Whether what was authorised may still be carried out, after something more was told.

What limits contact may come between a tick and the call that it allowed: times that do not suit, a
point that reaches nobody, a talk that somebody else had. Then the contact is withdrawn under the
rule that forbids it now.
"""

from msgspec.structs import replace

from streams.policy.rules import Rules
from streams.terms.contact_facts import (
    AgencyContacted,
    AgencyPlaced,
    ContactMade,
    QuotaReturned,
    VisitOutcome,
)
from streams.terms.days import Day, Instant
from streams.terms.profile_facts import (
    ContactPointSet,
    CustomerMoved,
    QuietTimeSet,
    ZoneTold,
    ZoneWithdrawn,
)
from streams.treatment.known import CUSTOMER, found
from streams.treatment.ladder import OUTCOME_FORBIDS, visits_forbidden
from streams.treatment.points import NO_USABLE_CONTACT_POINT
from streams.treatment.rows import AccountRecord, CustomerRow, OriginJournal, RungRecord
from streams.treatment.spending import Spent, Use, caps_reached
from streams.treatment.windows import Asked, barred_by
from streams.treatment.withdrawal import Objection

LIMITING = frozenset(
    {
        AgencyContacted,
        AgencyPlaced,
        ContactMade,
        ContactPointSet,
        CustomerMoved,
        QuietTimeSet,
        QuotaReturned,
        VisitOutcome,
        ZoneTold,
        ZoneWithdrawn,
    }
)
"""The facts that limit contact in hours and numbers: pending contacts are looked at anew."""


def no_longer_allowed(row: CustomerRow, rules: Rules | None, told_on: Day) -> Objection:
    """Object to what limits forbid now; what counts from a later day says nothing of today."""

    def rule(_: AccountRecord, _journal: OriginJournal, record: RungRecord) -> str | None:
        is_meant = record.verdict == "AUTHORISED" and record.outcome is None
        spent = _spent(row, record) if is_meant else None
        if rules is None or spent is None or told_on > spent.on:
            return None
        if record.channel == "VISIT" and visits_forbidden(row):
            return OUTCOME_FORBIDS
        against = _point(row, rules, spent) or _cap(row, rules, spent)
        return against or _hours(row, rules, spent, record.not_after)

    return rule


def _spent(row: CustomerRow, record: RungRecord) -> Spent | None:
    own = (s for s in row.ledger.spent if s.contact_id == record.escalation_id and not s.agency_id)
    return next(own, None)


def _point(row: CustomerRow, rules: Rules, spent: Spent) -> str | None:
    """Name the rule by which the point is not to be used, whoever chose it."""
    point = found(row.profile.points, spent.point_id)
    if point is None:
        return None
    if not point.works or point.holder != CUSTOMER:
        return NO_USABLE_CONTACT_POINT
    demands = (d.rule for d in rules.contact.verified if spent.channel in d.channels)
    return None if point.verified else next(demands, None)


def _cap(row: CustomerRow, rules: Rules, spent: Spent) -> str | None:
    """Name a cap or gap that the contacts up to that day leave no room in for this one."""
    others = tuple(s for s in row.ledger.spent if s is not spent and s.on <= spent.on)
    use = Use(
        channel=spent.channel, account_id=spent.account_id, point_id=spent.point_id, on=spent.on
    )
    reached = caps_reached(replace(row.ledger, spent=others), rules.contact, use)
    return next((name for name, _ in reached), None)


def _hours(row: CustomerRow, rules: Rules, spent: Spent, not_after: Instant | None) -> str | None:
    if not_after is None:
        return None
    asked = Asked(
        day=spent.on,
        now=spent.at,
        channel=spent.channel,
        profile=row.profile,
        point=found(row.profile.points, spent.point_id),
    )
    return barred_by(asked, rules, (spent.at, not_after))
