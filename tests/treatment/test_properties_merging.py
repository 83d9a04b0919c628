"""Customers who turn out to be one person: what protects either protects both, and all is told."""

from typing import Any

from hypothesis import given, settings

from streams.terms.days import AsOf, Day
from streams.terms.profile_facts import CustomerMoved, CustomersMerged
from streams.terms.treatment_notices import AnyTreatmentNotice, ContentsMoved, Escalation
from tests.generated import examples
from tests.treatment.merged_lives import MERGED_LIVES, NAMES, MergedLife, Said, Town, lived
from tests.treatment.test_properties_deferral import Book
from tests.treatment.watch import Watch
from tests.treatment.worker import Told, Worker

Place = tuple[str, str, str, int]


class Person:
    """What one row has to know, and what it must not do then."""

    def __init__(self) -> None:
        """Begin with nothing told."""
        self.watch, self.book = Watch(), Book()
        self.absorbed = False
        self.survives: set[str] = set()
        self.whole: dict[str, Day] = {}
        self.moved: set[str] = set()
        self.made: set[Place] = set()

    def allows(self, each: Escalation, tick: AsOf, newest: AsOf) -> None:
        """Check a contact that a tick authorised."""
        assert not self.absorbed, "an absorbed customer is contacted no more"
        for merge in self.survives | self.moved:
            assert merge in self.survives, "its own side of a merge is not told"
            assert merge in self.whole, "the other one's contents have not come"
            assert tick.on > self.whole[merge] + 1, "the survivor waits a day more"
        place = each.account_id, each.origin, each.rung, each.occurrence
        assert place not in self.made, "the other one did it before"
        self.watch.allows(each, tick, newest)
        self.made.add(place)

    def joins(self, other: "Person", move: CustomerMoved) -> None:
        """Take in what the other one knew when it said so."""
        self.moved.add(move.merge_id)
        self.watch.joins(other.watch)
        self.made |= other.made
        if move.whole_since_on is not None:
            self.whole.setdefault(move.merge_id, move.whole_since_on)


class Onlooker:
    """Follows every customer, and what moves from one to the other."""

    def __init__(self) -> None:
        """Begin with nobody known."""
        self.people = {name: Person() for name in NAMES}
        self.authorised: set[str] = set()
        self._moves: dict[tuple[str, int], Person] = {}
        self._on: Day | None = None

    def looks(self, town: Town, each: Told, said: Said) -> None:
        """Check a step; what was told before it is known by now."""
        if isinstance(each, tuple):
            self._on = each[0].on
        elif town.reject is None:
            self._sees(each)
        for name, notices in said.items():
            self._hears(town.workers[name], name, notices, each)

    def _sees(self, fact: Any) -> None:
        person = self.people[fact.customer_id]
        if isinstance(fact, CustomerMoved):
            person.joins(self._moves[fact.merge_id, fact.source_seq], fact)
        elif isinstance(fact, CustomersMerged):
            if fact.merge_role == "SURVIVOR":
                person.survives.add(fact.merge_id)
            else:
                person.absorbed = True
        else:
            person.watch.sees(fact, self._on)

    def _hears(
        self, worker: Worker, name: str, notices: tuple[AnyTreatmentNotice, ...], each: Told
    ) -> None:
        person = self.people[name]
        for one in notices:
            if isinstance(one, Escalation) and one.verdict == "AUTHORISED":
                assert isinstance(each, tuple), "only a tick authorises"
                assert one.escalation_id not in self.authorised, "no id is authorised twice"
                self.authorised.add(one.escalation_id)
                person.allows(one, *each)
            if isinstance(one, ContentsMoved):
                self._moves[one.merge_id, one.seq] = deepcopy_of(person)
        person.book.hears(notices)
        person.book.is_kept(worker.row, worker.wake)


def deepcopy_of(person: Person) -> Person:
    """Return what a row knows by now; facts are values, and stay the same ones."""
    other = Person()
    other.watch.joins(person.watch)
    other.made = {*person.made}
    return other


@settings(max_examples=examples(40))
@given(MERGED_LIVES)
def test_what_protects_one_of_them_protects_both(life: MergedLife) -> None:
    onlooker = Onlooker()
    lived(life, onlooker.looks)
