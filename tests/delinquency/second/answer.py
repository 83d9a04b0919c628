"""The answers of the second implementation, and how they are held against a standing.

Where the words leave a choice, it stands as a sentence beside the code that makes it. The answer
takes every fact as accepted: what waits for a person, or is refused, is not given to it.
"""

from dataclasses import dataclass, field

from streams.policy.rules import Rules
from streams.terms.account_fact import AccountFact
from streams.terms.account_facts import (
    AnyAccountFact,
    PaymentPosted,
    PaymentReversed,
    RecordRefused,
    RefusalResolved,
    StatementIssued,
)
from streams.terms.case_facts import WaiverGranted
from streams.terms.charge_facts import (
    ChargePosted,
    ChargeWaived,
    CreditBalanceRefunded,
    CreditPosted,
    StatementCorrected,
)
from streams.terms.days import Day
from streams.terms.life_facts import RecoveryPosted
from streams.terms.standing import LedgerStanding, Standing, advanced
from tests.delinquency.second.clocks import Clocks, classes, contractual_days
from tests.delinquency.second.freezes import (
    Stretch,
    covers,
    frozen_days,
    pauses,
    stops,
    whole_disputes,
)
from tests.delinquency.second.known import Known
from tests.delinquency.second.ledger import Evening, Ledger, walked
from tests.delinquency.second.life import cause, counting_re_ages, liable, life
from tests.delinquency.second.promises import PromiseAnswer, performed_plans, promises
from tests.delinquency.second.purses import Purse

UNCLASSIFIED = "unclassified"

# The facts whose amount has to lie in a ledger.
AMOUNTS: tuple[type[AccountFact], ...] = (
    StatementIssued,
    StatementCorrected,
    PaymentPosted,
    PaymentReversed,
    ChargePosted,
    ChargeWaived,
    CreditPosted,
    CreditBalanceRefunded,
    WaiverGranted,
    RecoveryPosted,
)


@dataclass
class LedgerAnswer:
    """One ledger on one day; `standing` leaves the episode out, which arrival decides."""

    standing: LedgerStanding
    frozen: list[Day]
    re_aged_minor: int


@dataclass
class Answers:
    """An account on one day."""

    ledgers: dict[str, LedgerAnswer] = field(default_factory=dict)
    holds: tuple[str, ...] = ()
    life: str = "open"
    cause: str = ""
    liable: list[tuple[str, str]] = field(default_factory=list)
    promises: dict[str, PromiseAnswer] = field(default_factory=dict)
    re_ages: list[str] = field(default_factory=list)
    incomplete: bool = False


def second(facts: list[AnyAccountFact], rules: Rules, on: Day) -> Answers:
    """Answer for every ledger and the account as a whole."""
    known = Known([*facts], rules, on)
    ledgers = {currency: _ledger(known, currency) for currency in known.currencies}
    return Answers(
        ledgers=ledgers,
        holds=_holds(known),
        life=life(known),
        cause=cause(known),
        liable=liable(known),
        promises=promises(known),
        re_ages=[fact.re_age_id for fact in counting_re_ages(known)],
        incomplete=_incomplete(known, [*facts], ledgers),
    )


def timeline(
    facts: list[AnyAccountFact], rules: Rules, on: Day, since: Day
) -> dict[str, dict[Day, tuple[Day | None, str]]]:
    """Return the anchor and bucket of every ledger and day from `since` to `on`, as known on `on`.

    A stopped ledger keeps both of its last evening.
    """
    known = Known([*facts], rules, on)
    found: dict[str, dict[Day, tuple[Day | None, str]]] = {}
    for currency in known.currencies:
        evenings = {evening.on: evening for evening in walked(known, currency).evenings}
        for number in range(since, on + 1):
            day = Day(number)
            before = (
                Evening(day, 0, 0, 0, None, 0, is_unpaid=False, closes=0)
                if day < min(evenings)
                else None
            )
            evening = evenings.get(day) or before or evenings[max(evenings)]
            found.setdefault(currency, {})[day] = _stood(known, currency, evening)
    return found


def differences(said: Standing, answers: Answers, on: Day) -> list[str]:
    """Name what a standing says otherwise than the answers of a day; nothing means agreement.

    A standing said on an earlier day is brought forward by its anchors; what the calendar moves
    without a word (delinquent days) is then not looked at.
    """
    found = [
        f"{x.currency}: {d}"
        for x in said.ledgers
        for d in _ledger_differences(said, x, answers, on)
    ]
    found += [
        f"{name}: said {was!r}, is {now!r}"
        for name, was, now in (
            ("ledgers", [x.currency for x in said.ledgers], [*answers.ledgers]),
            ("holds", said.holds, answers.holds),
            ("life", said.life, answers.life),
            ("cause", said.cause, answers.cause),
        )
        if was != now
    ]
    return found


def _ledger_differences(
    said: Standing, ledger: LedgerStanding, answers: Answers, on: Day
) -> list[str]:
    answer = answers.ledgers.get(ledger.currency)
    if answer is None:
        return ["no such ledger"]
    frozen = said.life in {"charged_off", "sold"}
    passed = {"episode_origin"} if said.as_of == on else {"episode_origin", "delinquent_days"}
    found = []
    for name in LedgerStanding.__struct_fields__:
        was, now = getattr(ledger, name), getattr(answer.standing, name)
        if name == "days_past_due" and not frozen:
            was = advanced(ledger, on)
        if name not in passed and was != now:
            found.append(f"{name}: said {was!r}, is {now!r}")
    return found


def _ledger(known: Known, currency: str) -> LedgerAnswer:
    ledger, rules = walked(known, currency), known.rules.ledger
    clocks = Clocks(rules, currency)
    for evening in ledger.evenings:
        clocks.look(evening)
    last = ledger.evenings[-1]
    oldest, bucket = _stood(known, currency, last)
    frozen = [] if oldest is None else frozen_days(known, currency, oldest, last.on)
    upcoming = _upcoming(ledger, last.on)
    standing = LedgerStanding(
        currency=currency,
        balance_minor=ledger.balance,
        past_due_minor=last.past_due_minor,
        oldest_due_on=oldest,
        days_past_due=0 if oldest is None else last.on - oldest,
        bucket=bucket,
        upcoming_statement_id=None if upcoming is None else upcoming.name,
        upcoming_due_on=None if upcoming is None else upcoming.due,
        upcoming_minor=0 if upcoming is None else upcoming.rest,
        contractual_due_on=last.contractual_due_on,
        delinquent_days=0
        if oldest is None
        else _beyond_grace(known, last.on - oldest - len(frozen)),
        held_minor=sum(purse.held_minor for purse in ledger.purses),
        parts_minor=_parts(ledger, last.on),
        first_delinquency_on=clocks.first_delinquency_on,
        material_since=clocks.material_since,
        defaulted_on=clocks.defaulted_on,
        classes=classes(rules, contractual_days(last)),
        bureau_status=_status(known, clocks),
        payment_history=clocks.history,
        recovered_minor=ledger.recovered,
        closes=clocks.closes,
    )
    return LedgerAnswer(standing, frozen, last.re_aged_minor)


def _stood(known: Known, currency: str, evening: Evening) -> tuple[Day | None, str]:
    tolerance = known.rules.tolerance_minor.get(currency)
    late = evening.counting_minor > (tolerance or 0)
    oldest = evening.contractual_due_on if late else None
    days = 0 if oldest is None else evening.on - oldest
    buckets = known.rules.buckets
    if tolerance is None or buckets is None:
        return oldest, UNCLASSIFIED
    return oldest, buckets.bucket_of(days, evening.past_due_minor, currency) or UNCLASSIFIED


def _beyond_grace(known: Known, days: int) -> int:
    grace = known.rules.ledger.grace
    if days <= grace.days:
        return 0
    return days - grace.days if grace.is_free else days


def _upcoming(ledger: Ledger, on: Day) -> Purse | None:
    ahead = [purse for purse in ledger.purses if purse.due >= on and purse.rest > 0]
    return min(ahead, key=Purse.place, default=None)


def _parts(ledger: Ledger, on: Day) -> dict[str, int]:
    parts: dict[str, int] = {}
    for purse in ledger.purses:
        if purse.due < on:
            for (component, _), minor in purse.missing.items():
                if minor > 0:
                    parts[component] = parts.get(component, 0) + minor
    return parts


def _status(known: Known, clocks: Clocks) -> str:
    bureau, now = known.rules.ledger.bureau, life(known)
    if bureau is None:
        return ""
    return {"charged_off": bureau.charged_off, "sold": bureau.sold}.get(now, clocks.status)


def _holds(known: Known) -> tuple[str, ...]:
    stretches: list[Stretch] = [*pauses(known), *stops(known)]
    for currency in known.currencies:
        stretches += whole_disputes(known, currency)
    holds = {stretch[0] for stretch in stretches if covers(stretch, known.on)}
    holds |= {life(known)} & {"charged_off", "sold"}
    holds |= {"stale_calendar"} if known.is_stale_calendar else set()
    holds |= {"plan" for _ in performed_plans(known)}
    holds |= {"promise" for answer in promises(known).values() if answer.status == "OPEN"}
    return tuple(sorted(holds))


def _incomplete(known: Known, facts: list[AccountFact], ledgers: dict[str, LedgerAnswer]) -> bool:
    # Whether or not they count yet, a refused record and an amount without a ledger leave a gap.
    always = Known(facts, known.rules, Day(10**6))
    refused = {fact.origin for fact in always.every(RecordRefused)}
    settled = {fact.origin for fact in always.every(RefusalResolved)}
    amounts = {str(getattr(f, "currency", "")) for kind in AMOUNTS for f in always.every(kind)}
    paid_in = {p.payment_id: p.currency for p in always.every(PaymentPosted)}
    return (
        bool(refused - settled)
        or any(answer.standing.bucket == UNCLASSIFIED for answer in ledgers.values())
        or not amounts <= {*known.currencies, ""}
        or any(
            paid_in.get(r.payment_id, r.currency) != r.currency
            for r in always.every(PaymentReversed)
        )
    )
