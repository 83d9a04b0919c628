"""What the credit bureau was told of an account, what waits, and until when."""

from collections.abc import Iterator

from streams.policy.reporting import Reporting
from streams.terms.days import Day, iso
from streams.treatment.closes import is_reported
from streams.treatment.notice_gate import notices, purpose_of, waits
from streams.treatment.reporting import GONE, Code, Report
from streams.treatment.rows import AccountRecord, RungRecord
from streams.views.counted import counted
from streams.views.dossier import Dossier, Told
from streams.views.episodes import Episode
from streams.views.sources import RuleTold, rule_told

_NOTICE = "BUREAU_NOTICE"


def bureau_told(dossier: Dossier, account: AccountRecord) -> Iterator[Told]:
    """Yield what was reported of an account, by currency, and each close that was not, or waits."""
    reporting = dossier.rules.contact.reporting
    reports = [one for one in dossier.row.bureau.reports if one.account_id == account.account_id]
    if reporting is None or not reports:
        return
    if not is_reported(dossier.row, account.account_id):
        yield _line("nothing more is reported of this customer for it: it is somebody else's")
        return
    rule = rule_told(reporting.rule, dossier.policy, dossier.as_of.on)
    for currency in sorted({one.currency for one in reports}):
        said = [one for one in reports if one.currency == currency and one.said is not None]
        if said:
            yield _line(_said(said, currency), rule)
    for one in reports:
        if one.said != one.now and (one.said is not None or one.now != GONE):
            yield _to_come(dossier, reporting, one, rule)


def announced(dossier: Dossier, episode: Episode) -> Iterator[Told]:
    """Yield whether the customer was told of the report on an episode, and from when it counts.

    Of an episode that has ended it is told only where something was reported or is to be.
    """
    reporting = dossier.rules.contact.reporting
    if reporting is None or reporting.notice is None or not episode.is_late:
        return
    places = {
        (one.account_id, one.origin)
        for one in dossier.row.bureau.reports
        if one.said is not None or one.now != GONE
    }
    if not episode.grounds and (episode.account.account_id, episode.origin) not in places:
        return
    rule = rule_told(reporting.notice.rule, dossier.policy, dossier.as_of.on)
    yield Told(part="note", label="bureau", text=_notice(dossier, episode), rules=(rule,))


def _line(text: str, *rules: RuleTold) -> Told:
    return Told(part="line", label="bureau", text=text, rules=rules)


def _said(said: list[Report], currency: str) -> str:
    last = max(said, key=lambda one: one.period)
    corrected = sum(one.corrections for one in said)
    again = f", corrected {counted(corrected, 'time')}" if corrected else ""
    up_to = f"{counted(len(said), 'cycle close')} reported, up to that of {iso(last.period)}"
    return f"{currency}: {up_to} as {coded(last.said or GONE)}{again}"


def coded(code: Code) -> str:
    """Return what is on record of a close, in the bureau's own codes."""
    if code.status == GONE.status and code.mark == GONE.mark:
        return "nothing on record"
    codes = code.status if code.status == code.mark else f"{code.status}, history {code.mark}"
    return f"{codes}{', disputed' if code.disputed else ''}"


def _to_come(dossier: Dossier, reporting: Reporting, one: Report, rule: RuleTold) -> Told:
    corrects = "" if one.said is None else f", so far reported as {coded(one.said)}"
    what = f"{one.currency}: the close of {iso(one.period)} as {coded(one.now)}{corrects}"
    on = dossier.as_of.on
    if not waits(dossier.row, dossier.rules, one, on):
        return _line(f"{what}, is reported with the next tick", rule)
    since = "" if one.held_on is None else f" since {iso(one.held_on)}"
    account = next(a for a in dossier.row.accounts if a.account_id == one.account_id)
    if dossier.row.is_held or account.incomplete:
        return _line(f"{what}, is held{since}: {_INCOMPLETE}", rule)
    notice = reporting.notice
    rules = () if notice is None else (rule_told(notice.rule, dossier.policy, on),)
    coming = min((told.from_on for told in notices(dossier.row, dossier.rules, one)), default=None)
    if coming is not None:
        why = f"it may be reported from {iso(coming)} on, when the notice counts"
    else:
        why = "the customer was not told of it yet"
    return _line(f"{what}, is held{since}: {why}{_alert(one, reporting)}", *rules)


_INCOMPLETE = "a record of the account or the customer waits in the dead letters or for a person"


def _alert(one: Report, reporting: Reporting) -> str:
    """Return when a person gets to know that a report waits."""
    if one.alerted:
        return "; a person was told that it waits"
    if one.held_on is None or reporting.notice is None:
        return ""
    return f"; a person is told on {iso(Day(one.held_on + reporting.notice.held_days))}"


def _notice(dossier: Dossier, episode: Episode) -> str:
    account_id, on = episode.account.account_id, dossier.as_of.on
    # The gate looks for the notices of a report's episode; nothing else of the report counts.
    asked = Report(account_id, "", Day(0), GONE, Day(0), origin=episode.origin)
    found = min(
        notices(dossier.row, dossier.rules, asked),
        key=lambda told: (told.from_on, told.escalation_id),
        default=None,
    )
    records = [one for one in episode.records if purpose_of(dossier.rules, one) == _NOTICE]
    if found is not None:
        name = next(one.rung for one in records if one.escalation_id == found.escalation_id)
        if found.from_on <= on:
            return f"told by {name}: what is adverse may be reported since {iso(found.from_on)}"
        from_on = iso(found.from_on)
        return f"told by {name}, which counts from {from_on} on unless it comes back; {_UNTIL}"
    return f"{_awaited(episode, records)}; {_UNTIL}"


_UNTIL = "until then nothing adverse is reported"


def _awaited(episode: Episode, records: list[RungRecord]) -> str:
    out = [one for one in records if one.verdict == "AUTHORISED" and one.outcome is None]
    if out:
        return f"{out[-1].rung} was authorised, and nobody told yet whether it was received"
    rungs = () if episode.ladder is None else episode.ladder.rungs
    named = " or ".join(rung.id for rung in rungs if rung.purpose == _NOTICE)
    return f"the customer was not told yet that this is to be reported ({named or 'by no rung'})"
