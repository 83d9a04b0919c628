"""What is pending is withdrawn the moment it loses its ground; it needs no tick for that.

Pending is what has come due without a final verdict, and what is authorised while its window is
not known to be over: that may have been carried out meanwhile, so it is never authorised again.
"""

from collections.abc import Callable

from streams.terms.days import AsOf, Day
from streams.treatment.gate import ACCOUNT_INCOMPLETE
from streams.treatment.ladder import grounds
from streams.treatment.rows import (
    CURED,
    NOTHING_OWED,
    AccountRecord,
    CustomerRow,
    OriginJournal,
    RungRecord,
)
from streams.treatment.walk import Place, Walk

Objection = Callable[[AccountRecord, OriginJournal, RungRecord], str | None]


def withdraw(walk: Walk, objection: Objection) -> None:
    """Cancel every pending rung to which there is an objection, under the rule it names."""
    for account in walk.row.accounts:
        for journal in account.journals:
            place = Place(account.account_id, journal.origin, journal.currency)
            for record in journal.rungs:
                rule = objection(account, journal, record)
                if rule is not None and _is_pending(record, walk.as_of):
                    walk.say(place, record, "CANCELLED", rule=rule)


def stopped_by(rule: str) -> Objection:
    """Object to everything that is pending."""
    return lambda _account, _journal, _record: rule


def lost_ground(account_id: str, as_of: Day) -> Objection:
    """Object to what an account's standing of that day gives no ground for any more."""

    def rule(account: AccountRecord, journal: OriginJournal, record: RungRecord) -> str | None:
        if account.account_id != account_id or _has_ground(account, journal.origin, record):
            return None
        if not record.before_due:
            return CURED
        # A reminder that the due date has overtaken was not paid: the next tick skips it.
        return NOTHING_OWED if as_of < record.expires_on else None

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
        return record.not_after is not None and record.not_after > as_of.at
    return record.is_open
