"""What holds an account although all is known of it: `Standing.holds`, and what follows from them.

Some holds end collection, all others suspend it; a name that nobody knows suspends it too. Where
delinquent days are frozen the ladder stands still, and goes on afterwards where it stopped.

>>> hold_rule(("dispute", "sold")), hold_rule(("pause", "promise")), hold_rule(())
('account_hold_sold', 'account_hold_pause', None)
>>> ends_collection(("dispute", "sold")), ends_collection(("pause", "promise"))
(True, False)
"""

from streams.policy.ledger import Grace
from streams.terms.days import Day
from streams.treatment.rows import AccountRecord, KnownLedger

ENDING = frozenset({"bankruptcy", "charged_off", "deceased", "sold"})
FREEZING = frozenset({"bankruptcy", "breathing_space", "deceased", "dispute", "pause"})
"""Those under which delinquent days stand still; a plan or a promise lets them run on."""


def hold_rule(holds: tuple[str, ...]) -> str | None:
    """Return the rule of the first hold that ends collection, else of the first one, or None."""
    name = next((h for h in holds if h in ENDING), next(iter(holds), None))
    return None if name is None else f"account_hold_{name}"


def ends_collection(holds: tuple[str, ...]) -> bool:
    """Tell whether a hold is among them after which nothing is resumed."""
    return not ENDING.isdisjoint(holds)


def frozen_days(account: AccountRecord, ledger: KnownLedger, on: Day, grace: Grace) -> int:
    """Return how many of the ledger's days past due stood still up to a day.

    They are the days past due of the last standing less its delinquent days and the grace days
    that these leave out, and every day since then under a hold that freezes.
    """
    if ledger.oldest_due_on is None:
        return 0
    # A standing may be a day ahead of the last tick here: delinquency has its tick first.
    running = 0 if FREEZING.isdisjoint(account.holds) else max(0, on - account.as_of)
    return running + _frozen_by_standing(account, ledger, ledger.oldest_due_on, grace)


def _frozen_by_standing(
    account: AccountRecord, ledger: KnownLedger, oldest_due_on: Day, grace: Grace
) -> int:
    late, counted = max(0, account.as_of - oldest_due_on), ledger.delinquent_days
    if counted is None:
        return 0
    if counted == 0:
        # Inside the grace days the count is silent; the days it may have had are not frozen ones.
        counted = grace.days
    elif grace.is_free:
        counted += grace.days
    return max(0, late - counted)
