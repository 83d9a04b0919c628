"""A newer ladder may call its rungs otherwise: what was done is not done again for that."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from streams.policy.rules import Ladder, Rules, Rung
from streams.terms.days import Day
from streams.treatment.renaming import RUNG_WITHDRAWN, as_named
from streams.treatment.rows import CURED, RungRecord
from tests.generated import examples
from tests.treatment.details import limited, made
from tests.treatment.world import LADDER, PAID, Customer, late, outcome, upcoming

RENAMED = {rung.id: f"new_{rung.id}" for rung in LADDER.rungs}


def renamed(ladder: Ladder, names: dict[str, str]) -> Ladder:
    """Return the ladder with rungs under other names, whatever waits for them included."""

    def name(rung: Rung) -> Rung:
        first = rung.after_outcome_of
        return replace(
            rung,
            id=names.get(rung.id, rung.id),
            after_outcome_of=None if first is None else names.get(first, first),
            needs=tuple(names.get(need, need) for need in rung.needs),
        )

    return replace(ladder, rungs=tuple(name(rung) for rung in ladder.rungs))


TALKATIVE = Ladder(
    id="cards",
    rungs=(
        Rung(id="text", channel="SMS", at_days=1, window_days=3),
        Rung(id="call", channel="PHONE", at_days=3, window_days=9, times=3, repeat_days=2),
        Rung(id="ring", channel="PHONE", at_days=5, window_days=9),
        Rung(id="post", channel="LETTER", at_days=9, window_days=14),
        Rung(id="urge", channel="LETTER", at_days=12, window_days=9, purpose="PRE_LEGAL"),
        Rung(id="go", channel="VISIT", at_days=14, window_days=14, visit_number=1),
    ),
)


def under(ladder: Ladder) -> Rules:
    return replace(limited(), ladder=ladder, ladders={ladder.id: ladder})


@pytest.mark.parametrize(
    ("rung", "day"), [("sms_1", 1), ("phone_1", 8), ("letter_1", 31), ("visit_1", 61)]
)
@pytest.mark.parametrize("migrate", [False, True])
def test_what_was_carried_out_is_not_repeated_under_another_name(
    rung: str, day: int, *, migrate: bool
) -> None:
    customer = Customer(under(LADDER))
    customer.stands(late())
    assert f"{rung} AUTHORISED" in customer.tick(day)
    new = renamed(LADDER, RENAMED)
    if migrate:
        new = replace(new, id="other", migrate=True)
    customer.rules = under(new)
    assert [word for word in customer.tick(day + 1) if f"new_{rung} " in word] == []


def test_a_reminder_is_not_repeated_under_another_name() -> None:
    customer = Customer(under(LADDER))
    customer.stands(upcoming(due=6))
    assert customer.tick(1) == ["reminder DUE", "reminder AUTHORISED"]
    customer.rules = under(renamed(LADDER, RENAMED))
    assert customer.tick(2) == []


def test_the_second_visit_waits_for_the_first_under_its_new_name() -> None:
    customer = Customer(under(LADDER))
    customer.stands(late())
    customer.tick(61)
    customer.rules = under(renamed(LADDER, RENAMED))
    customer.tell(outcome("NOT_HOME", 61))
    assert customer.tick(74) == []
    assert customer.wake == 1075
    assert customer.tick(75) == ["new_visit_2 DUE", "new_visit_2 AUTHORISED"]


def test_what_only_came_due_goes_on_under_the_new_name() -> None:
    customer = Customer(under(LADDER))
    customer.stands(late(), holds=("plan",))
    assert customer.tick(8)[-1] == "phone_1 DEFERRED account_hold_plan"
    customer.rules = under(renamed(LADDER, RENAMED))
    customer.stands(late(), day=9)
    said = customer.tick(9)
    assert "phone_1 CANCELLED rung_withdrawn" in said
    assert "new_phone_1 AUTHORISED" in said
    assert [word for word in said if word.endswith("AUTHORISED")] == ["new_phone_1 AUTHORISED"]


CALLS = Ladder(
    id="cards",
    rungs=(
        Rung(id="call", channel="PHONE", at_days=1, window_days=2, times=3, repeat_days=2),
        Rung(id="again", channel="PHONE", at_days=9, window_days=3),
        Rung(id="letter", channel="LETTER", at_days=9, window_days=9, tries_min=4),
    ),
)


def test_repeats_go_on_with_their_number_and_leave_the_next_rung_alone() -> None:
    customer = Customer(under(CALLS))
    customer.stands(late())
    said = customer.tick(1)
    customer.rules = under(renamed(CALLS, {"call": "ring", "again": "ring_again"}))
    for day in range(2, 12):
        said += customer.tick(day)
    made_of = [(e.rung, e.occurrence) for e in customer.said if e.verdict == "AUTHORISED"]
    assert made_of == [("call", 1), ("ring", 2), ("ring", 3), ("ring_again", 1)]


def test_a_call_under_two_names_is_one_try() -> None:
    customer = Customer(under(CALLS))
    customer.stands(late())
    customer.rules = under(renamed(CALLS, {"letter": "post"}))
    for day in range(1, 11):
        customer.tick(day)
        if customer.said[-1].verdict == "AUTHORISED" and customer.said[-1].channel == "PHONE":
            told = replace(made("NO_ANSWER", day=day), escalation_id=customer.last().escalation_id)
            customer.tell(told)
        if day == 5:
            # The three calls so far were of another purpose: one more is asked for.
            rungs = [replace(r, purpose="PRE_LEGAL") if r.id == "call" else r for r in CALLS.rungs]
            customer.rules = under(replace(CALLS, rungs=tuple(rungs)))
    assert [e for e in customer.said if e.channel == "LETTER" and e.verdict == "AUTHORISED"] == []


def record(rung: str, channel: str = "PHONE", **given: object) -> RungRecord:
    found = RungRecord(rung, "cards", channel, f"id-{rung}", False, None, "SKIPPED", Day(1), Day(4))
    return replace(found, **{"purpose": "COLLECTION", **given})


def rung(name: str, channel: str = "PHONE", **given: object) -> Rung:
    return replace(Rung(id=name, channel=channel, at_days=8, window_days=7), **given)


@pytest.mark.parametrize(
    ("told", "stands"),
    [
        (record("old"), True),
        (record("old", verdict="AUTHORISED"), True),
        (record("old", verdict="SUPPRESSED"), True),
        (record("old", purpose=""), True),
        (record("old", verdict="CANCELLED", rule=RUNG_WITHDRAWN, not_after=9), True),
        (record("old", verdict="CANCELLED", rule=RUNG_WITHDRAWN), False),
        (record("old", verdict="CANCELLED", rule=CURED), False),
        (record("old", verdict="DEFERRED"), False),
        (record("old", "SMS"), False),
        (record("old", purpose="PRE_LEGAL"), False),
        (record("old", before_due=True), False),
        (record("old", "VISIT", visit_number=1), False),
    ],
)
def test_only_what_was_done_in_the_same_way_stands_for_it(
    told: RungRecord, *, stands: bool
) -> None:
    seen = as_named((rung("new"),), (told,))
    assert [r.rung for r in seen] == (["old", "new"] if stands else ["old"])


def test_a_visit_stands_for_the_visit_of_its_number_whatever_else_changed() -> None:
    rungs = (
        rung("a", "VISIT", visit_number=1, purpose="PRE_LEGAL"),
        rung("b", "VISIT", visit_number=2),
    )
    first, second = (record(f"visit_{n}", "VISIT", visit_number=n) for n in (1, 2))
    assert [r.rung for r in as_named(rungs, (second,))] == ["visit_2", "b"]
    assert [r.rung for r in as_named(rungs, (second, first))] == ["visit_2", "visit_1", "b", "a"]


def test_each_stands_for_one_and_those_of_their_own_name_come_first() -> None:
    rungs = (rung("one"), rung("two"), rung("three"))
    assert [r.rung for r in as_named(rungs, (record("x"), record("two")))] == ["x", "two", "one"]
    both = as_named(rungs, (record("x"), record("y"), record("two")))
    assert [r.rung for r in both] == ["x", "y", "two", "one", "three"]


def test_repeats_that_were_renamed_twice_are_one_rung() -> None:
    customer = Customer(under(CALLS))
    customer.stands(late())
    for day in range(1, 12):
        if day in {2, 4, 6}:
            names = {"call": f"call_{day}", "again": f"again_{day}"}
            customer.rules = under(renamed(CALLS, names))
        customer.tick(day)
    made_of = [(e.rung, e.occurrence) for e in customer.said if e.verdict == "AUTHORISED"]
    assert made_of == [("call", 1), ("call_2", 2), ("call_4", 3), ("again_6", 1)]


def test_one_that_waits_keeps_its_place_before_one_that_was_done() -> None:
    rungs = (rung("one"), rung("two"))
    waits = record("x", verdict="CANCELLED", rule=RUNG_WITHDRAWN)
    assert [r.rung for r in as_named(rungs, (waits, record("y")))] == ["x", "y", "two"]
    again = replace(record("z"), was="x")
    assert [r.rung for r in as_named(rungs, (waits, record("y"), again))][3:] == ["two", "one"]


@settings(max_examples=examples(40), deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sets(st.sampled_from([r.id for r in TALKATIVE.rungs])),
            st.sampled_from((1, 1, 2, 5, 9)),
            st.sampled_from(("late", "late", "late", "paid", "plan")),
        ),
        min_size=3,
        max_size=14,
    )
)
def test_no_step_is_made_twice_in_an_episode_however_often_it_is_renamed(
    turns: list[tuple[set[str], int, str]],
) -> None:
    customer, day = Customer(under(TALKATIVE)), 0
    for number, (names, days, how) in enumerate(turns):
        new = {name: f"{name}_{number}" for name in names}
        customer.rules = under(renamed(TALKATIVE, new))
        holds = ("plan",) if how == "plan" else ()
        customer.stands(PAID if how == "paid" else late(), day=day, holds=holds)
        day += days
        customer.tick(day)
    steps = [
        (e.rung.removesuffix(f"_{n}"), e.occurrence)
        for e in customer.said
        if e.verdict == "AUTHORISED"
        for n in [e.rung.rpartition("_")[2]]
    ]
    assert len(steps) == len(set(steps))
