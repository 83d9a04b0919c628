"""The customer's row: how the accounts stand, what stops contact, and what was said about it.

Standings, stops and holds are what is known; the journal of rungs is what was said, in order. All
values are packed as arrays, so a field may be added at the end of a struct and nowhere else.

>>> row = CustomerRow(customer_id="c1")
>>> row.seq, row.accounts, row.holds
(0, (), ())
"""

from msgspec import Struct

from streams.terms.case_facts import EffectKind
from streams.terms.days import Day, Instant
from streams.terms.standing import Standing
from streams.terms.treatment_notices import Verdict
from streams.treatment.evidence import Evidence
from streams.treatment.flags import Flag
from streams.treatment.known import Profile
from streams.treatment.matters import Matters
from streams.treatment.merges import KnownMerge
from streams.treatment.past import BLANK, Past
from streams.treatment.reporting import Bureau
from streams.treatment.spending import Ledger
from streams.treatment.visits import AskedVisit

PRIMARY = "PRIMARY"

# A cancelled rung may come due again where its ground had gone and is back (a payment bounced, a
# dispute was lost), but not where a stop or a hold ended it: nothing may burst out when those are
# lifted.
CURED = "cured"
NOTHING_OWED = "nothing_owed"
ANCHOR_MOVED = "anchor_moved"
CONDITION_GONE = "condition_gone"
GROUND_HELD = "ground_held"
_COMES_BACK = frozenset({CURED, NOTHING_OWED, ANCHOR_MOVED, CONDITION_GONE, GROUND_HELD})


class Stop(Struct, frozen=True, array_like=True, gc=False):
    """A stop by its id; `kind` is None while only its lifting is known.

    `placed_on` and `lifted_on` are the days from which it held and holds no more; rows from before
    they were kept do not know them. One that was given an end holds up to `until_on`.
    They are those of its last spell; `placings` (each with its end) and `liftings` are all that was
    told of it, where that is more.
    """

    stop_id: str
    kind: str | None
    lifted: bool
    placed_on: Day | None = None
    lifted_on: Day | None = None
    until_on: Day | None = None
    placings: tuple[tuple[Day, Day | None], ...] = ()
    liftings: tuple[Day, ...] = ()

    def holds(self, on: Day) -> bool:
        """Tell whether it holds on a day; a day before it was placed counts too."""
        is_over = self.until_on is not None and on > self.until_on
        return self.kind is not None and not self.lifted and not is_over


class HeldClock(Struct, frozen=True, array_like=True, gc=False):
    """An effect that was said to hold the clocks of an account, and not yet to release them.

    It holds them from `from_on` on; rows from before that was kept do not know it.
    """

    stop_id: str
    account_id: str
    effect_id: str
    kind: EffectKind
    from_on: Day | None = None


class KnownLedger(Struct, frozen=True, array_like=True, gc=False):
    """What this stage needs of a `LedgerStanding`; days past due follow from `oldest_due_on`.

    `delinquent_days` were true on the day of the standing; None where it did not count them.
    `classes` are those of each clock that policy runs. `is_disputed` tells that an amount is held.
    The last three say how the last cycle closes stood, newest first.
    """

    currency: str
    past_due_minor: int
    oldest_due_on: Day | None
    bucket: str
    episode_origin: str | None
    upcoming_statement_id: str | None
    upcoming_due_on: Day | None
    upcoming_minor: int
    delinquent_days: int | None = None
    classes: tuple[tuple[str, str], ...] = ()
    balance_minor: int = 0
    first_delinquency_on: Day | None = None
    is_disputed: bool = False
    bureau_status: str = ""
    payment_history: str = ""
    closes: tuple[Day, ...] = ()


class RungRecord(Struct, frozen=True, array_like=True, gc=False):
    """The last verdict on one rung of one origin.

    `not_after` is set once it was authorised and stays, whatever became of it afterwards.
    `rule` and `until_on` are those of the last verdict; `outcome` is what became of the
    contact. A rung that repeats has a record for each `occurrence`; `acted_on` is the house's day
    for which it was authorised; `proof` is what proves that the contact was received. It is
    `unfounded` once that was said: it was carried out, and a fact about the past took its ground.
    `purpose` is the rung's when it came due, whatever a later policy calls it; rows from before it
    was kept do not know it. `forgotten` is what the row had forgotten by then, and part of the id.
    `was` is the name under which the rung came first in the episode, empty where it is `rung`.
    """

    rung: str
    ladder: str
    channel: str
    escalation_id: str
    before_due: bool
    visit_number: int | None
    verdict: Verdict
    due_on: Day
    expires_on: Day
    rule: str | None = None
    until_on: Day | None = None
    not_after: Instant | None = None
    outcome: str | None = None
    outcome_on: Day | None = None
    occurrence: int = 1
    acted_on: Day | None = None
    proof: str = ""
    unfounded: bool = False
    purpose: str = ""
    forgotten: int = 0
    was: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it has come due and has no final verdict yet."""
        return self.verdict in {"DUE", "DEFERRED"}

    @property
    def may_come_again(self) -> bool:
        """Whether it was cancelled for want of ground, never having been authorised."""
        return self.verdict == "CANCELLED" and self.not_after is None and self.rule in _COMES_BACK


class OriginJournal(Struct, frozen=True, array_like=True, gc=False):
    """What was said about one statement's reminders, or about the episode it opened.

    `closed_on` is the day from which it gave no ground any more.
    """

    origin: str
    currency: str
    rungs: tuple[RungRecord, ...] = ()
    closed_on: Day | None = None


class AccountRecord(Struct, frozen=True, array_like=True, gc=False):
    """One account: the latest standing known, by version, and its journals.

    `liable_on` is the day of the first standing since the customer is liable. Once `withdrawn`,
    the customer is liable no more: only the version and the journals are left, and `as_of` is the
    day of the withdrawal. `past` is how the account was paid so far.
    """

    account_id: str
    version: int
    as_of: Day
    incomplete: bool
    ledgers: tuple[KnownLedger, ...]
    journals: tuple[OriginJournal, ...] = ()
    holds: tuple[str, ...] = ()
    role: str = PRIMARY
    liable_on: Day = Day(0)
    withdrawn: bool = False
    past: Past | None = None
    life: str = "open"

    @property
    def history(self) -> Past:
        """How the account was paid so far; a blank one where it was never late."""
        return BLANK if self.past is None else self.past


class CustomerRow(Struct, frozen=True, array_like=True, gc=False):
    """One customer; accounts are in order of their ids, stops in that of their last change.

    `seq` counts the notices said. `contacts` were authorised for the day `contact_on`. `holds` are
    origins of refused records, `resolved` those a person has settled; `overflowed` tells that there
    were too many to remember, which holds the customer for good. `clocks` are the effects in force,
    `effect_seq` counts those said. `profile` is what is known of the customer, `ledger` what
    contact there was, `matters` what is open between the customer and the house, `bureau` what was
    reported of the accounts, `evidence` which collections are proven,
    `merges` with whom the customer turned out to be one person. `forgotten` counts the journals
    that were dropped: it is part of every id made afterwards, so that an origin that returns is
    given new ones. A row from before it was kept may have dropped some. `visits` are those that an
    area was asked for, the last attempt of each, in order of their ids; `flags` are the incidents
    that were told, and `visit_seq` counts what the areas were told.
    """

    customer_id: str
    seq: int = 0
    accounts: tuple[AccountRecord, ...] = ()
    stops: tuple[Stop, ...] = ()
    holds: tuple[str, ...] = ()
    resolved: tuple[str, ...] = ()
    overflowed: bool = False
    contact_on: Day = Day(0)
    contacts: int = 0
    clocks: tuple[HeldClock, ...] = ()
    effect_seq: int = 0
    profile: Profile = Profile()
    ledger: Ledger = Ledger()
    matters: Matters = Matters()
    bureau: Bureau = Bureau()
    evidence: tuple[Evidence, ...] = ()
    merges: tuple[KnownMerge, ...] = ()
    forgotten: int = 1
    visits: tuple[AskedVisit, ...] = ()
    flags: tuple[Flag, ...] = ()
    visit_seq: int = 0

    @property
    def is_held(self) -> bool:
        """Whether a record of the customer waits in the dead letters."""
        return self.overflowed or bool(self.holds)


def account_of(row: CustomerRow, account_id: str) -> AccountRecord | None:
    """Return what is known of one account."""
    return next((a for a in row.accounts if a.account_id == account_id), None)


def journal_of(account: AccountRecord, origin: str) -> OriginJournal | None:
    """Return the journal of one origin."""
    return next((j for j in account.journals if j.origin == origin), None)


def ledger_of(account: AccountRecord, currency: str) -> KnownLedger:
    """Return the ledger of a currency, or an empty one where the account keeps it no more."""
    empty = KnownLedger(currency, 0, None, "current", None, None, None, 0)
    return next((x for x in account.ledgers if x.currency == currency), empty)


def ledgers_of(standing: Standing) -> tuple[KnownLedger, ...]:
    """Return the ledgers of a standing as the row keeps them."""
    return tuple(
        KnownLedger(
            ledger.currency,
            ledger.past_due_minor,
            ledger.oldest_due_on,
            ledger.bucket,
            ledger.episode_origin,
            ledger.upcoming_statement_id,
            ledger.upcoming_due_on,
            ledger.upcoming_minor,
            # A standing from before that clock was kept has no contractual anchor either.
            None if ledger.contractual_due_on is None else ledger.delinquent_days,
            tuple(sorted(ledger.classes.items())),
            ledger.balance_minor,
            ledger.first_delinquency_on,
            ledger.held_minor > 0,
            ledger.bureau_status,
            ledger.payment_history,
            ledger.closes,
        )
        for ledger in standing.ledgers
    )
