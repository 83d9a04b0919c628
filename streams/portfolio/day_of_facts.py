"""The facts of one calendar day, so that a driver can publish them and then that day's tick.

>>> days = list(every_day(Day(10), Day(12), {Day(11): []}))
>>> [(day.on, day.facts) for day in days]
[(10, ()), (11, ()), (12, ())]
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from streams.terms.account_facts import AnyAccountFact
from streams.terms.customer_facts import AnyCustomerFact
from streams.terms.days import Day
from streams.terms.field_facts import AnyFieldFact

AnyFact = AnyAccountFact | AnyCustomerFact | AnyFieldFact


class DayOfFacts(Struct, frozen=True):
    """What arrives on one day, in the order in which it is to be published.

    A fact may count for an earlier day (`effective_on`): it arrives late then.
    """

    on: Day
    facts: tuple[AnyFact, ...]


def every_day(
    first: Day, last: Day, arriving: Mapping[Day, Sequence[AnyFact]]
) -> Iterator[DayOfFacts]:
    """Yield every calendar day from `first` to `last`, both included, the empty ones too."""
    for number in range(first, last + 1):
        on = Day(number)
        yield DayOfFacts(on, tuple(arriving.get(on, ())))
