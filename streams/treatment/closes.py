"""What ought to be reported of an account's cycle closes, by how it stands now."""

from collections.abc import Iterator

from msgspec.structs import replace

from streams.policy.ledger import Bureau as Codes
from streams.policy.rules import Rules
from streams.terms.days import Day
from streams.treatment.reporting import GONE, Bureau, Code, Place, Report
from streams.treatment.rows import (
    PRIMARY,
    AccountRecord,
    CustomerRow,
    KnownLedger,
    account_of,
)


def is_reported(row: CustomerRow, account_id: str) -> bool:
    """Tell whether the customer is the one of whom an account is reported: liable, and primary."""
    account = account_of(row, account_id)
    return account is not None and _is_theirs(account)


def wanted(row: CustomerRow, rules: Rules) -> Bureau:
    """Return the reports as they ought to stand, each with what was said of it so far.

    Only the primary customer's row reports, and of new closes only those since the customer is
    liable; while it is somebody else's all is left as it is. A close that was said and fell out of
    the history is not said anew if it comes back.
    """
    codes = rules.ledger.bureau
    if codes is None or rules.contact.reporting is None:
        return row.bureau
    known = {report.place: report for report in row.bureau.reports}
    found = {
        report.place: report
        for account in row.accounts
        if _is_theirs(account)
        for ledger in account.ledgers
        for report in _of_ledger(row, account, ledger, codes, known)
        if report.place in known or not _was_said(row.bureau, report.place)
    }
    kept = {place: report for place, report in known.items() if _is_kept(report, row, codes)}
    stand = kept | found
    lost = [place for place, was in known.items() if place not in stand and was.said is not None]
    reports = tuple(report for _, report in sorted(stand.items()))
    return replace(row.bureau, reports=reports, forgotten=_forgotten(row, lost))


def _is_theirs(account: AccountRecord) -> bool:
    return account.role == PRIMARY and not account.withdrawn


def _was_said(bureau: Bureau, place: Place) -> bool:
    return any(one[:2] == place[:2] and one[2] >= place[2] for one in bureau.forgotten)


def _forgotten(row: CustomerRow, lost: list[Place]) -> tuple[Place, ...]:
    """Return the newest place that is kept no more, of each currency of an account in the row."""
    accounts = {account.account_id for account in row.accounts}
    places = sorted(place for place in (*row.bureau.forgotten, *lost) if place[0] in accounts)
    newest = {place[:2]: place for place in places}
    return tuple(newest.values())


def _of_ledger(
    row: CustomerRow,
    account: AccountRecord,
    ledger: KnownLedger,
    codes: Codes,
    known: dict[Place, Report],
) -> Iterator[Report]:
    closes, is_disputed = ledger.closes, _is_disputed(row, account, ledger)
    for at, (period, mark) in enumerate(zip(closes, ledger.payment_history, strict=False)):
        was = known.get((account.account_id, ledger.currency, period))
        if was is None and period < account.liable_on:
            continue
        status = ledger.bureau_status if at == 0 else status_of(codes, mark)
        # What is older than the last close is marked no more anew, only less.
        disputed = is_disputed and (at == 0 or (was is not None and was.now.disputed))
        yield _report(account, ledger, period, Code(status, mark, disputed), was)
    # Behind a history that is not full there was no other close: what is missing was voided.
    full = len(closes) >= codes.history_max
    for place, was in known.items():
        is_own = place[:2] == (account.account_id, ledger.currency)
        is_gone = is_own and was.period not in closes
        if is_gone and (not full or was.period > closes[-1]) and account.as_of >= was.period:
            yield _report(account, ledger, was.period, GONE, was)


def status_of(codes: Codes, mark: str) -> str:
    """Return the status that goes with a mark: that of the first day that makes the mark."""
    bands = codes.marks.bands
    days = next((band.from_days for band in bands if band.id == mark), 0)
    return codes.statuses.class_of(days)


def _report(
    account: AccountRecord, ledger: KnownLedger, period: Day, now: Code, was: Report | None
) -> Report:
    if was is not None and was.now == now:
        return was
    new = Report(
        account.account_id,
        ledger.currency,
        period,
        now,
        account.as_of,
        origin=ledger.episode_origin or _last_origin(account, ledger.currency, period),
        first_delinquency_on=ledger.first_delinquency_on,
        past_due_minor=ledger.past_due_minor,
        balance_minor=ledger.balance_minor,
        life=account.life,
    )
    if was is None:
        return new
    return replace(
        new,
        said=was.said,
        corrections=was.corrections,
        held_on=was.held_on,
        alerted=was.alerted,
        origin=was.origin or new.origin,
    )


def _last_origin(account: AccountRecord, currency: str, period: Day) -> str:
    """Return the episode that was over only behind the close, where none is running any more."""
    over = [
        (journal.closed_on, journal.origin)
        for journal in account.journals
        if journal.currency == currency
        and journal.closed_on is not None
        and journal.closed_on >= period
        and any(not record.before_due for record in journal.rungs)
    ]
    return max(over, default=(0, ""))[1]


def _is_disputed(row: CustomerRow, account: AccountRecord, ledger: KnownLedger) -> bool:
    """Tell whether the customer objects to what is reported, or disputes what is owed."""
    return ledger.is_disputed or any(
        objection.account_id == account.account_id
        and objection.raised_on is not None
        and not objection.answered
        for objection in row.matters.objections
    )


def _is_kept(report: Report, row: CustomerRow, codes: Codes) -> bool:
    """Tell whether the history may still reach a close that it does not name."""
    for account in row.accounts:
        for ledger in account.ledgers:
            if (account.account_id, ledger.currency) == report.place[:2]:
                closes = ledger.closes
                return len(closes) < codes.history_max or report.period > closes[-1]
    return any(account.account_id == report.account_id for account in row.accounts)


def with_change(was: CustomerRow, now: CustomerRow, account_id: str) -> CustomerRow:
    """Return the row, marked where an account's new standing may change what is to be reported."""
    if now.bureau.is_stale or _told(was, account_id) == _told(now, account_id):
        return now
    return marked(now)


def marked(row: CustomerRow) -> CustomerRow:
    """Return the row with a mark that its reports are to be looked at."""
    return replace(row, bureau=replace(row.bureau, is_stale=True))


def _told(row: CustomerRow, account_id: str) -> tuple[object, ...]:
    account = account_of(row, account_id)
    if account is None:
        return ()
    ledgers = [
        (x.currency, x.is_disputed, x.bureau_status, x.payment_history, x.closes)
        for x in account.ledgers
        if x.closes
    ]
    is_known = ledgers or any(one.account_id == account_id for one in row.bureau.reports)
    return (account.role, account.life, account.withdrawn, *ledgers) if is_known else ()
