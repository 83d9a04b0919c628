"""Behaviour in a document: what each row chooses, and everything that is refused about it."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.policy.strategy import TRAITS
from streams.policy.strategy_shapes import ASKED
from streams.policy.strategy_words import NEVER, is_never
from streams.policy.telling import value_of
from tests.policy.bank import GOOD, broken_rules, on, sound

_HEAD = """
source = "product choice"
clause = "-"
force = "product"
confidence = "product"
from = 2020-01-01
status = "in_force"
"""
FORGETS = f'[[traits]]\nid = "b.forgets"{_HEAD}trait = "forgets"\n'
FORGETS += "times_min = 2\ndays_max = 7\nwithin_days = 400\n"
FIRST = f'[[traits]]\nid = "b.first"{_HEAD}trait = "first_time"\n'
KIND = f"""[[ladders]]
id = "b.kind"{_HEAD}ladder = "kind"
by_strategy = true
rungs = [{{ id = "sms", channel = "SMS", at_days = 9, window_days = 4 }}]
"""


def strategy(*rows: str, traits: str = FORGETS + FIRST, ladders: str = KIND) -> str:
    """Return the sound text with a strategy of these rows."""
    listed = "".join(f"  {{ {row} }},\n" for row in rows)
    return (
        f'{GOOD}\n{traits}\n{ladders}\n[[strategy]]\nid = "b.strategy"{_HEAD}rows = [\n{listed}]\n'
    )


KINDLY = 'traits = ["forgets"], ladder = "kind", tone = "kind"'


def faults(*rows: str, traits: str = FORGETS + FIRST, ladders: str = KIND) -> list[tuple[str, str]]:
    return broken_rules(strategy(*rows, traits=traits, ladders=ladders))


def test_the_first_row_that_fits_is_chosen() -> None:
    rules = sound(
        strategy(
            'traits = ["forgets", "first_time"], tone = "firm"',
            KINDLY,
            'days = ["d1"], amounts = ["big"], leaves_out = ["PHONE"], first = ["SMS"]',
            'from = "10:00", to = "12:00"',
        )
    ).on(on("2020-06-01"))
    chosen = rules.strategy
    assert chosen.choice(("first_time", "forgets"), "d1.big", {}).tone == "firm"
    assert chosen.choice(("forgets",), "d1.big", {}).ladder == "kind"
    large = chosen.choice(("first_time",), "d1.big", {})
    assert (large.leaves_out, large.first) == (frozenset({"PHONE"}), ("SMS",))
    assert large.hours is None
    rest = chosen.choice((), "current", {})
    assert rest.hours is not None
    assert (rest.hours.opens_minute, rest.hours.closes_minute) == (600, 720)
    assert rules.ladder is not None
    assert rules.ladder.id == "steps"
    assert rules.strategy.thresholds["forgets"].days_max == 7


def test_before_a_strategy_holds_everything_is_plain() -> None:
    rules = sound(strategy(KINDLY)).on(on("2019-12-31"))
    assert (rules.strategy.rows, rules.strategy.thresholds) == ((), {})
    assert rules.strategy.choice(("forgets",), "d1.big", {}).tone == "plain"


def test_a_ladder_by_strategy_leaves_the_houses_ladder_in_force() -> None:
    rules = sound(strategy(KINDLY)).on(on("2020-06-01"))
    assert rules.ladder is not None
    assert (rules.ladder.id, sorted(rules.ladders)) == ("steps", ["kind", "steps"])


_ROW = "strategy[0].rows[0]"


@pytest.mark.parametrize(
    ("row", "key", "rule"),
    [
        ('traits = ["lazy"]', "traits", "trait_unknown"),
        ('traits = ["vulnerable"]', "traits", "trait_without_threshold"),
        ('ladder = "none"', "ladder", "ladder_unknown"),
        ('amounts = ["huge"]', "amounts", "amount_band_unknown"),
        ('days = ["d77"]', "days", "day_band_unknown"),
        ('classes = [{ clock = "moon", ids = ["full"] }]', "classes[0].clock", "clock_unknown"),
        ('first = ["PIGEON"]', "first", "unknown_channel"),
        ('leaves_out = ["PIGEON"]', "leaves_out", "unknown_channel"),
        ('leaves_out = ["SMS", "EMAIL", "PHONE", "LETTER", "VISIT"]', "leaves_out",
         "row_leaves_no_channel"),
        ('leaves_out = ["SMS"], first = ["SMS"]', "first", "channel_is_left_out"),
        ('tone = "harsh"', "tone", "unknown_tone"),
        ('from = "10:00"', "to", "hours_are_half_given"),
        ('to = "10:00"', "from", "hours_are_half_given"),
        ('from = "10:00", to = "10:00"', "to", "hours_are_empty"),
        ('from = "08:00", to = "12:00"', "from", "row_hours_outside_house"),
        ('from = "10:00", to = "18:01"', "from", "row_hours_outside_house"),
        ("shoe_size = 44", "shoe_size", "unknown_key"),
    ],
)  # fmt: skip
def test_a_row_names_only_what_exists(row: str, key: str, rule: str) -> None:
    assert (f"{_ROW}.{key}", rule) in faults(row, KINDLY)


def test_the_hours_of_the_house_themselves_are_inside_them() -> None:
    assert faults('from = "09:00", to = "18:00"', traits=FORGETS, ladders="") == []


@pytest.mark.parametrize("word", ["sex", "age", "marital_status", "gender", "religion", "age_min"])
def test_no_row_asks_who_somebody_is(word: str) -> None:
    found = faults(f"{word} = 3", KINDLY)
    assert (f"{_ROW}.{word}", "row_asks_who_somebody_is") in found
    assert (f"{_ROW}.{word}", "unknown_key") in found


@pytest.mark.parametrize("word", ["female", "married", "old_age"])
def test_no_trait_says_who_somebody_is(word: str) -> None:
    assert (f"{_ROW}.{word}", "row_asks_who_somebody_is") in faults(f'traits = ["{word}"]', KINDLY)
    named = FORGETS.replace('"forgets"', f'"{word}"')
    found = broken_rules(GOOD + named)
    assert (f"traits[0].{word}", "row_asks_who_somebody_is") in found


def test_the_words_that_a_row_may_use_say_nothing_of_who_somebody_is() -> None:
    assert not any(map(is_never, TRAITS))
    assert all(map(is_never, NEVER))


@pytest.mark.parametrize(
    "rows",
    [
        (KINDLY, KINDLY),
        ('tone = "firm"', KINDLY),
        (KINDLY, 'traits = ["first_time", "forgets"]'),
        ('days = ["d1", "d2", "d3"], tone = "firm"', f'days = ["d2"], {KINDLY}'),
        ('amounts = ["small"]', 'amounts = ["big"]', f'amounts = ["small", "big"], {KINDLY}'),
        ('days = ["d1"]', 'days = ["d2"], amounts = ["small"]',
         f'days = ["d1", "d2"], amounts = ["small"], {KINDLY}'),
    ],
)  # fmt: skip
def test_a_row_for_which_others_always_speak_is_refused(rows: tuple[str, ...]) -> None:
    last = f"strategy[0].rows[{len(rows) - 1}]"
    assert (last, "row_is_never_reached") in faults(*rows)


@pytest.mark.parametrize(
    "rows",
    [
        ('traits = ["first_time", "forgets"]', KINDLY),
        ('days = ["d1"], tone = "firm"', KINDLY),
        ('amounts = ["small"]', 'amounts = ["big"]', KINDLY),
        ('traits = ["first_time"], days = ["d1"]', f'days = ["d1"], {KINDLY}'),
    ],
)
def test_a_row_to_which_something_is_left_is_none(rows: tuple[str, ...]) -> None:
    assert faults(*rows) == []


_SOME = st.lists(st.sampled_from(["d1", "d2", "d3"]), max_size=2, unique=True)
_SIZES = st.lists(st.sampled_from(["small", "big"]), max_size=1)


@given(st.lists(st.tuples(_SOME, _SIZES), min_size=1, max_size=5))
def test_rows_out_of_reach_are_those_that_no_class_reaches(
    rows: list[tuple[list[str], list[str]]],
) -> None:
    classes = [("", ""), *product(["d1", "d2", "d3"], ["small", "big"])]
    first = {
        next(
            (i for i, (d, a) in enumerate(rows) if day in (d or [day]) and size in (a or [size])), 9
        )
        for day, size in classes
    }
    found = faults(KINDLY, *(f"days = {d}, amounts = {a}" for d, a in rows))
    out = {f"strategy[0].rows[{i + 1}]" for i in range(len(rows)) if i not in first}
    assert {key for key, rule in found if rule == "row_is_never_reached"} == out


def test_classes_of_many_clocks_are_not_gone_through_one_by_one() -> None:
    names = [f"k{n}" for n in range(8)]
    ids = [f"b{n}" for n in range(1, 13)]
    bands = ", ".join(f'{{ id = "{each}", from_days = {n} }}' for n, each in enumerate(ids, 1))
    clocks = "".join(
        f'[[clocks]]\nid = "b.{name}"{_HEAD}clock = "{name}"\nlowest = "n"\nbands = [{bands}]\n'
        for name in names
    )
    every = ", ".join(f'{{ clock = "{name}", ids = {ids} }}' for name in names)
    part = ", ".join(f'{{ clock = "{name}", ids = {ids[:3]} }}' for name in names)
    rows = (KINDLY, f"classes = [{every}]", f"classes = [{part}]")
    found = faults(*rows, traits=FORGETS + FIRST + clocks)
    assert found == [("strategy[0].rows[2]", "row_is_never_reached")]
    assert faults(KINDLY, *rows[:0:-1], traits=FORGETS + FIRST + clocks) == []


def test_a_ladder_that_no_row_chooses_is_refused() -> None:
    assert ("ladders[1].by_strategy", "ladder_is_never_chosen") in faults('tone = "kind"')
    alone = broken_rules(f"{GOOD}\n{KIND}")
    assert ("ladders[1].by_strategy", "ladder_is_never_chosen") in alone


def test_ladders_of_one_name_still_succeed_each_other() -> None:
    twice = KIND + KIND.replace("b.kind", "b.kind2")
    assert ("ladders[2].from", "dates_overlap") in faults(KINDLY, ladders=twice)


def test_each_trait_has_its_own_numbers() -> None:
    assert set(ASKED) == set(TRAITS)
    lacking = FORGETS.replace("days_max = 7\n", "")
    assert ("traits[0].days_max", "threshold_missing") in broken_rules(GOOD + lacking)
    stray = f"{FIRST}days_max = 3\n"
    assert ("traits[0].days_max", "threshold_not_of_trait") in broken_rules(GOOD + stray)
    far = FORGETS.replace("within_days = 400", "within_days = 401")
    assert ("traits[0].within_days", "days_out_of_range") in broken_rules(GOOD + far)


def test_what_is_chosen_is_told_in_a_line() -> None:
    policy = sound(strategy(KINDLY, 'leaves_out = ["PHONE"], from = "10:00", to = "12:00"'))
    (trait, first), (rows,) = policy.sections.behaviour.traits, policy.sections.behaviour.strategy
    assert value_of(trait.entry) == "forgets: times_min 2, days_max 7, within_days 400"
    assert value_of(first.entry) == "first_time"
    assert value_of(rows.entry) == (
        "forgets: kind, ladder kind; all others: plain, no PHONE, 10:00-12:00"
    )


VULNERABLE = f'[[traits]]\nid = "b.vulnerable"{_HEAD}trait = "vulnerable"\n'
SOFTLY = 'traits = ["vulnerable"], ladder = "kind", tone = "kind"'
FIRMLY = 'traits = ["forgets"], tone = "firm"'


def test_nobody_who_is_vulnerable_is_spoken_to_firmly() -> None:
    firm = SOFTLY.replace('"kind", tone = "kind"', '"kind", tone = "firm"')
    traits = FORGETS + FIRST + VULNERABLE
    rule = "vulnerable_spoken_to_firmly"
    assert faults(firm, traits=traits) == [("strategy[0].rows[0].tone", rule)]
    # A firm row of another trait is for a vulnerable customer too, unless one before it speaks.
    assert faults(FIRMLY, SOFTLY, traits=traits) == [("strategy[0].rows[0].tone", rule)]
    assert faults(SOFTLY, FIRMLY, traits=traits) == []
    partly = SOFTLY + ', days = ["d1"]'
    assert faults(partly, FIRMLY, KINDLY_FIRST, traits=traits) == [
        ("strategy[0].rows[1].tone", rule)
    ]


KINDLY_FIRST = 'traits = ["first_time"], ladder = "kind", tone = "kind"'
