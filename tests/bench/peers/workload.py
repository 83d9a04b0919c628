"""The facts of the benchmark: a month of a card portfolio, made up, the same for the same sizes.

`README.md` beside this file defines them. History comes before the clock starts, the month behind
it. Times of arrival are fractions of days behind the month's first.

>>> small = Workload(facts=100, accounts=20)
>>> len(list(small.month())), len(list(small.history())) > 3 * 20
(100, True)
"""

from collections.abc import Iterator
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from streams.terms.account_facts import (
    AccountOpened,
    PaymentPosted,
    PaymentReversed,
    StatementIssued,
)
from streams.terms.days import Day, parse_day

Fact = AccountOpened | StatementIssued | PaymentPosted | PaymentReversed

AS_OF = parse_day("2026-06-28")
MONTH_DAYS = 28
FIRST = Day(AS_OF - MONTH_DAYS + 1)
CURRENCY = "CNY"

# Of 100 facts of the month.
REPEATED_PERCENT = 5
LATE_PERCENT = 5
REVERSED_PERCENT = 1
LATE_DAYS_MAX = 60

_DUE_AFTER_DAYS = 20
_CYCLE_DAYS = 30
_OLDER_STATEMENTS = 2
_PAID_OF_100 = 80
_BEFORE_PAYMENT_OF_100 = 20
_OPENED_ON = Day(FIRST - 120)
_FACTS_A_ACCOUNT_MIN = 2


class Workload(Struct, frozen=True, kw_only=True):
    """So many facts in a month of so many accounts; raises ValueError for too few facts."""

    facts: int
    accounts: int
    seed: int = 5

    def __post_init__(self) -> None:
        if self.facts < _FACTS_A_ACCOUNT_MIN * self.accounts:
            raise ValueError(
                f"{self.facts} facts are too few for {self.accounts} accounts:"
                f" give at least {_FACTS_A_ACCOUNT_MIN} facts an account"
            )

    def history(self) -> Iterator[Fact]:
        """Yield what was known before the month: openings, two older statements, payments."""
        chance = Random(self.seed)  # noqa: S311 - facts that must come again
        for number in range(self.accounts):
            account = account_id(number)
            yield AccountOpened(
                event_id=_event_id("0", number),
                account_id=account,
                effective_on=_OPENED_ON,
                customer_id=f"customer-{number:08d}",
                currencies=(CURRENCY,),
            )
            bills = [_bill(chance, number, back) for back in range(_OLDER_STATEMENTS, 0, -1)]
            yield from bills
            if chance.randrange(100) < _PAID_OF_100:
                owed = sum(b.min_due_minor - b.past_due_included_minor for b in bills)
                yield _paid(f"old-{number:08d}", number, Day(bills[-1].closed_on + 1), owed, "3")

    def month(self) -> list[Fact]:
        """Return the facts of the month in the order in which they arrive."""
        chance = Random(self.seed + 1)  # noqa: S311 - facts that must come again
        arriving: list[tuple[float, Fact]] = [
            (bill.closed_on - FIRST + chance.random(), bill)
            for bill in (_bill(chance, number, 0) for number in range(self.accounts))
        ]
        payments = self._payments(chance)
        arriving += payments
        arriving += self._repeats(chance, payments)
        arriving += self._reversals(chance, payments)
        arriving.sort(key=_place)
        return [fact for _, fact in arriving]

    def count(self, percent: int) -> int:
        """Return a share of the month's facts."""
        return self.facts * percent // 100

    def _payments(self, chance: Random) -> list[tuple[float, PaymentPosted]]:
        late = self.count(LATE_PERCENT)
        others = self.count(REPEATED_PERCENT) + self.count(REVERSED_PERCENT) + self.accounts
        made: list[tuple[float, PaymentPosted]] = []
        for place in range(self.facts - others):
            day = chance.randrange(MONTH_DAYS)
            back = 1 + chance.randrange(LATE_DAYS_MAX) if place < late else 0
            minor = 1_000 + chance.randrange(39_000)
            number = chance.randrange(self.accounts)
            paid = _paid(f"pay-{place:09d}", number, Day(FIRST + day - back), minor, "4")
            made.append((day + chance.random(), paid))
        return made

    def _repeats(
        self, chance: Random, payments: list[tuple[float, PaymentPosted]]
    ) -> Iterator[tuple[float, PaymentPosted]]:
        """Yield payments once more, every other one under an event id of its own."""
        for place in range(self.count(REPEATED_PERCENT)):
            at, paid = payments[chance.randrange(len(payments))]
            again = replace(paid, event_id=_event_id("5", place)) if place % 2 else paid
            yield at + chance.random() * 2, again

    def _reversals(
        self, chance: Random, payments: list[tuple[float, PaymentPosted]]
    ) -> Iterator[tuple[float, PaymentReversed]]:
        """Yield reversals, half of them of a part only, some ahead of what they reverse."""
        chosen = chance.sample(payments, self.count(REVERSED_PERCENT))
        for place, (at, paid) in enumerate(chosen):
            is_ahead = chance.randrange(100) < _BEFORE_PAYMENT_OF_100
            minor = paid.amount_minor if place % 2 else paid.amount_minor // 2
            yield (
                at - chance.random() if is_ahead else at + chance.random() * 3,
                PaymentReversed(
                    event_id=_event_id("6", place),
                    account_id=paid.account_id,
                    effective_on=Day(min(AS_OF, FIRST + int(at))),
                    reversal_id=f"rev-{place:09d}",
                    payment_id=paid.payment_id,
                    currency=CURRENCY,
                    amount_minor=minor,
                    reason="NSF",
                    mode="RESTORE_ORIGINAL",
                ),
            )


def account_id(number: int) -> str:
    """Return the id of an account; ids sort as their numbers do."""
    return f"account-{number:08d}"


def _bill(chance: Random, number: int, back: int) -> StatementIssued:
    closed_on = Day(FIRST + number % MONTH_DAYS - _CYCLE_DAYS * back)
    own, included = 20_000 + chance.randrange(40_000), 5_000 * chance.randrange(2)
    return StatementIssued(
        event_id=_event_id("12"[back > 0], number * 4 + back),
        account_id=account_id(number),
        effective_on=closed_on,
        statement_id=f"bill-{number:08d}-{back}",
        currency=CURRENCY,
        closed_on=closed_on,
        due_on=Day(closed_on + _DUE_AFTER_DAYS),
        min_due_minor=own + included,
        past_due_included_minor=included,
        credit_applied_minor=1_000 if chance.randrange(50) == 0 else 0,
        total_due_minor=own * 10,
        principal_minor=own * 10,
    )


def _paid(id_: str, number: int, value_on: Day, minor: int, kind: str) -> PaymentPosted:
    return PaymentPosted(
        event_id=_event_id(kind, int(id_.rpartition("-")[2])),
        account_id=account_id(number),
        effective_on=value_on,
        payment_id=id_,
        currency=CURRENCY,
        amount_minor=minor,
        value_on=value_on,
        channel="TRANSFER",
    )


def _event_id(kind: str, place: int) -> str:
    return f"0000000{kind}-0000-4000-8000-{place:012x}"


def _place(one: tuple[float, Fact]) -> tuple[float, str]:
    return one[0], one[1].event_id
