"""Whatever happens to a customer, nobody is contacted who must not be."""

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from streams.policy.rules import Rules
from streams.terms.treatment_notices import Escalation
from streams.treatment import packing
from tests.treatment.lives import LIVES, Happening, Witness, told
from tests.treatment.worker import Worker
from tests.treatment.world import HOUSE, LADDER, ruled

CAPS = st.sampled_from((1, 2))


def capped(cap: int) -> Rules:
    return ruled(house=replace(HOUSE, contacts_per_day_max=cap))


@given(LIVES, CAPS)
def test_no_verdict_breaks_a_protection(life: list[Happening], cap: int) -> None:
    worker, witness = Worker(capped(cap)), Witness(cap)
    for each in told(life):
        if isinstance(each, tuple):
            witness.hears(worker.ticks(*each), is_tick=True)
            witness.misses_none(each[0])
            witness.knows_the_clocks()
        else:
            step = worker.reads(each)
            if step.reject is None:
                witness.sees(each)
            witness.hears(step.notices, is_tick=False)


@given(LIVES, CAPS)
def test_a_row_that_sleeps_until_it_wants_to_wake_says_the_same(
    life: list[Happening], cap: int
) -> None:
    eager, lazy = Worker(capped(cap)), Worker(capped(cap), lazy=True)
    for each in told(life):
        for worker in (eager, lazy):
            if isinstance(each, tuple):
                worker.ticks(*each)
            else:
                worker.reads(each)
        assert eager.said == lazy.said


@given(LIVES)
def test_a_repeated_fact_or_tick_has_no_effect(life: list[Happening]) -> None:
    worker = Worker(capped(1))
    for each in told(life):
        if isinstance(each, tuple):
            worker.ticks(*each)
            assert worker.ticks(*each) == ()
            continue
        worker.reads(each)
        row = worker.row
        again = worker.reads(each)
        assert again.row is row
        assert again.notices == ()


@given(LIVES)
def test_a_packed_row_goes_on_as_if_it_never_was(life: list[Happening]) -> None:
    steady, packed = Worker(capped(1)), Worker(capped(1))
    for each in told(life):
        packed.row = packing.unpack(packing.pack(packed.row))
        for worker in (steady, packed):
            if isinstance(each, tuple):
                worker.ticks(*each)
            else:
                worker.reads(each)
    assert packed.row == steady.row
    assert packed.said == steady.said


def test_the_lives_are_worth_watching() -> None:
    heard: set[str] = set()

    @settings(max_examples=300, derandomize=True, database=None)
    @given(LIVES)
    def live(life: list[Happening]) -> None:
        worker = Worker(capped(1))
        for each in told(life):
            if isinstance(each, tuple):
                worker.ticks(*each)
            else:
                worker.reads(each)
        verdicts = [n for n in worker.said if isinstance(n, Escalation)]
        heard.update(f"{n.rung} {n.verdict}" for n in verdicts)
        heard.update(n.rule for n in verdicts if n.rule is not None)

    live()
    assert {f"{rung.id} AUTHORISED" for rung in LADDER.rungs[:-1]} <= heard
    assert {"account_incomplete", "anchor_moved", "cured", "stop_attorney", "outage"} <= heard
    assert {"account_hold_plan", "account_hold_sold", "role_not_contacted"} <= heard
    assert {"contact_cap_of_the_day", "house_hours", "no_outcome_of_visit_1"} <= heard
