"""The life of an account after its opening, and who is liable for it."""

from typing import Literal

from streams.terms.account_fact import AccountFact
from streams.terms.days import Day

Role = Literal["PRIMARY", "CO_HOLDER", "GUARANTOR"]
"""In which role a customer is liable."""


class AccountClosed(AccountFact, frozen=True, kw_only=True):
    """No new spending; what is owed still ages."""

    closing_id: str
    reason: str = ""


class AccountChargedOff(AccountFact, frozen=True, kw_only=True):
    """Written off on `effective_on`: lateness stands still, later payments are recovery."""

    charge_off_id: str


class ChargeOffUndone(AccountFact, frozen=True, kw_only=True):
    """That charge-off never was."""

    charge_off_id: str


class RecoveryPosted(AccountFact, frozen=True, kw_only=True):
    """Money recovered after the charge-off; it cures nothing."""

    recovery_id: str
    currency: str
    amount_minor: int


class AccountSold(AccountFact, frozen=True, kw_only=True):
    """The debt belongs to another from `effective_on`: nobody is contacted, nothing ages."""

    sale_id: str


class CurrencyChanged(AccountFact, frozen=True, kw_only=True):
    """The account bills in `to_currency` from now on; the old ledger is settled as it is."""

    change_id: str
    from_currency: str
    to_currency: str


class CardReplaced(AccountFact, frozen=True, kw_only=True):
    """The account has another card: same account, same history; both names are pseudonyms."""

    replacement_id: str
    old_card: str
    new_card: str


class LiabilityChanged(AccountFact, frozen=True, kw_only=True):
    """A customer is liable from `effective_on` until `liable_until` (None: until further notice).

    A later fact under the same `liability_id` with a higher `source_seq` replaces it.
    """

    liability_id: str
    customer_id: str
    role: Role
    liable_until: Day | None = None
