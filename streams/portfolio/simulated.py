"""A made-up portfolio: accounts with habits, and a world that answers the doors.

The same seed gives the same facts, and an account's facts do not depend on how many others there
are.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from streams.portfolio.assumptions import AssumptionsInvalid
from streams.portfolio.born import Born
from streams.portfolio.chance import Chance
from streams.portfolio.day_of_facts import AnyFact, DayOfFacts, every_day
from streams.portfolio.lives import life
from streams.terms.account_facts import PaymentPosted
from streams.terms.customer_facts import AnyCustomerFact, StopLifted, StopPlaced, VisitOutcome
from streams.terms.days import Day, Instant
from streams.terms.identity import stable_id
from streams.terms.money import exponent_of
from streams.terms.treatment_notices import Escalation

_SECOND_ACCOUNT_EVERY = 20
_STOPS_PER_MILLE = 15
_STOPPED_DAYS = 30
_STOPS = ("CEASE_CONTACT", "ATTORNEY", "VULNERABLE", "BREATHING_SPACE")
_ANSWER_AT = 6 * 3_600_000_000
_DAY = 24 * 3_600_000_000
_VISIT_NUMBER = re.compile(r"_([0-9]{1,2})\Z")
_OUTCOMES = (
    ("NOT_HOME", 500),
    ("REFUSED_TO_PAY", 200),
    ("MET_PROMISE", 150),
    ("REFUSED_VISIT", 50),
)


class Simulation(Struct, frozen=True, kw_only=True):
    """A world of so many accounts from `start` on, for so many days.

    Of every 1,000 accounts in a row, `bad_per_mille` send one record that has to be refused, spread
    evenly so that a small world sees its share too. Raises AssumptionsInvalid for a currency that
    is none.
    """

    seed: int
    accounts: int
    start: Day
    days: int
    currency: str
    bad_per_mille: int = 5

    def __post_init__(self) -> None:
        if exponent_of(self.currency) is None:
            raise AssumptionsInvalid(
                f"currency: {self.currency} is no ISO-4217 code; write one such as CNY"
            )

    def by_day(self) -> Iterator[DayOfFacts]:
        """Yield every day's facts, in order of accounts inside a day; all are held in memory."""
        arriving: defaultdict[Day, list[AnyFact]] = defaultdict(list)
        for number in range(self.accounts):
            for on, fact in self._facts_of(number):
                arriving[on].append(fact)
        return every_day(self.start, self._last_day, arriving)

    def answers(self, escalation: Escalation, on: Day) -> tuple[AnyCustomerFact, ...]:
        """Return what comes of an authorised visit one day later; some visits report nothing.

        The number of a visit is the one its rung ends in (`visit_2`); where a policy names its
        rungs otherwise, nothing is reported.
        """
        if escalation.verdict != "AUTHORISED" or escalation.channel != "VISIT":
            return ()
        number = _VISIT_NUMBER.search(escalation.rung)
        outcome = self._outcome(escalation.escalation_id)
        if number is None or outcome is None:
            return ()
        return (
            VisitOutcome(
                event_id=stable_id("simulation", "visit", escalation.escalation_id),
                customer_id=escalation.customer_id,
                effective_on=Day(on + 1),
                escalation_id=escalation.escalation_id,
                account_id=escalation.account_id,
                visit_number=int(number[1]),
                outcome=outcome,
                at=Instant((on + 1) * _DAY + _ANSWER_AT),
            ),
        )

    @property
    def _last_day(self) -> Day:
        return Day(self.start + self.days - 1)

    def _outcome(self, escalation_id: str) -> str | None:
        place = Chance(self.seed, escalation_id).below(1000, "outcome")
        for outcome, share in _OUTCOMES:
            if place < share:
                return outcome
            place -= share
        return None

    def _facts_of(self, number: int) -> Iterator[tuple[Day, AnyFact]]:
        born = self._born(number)
        chance = Chance(self.seed, born.account_id)
        yield from life(born, chance)
        if self._sends_bad(number):
            yield self._bad(born, chance)
        if chance.happens(_STOPS_PER_MILLE, "stopped"):
            yield from self._stop(born, chance)

    def _sends_bad(self, number: int) -> bool:
        place = Chance(self.seed, "portfolio").below(1000, "bad records") + number
        before, after = place * self.bad_per_mille // 1000, (place + 1) * self.bad_per_mille // 1000
        return after > before

    def _born(self, number: int) -> Born:
        is_second = number % _SECOND_ACCOUNT_EVERY == _SECOND_ACCOUNT_EVERY - 1
        holder = number - 1 if is_second else number
        return Born(
            account_id=f"sim-{number:06d}",
            customer_id=f"cust-{holder:06d}",
            opened_on=self.start,
            ends_on=self._last_day,
            currency=self.currency,
            unit_minor=10 ** (exponent_of(self.currency) or 0),
        )

    def _bad(self, born: Born, chance: Chance) -> tuple[Day, PaymentPosted]:
        on = Day(
            self.start + min(1, self.days - 1) + chance.below(max(1, self.days - 1), "bad day")
        )
        free = PaymentPosted(
            event_id=stable_id("simulation", born.account_id, "bad"),
            account_id=born.account_id,
            effective_on=on,
            payment_id=f"{born.account_id}-bad",
            currency=born.currency,
            amount_minor=0,
            value_on=on,
        )
        if chance.below(2, "bad kind"):
            return on, free
        foreign = "USD" if born.currency != "USD" else "EUR"
        return on, replace(free, currency=foreign, amount_minor=born.unit_minor)

    def _stop(self, born: Born, chance: Chance) -> Iterator[tuple[Day, AnyFact]]:
        on = Day(self.start + 1 + chance.below(self.days, "stop day"))
        stop_id = f"{born.customer_id}-stop-{born.account_id}"
        kind = _STOPS[chance.below(len(_STOPS), "stop kind")]
        yield (
            on,
            StopPlaced(
                event_id=stable_id("simulation", stop_id, "placed"),
                customer_id=born.customer_id,
                effective_on=on,
                stop_id=stop_id,
                kind=kind,
            ),
        )
        lifted_on = Day(on + _STOPPED_DAYS)
        yield (
            lifted_on,
            StopLifted(
                event_id=stable_id("simulation", stop_id, "lifted"),
                customer_id=born.customer_id,
                effective_on=lifted_on,
                stop_id=stop_id,
            ),
        )
