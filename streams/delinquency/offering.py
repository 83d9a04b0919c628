"""A waiver of late fees is offered while it can still help, earned by paying, and taken back.

It is offered once an episode. Paying within the offer's days earns it; a dispute or a re-age that
hides what is late earns nothing. Where the past changes, so does what was said: fees that are no
longer due shrink the offer, and an episode that goes on after all unearns it.
"""

from msgspec import Struct
from msgspec.structs import replace

from streams.delinquency.aging import Aged
from streams.delinquency.journal import Episode, LedgerJournal, Offer, SaidDue
from streams.delinquency.lateness import held_in
from streams.policy.ledger import LedgerRules
from streams.terms.days import Day
from streams.terms.delinquency_notices import DueKind

# Fees older than the late horizon are forgotten; an offer is not judged by them any more.
JUDGED_DAYS_MAX = 180


class Moved(Struct, frozen=True, gc=False):
    """What is to be said of an offer, for how much, and the offer afterwards."""

    kind: DueKind
    amount_minor: int
    offer: Offer


def moved_offer(
    journal: LedgerJournal, now: Aged, dues: tuple[SaidDue, ...], rules: LedgerRules, on: Day
) -> Moved | None:
    """Return what is to be said of a ledger's offer on a day, None where nothing is."""
    rule, offer = rules.waiver, journal.offer
    if rule is None:
        return None
    last = journal.episodes[-1] if journal.episodes else None
    if offer is not None and offer.amount_minor and on - offer.valid_until <= JUDGED_DAYS_MAX:
        episode = next((one for one in journal.episodes if one.origin == offer.origin), None)
        fees = 0 if episode is None else fees_of(episode, now.currency, dues, rules)
        again = journal.running and last is not None and last.origin == offer.origin
        moved = _standing(offer, fees, again=again, paid=_is_paid(journal, now), on=on)
        if moved is not None:
            return moved
    if last is None or not journal.running or (offer is not None and offer.origin == last.origin):
        return None
    if not rule.from_days <= now.days_past_due <= rule.to_days:
        return None
    fees = fees_of(last, now.currency, dues, rules)
    if not fees:
        return None
    return Moved("WAIVER_OFFERED", fees, Offer(last.origin, fees, Day(on + rule.valid_days)))


def fees_of(episode: Episode, currency: str, dues: tuple[SaidDue, ...], rules: LedgerRules) -> int:
    """Return the late fees that are due for the obligations of an episode."""
    behind = rules.grace.days + 1
    return sum(
        due.amount_minor
        for due in dues
        if due.kind == "LATE_FEE"
        and due.currency == currency
        and episode.first_due_on <= due.on - behind <= episode.last_due_on
    )


def _standing(offer: Offer, fees: int, *, again: bool, paid: bool, on: Day) -> Moved | None:
    left = min(offer.amount_minor, fees)
    kind: DueKind = "WAIVER_EARNED" if offer.earned else "WAIVER_OFFERED"
    if left != offer.amount_minor:
        stays = offer.earned and left > 0
        return Moved(kind, left, replace(offer, amount_minor=left, earned=stays))
    if offer.earned and again:
        return Moved("WAIVER_EARNED", 0, replace(offer, earned=False))
    if paid and not offer.earned and on <= offer.valid_until:
        return Moved("WAIVER_EARNED", left, replace(offer, earned=True))
    return None


def _is_paid(journal: LedgerJournal, now: Aged) -> bool:
    return not journal.running and not now.state.reaged_minor and not held_in(now.state.slots)
