"""A life that unfolds by itself: whatever comes next, the account stands as reasoned day by day."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from streams.delinquency.packing import pack, unpack
from streams.policy.rules import Rules
from streams.terms.account_facts import AccountOpened, AnyAccountFact
from streams.terms.days import Day
from tests.delinquency.facts import Account, bill
from tests.delinquency.histories_draws import DUES, FIRST, PARTS
from tests.delinquency.histories_money import openings
from tests.delinquency.histories_moved import any_facts, last_facts, moved
from tests.delinquency.histories_walks import dated, rule_books
from tests.delinquency.second.answer import differences, second
from tests.delinquency.standings import come_to, is_numbered, tables
from tests.generated import examples, held

# Nothing is beyond the late horizon yet.
_LAST = FIRST + 380


class Life(RuleBasedStateMachine):
    """An account from its opening on, beside everything that it accepted."""

    def __init__(self) -> None:
        super().__init__()
        self.account = Account(Day(FIRST))
        self.taken: list[AnyAccountFact] = []
        self.agrees = False

    @property
    def today(self) -> Day:
        """The last tick's day."""
        assert self.account.as_of is not None
        return self.account.as_of.on

    @initialize(opening=openings(), rules=rule_books())
    def opens(self, opening: AccountOpened, rules: Rules) -> None:
        """Begin."""
        self.account.rules = rules
        self.account.tick(self.today)
        self._takes(opening)

    @rule(fact=any_facts(), late=st.sampled_from([-7, -1, 0, 0, 0, 0, 1, 5, 40, 90]))
    def hears(self, fact: AnyAccountFact, late: int) -> None:
        """Take a fact dated today, or some days off."""
        day = max(FIRST, self.today - late)
        self._takes(moved(fact, day - dated(fact)))

    @rule(minimum=DUES, fee=PARTS)
    def is_billed(self, minimum: int, fee: int) -> None:
        """Take a statement of today, under a name that no other has."""
        name = f"b{len(self.taken)}"
        self._takes(bill(name, self.today, Day(self.today + 20), minimum, fee=fee))

    @rule(fact=last_facts(), late=st.sampled_from([0, 0, 10]))
    def ends(self, fact: AnyAccountFact, late: int) -> None:
        """Take a fact about the end of the account."""
        self._takes(moved(fact, max(FIRST, self.today - late) - dated(fact)))

    @rule(place=st.integers(0, 40))
    def hears_again(self, place: int) -> None:
        """Take a fact once more: it changes and says nothing."""
        row, said = self.account.row, len(self.account.said)
        self.account.take(self.taken[place % len(self.taken)])
        assert self.account.row is row
        assert len(self.account.said) == said

    @precondition(lambda self: self.today < _LAST - 40)
    @rule(days=st.integers(1, 40))
    def passes(self, days: int) -> None:
        """Come to a later day; the row is turned only where it asked for it."""
        come_to(self.account, Day(self.today + days))

    @precondition(lambda self: self.today < _LAST - 40)
    @rule(days=st.integers(1, 40))
    def jumps(self, days: int) -> None:
        """Come to a later day at one turn, whatever lies between."""
        self.account.tick(Day(self.today + days))

    @rule()
    def is_stored(self) -> None:
        """Write the row and read it back."""
        read = unpack(pack(self.account.row))
        assert read == self.account.row
        self.account.row = read

    @rule(rules=rule_books())
    def is_judged_otherwise(self, rules: Rules) -> None:
        """Go on under another policy, which begins with a tick."""
        self.account.rules = rules
        self.account.tick(self.today)

    @invariant()
    def stands_as_reasoned(self) -> None:
        """Compare with the second implementation, given all that was accepted."""
        self.agrees = False
        if self.taken:
            answers = second(self.taken, self.account.rules, self.today)
            assert differences(tables(self.account.said)[-1], answers, self.today) == []
        self.agrees = True

    def teardown(self) -> None:
        """Look at all that was said, and count the life."""
        assert is_numbered(self.account.said)
        if self.agrees:
            held()

    def _takes(self, fact: AnyAccountFact) -> None:
        if not self.account.take(fact).refused_last:
            self.taken.append(fact)


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=examples(60), stateful_step_count=30, deadline=None)
