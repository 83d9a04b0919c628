"""What becomes of authorised contacts in a made-up world: who answers, and what is said."""

import re
from collections.abc import Iterator
from typing import Any

from streams.portfolio.chance import Chance
from streams.terms.contact_facts import ContactMade, VisitOutcome
from streams.terms.customer_facts import AnyCustomerFact
from streams.terms.days import Day, Instant
from streams.terms.identity import stable_id
from streams.terms.treatment_notices import Escalation

_ANSWER_AT = 6 * 3_600_000_000
_DAY = 24 * 3_600_000_000
_PROMISED_WITHIN_DAYS = 7
_VISIT_NUMBER = re.compile(r"_([0-9]{1,2})\Z")

Shares = tuple[tuple[str, int], ...]
"""Words and their share of a thousand; what is left over reports nothing."""

_VISITS: Shares = (
    ("NOT_HOME", 500),
    ("REFUSED_TO_PAY", 200),
    ("MET_PROMISE", 150),
    ("REFUSED_VISIT", 50),
)
_CALLS: Shares = (
    ("NO_ANSWER", 500),
    ("RIGHT_PARTY", 250),
    ("VOICEMAIL", 100),
    ("WRONG_PARTY", 20),
    ("REFUSED", 30),
    ("PROMISED", 60),
    ("DISPUTED", 10),
)
_MESSAGES: Shares = (("DELIVERED", 950), ("FAILED", 10))
_LETTERS: Shares = (("DELIVERED", 900), ("RETURNED", 30))


def answers(escalation: Escalation, on: Day, seed: int) -> Iterator[AnyCustomerFact]:
    """Yield what comes of an authorised contact, told a day later.

    The number of a visit is the one its rung ends in (`visit_2`); where a policy names its
    rungs otherwise, nothing is reported.
    """
    if escalation.verdict != "AUTHORISED":
        return
    if escalation.channel == "VISIT":
        yield from _visit(escalation, on, seed)
        return
    shares = {"PHONE": _CALLS, "LETTER": _LETTERS}.get(escalation.channel, _MESSAGES)
    result = _drawn(shares, escalation.escalation_id, seed)
    if result is None:
        return
    at = escalation.not_before or Instant(on * _DAY + _ANSWER_AT)
    yield ContactMade(
        event_id=stable_id("simulation", "contact", escalation.escalation_id),
        customer_id=escalation.customer_id,
        # Whoever plays a world hears of a day's contacts behind its tick.
        effective_on=Day(on + 1),
        escalation_id=escalation.escalation_id,
        account_id=escalation.account_id,
        result=result,
        at=at,
        point_id=escalation.point_id,
        **(_promise(escalation, on) if result == "PROMISED" else {}),
    )


def _promise(escalation: Escalation, on: Day) -> dict[str, Any]:
    """Return what is promised: all that is past due, within a week."""
    return {
        "currency": escalation.currency,
        "promised_minor": max(1, escalation.past_due_minor),
        "promised_on": Day(on + _PROMISED_WITHIN_DAYS),
    }


def _visit(escalation: Escalation, on: Day, seed: int) -> Iterator[VisitOutcome]:
    number = _VISIT_NUMBER.search(escalation.rung)
    outcome = _drawn(_VISITS, escalation.escalation_id, seed)
    if number is None or outcome is None:
        return
    yield VisitOutcome(
        event_id=stable_id("simulation", "visit", escalation.escalation_id),
        customer_id=escalation.customer_id,
        effective_on=Day(on + 1),
        escalation_id=escalation.escalation_id,
        account_id=escalation.account_id,
        visit_number=int(number[1]),
        outcome=outcome,
        at=Instant((on + 1) * _DAY + _ANSWER_AT),
    )


def _drawn(shares: Shares, escalation_id: str, seed: int) -> str | None:
    place = Chance(seed, escalation_id).below(1000, "outcome")
    for outcome, share in shares:
        if place < share:
            return outcome
        place -= share
    return None
