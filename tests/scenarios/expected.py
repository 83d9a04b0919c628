"""How a story says what is to be seen at the end of a day."""

from datetime import date

import msgspec
from msgspec import Struct

from tests.scenarios.line import minor

NoDate = bool
"""`false` in the place of a date: there is none; `true` means nothing and is refused."""

AMOUNTS = ("past_due", "balance", "upcoming_amount", "held", "recovered")
"""The words that take an amount."""
_WHERE = frozenset({"on", "currency"})


class Expected(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a ledger and its account stand at the end of a day; what is not written is not asked.

    `events`, `refused`, `dues`, `promises` and `reviews` are all that was said since the
    expectation before, and are always asked; so is `incomplete`. `corrected`, `told`, `withdrawn`
    and `gone` look at the same stretch and are asked where they are written.
    """

    on: date
    currency: str | None = None
    events: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    dues: tuple[str, ...] = ()
    promises: tuple[str, ...] = ()
    reviews: tuple[str, ...] = ()
    corrected: tuple[str, ...] | None = None
    told: tuple[str, ...] | None = None
    withdrawn: tuple[str, ...] | None = None
    gone: bool | None = None
    days: int | None = None
    bucket: str | None = None
    past_due: str | None = None
    parts: dict[str, str] | None = None
    held: str | None = None
    balance: str | None = None
    recovered: str | None = None
    oldest_due: date | NoDate | None = None
    contractual_due: date | NoDate | None = None
    delinquent_days: int | None = None
    first_delinquency: date | NoDate | None = None
    material_since: date | NoDate | None = None
    defaulted: date | NoDate | None = None
    classes: dict[str, str] | None = None
    bureau_status: str | None = None
    payment_history: str | None = None
    episode: str | None = None
    upcoming: str | None = None
    upcoming_due: date | NoDate | None = None
    upcoming_amount: str | None = None
    account_days: int | None = None
    account_bucket: str | None = None
    collection_policy: str | None = None
    holds: tuple[str, ...] | None = None
    life: str | None = None
    cause: str | None = None
    incomplete: bool = False

    def __post_init__(self) -> None:
        """Refuse a `true` where a date belongs."""
        for name, value in msgspec.structs.asdict(self).items():
            if value is True and name not in {"incomplete", "gone"}:
                raise ValueError(f"{name} takes a date, or false for none")

    def asked(self, currency: str) -> dict[str, object]:
        """Return what is asked, amounts in minor units of the ledger."""
        written = msgspec.structs.asdict(self).items()
        asked = {k: v for k, v in written if v is not None and k not in _WHERE}
        for name in AMOUNTS:
            if name in asked:
                asked[name] = minor(str(asked[name]), currency)
        if self.parts is not None:
            asked["parts"] = {k: minor(v, currency) for k, v in self.parts.items()}
        return asked
