"""A made-up portfolio: accounts with habits, and a world that answers the doors.

The same seed gives the same facts, and an account's facts do not depend on how many others there
are.
"""

from collections import defaultdict
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from streams.portfolio.agencies import agency_of
from streams.portfolio.answering import answers
from streams.portfolio.assumptions import AssumptionsInvalid
from streams.portfolio.born import Born
from streams.portfolio.chance import Chance
from streams.portfolio.crews import people_of
from streams.portfolio.day_of_facts import AnyFact, DayOfFacts, every_day
from streams.portfolio.doorsteps import reports
from streams.portfolio.lives import life
from streams.portfolio.merging import merged, twin_of
from streams.portfolio.open_matters import matters
from streams.portfolio.people import EVERYDAY, People
from streams.portfolio.profiles import COUNTRIES, Country, profile
from streams.portfolio.repaying import repayments
from streams.portfolio.stopping import stops
from streams.portfolio.towns import areas_of
from streams.terms.account_facts import PaymentPosted
from streams.terms.days import Day
from streams.terms.field_notices import FieldEvent, VisitNotice
from streams.terms.identity import stable_id
from streams.terms.money import exponent_of
from streams.terms.treatment_notices import Escalation

_SECOND_ACCOUNT_EVERY = 20


class Simulation(Struct, frozen=True, kw_only=True):
    """A world of so many accounts from `start` on, for so many days.

    Of every 1,000 accounts in a row, `bad_per_mille` send one record that has to be refused, spread
    evenly so that a small world sees its share too. `people` says how many of them do what.
    Raises AssumptionsInvalid for a currency that is none.
    """

    seed: int
    accounts: int
    start: Day
    days: int
    currency: str
    bad_per_mille: int = 5
    people: People = EVERYDAY

    def __post_init__(self) -> None:
        if exponent_of(self.currency) is None:
            raise AssumptionsInvalid(
                f"currency: {self.currency} is no ISO-4217 code; write one such as CNY"
            )

    def by_day(self) -> Iterator[DayOfFacts]:
        """Yield every day's facts, in order of accounts inside a day; all are held in memory."""
        arriving: defaultdict[Day, list[AnyFact]] = defaultdict(list)
        for area in areas_of(self.accounts) if self.people.agents_an_area else ():
            crews = people_of(area, self.people.agents_an_area, self.start, self.days, self.seed)
            for on, told in crews:
                arriving[on].append(told)
        for number in range(self.accounts):
            for on, fact in self._facts_of(number):
                arriving[on].append(fact)
        return every_day(self.start, self._last_day, arriving)

    def answers(self, escalation: Escalation, on: Day) -> tuple[AnyFact, ...]:
        """Return what comes of an authorised contact; of some of them nothing is ever heard.

        Where there are crews, it is they who tell what came of a visit.
        """
        if self.people.agents_an_area and escalation.channel == "VISIT":
            return tuple(repayments(escalation, on, self.seed))
        return tuple(answers(escalation, on, self.seed))

    def reports(self, notice: VisitNotice | FieldEvent) -> tuple[AnyFact, ...]:
        """Return what crews, managers and customers tell of a step of a visit."""
        return tuple(reports(notice, self.seed)) if self.people.agents_an_area else ()

    @property
    def _last_day(self) -> Day:
        return Day(self.start + self.days - 1)

    def _facts_of(self, number: int) -> Iterator[tuple[Day, AnyFact]]:
        born = self._born(number)
        chance = Chance(self.seed, born.account_id)
        if not self._is_second(number):
            yield from self._profile(born.customer_id)
        yield from life(born, chance, self.people)
        if chance.happens(self.people.merged_per_mille, "merged"):
            yield from self._twin(born)
        if self._sends_bad(number):
            yield self._bad(born, chance)
        yield from stops(born, self.days, chance, self.people)
        yield from agency_of(born, chance, self.people)
        if not self._is_second(number):
            yield from matters(born, self.days, chance, self.people)

    def _twin(self, born: Born) -> Iterator[tuple[Day, AnyFact]]:
        twin = twin_of(born)
        chance = Chance(self.seed, twin.account_id)
        yield from self._profile(twin.customer_id)
        yield from life(twin, chance, self.people)
        yield from merged(born, self.days, chance)

    def _profile(self, customer_id: str) -> Iterator[tuple[Day, AnyFact]]:
        country = COUNTRIES.get(self.currency, Country())
        told = profile(
            customer_id,
            self.start,
            Chance(self.seed, customer_id),
            country,
            len(areas_of(self.accounts)),
        )
        yield from ((self.start, fact) for fact in told)

    def _sends_bad(self, number: int) -> bool:
        place = Chance(self.seed, "portfolio").below(1000, "bad records") + number
        before, after = place * self.bad_per_mille // 1000, (place + 1) * self.bad_per_mille // 1000
        return after > before

    def _is_second(self, number: int) -> bool:
        return number % _SECOND_ACCOUNT_EVERY == _SECOND_ACCOUNT_EVERY - 1

    def _born(self, number: int) -> Born:
        holder = number - 1 if self._is_second(number) else number
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
