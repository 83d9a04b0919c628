"""Whole histories of a customer: standings, details, contacts and their results, ticks and outages.

What became of a contact depends on what was authorised, so a history is first lived and then a log
of facts and ticks, as Kafka keeps one. Days are counted from `DUE_ON`.
"""

from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from streams.policy.rules import Rules
from streams.terms.contact_facts import ContactMade, VisitOutcome
from streams.terms.customer_facts import AnyCustomerFact, StandingChanged
from streams.terms.days import Day
from streams.terms.standing import LedgerStanding
from streams.terms.treatment_notices import Escalation
from tests.treatment.dense import STRICT
from tests.treatment.signs import RESULTS, SIGNS, Sign, told_of
from tests.treatment.worker import Told, Worker
from tests.treatment.world import DUE_ON, Customer, late, local, moment, upcoming

ACCOUNTS = ("a1", "a2")


class Stand(Struct, frozen=True):
    """An account's standing: late since a day or paid, in yuan and in dollars, and what comes."""

    account: str
    since: int | None
    dollars_since: int | None
    comes: int | None
    incomplete: bool
    holds: tuple[str, ...]
    role: str


class Leave(Struct, frozen=True):
    """The customer is liable for an account no longer."""

    account: str


class Became(Struct, frozen=True):
    """What became of a contact of the last days."""

    nth: int
    word: int
    days_ago: int


class Pass(Struct, frozen=True):
    """Time passes: up to a tick some days on; the days between are missed, or caught up."""

    days: int
    hour: int
    caught_up: bool


Happening = Stand | Leave | Sign | Became | Pass
Life = list[tuple[list[Happening], Pass]]

SENT = ("SENT", "DELIVERED", "RETURNED", "FAILED")
OUTCOMES = ("NOT_HOME", "NOT_HOME", "REFUSED_TO_PAY", "ADDRESS_WRONG", "MET_PROMISE", "RECALLED")

stands = st.builds(
    Stand,
    account=st.sampled_from(ACCOUNTS),
    since=st.sampled_from((0, 0, 0, 0, 7, None)),
    dollars_since=st.sampled_from((None, None, None, None, 3)),
    comes=st.sampled_from((None, 30)),
    incomplete=st.sampled_from((*[False] * 9, True)),
    holds=st.sampled_from((*[()] * 11, ("promise",), ("dispute",), ("sold",))),
    role=st.sampled_from((*["PRIMARY"] * 11, "GUARANTOR")),
)
became = st.builds(
    Became, nth=st.integers(0, 3), word=st.integers(0, 8), days_ago=st.sampled_from((0, 0, 0, 1))
)
_leaves = st.builds(Leave, st.sampled_from(ACCOUNTS))
_OF_KIND: dict[str, st.SearchStrategy[Happening]] = {
    "s": stands,
    "b": became,
    "i": SIGNS,
    "l": _leaves,
}
_happenings: st.SearchStrategy[Happening] = st.sampled_from("ssbbbbbbbbiiiiiil").flatmap(
    lambda kind: _OF_KIND[kind]
)
passes = st.builds(
    Pass,
    days=st.sampled_from((1, 1, 1, 1, 1, 1, 0, 2, 4)),
    hour=st.sampled_from((6, 6, 6, 6, 6, 12, 19, 22)),
    caught_up=st.booleans(),
)
_days = st.tuples(st.lists(_happenings, max_size=4), passes)


@st.composite
def histories(draw: st.DrawFn) -> Life:
    """Draw a history: both accounts known and usually late, then days and what they bring."""
    opened: list[Happening] = [
        Stand(account, 0, None, None, incomplete=False, holds=(), role="PRIMARY")
        if draw(st.integers(0, 5))
        else replace(draw(stands), account=account)
        for account in ACCOUNTS
    ]
    days = draw(st.lists(_days, min_size=8, max_size=22))
    before: list[Happening] = [*draw(st.lists(SIGNS, max_size=2))]
    return [([*opened, *before], Pass(1, 6, caught_up=False)), *days]


HISTORIES = histories()


class Lived(Struct, frozen=True):
    """The log of a life: what arrived before each tick, and the tick; all of it in order."""

    days: list[tuple[list[AnyCustomerFact], list[Told]]]

    @property
    def log(self) -> list[Told]:
        """Facts and ticks in order."""
        return [each for facts, ticks in self.days for each in (*facts, *ticks)]


def lived(life: Life, rules: Rules = STRICT) -> Lived:
    """Let a customer live; returns the log of it."""
    writer, worker, day, number = Customer(rules), Worker(rules), 0, 0
    hour, days = -1, []
    for happenings, time in life:
        facts: list[AnyCustomerFact] = []
        for each in happenings:
            number += 1
            fact = _fact(each, writer, worker, day, number)
            if fact is not None:
                facts.append(fact)
                worker.reads(fact)
        ticks, hour = ticks_of(time, day, hour)
        day += time.days
        worker.takes_all(ticks)
        days.append((facts, ticks))
    return Lived(days)


def ticks_of(time: Pass, day: int, hour: int) -> tuple[list[Told], int]:
    """Return the ticks of one step and the last hour of its day; a day's second tick is later."""
    at = max(time.hour, hour + 1) if time.days == 0 else time.hour
    if at > 23:
        return [], hour
    last = moment(day + time.days, at)
    missed = range(day + 1, day + time.days) if time.caught_up else ()
    return [*((moment(one), last) for one in missed), (last, last)], at


def _fact(
    each: Happening, writer: Customer, worker: Worker, day: int, number: int
) -> AnyCustomerFact | None:
    match each:
        case Stand():
            return standing_of(each, writer, day)
        case Leave():
            return writer.withdrawal(each.account, day)
        case Sign():
            return told_of(each, day, number)
        case Became():
            return result_of(each, worker, day, number)
        case _:
            return None


def standing_of(each: Stand, writer: Customer, day: int) -> StandingChanged:
    fact = writer.standing(*_ledgers(each, day), account=each.account, day=day)
    standing = replace(fact.standing, holds=each.holds, role=each.role, incomplete=each.incomplete)
    return replace(fact, standing=standing)


def _ledgers(each: Stand, day: int) -> tuple[LedgerStanding, ...]:
    comes = each.comes is not None and each.comes >= day
    yuan = upcoming("s2", due=each.comes or 0) if comes else LedgerStanding(currency="CNY")
    if each.since is not None and each.since < day + 1:
        behind = late("s1", since=each.since)
        yuan = replace(
            behind,
            upcoming_statement_id=yuan.upcoming_statement_id,
            upcoming_due_on=yuan.upcoming_due_on,
            upcoming_minor=yuan.upcoming_minor,
        )
    if each.dollars_since is None or each.dollars_since > day:
        return (yuan,)
    return yuan, late("u1", since=each.dollars_since, currency="USD")


def result_of(each: Became, worker: Worker, day: int, number: int) -> AnyCustomerFact | None:
    """Return what became of one of the contacts that were authorised last, None without one."""
    known = worker.results if each.nth else set()
    made = [
        n
        for n in worker.said
        if isinstance(n, Escalation) and n.verdict == "AUTHORISED" and n.escalation_id not in known
    ]
    if not made:
        return None
    of = made[-1 - each.nth % len(made)]
    on = Day(DUE_ON + day - each.days_ago)
    at = local(day - each.days_ago, 10)
    event = f"r-{number}"
    if of.channel == "VISIT":
        return VisitOutcome(
            event_id=event,
            customer_id="c1",
            effective_on=on,
            escalation_id=of.escalation_id,
            account_id=of.account_id,
            visit_number=int(of.rung[-1]),
            outcome=OUTCOMES[each.word % len(OUTCOMES)],
            at=at,
        )
    words = RESULTS if of.channel == "PHONE" else SENT
    word = words[each.word % len(words)]
    promise = word == "PROMISED" and each.nth % 2 == 0
    return ContactMade(
        event_id=event,
        customer_id="c1",
        effective_on=on,
        escalation_id=of.escalation_id,
        account_id=of.account_id,
        result=word,
        at=at,
        point_id=f"p{each.nth % 2}" if of.channel == "PHONE" and each.nth else None,
        currency="CNY" if promise else "",
        promised_minor=1_000 if promise else None,
        promised_on=Day(on + 3) if promise else None,
    )
