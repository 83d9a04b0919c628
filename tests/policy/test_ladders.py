"""What a ladder may be at the very edge of each rule."""

import pytest

from streams.policy.document import Policy, parse
from tests.policy.bank import broken_rules, sound, spoiled

_VISIT_2_ENDS = 'outcomes = ["NOT_HOME"] },'


def with_rungs(*rungs: str) -> str:
    """Return the sound text with these rungs behind the last one."""
    lines = "".join(f"  {{ {rung} }},\n" for rung in rungs)
    return spoiled(f"{_VISIT_2_ENDS}\n", f"{_VISIT_2_ENDS}\n{lines}")


def call(name: str, day: int, window: int) -> str:
    return f'id = "{name}", channel = "PHONE", at_days = {day}, window_days = {window}'


def cures(text: str) -> list[str]:
    read = parse(text, "bank.toml")
    assert not isinstance(read, Policy)
    return [fault.cure for fault in read]


def test_a_reminder_may_last_into_the_due_date_itself() -> None:
    sound(spoiled("at_days = -3, window_days = 3", "at_days = -3, window_days = 4"))
    sound(spoiled("at_days = -3, window_days = 3", "at_days = -1, window_days = 2"))
    late = spoiled("at_days = -3, window_days = 3", "at_days = -3, window_days = 5")
    assert cures(late) == ["write 4 or less: a reminder ends with the due date"]


def test_a_rung_from_the_first_day_late_on_is_no_reminder() -> None:
    sound(spoiled("at_days = 8, window_days = 4", "at_days = 1, window_days = 4"))


def test_a_rung_that_waits_for_an_outcome_takes_no_day_from_the_others() -> None:
    text = with_rungs(call("late_call", 75, 1))
    assert broken_rules(text) == []


@pytest.mark.parametrize(("contacts", "refused"), [(1, [6, 7]), (2, [7]), (3, [])])
def test_as_many_rungs_find_room_on_a_day_as_there_are_contacts(
    contacts: int, refused: list[int]
) -> None:
    text = with_rungs(*(call(name, 100, 1) for name in ("one", "two", "three")))
    text = text.replace("contacts_max = 1", f"contacts_max = {contacts}")
    keys = [(f"ladders[0].rungs[{i}]", "rung_is_unreachable") for i in refused]
    assert broken_rules(text) == keys


def test_a_crowd_of_rungs_finds_room_in_windows_as_long_as_the_crowd() -> None:
    names = ("one", "two", "three")
    sound(with_rungs(*(call(name, 100, 3) for name in names)))
    crowded = broken_rules(with_rungs(*(call(name, 100, 2) for name in names)))
    assert crowded == [("ladders[0].rungs[7]", "rung_is_unreachable")]


def test_a_second_visit_may_come_due_on_the_last_day_of_its_window() -> None:
    # Visit 1 can say its outcome on day 61; the window of visit 2 ends with day 95.
    sound(spoiled("after_days = 10", "after_days = 34"))
    assert broken_rules(spoiled("after_days = 10", "after_days = 35")) != []


@pytest.mark.parametrize(
    ("old", "new", "cure"),
    [
        ("at_days = 31", "at_days = 7", "write 8 or later, or list it before phone"),
        ('of = "visit_1"', 'of = "visit_0"',
         "name an earlier rung of this ladder (reminder, phone, letter, visit_1)"),
    ],
)  # fmt: skip
def test_a_cure_names_what_to_write(old: str, new: str, cure: str) -> None:
    assert cures(spoiled(old, new))[0] == cure


def test_a_condition_on_the_first_rung_has_nothing_to_wait_for() -> None:
    for name, cure in (
        ("visit_0", "name an earlier rung of this ladder (none)"),
        ("phone", "name a rung that comes before it (none): phone comes no sooner than it does"),
    ):
        waits = f'window_days = 3, after_outcome_of = "{name}", outcomes = ["NOT_HOME"]'
        assert cures(spoiled("window_days = 3", waits)) == [cure]


def test_a_missing_first_visit_is_named() -> None:
    other = spoiled("window_days = 14, visit_number = 1", "window_days = 14")
    assert "list visit 1 before it" in cures(other)
