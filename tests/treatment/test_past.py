"""What is remembered of an account's standings: bounded, and a function of them alone."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from streams.terms.days import Day
from streams.terms.standing import LedgerStanding, Standing
from streams.treatment.past import BLANK, EPISODES_MAX, Past, lived
from tests.treatment.world import DUE_ON, PAID, Customer, late


def standing(
    day: int,
    *ledgers: LedgerStanding,
    holds: tuple[str, ...] = (),
    kept: int = 0,
    broken: int = 0,
) -> Standing:
    return Standing(
        account_id="a1",
        customer_id="c1",
        version=1,
        as_of=Day(DUE_ON + day),
        days_past_due=0,
        bucket="",
        ledgers=ledgers,
        holds=holds,
        promises_kept=kept,
        promises_broken=broken,
    )


def after(*standings: Standing) -> Past:
    past = BLANK
    for each in standings:
        past = lived(past, each) or BLANK
    return past


def test_who_was_never_late_is_not_remembered() -> None:
    assert lived(BLANK, standing(1, PAID)) is None
    known = Customer()
    known.stands(PAID)
    assert known.row.accounts[0].past is None


def test_an_episode_ends_as_it_ended() -> None:
    owed = standing(1, late())
    (paid,) = after(owed, standing(9, PAID)).episodes
    assert (paid.ended, paid.days_until_paid) == ("PAID", 9)
    (held,) = after(owed, standing(9, replace(PAID, held_minor=5_000))).episodes
    assert (held.ended, held.days_until_paid) == ("HELD", None)
    (sold,) = after(owed, standing(9, PAID, holds=("sold",))).episodes
    assert (sold.ended, sold.days_until_paid) == ("STOPPED", None)
    (gone,) = after(owed, standing(9)).episodes
    assert gone.ended == "HELD"


def test_an_episode_that_is_back_is_the_same_one() -> None:
    past = after(standing(1, late()), standing(5, PAID), standing(8, late()))
    (running,) = past.episodes
    assert (running.ended, running.ended_on, past.begun) == ("", None, 1)
    assert running.parts == 0


def test_the_first_day_late_is_the_earliest() -> None:
    past = after(standing(9, late(since=5)), standing(10, late(since=2)), standing(11, late()))
    assert [e.began_on for e in past.episodes] == [DUE_ON]


def test_parts_and_steps_are_counted_apart() -> None:
    less = replace(late(since=3), past_due_minor=4_000)
    still_less = replace(less, past_due_minor=3_000)
    (one,) = after(standing(1, late()), standing(5, less), standing(6, still_less)).episodes
    assert (one.parts, one.steps) == (2, 1)


def test_two_currencies_are_two_episodes() -> None:
    past = after(standing(1, late(), late("s2", currency="USD")), standing(5, late(), PAID))
    assert [(e.origin, e.ended) for e in past.episodes] == [("s1", ""), ("s2", "HELD")]


def test_promises_and_cause_are_those_last_told() -> None:
    past = after(standing(1, PAID, kept=1, broken=200), standing(2, PAID, kept=3))
    assert (past.kept, past.broken) == (3, 0)
    assert after(standing(1, PAID, broken=200)).broken == 99


@given(st.lists(st.tuples(st.integers(0, 40), st.booleans()), max_size=80))
def test_it_stays_small_whatever_comes(lived_through: list[tuple[int, bool]]) -> None:
    past, running = BLANK, set[int]()
    for day, (number, is_late) in enumerate(lived_through):
        ledger = late(f"s{number}") if is_late else PAID
        running = {number} if is_late else set()
        past = lived(past, standing(day, ledger)) or BLANK
        assert len(past.episodes) <= EPISODES_MAX
        assert {e.origin for e in past.episodes if not e.ended} == {f"s{n}" for n in running}
        assert past.begun <= 99


def test_the_oldest_episode_is_forgotten_first() -> None:
    past = BLANK
    for number in range(20):
        past = lived(past, standing(10 * number, late(f"s{number}"))) or BLANK
        past = lived(past, standing(10 * number + 5, PAID)) or BLANK
    assert [e.origin for e in past.episodes] == [f"s{n}" for n in range(8, 20)]
    assert past.begun == 20
