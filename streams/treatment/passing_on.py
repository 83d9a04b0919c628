"""What a customer tells in a contact goes to the account it is about, and holds here at once."""

from msgspec import Struct
from msgspec.structs import replace

from streams.terms.contact_facts import AgencyContacted, ContactMade, VisitOutcome
from streams.terms.customer_facts import AnyCustomerFact
from streams.terms.days import DAY_MICROSECONDS, Day
from streams.terms.identity import told_case_id
from streams.terms.step import Reject
from streams.terms.treatment_notices import AccountTold, ToldKind
from streams.treatment.matters import with_awaited
from streams.treatment.rows import account_of
from streams.treatment.walk import Walk

_KINDS: dict[str, ToldKind] = {
    "PROMISED": "PROMISE",
    "MET_PROMISE": "PROMISE",
    "DISPUTED": "DISPUTE",
    "MET_DISPUTE": "DISPUTE",
}

# No clock on earth is further behind.
_BEHIND_UTC_MAX = DAY_MICROSECONDS // 2


def misfit_of(fact: ContactMade | VisitOutcome) -> Reject | None:
    """Return what is wrong with the promise that a contact tells of, or None."""
    told = (fact.promised_minor, fact.promised_on, fact.currency or None)
    if told == (None, None, None) or kind_of(fact) == "DISPUTE":
        return None
    if kind_of(fact) is None:
        return Reject("promise_without_its_result", "amount or day of a promise, and none was made")
    if None in told or (fact.promised_minor or 0) <= 0:
        return Reject("promise_is_incomplete", "a promise has an amount above 0, currency and day")
    if fact.promised_on is not None and fact.promised_on < _made_on(fact):
        return Reject("promise_is_incomplete", "it is promised for a day before it was made")
    return None


def _made_on(fact: ContactMade | VisitOutcome) -> Day:
    """Return the day before which nobody has promised anything.

    What is told at a door may be read days later, and its address may lie in any zone: so it is the
    earliest day that it was anywhere. Whoever hands it back has looked at the clocks there.
    """
    if isinstance(fact, ContactMade):
        return fact.effective_on
    return Day(min(fact.effective_on, (fact.at - _BEHIND_UTC_MAX) // DAY_MICROSECONDS))


def kind_of(fact: ContactMade | VisitOutcome | AgencyContacted) -> ToldKind | None:
    """Return what the customer told, if it is something that its account has to know."""
    return _KINDS.get(fact.outcome if isinstance(fact, VisitOutcome) else fact.result)


def pass_on(walk: Walk, fact: AnyCustomerFact) -> None:
    """Tell the account of a promise or dispute, and wait for it to confirm that.

    A promise without amount and day is nothing that an account could keep; it holds here alone, as
    one that was made to an agency does.
    """
    if not isinstance(fact, (ContactMade, VisitOutcome, AgencyContacted)):
        return
    kind = kind_of(fact)
    if kind is None:
        return
    row = walk.row
    matters = with_awaited(row.matters, fact.account_id, kind, walk.as_of.on)
    walk.row = replace(row, matters=matters)
    told = _told_of(fact)
    account = account_of(walk.row, fact.account_id)
    if account is None or (kind == "PROMISE" and told.amount_minor is None):
        return
    owed = next((x.currency for x in account.ledgers if x.past_due_minor > 0), "")
    if told.currency or owed:
        _say(walk, fact, kind, replace(told, currency=told.currency or owed))


class _Told(Struct, frozen=True, kw_only=True):
    contact_id: str
    currency: str = ""
    amount_minor: int | None = None
    due_on: Day | None = None


def _told_of(fact: ContactMade | VisitOutcome | AgencyContacted) -> _Told:
    if isinstance(fact, AgencyContacted):
        return _Told(contact_id=f"{fact.agency_id}/{fact.contact_id}")
    return _Told(
        contact_id=fact.escalation_id,
        currency=fact.currency,
        amount_minor=fact.promised_minor,
        due_on=fact.promised_on,
    )


def _say(
    walk: Walk, fact: ContactMade | VisitOutcome | AgencyContacted, kind: ToldKind, told: _Told
) -> None:
    walk.row = replace(walk.row, effect_seq=walk.row.effect_seq + 1)
    # One that is read late was not made behind the day for which it is.
    on = fact.effective_on if told.due_on is None else min(fact.effective_on, told.due_on)
    walk.notices.append(
        AccountTold(
            case_id=told_case_id(kind, told.contact_id),
            kind=kind,
            account_id=fact.account_id,
            customer_id=walk.row.customer_id,
            seq=walk.row.effect_seq,
            effective_on=Day(on),
            as_of=walk.as_of.on,
            at=walk.as_of.at,
            currency=told.currency,
            amount_minor=told.amount_minor,
            due_on=told.due_on,
        )
    )
