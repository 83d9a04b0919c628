"""What the credit bureau is told of an account: each cycle close once, and what was wrong with it.

All of it is said at a tick, from how the accounts stand then, so the order in which a day's facts
arrive changes nothing. The row keeps what was said of each close as long as the payment history
does; what differs from it later is a correction. Something adverse waits until the customer has
been told (征信业管理条例 art. 15), and is not lost meanwhile.

>>> told = Code("N", "N")
>>> told == Code("N", "N", disputed=True), GONE
(False, Code(status='', mark='', disputed=False))
"""

from msgspec import Struct

from streams.terms.days import Day


class Code(Struct, frozen=True, array_like=True, gc=False):
    """What is said of a close; both codes are empty where nothing is to be on record."""

    status: str
    mark: str
    disputed: bool = False


GONE = Code("", "")

Place = tuple[str, str, Day]
"""Account, currency and period: what a report is about."""


class Report(Struct, frozen=True, array_like=True, gc=False):
    """One cycle close of one currency of an account.

    `said` is what the bureau was told last, None before the first word; `corrections` counts those.
    `first_delinquency_on` and the amounts are those of the day `amounts_on`, on which `now` became
    known. `origin` is the episode it lay in. Since `held_on` it waits for the notice; `alerted`
    tells that a person knows.
    """

    account_id: str
    currency: str
    period: Day
    now: Code
    amounts_on: Day
    origin: str = ""
    first_delinquency_on: Day | None = None
    past_due_minor: int = 0
    balance_minor: int = 0
    said: Code | None = None
    corrections: int = 0
    held_on: Day | None = None
    alerted: bool = False
    life: str = "open"

    @property
    def place(self) -> Place:
        """Account, currency and period: what it is about."""
        return self.account_id, self.currency, self.period


class Bureau(Struct, frozen=True, array_like=True, gc=False):
    """The reports of all accounts, in order of their places; `seq` counts what was said.

    `is_stale` tells that something they follow from has changed since the last tick. `forgotten`
    are, per account and currency, the places up to which closes were said and are kept no more.
    """

    reports: tuple[Report, ...] = ()
    seq: int = 0
    is_stale: bool = False
    forgotten: tuple[Place, ...] = ()
