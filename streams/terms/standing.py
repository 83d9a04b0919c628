"""How an account stands as of a day: what delinquency tells treatment and the public table.

A standing carries *anchors*, not counters: `days_past_due` is true on `as_of`, and `advanced`
gives it for any later day on which nothing else has changed.

>>> from streams.terms.days import Day
>>> late = LedgerStanding(currency="CNY", oldest_due_on=Day(100), days_past_due=5)
>>> advanced(late, Day(120))
20
"""

from msgspec import Struct

from streams.terms.days import Day


class LedgerStanding(Struct, frozen=True, kw_only=True):
    """One currency of an account.

    `past_due_minor` sums the open obligations whose due date has passed; `oldest_due_on` is the
    due date of the oldest of them that counts, while the account is past due above tolerance, else
    None; `days_past_due` and `bucket` go by it. `episode_origin` is the statement that first opened
    the running episode. `upcoming_*` name the first open obligation that is not late yet.

    `contractual_due_on` is that anchor without tolerance. `delinquent_days` are the days past due
    less those frozen, behind the grace days. `held_minor` is disputed or said to be fraud, and so
    not in `past_due_minor`; `parts_minor` splits the past due by component. `first_delinquency_on`
    is the due date on which the present delinquency began, which only full payment moves.
    `material_since` and `defaulted_on` belong to the materiality clock. `classes` gives, per clock
    that policy runs, the class of that clock. `bureau_status` and `payment_history` (newest first)
    are those of the last cycle close; `closes` are the closes of the marks, in their order, of
    older marks perhaps not known. `recovered_minor` came in after a charge-off or sale.
    """

    currency: str
    balance_minor: int = 0
    past_due_minor: int = 0
    oldest_due_on: Day | None = None
    days_past_due: int = 0
    bucket: str = "current"
    episode_origin: str | None = None
    upcoming_statement_id: str | None = None
    upcoming_due_on: Day | None = None
    upcoming_minor: int = 0
    contractual_due_on: Day | None = None
    delinquent_days: int = 0
    held_minor: int = 0
    parts_minor: dict[str, int] = {}
    first_delinquency_on: Day | None = None
    material_since: Day | None = None
    defaulted_on: Day | None = None
    classes: dict[str, str] = {}
    bureau_status: str = ""
    payment_history: str = ""
    recovered_minor: int = 0
    closes: tuple[Day, ...] = ()


class Standing(Struct, frozen=True, kw_only=True):
    """An account as of a day; `version` counts up by one with every standing of the account.

    `days_past_due` and `bucket` are those of the worst ledger, `collection_policy` is what policy
    does with that bucket. `incomplete` is true while a record of the account waits in the dead
    letters or for a person, or an amount lies in a currency without a ledger: nobody is contacted
    about it then. `holds` names, in order, why nobody is to be contacted although all is known
    (`pause`, `dispute`, `plan` and so on). `role` is that of the customer this copy is for.
    `cause` is what was last stated as the reason for paying late. `next_change_on` is the first
    day on which the calendar alone changes more than the day count. `promises_kept` and
    `promises_broken` (in part or whole) count those whose last day lies inside the late horizon.
    """

    account_id: str
    customer_id: str
    version: int
    as_of: Day
    days_past_due: int
    bucket: str
    ledgers: tuple[LedgerStanding, ...]
    incomplete: bool = False
    next_change_on: Day | None = None
    collection_policy: str = ""
    holds: tuple[str, ...] = ()
    life: str = "open"
    cause: str = ""
    role: str = "PRIMARY"
    promises_kept: int = 0
    promises_broken: int = 0


def advanced(ledger: LedgerStanding, on: Day) -> int:
    """Return days past due on a later day, none of the anchors having moved since."""
    return 0 if ledger.oldest_due_on is None else max(0, on - ledger.oldest_due_on)
