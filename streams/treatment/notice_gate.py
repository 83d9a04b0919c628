"""Whether the customer was told before something adverse is reported: the notice of the episode.

The contact that tells it is a rung of purpose BUREAU_NOTICE. It counts once it was DELIVERED; one
that was only SENT counts after so many days in which it did not come back. Nothing else counts, and
nothing from a day before the contact was authorised.
"""

from collections.abc import Iterator

from msgspec import Struct

from streams.policy.reporting import Notice, Reporting
from streams.policy.rules import Rules
from streams.terms.days import Day
from streams.treatment.reporting import GONE, Code, Report
from streams.treatment.rows import CustomerRow, RungRecord, account_of, journal_of


class Told(Struct, frozen=True):
    """The contact that told the customer, and the first day on which it counts."""

    escalation_id: str
    from_on: Day


def is_adverse(code: Code, reporting: Reporting) -> bool:
    """Tell whether a report speaks against the customer: whatever policy does not call harmless."""
    if code.status == GONE.status and code.mark == GONE.mark:
        return False
    return not {code.status, code.mark} <= reporting.not_adverse


def waits(row: CustomerRow, rules: Rules, report: Report, on: Day) -> bool:
    """Tell whether a report may not be made yet; one that is not adverse never waits.

    Where a record of the account waits in the dead letters, nothing adverse is reported either.
    """
    reporting = rules.contact.reporting
    if reporting is None or not is_adverse(report.now, reporting):
        return False
    account = account_of(row, report.account_id)
    if row.is_held or account is None or account.incomplete:
        return True
    if reporting.notice is None or _was_adverse(report, reporting):
        return False
    return told(row, rules, report, on) is None


def told(row: CustomerRow, rules: Rules, report: Report, on: Day) -> Told | None:
    """Return the first notice that counts on a day for the episode of a report, or None."""
    counting = [each for each in notices(row, rules, report) if each.from_on <= on]
    return min(counting, key=lambda each: (each.from_on, each.escalation_id), default=None)


def notices(row: CustomerRow, rules: Rules, report: Report) -> Iterator[Told]:
    """Yield the notices of a report's episode, with the day from which each counts."""
    reporting = rules.contact.reporting
    account = account_of(row, report.account_id)
    journal = None if account is None or not report.origin else journal_of(account, report.origin)
    if reporting is None or reporting.notice is None or journal is None:
        return
    for record in journal.rungs:
        from_on = _counts_from(record, reporting.notice)
        if from_on is not None and purpose_of(rules, record) == "BUREAU_NOTICE":
            yield Told(record.escalation_id, from_on)


def purpose_of(rules: Rules, record: RungRecord) -> str | None:
    """Return what a rung was for when it was taken; None where nobody knows."""
    if record.purpose:
        return record.purpose
    ladder = rules.ladders.get(record.ladder, rules.ladder)
    rungs = () if ladder is None else ladder.rungs
    return next((rung.purpose for rung in rungs if rung.id == record.rung), None)


def _counts_from(record: RungRecord, notice: Notice) -> Day | None:
    if record.outcome_on is None:
        return None
    on = max(record.outcome_on, record.outcome_on if record.acted_on is None else record.acted_on)
    if record.outcome == "DELIVERED":
        return on
    return Day(on + notice.sent_days) if record.outcome == "SENT" else None


def _was_adverse(report: Report, reporting: Reporting) -> bool:
    return report.said is not None and is_adverse(report.said, reporting)
