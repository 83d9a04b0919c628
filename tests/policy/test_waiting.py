"""What a rung may wait for and how it may repeat: refused where it can never come about."""

import pytest

from streams.policy.document import Policy, parse
from streams.policy.telling import rung_of
from tests.policy.bank import GOOD, broken_rules, on, sound, spoiled

PHONE = '{ id = "phone", channel = "PHONE", at_days = 8, window_days = 4 }'
LETTER = '{ id = "letter", channel = "LETTER", at_days = 31, window_days = 1 }'
CLOCK = """
[[clocks]]
id = "bank.clock"
source = "product choice"
clause = "-"
force = "product"
confidence = "product"
from = 2000-01-01
status = "in_force"
clock = "card"
lowest = "normal"
bands = [{ id = "watch", from_days = 1 }, { id = "loss", from_days = 180 }]
"""


def phone(words: str, text: str = GOOD) -> str:
    assert text.count(PHONE) == 1
    return text.replace(PHONE, f"{PHONE[:-2]}, {words} }}")


def letter(words: str, text: str = GOOD) -> str:
    assert text.count(LETTER) == 1
    return text.replace(LETTER, f"{LETTER[:-2]}, {words} }}")


def asking(policy: Policy) -> tuple[object, ...]:
    ladder = policy.on(on("2020-06-01")).ladder
    assert ladder is not None
    return ladder.rungs


def test_repeats_and_conditions_come_into_the_rules() -> None:
    text = phone('repeat_days = 5, times = 3, until = ["PROMISED"]')
    asked = 'classes = [{ clock = "card", ids = ["watch", "loss"] }]'
    text = letter(f'needs = ["phone"], tries_min = 2, tries_days_min = 2, {asked}', text) + CLOCK
    ladder = sound(text).on(on("2020-06-01")).ladder
    assert ladder is not None
    call, post = ladder.rungs[1], ladder.rungs[2]
    assert (call.repeat_days, call.times, call.until) == (5, 3, ("PROMISED",))
    assert (post.needs, post.tries_min, post.tries_days_min) == (("phone",), 2, 2)
    assert [(each.clock, each.ids) for each in post.classes] == [("card", ("watch", "loss"))]
    assert (post.purpose, ladder.migrate) == ("COLLECTION", False)


def test_a_ladder_that_has_ended_is_known_to_those_who_began_with_it() -> None:
    policy = sound(GOOD)
    known = policy.on(on("2020-06-01")).ladders
    assert "steps" in known
    assert policy.on(on("1990-01-01")).ladders == {}


@pytest.mark.parametrize(
    ("text", "key", "rule"),
    [
        (phone("times = 3"), "rungs[1].repeat_days", "repeats_without_spacing"),
        (phone("repeat_days = 3"), "rungs[1].times", "spacing_without_repeats"),
        (phone('until = ["PROMISED"]'), "rungs[1].times", "spacing_without_repeats"),
        (
            spoiled("at_days = -3, window_days = 3", "at_days = -3, window_days = 3, times = 2,"
                    " repeat_days = 1"),
            "rungs[0].times",
            "rung_does_not_repeat",
        ),
        (letter('needs = ["visit_0"]'), "rungs[2].needs", "requires_unknown_rung"),
        (letter('needs = ["visit_1"]'), "rungs[2].needs", "rung_waits_in_a_circle"),
        (letter('needs = ["letter"]'), "rungs[2].needs", "rung_waits_in_a_circle"),
        (letter("tries_min = 2"), "rungs[2].tries_min", "rung_is_unreachable"),
        (
            letter("tries_min = 1, tries_days_min = 2"),
            "rungs[2].tries_days_min",
            "tries_contradict",
        ),
        (letter('amounts = ["huge"]'), "rungs[2].amounts", "amount_band_unknown"),
        (
            letter('classes = [{ clock = "moon", ids = ["full"] }]'),
            "rungs[2].classes[0].clock",
            "clock_unknown",
        ),
        (
            letter('classes = [{ clock = "card", ids = ["full"] }]') + CLOCK,
            "rungs[2].classes[0].ids",
            "class_unknown",
        ),
        (letter('classes = [{ clock = "card", ids = [] }]'), "rungs[2].classes[0].ids",
         "list_is_empty"),
        (letter('purpose = "THREAT"'), "rungs[2].purpose", "unknown_purpose"),
        (phone("times = 31"), "rungs[1].times", "times_out_of_range"),
        (letter("tries_min = -1"), "rungs[2].tries_min", "tries_out_of_range"),
        (phone('until = ["LAUGHED"]'), "rungs[1].until", "unknown_result"),
        (letter('needs = ["Not an id"]'), "rungs[2].needs", "id_is_malformed"),
    ],
)  # fmt: skip
def test_what_can_never_come_about_is_refused(text: str, key: str, rule: str) -> None:
    assert (f"ladders[0].{key}", rule) in broken_rules(text)


def test_rungs_that_need_each_other_in_a_circle_are_refused_with_file_key_rule_and_cure() -> None:
    text = letter('needs = ["phone"]', phone('needs = ["letter"]'))
    read = parse(text, "bank.toml")
    assert not isinstance(read, Policy)
    (fault,) = map(str, read)
    assert fault == (
        "bank.toml: ladders[0].rungs[1].needs: rung_waits_in_a_circle: name a rung that comes"
        " before it (reminder): letter comes no sooner than it does"
    )


def test_a_rung_tells_its_own_source_or_that_of_its_ladder() -> None:
    ladder = sound(phone('source = "Call Act, 3"')).sections.ladders[0].entry
    assert [rung_of(rung, ladder)[4] for rung in ladder.rungs[:2]] == [
        "product choice",
        "Call Act, 3",
    ]
    assert broken_rules(phone('source = " "')) == [("ladders[0].rungs[1].source", "text_is_empty")]


def test_repeats_that_use_up_the_days_before_another_rung_are_refused() -> None:
    crowded = phone("repeat_days = 23, times = 2")
    assert broken_rules(crowded) == [("ladders[0].rungs[2]", "rung_is_unreachable")]


def test_a_rung_is_told_with_all_it_waits_for() -> None:
    text = phone('repeat_days = 5, times = 3, until = ["PROMISED"]')
    asked = 'classes = [{ clock = "card", ids = ["loss"] }], amounts = ["a1"]'
    text = letter(f'needs = ["phone"], tries_min = 2, tries_days_min = 2, {asked}', text)
    sizes = [band for band in ("a1", "small") if f'id = "{band}"' in GOOD]
    text = text.replace('"a1"', f'"{sizes[0]}"') + CLOCK
    ladder = sound(text).sections.ladders[0].entry
    told = [rung_of(rung, ladder) for rung in ladder.rungs]
    assert told[1][2:4] == ("8 to 11, 3 times 5 days apart", "no more once PROMISED")
    assert told[2][3] == (
        f"phone carried out; 2 calls tried on 2 days; an amount that is {sizes[0]}; card at loss"
    )
