"""What became of contacts: taken only for those that were authorised, or that agencies made."""

from typing import get_args

from msgspec.structs import replace

from streams.policy.rules import Rules
from streams.terms.contact_facts import (
    AgencyContacted,
    AgencyPlaced,
    ContactMade,
    QuotaReturned,
    Result,
)
from streams.terms.days import Day, Instant
from streams.terms.local_times import local_day
from streams.terms.step import Reject
from streams.treatment.journal import with_noted
from streams.treatment.known import DETAILS_MAX
from streams.treatment.points import with_failure, with_refusal
from streams.treatment.rows import CustomerRow, OriginJournal, RungRecord, account_of
from streams.treatment.spending import Agency, Returned, Spent

RESULTS = frozenset(get_args(Result))
_OF_POST = frozenset({"SENT", "DELIVERED", "RETURNED", "FAILED"})
_TALKED = frozenset({"RIGHT_PARTY", "REFUSED", "PROMISED", "DISPUTED"})
_CONNECTED = _TALKED | {"WRONG_PARTY"}
_REACHED_NOBODY = frozenset({"WRONG_PARTY", "RETURNED", "FAILED"})

# A product choice: nobody gives an agency more calls to one customer on a day.
CALLS_PER_DAY_MAX = 99

# What is looked back at is 64 days; nobody has more contacts in them.
CONTACTS_MAX = 1_000


def with_contact(row: CustomerRow, fact: ContactMade, rules: Rules | None) -> CustomerRow | Reject:
    """Return the row with the result noted, the same row for a repeat, or the rule it breaks.

    A result of a contact this customer was never authorised for is refused: where the row does not
    know, it does not guess. So is a second result that contradicts the first.
    """
    found = _authorised(row, fact)
    if found is None:
        detail = f"{fact.escalation_id} was not authorised for its account"
        return Reject("result_for_no_authorised_contact", detail)
    journal, record = found
    misfit = _misfit(record.channel, fact.result)
    if misfit is not None:
        return misfit
    if record.outcome is not None and record.outcome != fact.result:
        if fact.result == "SENT" and record.outcome in _OF_POST:
            return row
        if record.outcome != "SENT":
            detail = f"{record.outcome} is on record, now {fact.result} is said"
            return Reject("contact_has_another_result", detail)
    elif record.outcome is not None:
        return row
    return _noted(row, journal, record, fact, rules)


def with_agency_contact(
    row: CustomerRow, fact: AgencyContacted, rules: Rules | None
) -> CustomerRow | Reject:
    """Return the row with what an agency did, the same row for a repeat, or the rule it breaks."""
    misfit = _misfit(fact.channel, fact.result)
    if misfit is not None:
        return misfit
    on = day_of_contact(fact.at, fact.effective_on, rules)
    if on > fact.effective_on + 1:
        return Reject("contact_lies_ahead", f"it is told for {on - fact.effective_on} days ahead")
    known = next((s for s in row.ledger.spent if _is_about(s, fact)), None)
    if known is not None:
        return _told_again(row, known, fact)
    if len(row.ledger.spent) >= CONTACTS_MAX:
        return _too_many("contacts", len(row.ledger.spent))
    spent = Spent(
        fact.contact_id,
        fact.account_id,
        fact.channel,
        on,
        fact.at,
        fact.point_id or "",
        fact.result in _CONNECTED,
        fact.result in _TALKED,
        fact.result,
        fact.agency_id,
    )
    ledger = replace(row.ledger, spent=(*row.ledger.spent, spent))
    return _with_point(replace(row, ledger=ledger), fact, fact.channel, fact.point_id or "")


def _is_about(spent: Spent, fact: AgencyContacted) -> bool:
    return (spent.agency_id, spent.contact_id) == (fact.agency_id, fact.contact_id)


def _told_again(row: CustomerRow, known: Spent, fact: AgencyContacted) -> CustomerRow | Reject:
    """Take a letter's second word; another one that contradicts the first is refused."""
    if known.result == fact.result or (fact.result == "SENT" and known.result in _OF_POST):
        return row
    if known.result != "SENT":
        detail = f"{known.result} is on record, now {fact.result} is said"
        return Reject("contact_has_another_result", detail)
    told = replace(known, result=fact.result)
    spent = tuple(told if s is known else s for s in row.ledger.spent)
    changed = replace(row, ledger=replace(row.ledger, spent=spent))
    return _with_point(changed, fact, fact.channel, fact.point_id or known.point_id)


def with_quota(row: CustomerRow, fact: AgencyPlaced | QuotaReturned) -> CustomerRow | Reject:
    """Return the row with an agency's quota, or with what it gave back of a day's."""
    calls = fact.calls_per_day if isinstance(fact, AgencyPlaced) else fact.calls
    if not 0 <= calls <= CALLS_PER_DAY_MAX:
        return Reject("quota_out_of_range", f"it is {calls} calls, 0 to {CALLS_PER_DAY_MAX} are")
    told = (fact.effective_on, fact.source_seq, fact.event_id)
    if isinstance(fact, AgencyPlaced):
        return _with_agency(row, Agency(fact.agency_id, calls, told))
    return _with_returned(row, Returned(fact.agency_id, fact.effective_on, calls, told))


def _with_agency(row: CustomerRow, agency: Agency) -> CustomerRow | Reject:
    agencies = row.ledger.agencies
    if agency in agencies:
        return row
    if len(agencies) >= DETAILS_MAX:
        return _too_many("words on quotas", len(agencies))
    return replace(row, ledger=replace(row.ledger, agencies=(*agencies, agency)))


def _with_returned(row: CustomerRow, back: Returned) -> CustomerRow | Reject:
    returned = row.ledger.returned
    if back in returned:
        return row
    if len(returned) >= CONTACTS_MAX:
        return _too_many("returned quotas", len(returned))
    return replace(row, ledger=replace(row.ledger, returned=(*returned, back)))


def _too_many(what: str, count: int) -> Reject:
    return Reject("customer_has_too_many_details", f"{count} {what} are on record")


def _authorised(row: CustomerRow, fact: ContactMade) -> tuple[OriginJournal, RungRecord] | None:
    account = account_of(row, fact.account_id)
    for journal in () if account is None else account.journals:
        for record in journal.rungs:
            is_meant = record.escalation_id == fact.escalation_id and record.not_after is not None
            if is_meant and record.channel != "VISIT":
                return journal, record
    return None


def _misfit(channel: str, result: str) -> Reject | None:
    if result not in RESULTS:
        return Reject("contact_result_unknown", f"the result is {result!r}")
    if (channel == "PHONE") == (result in _OF_POST) and result != "FAILED":
        return Reject("contact_result_does_not_fit", f"{result} is no result of a {channel}")
    return None


def _noted(
    row: CustomerRow,
    journal: OriginJournal,
    record: RungRecord,
    fact: ContactMade,
    rules: Rules | None,
) -> CustomerRow:
    account = account_of(row, fact.account_id)
    if account is None:
        return row
    # Nothing comes of a contact before the day for which it was authorised.
    on = max(fact.effective_on, record.acted_on or fact.effective_on)
    noted = replace(record, outcome=fact.result, outcome_on=on, proof=fact.proof)
    changed = with_noted(row, account, journal.origin, journal.currency, noted)
    changed = settled(
        changed,
        fact.escalation_id,
        connected=fact.result in _CONNECTED,
        talked=fact.result in _TALKED,
        result=fact.result,
        on=day_made(fact.at, fact.effective_on, rules),
        point_id=fact.point_id or "",
    )
    spent = next((s for s in changed.ledger.spent if s.contact_id == fact.escalation_id), None)
    point_id = fact.point_id or ("" if spent is None else spent.point_id)
    return _with_point(changed, fact, record.channel, point_id)


def settled(
    row: CustomerRow,
    contact_id: str,
    *,
    connected: bool,
    talked: bool,
    result: str,
    on: Day,
    point_id: str = "",
) -> CustomerRow:
    """Return the row with the reservation of a contact turned into what it was.

    It never moves to an earlier day: the day for which it was authorised stays spent.
    """
    spent = tuple(
        s
        if s.contact_id != contact_id or s.agency_id
        else replace(
            s,
            connected=connected,
            talked=talked,
            result=result,
            on=max(on, s.on),
            point_id=point_id or s.point_id,
        )
        for s in row.ledger.spent
    )
    return replace(row, ledger=replace(row.ledger, spent=spent))


def _with_point(
    row: CustomerRow, fact: ContactMade | AgencyContacted, channel: str, point_id: str
) -> CustomerRow:
    profile = row.profile
    if point_id and fact.result in _REACHED_NOBODY:
        profile = with_failure(profile, point_id, channel, fact.effective_on)
    if point_id and fact.result == "REFUSED":
        profile = with_refusal(profile, point_id, channel)
    return replace(row, profile=profile)


def day_of_contact(at: Instant, on: Day, rules: Rules | None) -> Day:
    """Return the house's day of an instant; where no house is known, the business day."""
    house = None if rules is None else rules.house
    return on if house is None else local_day(at, house.zone)


def day_made(at: Instant, on: Day, rules: Rules | None) -> Day:
    """Return the day of a contact that is told for a day, which it cannot lie far behind.

    One that was said to lie ahead would free the caps of the days before it.
    """
    return min(day_of_contact(at, on, rules), Day(on + 1))
