"""Rungs that repeat, rungs that wait, and the ladder an episode began with."""

import pytest
from msgspec.structs import replace

from streams.policy.rules import ClassAsked, Ladder, Rules, Rung
from streams.terms.standing import LedgerStanding
from streams.treatment.rows import CustomerRow
from tests.treatment.details import limited, made
from tests.treatment.world import Customer, late, moment, outcome

CALL = Rung(
    id="phone_1",
    channel="PHONE",
    at_days=8,
    window_days=4,
    repeat_days=3,
    times=4,
    until=("RIGHT_PARTY",),
)
LETTER = Rung(id="letter_1", channel="LETTER", at_days=31, window_days=10)
VISIT = Rung(
    id="visit_1",
    channel="VISIT",
    at_days=61,
    window_days=14,
    visit_number=1,
    needs=("letter_1",),
    tries_min=3,
    tries_days_min=3,
)


def climbing(*rungs: Rung, **given: object) -> Rules:
    ladder = Ladder(id="cards", rungs=rungs)
    return replace(limited(), ladder=ladder, ladders={"cards": ladder}, **given)


def customer(*rungs: Rung, ledger: LedgerStanding | None = None) -> Customer:
    found = Customer(climbing(*rungs))
    found.stands(late() if ledger is None else ledger)
    return found


def days_of(found: Customer, until: int = 70, first: int = 1) -> list[tuple[int, str]]:
    """Return what each day said, with its day; DUE is left out."""
    said = []
    for day in range(first, until):
        said += [(day, text) for text in found.tick(day) if not text.endswith("DUE")]
    return said


def test_a_rung_comes_again_after_its_spacing_and_so_often() -> None:
    found = customer(CALL)
    days = [8, 11, 14, 17]
    assert days_of(found) == [(day, "phone_1 AUTHORISED") for day in days]
    made_of = [e for e in found.said if e.verdict == "AUTHORISED"]
    assert [e.occurrence for e in made_of] == [1, 2, 3, 4]
    assert len({e.escalation_id for e in made_of}) == 4


def test_a_lazy_row_wakes_for_each_occurrence() -> None:
    found = customer(CALL)
    woken: list[int] = []
    day = 0
    while found.wake is not None and len(woken) < 10:
        day = max(day + 1, found.wake - 1000)
        woken.append(day)
        found.tick(day)
    assert woken == [1, 8, 11, 14, 17]


def test_a_result_that_was_hoped_for_ends_the_repeats() -> None:
    found = customer(CALL)
    found.tick(8)
    found.tell(made("NO_ANSWER"))
    assert days_of(found, 12, first=9) == [(11, "phone_1 AUTHORISED")]
    second = replace(made("RIGHT_PARTY", day=11), escalation_id=found.last().escalation_id)
    assert found.tell(second).reject is None
    assert days_of(found, first=12) == []


def test_one_that_was_passed_over_leaves_the_spacing_of_the_next() -> None:
    found = customer(CALL)
    outage = moment(13)
    assert found.tick(8, newest=outage)[-1] == "phone_1 SKIPPED outage"
    assert found.wake == 1011
    assert days_of(found, first=11) == [(d, "phone_1 AUTHORISED") for d in (11, 14, 17)]
    assert found.row.contacts == 1


def test_a_visit_waits_for_a_letter_that_was_carried_out_and_for_tries_on_several_days() -> None:
    found = customer(CALL, LETTER, VISIT)
    tried = 0
    for day in range(1, 40):
        if "phone_1 AUTHORISED" in found.tick(day):
            tried += 1
            told = replace(made("NO_ANSWER", day=day), escalation_id=found.last().escalation_id)
            assert found.tell(told).reject is None
    assert tried == 4
    assert days_of(found, 75, first=61) == []
    assert found.tick(75) == ["visit_1 SKIPPED needs_letter_1"]


def test_it_comes_on_the_day_the_letter_is_known_to_have_left() -> None:
    found = customer(LETTER, replace(VISIT, tries_min=0, tries_days_min=0))
    found.tick(31)
    assert found.tick(61) == []
    found.tell(made("DELIVERED", "letter_1", 62))
    assert found.wake is not None
    assert found.tick(63) == ["visit_1 DUE", "visit_1 AUTHORISED"]
    failed = customer(LETTER, replace(VISIT, tries_min=0, tries_days_min=0))
    failed.tick(31)
    failed.tell(made("FAILED", "letter_1", 32))
    assert failed.tick(61) == []


def test_without_tries_it_is_skipped_for_them() -> None:
    found = customer(replace(VISIT, needs=()))
    assert days_of(found, 76) == [(75, "visit_1 SKIPPED needs_more_tries")]


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"amounts": ("large",)}, "amount_not_asked_for"),
        (
            {"classes": (ClassAsked(clock="card", ids=("loss",)),)},
            "class_of_card_not_asked_for",
        ),
    ],
)
def test_a_rung_for_another_class_waits_until_its_window_is_over(
    asked: dict[str, object], reason: str
) -> None:
    rung = replace(LETTER, **asked)
    small = replace(late(), bucket="m2.small", classes={"card": "watch"})
    large = replace(late(), bucket="m2.large", classes={"card": "loss"})
    assert days_of(customer(rung, ledger=small)) == [(41, f"letter_1 SKIPPED {reason}")]
    assert days_of(customer(rung, ledger=large)) == [(31, "letter_1 AUTHORISED")]
    found = customer(rung, ledger=small)
    found.tick(32)
    found.stands(large, day=35)
    assert found.wake is not None
    assert days_of(found, first=35) == [(35, "letter_1 AUTHORISED")]


def test_a_condition_that_goes_while_it_waits_takes_it_back() -> None:
    rung = replace(LETTER, amounts=("large",))
    found = customer(rung, ledger=replace(late(), bucket="m2.large"))
    found.stands(replace(late(), bucket="m2.large"), day=30, holds=("promise",))
    assert found.tick(31) == ["letter_1 DUE", "letter_1 DEFERRED account_hold_promise"]
    found.stands(replace(late(), bucket="m2.small"), day=32)
    assert found.tick(33) == ["letter_1 CANCELLED condition_gone"]
    found.stands(replace(late(), bucket="m2.large"), day=34)
    assert found.tick(34) == ["letter_1 DUE", "letter_1 AUTHORISED"]


OTHER = Ladder(id="hard", rungs=(replace(CALL, times=1, repeat_days=0), VISIT))


def test_an_episode_goes_on_with_the_ladder_it_began_with() -> None:
    found = customer(CALL, LETTER)
    found.tick(8)
    found.rules = replace(found.rules, ladder=OTHER, ladders={"hard": OTHER, **found.rules.ladders})
    assert days_of(found, 32, first=9)[-1] == (31, "letter_1 AUTHORISED")
    found.stands(late("s2"), account="a2", day=32)
    found.tick(40)
    assert {e.ladder for e in found.said if e.account_id == "a2"} == {"hard"}


def test_a_ladder_that_migrates_takes_running_episodes_along() -> None:
    found = customer(CALL, LETTER)
    found.tick(8)
    moved = replace(OTHER, migrate=True, rungs=(CALL, replace(LETTER, at_days=20)))
    found.rules = replace(found.rules, ladder=moved, ladders={**found.rules.ladders, "hard": moved})
    said = days_of(found, 32, first=9)
    assert [text for _, text in said].count("phone_1 AUTHORISED") == 3
    assert (20, "letter_1 AUTHORISED") in said


def test_a_ladder_that_the_document_forgot_leaves_the_one_in_force() -> None:
    found = customer(CALL, LETTER)
    found.tick(8)
    found.rules = replace(found.rules, ladder=OTHER, ladders={"hard": OTHER})
    assert [text for _, text in days_of(found, 32, first=9)] == []
    assert isinstance(found.row, CustomerRow)


def test_a_visit_of_which_nobody_heard_is_no_letter() -> None:
    found = customer(replace(VISIT, needs=(), tries_min=0, tries_days_min=0))
    found.tick(61)
    assert found.tell(outcome("NOT_HOME", 62)).reject is None
