"""What is said of an account: a standing where it differs from the last one said.

The path of every fact runs through here, so a standing is compared as what was said of it, and
built as a `Standing` only where that differs.
"""

from msgspec import Struct

from streams.delinquency.aging import Aged, earliest
from streams.delinquency.bureau import final_status
from streams.delinquency.episodes import Turn, running_origin
from streams.delinquency.journal import LedgerJournal, SaidLedger, SaidStanding
from streams.delinquency.judging import Judgement
from streams.delinquency.lateness import held_in, parts_late
from streams.delinquency.origins import is_whole
from streams.delinquency.parties import next_change_on, parties_on
from streams.delinquency.review import is_open, next_on
from streams.delinquency.rows import AccountRow, Facts, Noted, Opening, Waiting
from streams.policy.rules import Buckets, Rules
from streams.terms.days import Day
from streams.terms.standing import LedgerStanding, Standing


class Moment(Struct, frozen=True, gc=False):
    """When and by which rules an account is judged, and which fact made it so (None: the day)."""

    on: Day
    rules: Rules
    cause: str | None


class Judged(Struct, frozen=True, gc=False):
    """One ledger's judgement: what its journal said before, and how it stands now."""

    was: LedgerJournal
    turn: Turn
    now: Aged


def said_of(
    judgement: Judgement,
    opening: Opening,
    ledgers: list[Judged],
    waiting: tuple[Waiting, ...],
    at: Moment,
) -> SaidStanding:
    """Return what there is to say of the account, in the form in which it is compared."""
    row = judgement.row
    bucket = _leading_bucket(ledgers, at.rules.buckets)
    wake_on = next_on(row, waiting, at.on, at.rules.ledger.horizon)
    ages = [one.now.next_change_on for one in ledgers]
    life, stop = life_on(judgement, at.on), judgement.known.cases.stop
    return SaidStanding(
        opening.customer_id,
        bucket,
        _incomplete(row, judgement, waiting),
        earliest(wake_on, judgement.next_on, next_change_on(row.cases, at.on), *ages),
        tuple([_said_ledger(one, at.rules, life) for one in ledgers]),
        at.rules.ledger.collection.get(bucket, ""),
        judgement.holds,
        life,
        _cause(row.cases, at.on) if row.cases else "",
        parties_on(opening.customer_id, row.cases, at.on),
        stopped_on=None if stop is None else stop.on,
    )


def standing_of(account_id: str, version: int, said: SaidStanding, at: Judgement) -> Standing:
    """Return the standing in full, true on the day of the judgement."""
    ledgers = tuple(
        [_ledger_standing(one, now) for one, now in zip(said.ledgers, at.ledgers, strict=True)]
    )
    return Standing(
        account_id=account_id,
        customer_id=said.customer_id,
        version=version,
        as_of=at.on,
        days_past_due=max([one.days_past_due for one in ledgers]),
        bucket=said.bucket,
        ledgers=ledgers,
        incomplete=said.incomplete,
        next_change_on=said.next_change_on,
        collection_policy=said.collection_policy,
        holds=said.holds,
        life=said.life,
        cause=said.cause,
    )


def life_on(judgement: Judgement, on: Day) -> str:
    """Return where the account is in its life: open, closed, charged_off or sold."""
    stop = judgement.known.cases.stop
    if stop is not None:
        return stop.life
    for one in judgement.row.cases:
        if one.kind == "close" and one.on <= on:
            return "closed"
    return "open"


def _said_ledger(one: Judged, rules: Rules, life: str) -> SaidLedger:
    now, state = one.now, one.now.state
    upcoming = now.upcoming
    final = None if rules.ledger.bureau is None else final_status(rules.ledger.bureau, life)
    return SaidLedger(
        now.currency,
        state.balance_minor,
        now.past_due_minor,
        now.oldest_due_on,
        now.bucket,
        None if now.is_disputed and now.oldest_due_on is None else running_origin(one.turn.journal),
        None if upcoming is None else upcoming.id,
        None if upcoming is None else upcoming.due_on,
        0 if upcoming is None else upcoming.left_minor,
        now.contractual_due_on,
        now.delinquent_days > 0,
        _unchanging(now),
        held_in(state.slots),
        parts_late(state.slots, now.on) if now.past_due_minor else {},
        state.first_delinquency_on,
        state.material_since,
        state.defaulted_on,
        now.classes,
        state.bureau_status if final is None else final,
        state.payment_history,
        state.recovered_minor,
        state.closes,
    )


def _unchanging(now: Aged) -> int:
    """Return what of the delinquent days stays the same from one day to the next."""
    if now.delinquent_days == 0:
        return 0
    # The complement of a count is below 0, so neither of the two is ever taken for the other.
    return ~now.delinquent_days if now.stands_still else now.days_past_due - now.delinquent_days


def _ledger_standing(said: SaidLedger, now: Aged) -> LedgerStanding:
    anchor = said.oldest_due_on
    return LedgerStanding(
        currency=said.currency,
        balance_minor=said.balance_minor,
        past_due_minor=said.past_due_minor,
        oldest_due_on=anchor,
        days_past_due=now.days_past_due,
        bucket=said.bucket,
        episode_origin=said.episode_origin,
        upcoming_statement_id=said.upcoming_statement_id,
        upcoming_due_on=said.upcoming_due_on,
        upcoming_minor=said.upcoming_minor,
        contractual_due_on=said.contractual_due_on,
        delinquent_days=now.delinquent_days,
        held_minor=said.held_minor,
        parts_minor=said.parts_minor,
        first_delinquency_on=said.first_delinquency_on,
        material_since=said.material_since,
        defaulted_on=said.defaulted_on,
        classes=said.classes,
        bureau_status=said.bureau_status,
        payment_history=said.payment_history,
        recovered_minor=said.recovered_minor,
        closes=said.closes,
    )


def _leading_bucket(judged: list[Judged], buckets: Buckets | None) -> str:
    """Return the bucket of the ledger that is late the longest; of equals, the gravest."""
    if len(judged) == 1 or buckets is None:
        # Without buckets in force every ledger is unclassified alike.
        return judged[0].now.bucket
    leading = max(
        (one.now for one in judged),
        key=lambda now: (now.days_past_due, buckets.rank_of(now.bucket)),
    )
    return leading.bucket


def _incomplete(row: AccountRow, judgement: Judgement, waiting: tuple[Waiting, ...]) -> bool:
    """Whether anything is missing that could change the answer: nobody is contacted then."""
    return (
        not is_whole(row.holds)
        or any(map(is_open, waiting))
        or _strays(row.recent, judgement.ledgers)
    )


def _strays(facts: Facts, ledgers: tuple[Aged, ...]) -> bool:
    """Whether an amount lies in no ledger, or in one that is unfounded or not classified."""
    declared = []
    for now in ledgers:
        if now.state.unfounded or not now.classified:
            return True
        declared.append(now.currency)
    for kind in (facts.statements, facts.payments, facts.reversals, facts.entries):
        for one in kind:
            if one.currency not in declared and one.currency:
                return True
    return False


def _cause(cases: tuple[Noted, ...], on: Day) -> str:
    stated = [one for one in cases if one.kind == "cause" and one.on <= on]
    return stated[-1].text if stated else ""
