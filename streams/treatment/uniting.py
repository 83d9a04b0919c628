"""The rows of two customers who are one person as one: a union, so that no order matters.

Nothing is added up: each stop, contact, complaint and word is known by its id, and of two words
about one thing the later one holds. Uniting a row with what it holds already changes nothing.
"""

from typing import TypeVar

from msgspec.structs import replace

from streams.terms.days import AsOf, Day
from streams.treatment.evidence import Evidence
from streams.treatment.flags import both_flags
from streams.treatment.journal import is_own, with_account, with_closing
from streams.treatment.known import CONTACT_PERSON, Detail, KnownPoint, Profile, Told
from streams.treatment.ladder import OUTCOMES_THAT_FORBID, RECALLED, grounds
from streams.treatment.matters import KnownComplaint, KnownObjection, Matters
from streams.treatment.merges import CUSTOMER_MERGED
from streams.treatment.packing import pack
from streams.treatment.past import Past
from streams.treatment.reporting import Bureau, Report
from streams.treatment.rows import (
    AccountRecord,
    CustomerRow,
    OriginJournal,
    RungRecord,
    Stop,
    account_of,
    journal_of,
)
from streams.treatment.spells import stop_told, words_of
from streams.treatment.spending import Agency, Ledger, Returned, Spent
from streams.treatment.stops import stop_rule
from streams.treatment.visits import Visits, visit_of, with_visit

D = TypeVar("D", bound=Detail)

# What was granted may have been made, and who led it does not lead the next one. All else is asked
# for anew.
_VISITS_MOVED = frozenset({"GRANTED", "WITHDRAWN", "DONE"})


def contents_of(row: CustomerRow) -> bytes:
    """Return what moves to another customer: a packed row of all that was done and told.

    How accounts stand does not move: the survivor hears of that once it is liable. Nor does what
    had only come due: it comes due there again.
    """
    accounts = (_done(account) for account in row.accounts)
    matters = replace(row.matters, events=0)
    return pack(
        CustomerRow(
            customer_id=row.customer_id,
            accounts=tuple(account for account in accounts if account.journals or account.past),
            stops=tuple(sorted(row.stops, key=lambda stop: stop.stop_id)),
            holds=row.holds,
            resolved=row.resolved,
            overflowed=row.overflowed,
            contact_on=row.contact_on,
            contacts=row.contacts,
            profile=row.profile,
            ledger=_named(row.ledger, "", row.customer_id),
            matters=matters,
            evidence=tuple(sorted(row.evidence, key=_of_episode)),
            bureau=Bureau(row.bureau.reports),
            visits=tuple(v for v in row.visits if v.state in _VISITS_MOVED),
            flags=tuple(replace(flag, areas=()) for flag in row.flags),
        )
    )


def united(row: CustomerRow, moved: CustomerRow, as_of: AsOf | None) -> CustomerRow:
    """Return the row with what another one held; the very row where it knew all of it."""
    both = row
    for account in moved.accounts:
        both = _with_account(both, account, as_of)
    resolved = {*row.resolved, *moved.resolved}
    contact_on = max(row.contact_on, moved.contact_on)
    ledger = _ledger(row.ledger, _named(moved.ledger, row.customer_id, ""))
    made = sum(1 for spent in ledger.spent if spent.on == contact_on and not spent.agency_id)
    spent = [r.contacts for r in (row, moved) if r.contact_on == contact_on]
    both = replace(
        both,
        stops=_stops(row.stops, moved.stops),
        holds=tuple(sorted({*row.holds, *moved.holds} - resolved)),
        resolved=tuple(sorted(resolved)),
        overflowed=row.overflowed or moved.overflowed,
        contact_on=contact_on,
        contacts=max([made, *spent]),
        profile=_profile(row.profile, moved.profile),
        ledger=ledger,
        matters=_matters(row.matters, moved.matters),
        evidence=_evidence(row.evidence, moved.evidence),
        bureau=_bureau(row.bureau, moved.bureau),
        visits=_visits(row.visits, moved.visits, both),
        flags=both_flags(row.flags, moved.flags),
    )
    return row if both == row else both


def ordered(row: CustomerRow) -> CustomerRow:
    """Return the row of one who was merged in an order that does not tell what came first."""
    if not row.merges:
        return row
    accounts = tuple(
        replace(a, journals=tuple(_ordered(j) for j in sorted(a.journals, key=lambda j: j.origin)))
        for a in row.accounts
    )
    ledger = Ledger(
        tuple(sorted(row.ledger.spent, key=lambda s: (s.on, s.at, s.contact_id, s.agency_id))),
        tuple(sorted(row.ledger.agencies, key=_quota)),
        tuple(sorted(row.ledger.returned, key=_quota)),
    )
    awaited = tuple(sorted(row.matters.awaited, key=lambda a: (a.since_on, a.account_id, a.kind)))
    both = replace(
        row,
        accounts=accounts,
        stops=tuple(sorted(row.stops, key=lambda stop: stop.stop_id)),
        ledger=ledger,
        matters=replace(row.matters, awaited=awaited),
        evidence=tuple(sorted(row.evidence, key=_of_episode)),
    )
    return row if both == row else both


def _ordered(journal: OriginJournal) -> OriginJournal:
    rungs = sorted(journal.rungs, key=lambda r: (r.due_on, r.rung, r.occurrence))
    return replace(journal, rungs=tuple(rungs))


def _done(account: AccountRecord) -> AccountRecord:
    journals = (
        OriginJournal(j.origin, j.currency, tuple(r for r in j.rungs if _is_done(r)))
        for j in account.journals
    )
    kept = tuple(j for j in journals if j.rungs)
    # Any standing of the account is newer than this.
    return AccountRecord(
        account.account_id, 0, Day(0), False, (), kept, withdrawn=True, past=account.past
    )


def _is_done(record: RungRecord) -> bool:
    if record.not_after is not None:
        return True
    return not record.is_open and not record.may_come_again and record.rule != CUSTOMER_MERGED


def _with_account(row: CustomerRow, moved: AccountRecord, as_of: AsOf | None) -> CustomerRow:
    known = account_of(row, moved.account_id)
    account = moved if known is None else known
    journals = list(() if known is None else known.journals)
    for journal in moved.journals:
        was = None if known is None else journal_of(known, journal.origin)
        if was is None:
            journals.append(journal)
        else:
            rungs = _rungs(row.customer_id, moved.account_id, was, journal)
            journals[journals.index(was)] = replace(was, rungs=rungs)
    past = max((a.past for a in (account, moved) if a.past), key=_lived, default=None)
    if not account.version:
        account = replace(account, as_of=max(account.as_of, moved.as_of))
    account = replace(account, journals=tuple(journals), past=past)
    if as_of is not None:
        account = with_closing(account, {g.origin for g in grounds(account)}, as_of.on)
    return row if account == known else with_account(row, account)


def _rungs(
    party: str, account_id: str, own: OriginJournal, moved: OriginJournal
) -> tuple[RungRecord, ...]:
    """Return each rung and occurrence once: what was authorised rather than what was not."""

    def precedence(record: RungRecord) -> tuple[bool, bool, bool, str, bool, bool, bool, bool]:
        return (
            record.not_after is not None,
            # After it nobody goes again, whoever of the two said so.
            record.outcome in OUTCOMES_THAT_FORBID,
            # The result of an own contact comes to this row, and has to find it.
            is_own(party, account_id, own.origin, record),
            record.escalation_id,
            record.outcome is not None,
            record.outcome != "SENT",
            # What the crew of a visit tells holds, also where it had been called back.
            record.outcome != RECALLED,
            record.verdict == "CANCELLED",
        )

    found = {(r.rung, r.occurrence): r for r in own.rungs}
    for record in moved.rungs:
        name = record.rung, record.occurrence
        known = found.get(name)
        if known is None:
            found[name] = record
            continue
        best = max(known, record, key=precedence)
        is_same = known.escalation_id == record.escalation_id
        said = best.unfounded or (is_same and (known.unfounded or record.unfounded))
        found[name] = replace(best, unfounded=said)
    return tuple(found.values())


def _stops(own: tuple[Stop, ...], moved: tuple[Stop, ...]) -> tuple[Stop, ...]:
    """Return every stop; of one that both know, what either knows."""
    found = {stop.stop_id: stop for stop in own}
    for stop in moved:
        known = found.get(stop.stop_id)
        if known is None:
            found[stop.stop_id] = stop
            continue
        kinds = [s.kind for s in (known, stop) if s.kind is not None]
        own_words, others = words_of(known), words_of(stop)
        words = (*own_words[0], *others[0]), (*own_words[1], *others[1])
        found[stop.stop_id] = stop_told(stop.stop_id, min(kinds, key=_reach, default=None), words)
    return tuple(found.values())


def _reach(kind: str) -> tuple[bool, str]:
    """Put what stops every channel before what stops one alone."""
    return stop_rule((Stop("", kind, lifted=False),), Day(0)) is None, kind


def _ledger(own: Ledger, moved: Ledger) -> Ledger:
    found = {(s.contact_id, s.agency_id): s for s in own.spent}
    for spent in moved.spent:
        name = spent.contact_id, spent.agency_id
        known = found.get(name)
        found[name] = spent if known is None else max(known, spent, key=_told)
    agencies = dict.fromkeys((*own.agencies, *moved.agencies))
    returned = dict.fromkeys((*own.returned, *moved.returned))
    return Ledger(tuple(found.values()), tuple(agencies), tuple(returned))


def _named(ledger: Ledger, party: str, other: str) -> Ledger:
    """Return the ledger with the quotas of one party under another name: they add up by party."""
    return Ledger(
        ledger.spent,
        tuple(replace(a, party=other) if a.party == party else a for a in ledger.agencies),
        tuple(replace(r, party=other) if r.party == party else r for r in ledger.returned),
    )


def _quota(one: Agency | Returned) -> tuple[Told, str, str]:
    return one.told, one.agency_id, one.party


def _told(spent: Spent) -> tuple[bool, bool, bool, str]:
    result = spent.result
    return result != "", result != "SENT", result != RECALLED, result


def _profile(own: Profile, moved: Profile) -> Profile:
    return Profile(
        _later(own.consents, moved.consents),
        _later(own.zones, moved.zones),
        _later(own.times, moved.times),
        _points(own.points, moved.points),
    )


def _later(own: tuple[D, ...], moved: tuple[D, ...]) -> tuple[D, ...]:
    found = {detail.id: detail for detail in own}
    for detail in moved:
        known = found.get(detail.id)
        if known is None or detail.told > known.told:
            found[detail.id] = detail
    return tuple(found[name] for name in sorted(found))


def _points(own: tuple[KnownPoint, ...], moved: tuple[KnownPoint, ...]) -> tuple[KnownPoint, ...]:
    """Return the points by their later word; what either knows against one stays."""
    known = {point.id: [p for p in (*own, *moved) if p.id == point.id] for point in (*own, *moved)}
    return tuple(
        replace(
            point,
            # Of one that nobody has told of, whose it is may be known to one of the two alone.
            holder=max((p.holder for p in known[point.id] if p.told == point.told), default=""),
            blocked=_is_blocked(point, known[point.id]),
            refused=any(p.refused for p in known[point.id]),
            failed_on=max((p.failed_on for p in known[point.id] if p.failed_on), default=None),
        )
        for point in _later(own, moved)
    )


def _is_blocked(point: KnownPoint, words: list[KnownPoint]) -> bool:
    refused = any(p.refused for p in words)
    return any(p.blocked for p in words) or (refused and point.holder == CONTACT_PERSON)


def _lived(past: Past) -> int:
    return past.begun


def _visits(own: Visits, moved: Visits, both: CustomerRow) -> Visits:
    """Return the visits, with those of the other one whose rungs have come into the row."""
    kept = {r.escalation_id for a in both.accounts for j in a.journals for r in j.rungs}
    visits = own
    for visit in moved:
        known = visit_of(visits, visit.escalation_id)
        is_news = known is None or visit.rank > known.rank
        if is_news and visit.escalation_id in kept:
            visits = with_visit(visits, visit)
    return visits


def _bureau(own: Bureau, moved: Bureau) -> Bureau:
    """Return every close once: what the bureau was told of it rather than what it was not."""
    found = {report.place: report for report in own.reports}
    for report in moved.reports:
        known = found.get(report.place, report)
        found[report.place] = max(known, report, key=_said)
    reports = tuple(found[place] for place in sorted(found))
    return own if reports == own.reports else replace(own, reports=reports, is_stale=True)


def _said(report: Report) -> tuple[bool, int, Day]:
    return report.said is not None, report.corrections, report.amounts_on


def _matters(own: Matters, moved: Matters) -> Matters:
    scores = [m for m in (own, moved) if m.scored is not None]
    last = max(scores, key=lambda m: m.scored or (0, 0, ""), default=own)
    complaints: tuple[KnownComplaint, ...] = _later(own.complaints, moved.complaints)
    return Matters(
        complaints,
        _objections(own.objections, moved.objections),
        tuple(dict.fromkeys((*own.awaited, *moved.awaited))),
        last.score,
        last.scored,
        own.events,
    )


def _evidence(own: tuple[Evidence, ...], moved: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Return what is proven of each episode: two collections rather than one, the first of all."""
    found = {_of_episode(one): one for one in own}
    for one in moved:
        known = found.get(_of_episode(one), one)
        found[_of_episode(one)] = min(
            known, one, key=lambda e: (not e.second_id, e.first_on, e.first_id, e.second_id)
        )
    return tuple(found.values())


def _of_episode(evidence: Evidence) -> tuple[str, str]:
    return evidence.account_id, evidence.origin


def _objections(
    own: tuple[KnownObjection, ...], moved: tuple[KnownObjection, ...]
) -> tuple[KnownObjection, ...]:
    found = {one.id: one for one in own}
    for one in moved:
        known = found.get(one.id)
        if known is None:
            found[one.id] = one
            continue
        raised = known if known.raised_on is not None else one
        found[one.id] = replace(
            raised,
            answered=known.answered or one.answered,
            told=max(known.told, one.told),
            overdue_said=known.overdue_said or one.overdue_said,
        )
    return tuple(found[name] for name in sorted(found))
