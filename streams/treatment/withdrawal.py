"""What is pending is withdrawn the moment it loses its ground; it needs no tick for that.

Pending is what has come due without a final verdict, and what is authorised while its window is
not known to be over and nobody has told what became of it: it may have been carried out meanwhile,
so it is never authorised again.
"""

from collections.abc import Callable

from streams.terms.days import AsOf, Day
from streams.terms.standing import Standing
from streams.treatment.flags import SAFETY_FLAG, is_flagged
from streams.treatment.gate import (
    ACCOUNT_INCOMPLETE,
    BY_PEOPLE,
    COMPLAINT_OPEN,
    CONSENT_REFUSED,
    ROLE_NOT_CONTACTED,
)
from streams.treatment.holds import ends_collection, hold_rule
from streams.treatment.ladder import VISIT, grounds, was_made
from streams.treatment.matters import awaits, has_complaint
from streams.treatment.merges import CUSTOMER_MERGED, merge_rule
from streams.treatment.rows import (
    CURED,
    GROUND_HELD,
    NOTHING_OWED,
    PRIMARY,
    AccountRecord,
    CustomerRow,
    OriginJournal,
    RungRecord,
)
from streams.treatment.stops import stop_rule
from streams.treatment.walk import Place, Walk

NO_LONGER_LIABLE = "no_longer_liable"
VISIT_MADE_ALREADY = "visit_made_already"

Objection = Callable[[AccountRecord, OriginJournal, RungRecord], str | None]


def withdraw(walk: Walk, objection: Objection) -> None:
    """Cancel every pending rung to which there is an objection, under the rule it names."""
    for account in walk.row.accounts:
        for journal in account.journals:
            place = Place(account.account_id, journal.origin, journal.currency)
            for record in journal.rungs:
                # What is over for good is most of a journal, and cheaper to tell than objections.
                rule = (
                    objection(account, journal, record) if _is_pending(record, walk.as_of) else None
                )
                if rule is not None:
                    walk.say(place, record, "CANCELLED", rule=rule)


def stopped(row: CustomerRow, on: Day) -> Objection:
    """Object to everything that a stop is for."""
    return lambda _account, _journal, record: stop_rule(row.stops, on, record.channel)


def consent_refused(row: CustomerRow) -> Objection:
    """Object to a channel that the customer refuses."""
    refused = {consent.id for consent in row.profile.consents if not consent.granted}
    return lambda _account, _journal, record: CONSENT_REFUSED if record.channel in refused else None


def lost_ground(standing: Standing) -> Objection:
    """Object to what an account's new standing gives no ground for any more.

    Where an amount in that currency is held, it may be that, and not a payment, which took it.
    """
    held = {ledger.currency for ledger in standing.ledgers if ledger.held_minor > 0}

    def rule(account: AccountRecord, journal: OriginJournal, record: RungRecord) -> str | None:
        is_other = account.account_id != standing.account_id
        if is_other or _has_ground(account, journal.origin, record):
            return None
        # A reminder that the due date has overtaken was not paid: the next tick skips it.
        if record.before_due and standing.as_of >= record.expires_on:
            return None
        if journal.currency in held:
            return GROUND_HELD
        return NOTHING_OWED if record.before_due else CURED

    return rule


def not_to_contact() -> Objection:
    """Object for the customer's role in an account, and for what holds the account.

    A hold that ends collection withdraws all that is pending. One that suspends it withdraws what
    is authorised; what is only due stays, and the gate defers it while the hold lasts.
    """

    def rule(account: AccountRecord, _: OriginJournal, record: RungRecord) -> str | None:
        if account.role != PRIMARY:
            return ROLE_NOT_CONTACTED
        if record.verdict == "AUTHORISED" or ends_collection(account.holds):
            return hold_rule(account.holds)
        return None

    return rule


def no_longer_liable() -> Objection:
    """Object to everything about an account that the customer is liable for no more."""
    return lambda account, _journal, _record: NO_LONGER_LIABLE if account.withdrawn else None


def just_told(row: CustomerRow, on: Day) -> Objection:
    """Object to carrying out what was authorised before the customer promised or disputed."""

    def rule(account: AccountRecord, _: OriginJournal, record: RungRecord) -> str | None:
        kind = awaits(row.matters, account.account_id, on)
        if kind is None or record.verdict != "AUTHORISED":
            return None
        return f"{kind.lower()}_to_be_confirmed"

    return rule


def complained(row: CustomerRow) -> Objection:
    """Object to what people would do while a complaint is open."""

    def rule(_account: AccountRecord, _: OriginJournal, record: RungRecord) -> str | None:
        is_meant = record.verdict == "AUTHORISED" and record.channel in BY_PEOPLE
        return COMPLAINT_OPEN if is_meant and has_complaint(row.matters) else None

    return rule


def flagged(row: CustomerRow) -> Objection:
    """Object to visits that are authorised while somebody who went could come to harm."""

    def rule(_account: AccountRecord, _: OriginJournal, record: RungRecord) -> str | None:
        is_meant = record.verdict == "AUTHORISED" and record.channel == "VISIT"
        return SAFETY_FLAG if is_meant and is_flagged(row.flags) else None

    return rule


def made_already() -> Objection:
    """Object to making a visit once more that was called back, and made all the same.

    It is the same visit by its number, whatever a later policy calls its rung.
    """

    def rule(_account: AccountRecord, journal: OriginJournal, record: RungRecord) -> str | None:
        is_made = record.channel == VISIT and any(
            one.channel == VISIT
            and one.visit_number == record.visit_number
            and one.occurrence < record.occurrence
            and was_made(one)
            for one in journal.rungs
        )
        return VISIT_MADE_ALREADY if is_made else None

    return rule


def merged(row: CustomerRow, on: Day) -> Objection:
    """Object for one who was merged into another; to what is authorised, while that is open."""
    found = merge_rule(row.merges, on)

    def rule(_account: AccountRecord, _: OriginJournal, record: RungRecord) -> str | None:
        is_meant = found == CUSTOMER_MERGED or record.verdict == "AUTHORISED"
        return found if is_meant else None

    return rule


def incomplete(row: CustomerRow) -> Objection:
    """Object to carrying out what was authorised before a record was refused.

    What is only due stays: the gate defers it until the record is resolved.
    """

    def rule(account: AccountRecord, _: OriginJournal, record: RungRecord) -> str | None:
        if record.verdict == "AUTHORISED" and (row.is_held or account.incomplete):
            return ACCOUNT_INCOMPLETE
        return None

    return rule


def _has_ground(account: AccountRecord, origin: str, record: RungRecord) -> bool:
    return any(
        ground.origin == origin and ground.before_due == record.before_due
        for ground in grounds(account)
    )


def _is_pending(record: RungRecord, as_of: AsOf) -> bool:
    if record.verdict == "AUTHORISED":
        is_made = record.outcome is not None
        return record.not_after is not None and record.not_after > as_of.at and not is_made
    return record.is_open
