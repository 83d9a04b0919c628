"""Customers who turn out to be one person: what protects either protects both, and all is told."""

from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from streams.terms.days import AsOf, Day
from streams.terms.profile_facts import CustomerMoved, CustomersMerged
from streams.terms.treatment_notices import AnyTreatmentNotice, ContentsMoved, Escalation
from streams.treatment import gate, packing, stage, turning, uniting
from streams.treatment.known import Profile
from streams.treatment.rows import CustomerRow, RungRecord
from streams.treatment.spending import Ledger
from streams.treatment.uniting import contents_of
from tests.generated import examples
from tests.treatment.dense import STRICT
from tests.treatment.merged_lives import (
    MERGED_LIVES,
    NAMES,
    Again,
    Follow,
    MergedLife,
    Said,
    Side,
    Town,
    Under,
    lived,
    played,
)
from tests.treatment.test_properties_deferral import Book
from tests.treatment.watch import Watch
from tests.treatment.whole_lives import Pass
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
    lived(life, Onlooker().looks)


def planted() -> None:
    """Live lives in which a breach is planted."""

    @settings(
        max_examples=1000,
        deadline=None,
        database=None,
        derandomize=True,
        phases=(Phase.generate,),
        report_multiple_bugs=False,
    )
    @given(MERGED_LIVES)
    def found(life: MergedLife) -> None:
        lived(life, Onlooker().looks)

    found()


def test_a_merge_that_the_gate_leaves_out_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    left = tuple(each for each in gate._RULES if each.__name__ != "_not_merged")  # noqa: SLF001
    monkeypatch.setattr(gate, "_RULES", left)
    monkeypatch.setattr(turning, "broken", lambda *_: None)
    with pytest.raises(AssertionError, match=r"contacted no more|not told|not come|a day more"):
        planted()


@pytest.mark.parametrize(
    ("part", "broken"),
    [
        ("_ledger", "cap of|a rest behind"),
        ("_matters", "a complaint|to be confirmed"),
        ("_profile", "refused|missing|point|hours|quiet"),
    ],
)
def test_what_does_not_move_is_missed(
    monkeypatch: pytest.MonkeyPatch, part: str, broken: str
) -> None:
    monkeypatch.setattr(uniting, part, lambda own, _moved: own)
    with pytest.raises(AssertionError, match=broken):
        planted()


@settings(max_examples=examples(25))
@given(MERGED_LIVES)
def test_a_log_read_again_through_bytes_gives_the_same_rows_and_words(life: MergedLife) -> None:
    once = lived(life)
    again = Town()
    for each in once.log:
        for worker in again.workers.values():
            worker.row = packing.unpack(packing.pack(worker.row))
        again.takes(each)
    for name in NAMES:
        assert again.workers[name].said == once.town.workers[name].said
        assert again.workers[name].row == once.town.workers[name].row


@settings(max_examples=examples(25))
@given(MERGED_LIVES, st.lists(st.integers(0, 9), max_size=20))
def test_moves_in_another_order_and_again_leave_the_same_rows(
    life: MergedLife, picks: list[int]
) -> None:
    once = lived(life)
    for name in NAMES:
        worker = once.town.workers[name]
        moves = [m for m in once.moves if m.customer_id == name]
        start = without_moves(worker)
        in_turn = taken(start, worker, moves)
        mixed = taken(start, worker, [*interleaved(moves, picks), *moves[:2]])
        assert contents_of(mixed) == contents_of(in_turn)
        assert [m.whole_since_on for m in mixed.merges] == [
            m.whole_since_on for m in in_turn.merges
        ]


@settings(max_examples=examples(15))
@given(MERGED_LIVES, st.lists(st.integers(0, 3), max_size=3))
def test_a_move_that_comes_later_decides_nothing_otherwise(
    life: MergedLife, posts: list[int]
) -> None:
    once = lived(quiet(life))
    other = played(once.days, posts)
    for name in NAMES:
        assert authorised(other.workers[name]) == authorised(once.town.workers[name])
        rows = other.workers[name].row, once.town.workers[name].row
        assert on_record(rows[0]) == on_record(rows[1])
        assert rows[0].merges == rows[1].merges


def without_moves(worker: Worker) -> CustomerRow:
    """Return a row that knows of itself alone, before anything moved into it."""
    return replace(worker.row, merges=(), accounts=(), ledger=Ledger(), stops=(), profile=Profile())


def taken(row: CustomerRow, worker: Worker, moves: list[CustomerMoved]) -> CustomerRow:
    """Return the row with moves taken in, nothing else happening between."""
    for move in moves:
        step = stage.apply(row, move, STRICT, worker.as_of)
        assert step.reject is None
        row = step.row
    return row


def interleaved(moves: list[CustomerMoved], picks: list[int]) -> list[CustomerMoved]:
    """Return the moves in another order that keeps that of each merge, as a partition does."""
    queues: dict[str, list[CustomerMoved]] = {}
    for move in moves:
        queues.setdefault(move.merge_id, []).append(move)
    mixed = []
    for pick in [*picks, *([0] * len(moves))]:
        names = [name for name in sorted(queues) if queues[name]]
        if names:
            mixed.append(queues[names[pick % len(names)]].pop(0))
    return mixed


def quiet(life: MergedLife) -> MergedLife:
    """Return a life in which the ways of moves alone may differ.

    A day follows upon the other, both sides of a merge are told on one day, and nothing is told of
    one who is absorbed. Nobody is both absorbed and a survivor: the end of a row of merges is not
    held by what the first one says late.
    """
    absorbed: set[int] = set()
    survivors: set[int] = set()
    days = []
    for day in life:
        events = []
        for who, what in day.events:
            match what:
                case Side():
                    gone, stays = (what.other, who) if what.is_survivor else (who, what.other)
                    is_told = gone not in survivors and stays not in absorbed
                    absorbed |= {gone} if is_told else set()
                    survivors |= {stays} if is_told else set()
                case Follow():
                    is_told = what.to not in absorbed
                case Again() | Under():
                    is_told = False
                case _:
                    is_told = who not in absorbed
            if is_told:
                events.append((who, what))
            if is_told and isinstance(what, Side):
                other = Side(what.merge, who, is_survivor=not what.is_survivor)
                events.append((what.other, other))
        time = Pass(max(1, day.time.days), day.time.hour, caught_up=True)
        days.append(replace(day, events=events, time=time, posts=[]))
    return days


def on_record(row: CustomerRow) -> tuple[CustomerRow, list[RungRecord]]:
    """Return what is on record, but when and how that ended which was never authorised."""
    rungs = [r for a in row.accounts for j in a.journals for r in j.rungs]
    made = sorted((r for r in rungs if r.not_after is not None), key=lambda r: r.escalation_id)
    return replace(packing.unpack(contents_of(row)), accounts=()), made


def authorised(worker: Worker) -> list[Escalation]:
    """Return the contacts that were authorised, without the number of each."""
    said = (n for n in worker.said if isinstance(n, Escalation))
    return [replace(n, seq=0) for n in said if n.verdict == "AUTHORISED"]
