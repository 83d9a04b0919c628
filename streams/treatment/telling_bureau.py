"""A tick tells the bureau what is due: each close once, corrections, and what waited."""

from collections.abc import Iterator

from msgspec.structs import replace

from streams.policy.rules import Rules
from streams.terms.days import Day
from streams.terms.identity import stable_id
from streams.terms.treatment_notices import BureauUpdate
from streams.treatment.closes import is_reported, wanted
from streams.treatment.notice_gate import is_adverse, notices, told, waits
from streams.treatment.overdue import say_event
from streams.treatment.reporting import GONE, Bureau, Code, Report
from streams.treatment.rows import CustomerRow
from streams.treatment.walk import Walk

NOT_SAID = "*"
"""Stands in a payment history for a period of which nothing may be reported yet."""

_FINAL = {"charged_off": "CHARGED_OFF", "sold": "SOLD"}


def tell_bureau(walk: Walk) -> None:
    """Say what is to be said of every close, oldest first, and bring before a person what waits.

    Of an account of which the customer is not, or no longer, the one who is liable nothing is said.
    """
    if walk.rules is None or walk.rules.contact.reporting is None:
        return
    if walk.row.bureau.is_stale:
        bureau = replace(wanted(walk.row, walk.rules), is_stale=False)
        walk.row = replace(walk.row, bureau=bureau)
    for report in walk.row.bureau.reports:
        if not is_reported(walk.row, report.account_id):
            continue
        if report.said is None and report.now == GONE:
            _put(walk, report, None)
        elif report.said != report.now:
            _look(walk, walk.rules, report)
        elif report.held_on is not None:
            _put(walk, report, replace(report, held_on=None, alerted=False))


def bureau_days(row: CustomerRow, rules: Rules, on: Day) -> Iterator[Day]:
    """Yield the days on which something is to be said, or a held report brought before a person."""
    reporting = rules.contact.reporting
    if reporting is None:
        return
    if row.bureau.is_stale:
        yield on
    for report in row.bureau.reports:
        if report.held_on is None or not is_reported(row, report.account_id):
            continue
        if not waits(row, rules, report, on):
            yield on
            continue
        yield from (each.from_on for each in notices(row, rules, report) if each.from_on > on)
        if reporting.notice is not None and not report.alerted:
            yield Day(report.held_on + reporting.notice.held_days)


def _look(walk: Walk, rules: Rules, report: Report) -> None:
    on, reporting = walk.as_of.on, rules.contact.reporting
    if not waits(walk.row, rules, report, on):
        _say(walk, rules, report)
        return
    held = report if report.held_on is not None else replace(report, held_on=on)
    notice = None if reporting is None else reporting.notice
    since = on if held.held_on is None else held.held_on
    if notice is not None and not held.alerted and on >= since + notice.held_days:
        held = replace(held, alerted=True)
        detail = f"{held.currency}: held for {on - since} days, {notice.rule}"
        say_event(walk, "BUREAU_REPORT_HELD", held.account_id, id_of(held), detail)
    if held != report:
        _put(walk, report, held)


def _say(walk: Walk, rules: Rules, report: Report) -> None:
    is_first = report.said is None
    new = replace(
        report,
        said=report.now,
        corrections=report.corrections + (not is_first),
        held_on=None,
        alerted=False,
    )
    _put(walk, report, new)
    walk.row = replace(walk.row, bureau=replace(walk.row.bureau, seq=walk.row.bureau.seq + 1))
    was = report.said or GONE
    walk.notices.append(
        BureauUpdate(
            report_id=id_of(report),
            kind="BUREAU_SNAPSHOT" if is_first else "BUREAU_CORRECTION",
            number=new.corrections,
            account_id=report.account_id,
            customer_id=walk.row.customer_id,
            seq=walk.row.bureau.seq,
            as_of=walk.as_of.on,
            at=walk.as_of.at,
            currency=report.currency,
            period_on=report.period,
            status=report.now.status,
            mark=report.now.mark,
            disputed=report.now.disputed,
            payment_history=_history(walk.row.bureau, report),
            first_delinquency_on=report.first_delinquency_on,
            past_due_minor=report.past_due_minor,
            balance_minor=report.balance_minor,
            amounts_on=report.amounts_on,
            policy_digest=rules.digest,
            was_status=was.status,
            was_mark=was.mark,
            was_disputed=was.disputed,
            cause="" if is_first else _cause(rules, report, was),
            notice_escalation_id=_notice_of(walk, rules, report),
        )
    )


def id_of(report: Report) -> str:
    """Return the id that a close's snapshot and all its corrections share."""
    return stable_id("bureau report", report.account_id, report.currency, report.period)


def _history(bureau: Bureau, report: Report) -> str:
    """Return the marks that were said of the periods up to one, newest first."""
    marks = [
        (each.period, NOT_SAID if each.said is None else each.said.mark)
        for each in bureau.reports
        if each.place[:2] == report.place[:2] and each.period <= report.period
    ]
    return "".join(mark for _, mark in sorted(marks, reverse=True))


def _notice_of(walk: Walk, rules: Rules, report: Report) -> str | None:
    reporting = rules.contact.reporting
    if reporting is None or not is_adverse(report.now, reporting):
        return None
    found = told(walk.row, rules, report, walk.as_of.on)
    return None if found is None else found.escalation_id


def _cause(rules: Rules, report: Report, was: Code) -> str:
    now, codes = report.now, rules.ledger.bureau
    if now == GONE:
        return "PERIOD_VOIDED"
    if (now.status, now.mark) == (was.status, was.mark):
        return "DISPUTE_OPENED" if now.disputed else "DISPUTE_ENDED"
    if now.mark == was.mark and report.life in _FINAL:
        return _FINAL[report.life]
    if codes is not None and was.status in {codes.charged_off, codes.sold}:
        return "FINAL_STATUS_UNDONE"
    return "HISTORY_CHANGED"


def _put(walk: Walk, was: Report, new: Report | None) -> None:
    others = tuple(r for r in walk.row.bureau.reports if r.place != was.place)
    reports = others if new is None else tuple(sorted((*others, new), key=lambda r: r.place))
    walk.row = replace(walk.row, bureau=replace(walk.row.bureau, reports=reports))
