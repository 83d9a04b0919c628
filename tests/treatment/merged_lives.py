"""Lives of customers who turn out to be one person, and the log of them with every move between.

Each customer has a partition of its own: what moves from one to another comes in the order in
which it was said, at the latest before the second tick behind it, and may come again at any time.
"""

from collections.abc import Callable, Iterable, Iterator

from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from streams.policy.rules import Rules
from streams.terms.contact_facts import ContactMade, VisitOutcome
from streams.terms.customer_facts import AnyCustomerFact, StandingChanged
from streams.terms.profile_facts import CustomerMoved, CustomersMerged, MergeRole
from streams.terms.step import Reject
from streams.terms.treatment_notices import AnyTreatmentNotice, ContentsMoved
from streams.treatment import stage
from streams.treatment.rows import CustomerRow
from tests.portfolio.pure_play import moved_on
from tests.treatment.dense import STRICT
from tests.treatment.people import merged
from tests.treatment.signs import SIGNS, Sign, told_of
from tests.treatment.whole_lives import (
    ACCOUNTS,
    Became,
    Pass,
    Stand,
    became,
    passes,
    result_of,
    standing_of,
    stands,
    ticks_of,
)
from tests.treatment.worker import Told, Worker
from tests.treatment.world import Customer

NAMES = ("c1", "c2", "c3")
# Who is absorbed by whom: one pair, a row, two into one, one into two, and circles.
PLANS: tuple[tuple[tuple[int, int], ...], ...] = (
    ((0, 1),),
    ((1, 0),),
    ((0, 1), (1, 2)),
    ((0, 2), (1, 2)),
    ((0, 1), (0, 2)),
    ((0, 1), (1, 0)),
    ((0, 1), (1, 2), (2, 0)),
)
AT_ONCE, BEFORE_THE_TICK = 0, 9


class Side(Struct, frozen=True):
    """One side of a merge is told."""

    merge: str
    other: int
    is_survivor: bool


class Follow(Struct, frozen=True):
    """The bank lets all accounts of one customer follow to another."""

    to: int


class Again(Struct, frozen=True):
    """A move that came before comes once more."""

    nth: int


class Under(Struct, frozen=True):
    """What became of a contact is told, maybe under another id of the same person."""

    other: int
    became: Became


What = Stand | Sign | Under | Side | Follow | Again


class MergedDay(Struct, frozen=True):
    """What happens to whom, up to a tick; `posts` say how long each move takes."""

    events: list[tuple[int, What]]
    time: Pass
    posts: list[int]


MergedLife = list[MergedDay]


def _whats(people: int) -> st.SearchStrategy[What]:
    who = st.integers(0, people - 1)
    kinds: dict[str, st.SearchStrategy[What]] = {
        "s": stands,
        "i": SIGNS,
        "b": st.builds(Under, other=who, became=became),
        "a": st.builds(Again, st.integers(0, 5)),
    }
    return st.sampled_from("sbbbbiiia").flatmap(lambda kind: kinds[kind])


def _days(people: int) -> st.SearchStrategy[MergedDay]:
    event = st.tuples(st.integers(0, people - 1), _whats(people))
    posts = st.lists(st.integers(0, 3), max_size=3)
    return st.builds(MergedDay, st.lists(event, max_size=4), passes, posts)


@st.composite
def merged_lives(draw: st.DrawFn) -> MergedLife:
    """Draw a life: two or three customers, mostly late, of whom some turn out to be one."""
    plan = draw(st.sampled_from(PLANS))
    people = 1 + max(max(edge) for edge in plan)
    opened: list[tuple[int, What]] = []
    for who in range(people):
        account = draw(st.sampled_from(ACCOUNTS))
        late = Stand(account, 0, None, None, incomplete=False, holds=(), role="PRIMARY")
        opened.append((who, late))
        if draw(st.booleans()):
            opened.append((who, Sign("point", 0, 0, 0, 0, "a")))
    days = draw(st.lists(_days(people), min_size=6, max_size=14))
    events = [[*day.events] for day in days]
    for number, (absorbed, survivor) in enumerate(plan):
        at = draw(st.integers(0, len(days) - 1))
        for who, other in ((absorbed, survivor), (survivor, absorbed)):
            on = at + draw(st.sampled_from((0, 0, 0, 1, 2)))
            if on < len(days):
                side = Side(f"m{number}", other, is_survivor=who == survivor)
                events[on].insert(draw(st.integers(0, len(events[on]))), (who, side))
        on = at + draw(st.integers(0, 3))
        if on < len(days):
            events[on].append((absorbed, Follow(survivor)))
    first = MergedDay(opened, Pass(1, 6, caught_up=False), [])
    return [first, *(replace(d, events=e) for d, e in zip(days, events, strict=True))]


MERGED_LIVES = merged_lives()


Said = dict[str, tuple[AnyTreatmentNotice, ...]]
"""What each customer's row said of one fact or tick."""


class Town:
    """The rows of all customers, run as the engine runs them; `outbox` is not delivered yet."""

    def __init__(self, rules: Rules = STRICT) -> None:
        """Begin with nothing known."""
        self.workers = {name: Worker(rules, lazy=True) for name in NAMES}
        for name, worker in self.workers.items():
            worker.row = stage.blank(name)
        self.outbox: list[CustomerMoved] = []
        self.reject: Reject | None = None

    def takes(self, each: Told) -> Said:
        """Apply a fact to its customer or a tick to all; returns what each said."""
        self.reject = None
        if isinstance(each, tuple):
            said = {name: one.ticks(*each) for name, one in self.workers.items()}
        else:
            step = self.workers[each.customer_id].reads(each)
            self.reject = step.reject
            said = {each.customer_id: step.notices}
        for notices in said.values():
            self.outbox += [moved_on(n) for n in notices if isinstance(n, ContentsMoved)]
        return said


Look = Callable[[Town, Told, Said], None]


class Post:
    """Carries moves from customer to customer, each as late as it may come at most."""

    def __init__(self, town: Town, look: Look) -> None:
        """Begin with nothing to carry."""
        self.town, self.look = town, look
        self.log: list[Told] = []
        self.delivered: list[CustomerMoved] = []
        self._bags: list[tuple[CustomerMoved, tuple[int, int]]] = []
        self._ticks = 0
        self._posts: list[int] = []

    def begins(self, posts: list[int]) -> None:
        """Begin a day; `posts` are the ways of its moves, all at once where there is none."""
        self._posts = [*posts]

    def takes(self, each: Told) -> None:
        """Let a fact or tick come, and whatever moves at once after it."""
        if isinstance(each, tuple):
            self._carry((self._ticks, BEFORE_THE_TICK))
            self._ticks += 1
        self._apply(each)
        self._carry((self._ticks, AT_ONCE))

    def ends(self) -> None:
        """Let all that is on its way arrive."""
        self._carry((self._ticks + 1, BEFORE_THE_TICK))

    def _apply(self, each: Told) -> None:
        self.log.append(each)
        self.look(self.town, each, self.town.takes(each))
        for move in self.town.outbox:
            way = self._posts.pop() if self._posts else 0
            behind = 1 if way > 1 and not isinstance(each, tuple) else 0
            late = BEFORE_THE_TICK if way % 2 else AT_ONCE
            self._bags.append((move, (self._ticks + behind, late)))
        self.town.outbox.clear()

    def _carry(self, now: tuple[int, int]) -> None:
        for _ in range(200):
            due = next((move for move, when in self._bags if when <= now), None)
            if due is None:
                return
            # A partition keeps the order of what one customer says to another.
            first = next(bag for bag in self._bags if _way(bag[0]) == _way(due))
            self._bags.remove(first)
            self.delivered.append(first[0])
            self._apply(first[0])
        raise AssertionError("moves go round and round")


def _way(move: CustomerMoved) -> tuple[str, str]:
    return move.other_id, move.customer_id


class Lived(Struct, frozen=True):
    """What came each day beside the moves, and the log of all of it."""

    days: list[tuple[list[AnyCustomerFact], list[Told]]]
    log: list[Told]
    moves: list[CustomerMoved]
    town: Town


def _looks_away(_town: Town, _each: Told, _said: Said) -> None:
    pass


def lived(life: MergedLife, look: Look = _looks_away, rules: Rules = STRICT) -> Lived:
    """Let customers live, while somebody looks at each step; returns the log of it."""
    town = Town(rules)
    post, teller = Post(town, look), _Teller(town, rules)
    day, hour, days = 0, -1, []
    for one in life:
        post.begins(one.posts)
        facts = []
        for who, what in one.events:
            if isinstance(what, Again):
                if post.delivered:
                    post.takes(post.delivered[what.nth % len(post.delivered)])
                continue
            for fact in teller.tells(NAMES[who], what, day):
                facts.append(fact)
                post.takes(fact)
        ticks, hour = ticks_of(one.time, day, hour)
        day += one.time.days
        for tick in ticks:
            post.takes(tick)
        days.append((facts, ticks))
    post.ends()
    return Lived(days, post.log, post.delivered, town)


def played(
    days: Iterable[tuple[list[AnyCustomerFact], list[Told]]],
    posts: list[int],
    look: Look = _looks_away,
    rules: Rules = STRICT,
) -> Town:
    """Let the same days come once more, while moves take other ways."""
    town = Town(rules)
    post = Post(town, look)
    for facts, ticks in days:
        post.begins(posts)
        for each in (*facts, *ticks):
            post.takes(each)
    post.ends()
    return town


class _Teller:
    """Writes the facts, as the systems of the bank would."""

    def __init__(self, town: Town, rules: Rules) -> None:
        self._town, self._writer, self._number = town, Customer(rules), 0
        self._stands: dict[tuple[str, str], Stand] = {}
        self._told_to: dict[str, str] = {}

    def tells(self, name: str, what: What, day: int) -> Iterator[AnyCustomerFact]:
        """Yield the facts of a happening, each under the key that it has."""
        self._number += 1
        match what:
            case Stand():
                yield self._stand(name, what, day)
            case Sign():
                yield replace(told_of(what, day, self._number), customer_id=name)
            case Under():
                yield from self._result(name, what, day)
            case Side():
                yield self._side(name, what, day)
            case Follow():
                yield from self._follow(name, NAMES[what.to], day)
            case _:
                pass

    def _stand(self, name: str, what: Stand, day: int) -> StandingChanged:
        self._stands[name, what.account] = what
        fact = standing_of(what, self._writer, day)
        standing = replace(fact.standing, customer_id=name)
        return replace(fact, customer_id=name, standing=standing)

    def _side(self, name: str, what: Side, day: int) -> CustomersMerged:
        role: MergeRole = "SURVIVOR" if what.is_survivor else "ABSORBED"
        side = merged(name, NAMES[what.other], role, merge=what.merge, day=day)
        return replace(side, event_id=f"{side.event_id}-{self._number}")

    def _follow(self, name: str, to: str, day: int) -> Iterator[AnyCustomerFact]:
        for whose, account in [*self._stands]:
            if whose == name:
                stand = self._stands.pop((whose, account))
                yield replace(self._writer.withdrawal(account, day), customer_id=name)
                yield self._stand(to, stand, day)

    def _result(self, name: str, what: Under, day: int) -> Iterator[AnyCustomerFact]:
        fact = result_of(what.became, self._town.workers[name], day, self._number)
        if not isinstance(fact, ContactMade | VisitOutcome):
            return
        other = NAMES[what.other]
        if not knows(self._town.workers[other].row, fact.escalation_id):
            other = name
        if isinstance(fact, VisitOutcome) and what.became.nth > 1:
            fact = replace(fact, outcome="SAFETY_STOP")
        # The first word is told to one id; that one alone could tell a second that differs.
        told_to = self._told_to.setdefault(fact.escalation_id, other)
        yield replace(fact, customer_id=told_to)


def knows(row: CustomerRow, escalation_id: str) -> bool:
    """Tell whether a row has a contact among those that were authorised."""
    return any(
        record.escalation_id == escalation_id and record.not_after is not None
        for account in row.accounts
        for journal in account.journals
        for record in journal.rungs
    )
