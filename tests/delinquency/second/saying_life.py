"""Short ways to say how an account lives and ends, and who is liable for it."""

from streams.terms.life_facts import (
    AccountChargedOff,
    AccountClosed,
    AccountSold,
    CardReplaced,
    ChargeOffUndone,
    CurrencyChanged,
    LiabilityChanged,
    RecoveryPosted,
    Role,
)
from tests.delinquency.second.saying import ACCOUNT, When, on_day


def closed(name: str, on: When, *, seq: int = 0, event: str = "") -> AccountClosed:
    """Close the account."""
    return AccountClosed(
        event_id=event or f"e-{name}",
        account_id=ACCOUNT,
        effective_on=on_day(on),
        source_seq=seq,
        closing_id=name,
    )


def charged_off(name: str, on: When, *, seq: int = 0, event: str = "") -> AccountChargedOff:
    """Write the account off."""
    return AccountChargedOff(
        event_id=event or f"e-{name}",
        account_id=ACCOUNT,
        effective_on=on_day(on),
        source_seq=seq,
        charge_off_id=name,
    )


def charge_off_undone(name: str, on: When, *, seq: int = 0, event: str = "") -> ChargeOffUndone:
    """Say that a charge-off never was."""
    return ChargeOffUndone(
        event_id=event or f"end-{name}",
        account_id=ACCOUNT,
        effective_on=on_day(on),
        source_seq=seq,
        charge_off_id=name,
    )


def recovered(
    name: str, on: When, minor: int, *, currency: str = "CNY", seq: int = 0, event: str = ""
) -> RecoveryPosted:
    """Post money recovered after a charge-off."""
    return RecoveryPosted(
        event_id=event or f"e-{name}",
        account_id=ACCOUNT,
        effective_on=on_day(on),
        source_seq=seq,
        recovery_id=name,
        currency=currency,
        amount_minor=minor,
    )


def sold(name: str, on: When, *, seq: int = 0, event: str = "") -> AccountSold:
    """Sell the debt."""
    return AccountSold(
        event_id=event or f"e-{name}",
        account_id=ACCOUNT,
        effective_on=on_day(on),
        source_seq=seq,
        sale_id=name,
    )


def currency_changed(
    name: str, on: When, old: str, new: str, *, seq: int = 0, event: str = ""
) -> CurrencyChanged:
    """Bill in another currency from a day on."""
    return CurrencyChanged(
        event_id=event or f"e-{name}",
        account_id=ACCOUNT,
        effective_on=on_day(on),
        source_seq=seq,
        change_id=name,
        from_currency=old,
        to_currency=new,
    )


def card_replaced(
    name: str, on: When, old: str, new: str, *, seq: int = 0, event: str = ""
) -> CardReplaced:
    """Give the account another card."""
    return CardReplaced(
        event_id=event or f"e-{name}",
        account_id=ACCOUNT,
        effective_on=on_day(on),
        source_seq=seq,
        replacement_id=name,
        old_card=old,
        new_card=new,
    )


def made_liable(
    name: str,
    on: When,
    customer: str,
    *,
    role: Role = "CO_HOLDER",
    until: When | None = None,
    seq: int = 0,
    event: str = "",
) -> LiabilityChanged:
    """Make a customer liable."""
    return LiabilityChanged(
        event_id=event or f"e-{name}",
        account_id=ACCOUNT,
        effective_on=on_day(on),
        source_seq=seq,
        liability_id=name,
        customer_id=customer,
        role=role,
        liable_until=None if until is None else on_day(until),
    )
