"""A question is answered once, in time, and as it was asked last."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from streams.planning.pending import Pending
from streams.terms.days import Instant
from streams.terms.field_notices import PlanAsked
from tests.field.questions import HOUR, asked


def question(name: str = "p1", seq: int = 1, hour: int = 0, digest: str = "d") -> PlanAsked:
    """Return a question asked at an hour, to be answered within twelve."""
    at = Instant(100 * HOUR + hour * HOUR)
    return replace(
        asked(plan_id=name, seq=seq, at=at, deadline_at=Instant(at + 12 * HOUR)),
        input_digest=digest,
    )


def pending(*questions: PlanAsked) -> Pending:
    found = Pending()
    for one in questions:
        found.ask(one)
    return found


def open_ids(found: Pending) -> list[str]:
    ids = []
    while (first := found.first()) is not None:
        ids.append(first.plan_id)
        found.settle(first.plan_id, first.input_digest)
    return ids


def test_an_answer_settles_its_own_input_alone() -> None:
    found = pending(question())
    found.settle("p1", "another")
    found.settle("p2", "d")
    assert found.first() == question()
    found.settle("p1", "d")
    assert found.first() is None
    found.ask(question())
    assert found.first() is None


def test_of_a_plan_that_is_asked_for_twice_the_later_question_counts() -> None:
    anew = question(seq=2, digest="anew")
    assert pending(question(), anew).first() == anew
    assert pending(anew, question()).first() == anew


def test_a_question_is_too_late_when_another_is_asked_at_its_deadline() -> None:
    assert open_ids(pending(question(), question("p2", hour=11))) == ["p1", "p2"]
    assert open_ids(pending(question(), question("p2", hour=12))) == ["p2"]
    assert open_ids(pending(question("p2", hour=12), question())) == ["p2"]


def test_time_alone_makes_a_question_too_late_and_never_goes_back() -> None:
    found, first = pending(question(), question("p2", hour=6)), question()
    found.turn(Instant(first.deadline_at - 1))
    assert [one.plan_id for one in found.open()] == ["p1", "p2"]
    assert found.is_open(first)
    found.turn(first.deadline_at)
    found.turn(Instant(0))
    assert not found.is_open(first)
    assert [one.plan_id for one in found.open()] == ["p2"]


def test_a_question_is_open_as_long_as_it_is_the_one_that_counts() -> None:
    first, anew = question(), question(seq=2, digest="anew")
    found = pending(first, anew)
    assert not found.is_open(first)
    assert found.is_open(anew)
    found.settle("p1", "anew")
    assert not found.is_open(anew)


def test_the_nearest_deadline_comes_first() -> None:
    found = pending(question("a", hour=6), question("c"), question("b"))
    assert open_ids(found) == ["b", "c", "a"]


@given(
    st.lists(
        st.builds(
            question,
            st.sampled_from(("p1", "p2", "p3")),
            st.integers(1, 30),
            st.integers(0, 30),
            st.sampled_from("abc"),
        ),
        unique_by=lambda one: one.seq,
        max_size=8,
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_and_the_repetition_of_reading_change_nothing(
    questions: list[PlanAsked], chance: Random
) -> None:
    # An area's later question is never asked at an earlier instant.
    told = [replace(q, seq=q.at) for q in {q.at: q for q in questions}.values()]
    again = [*told, *told]
    chance.shuffle(again)
    assert open_ids(pending(*again)) == open_ids(pending(*told))
