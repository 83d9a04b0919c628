"""Who pays because somebody rang at the door, or would have: so that an effect can be measured."""

from collections.abc import Iterator

from streams.portfolio.chance import Chance
from streams.portfolio.doorsteps import pays_on_the_way
from streams.terms.account_facts import PaymentPosted
from streams.terms.days import Day
from streams.terms.identity import stable_id
from streams.terms.treatment_notices import Escalation

HELD_OUT = "held_out_for_measurement"
# Of a thousand: after a first visit, after a second one, and where that was put off.
_AFTER_FIRST, _AFTER_SECOND, _WITHOUT = 120, 260, 110
_WITHIN_DAYS = 30


def repayments(escalation: Escalation, on: Day, seed: int) -> Iterator[PaymentPosted]:
    """Yield what is paid because of a visit that was authorised, or in spite of one put off.

    The number of a visit is the one its rung ends in.
    """
    chance = Chance(seed, escalation.escalation_id)
    is_second = escalation.rung.endswith("_2")
    if escalation.verdict == "AUTHORISED":
        if pays_on_the_way(escalation.escalation_id, seed):
            yield _payment(escalation, Day(on + 1))
        elif chance.happens(_AFTER_SECOND if is_second else _AFTER_FIRST, "pays after"):
            yield _payment(escalation, Day(on + 2 + chance.below(_WITHIN_DAYS, "pays on")))
    elif escalation.rule == HELD_OUT and chance.happens(_WITHOUT, "pays without"):
        yield _payment(escalation, Day(on + 1 + chance.below(_WITHIN_DAYS, "pays on")))


def _payment(escalation: Escalation, on: Day) -> PaymentPosted:
    name = f"door-{escalation.escalation_id}"
    return PaymentPosted(
        event_id=stable_id("simulation", name),
        account_id=escalation.account_id,
        effective_on=on,
        payment_id=name,
        currency=escalation.currency,
        amount_minor=max(1, escalation.past_due_minor),
        value_on=on,
    )
