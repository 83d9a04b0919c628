"""The rules of a day: dated succession, drafts, the stricter law, and closing when none holds."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.app.packs import pack_names, pack_text
from streams.policy.document import digest_of
from streams.policy.resolving import resolve
from streams.terms.days import Day
from tests.policy.bank import GOOD, on, sound, spoiled

BANK = sound(GOOD)
SHIPPED = {name: sound(pack_text(name)) for name in pack_names()}
DAYS = st.integers(on("2010-01-01"), on("2030-12-31")).map(Day)


@given(day=DAYS)
def test_a_day_has_the_rules_worked_out_for_it_afresh(day: Day) -> None:
    assert BANK.on(day) == resolve(BANK.sections, "bank", BANK.digest, day)


@given(name=st.sampled_from(pack_names()), day=st.integers(on("1999-12-01"), on("2030-12-31")))
def test_so_have_the_days_of_the_shipped_packs(name: str, day: int) -> None:
    pack = SHIPPED[name]
    fresh = resolve(pack.sections, pack.policy_id, pack.digest, Day(day))
    assert pack.on(Day(day)) == fresh


@given(day=st.sampled_from(BANK.turns), away=st.integers(-1, 1))
def test_so_have_the_days_around_each_turn(day: Day, away: int) -> None:
    near = Day(day + away)
    assert BANK.on(near) == resolve(BANK.sections, "bank", BANK.digest, near)


def test_an_interval_has_one_object_of_rules() -> None:
    assert BANK.on(on("2026-03-01")) is BANK.on(on("2029-03-01"))
    assert BANK.on(on("2025-12-31")) is not BANK.on(on("2026-01-01"))


def test_a_value_changes_on_its_day() -> None:
    assert BANK.on(on("2025-12-31")).tolerance_minor == {"CNY": 1000, "JPY": 150}
    assert BANK.on(on("2026-01-01")).tolerance_minor == {"CNY": 2000, "JPY": 150}


def test_what_does_not_hold_yet_is_none() -> None:
    before = BANK.on(on("2011-01-12"))
    assert (before.buckets, before.ladder, before.house) == (None, None, None)
    assert before.tolerance_minor == {}
    assert BANK.on(on("2012-12-31")).buckets is None
    first = BANK.on(on("2013-01-01")).buckets
    assert first is not None
    assert list(first.amounts) == ["CNY"]


def test_what_has_ended_is_none() -> None:
    text = spoiled("from = 2015-01-01\n", "from = 2015-01-01\nto = 2015-06-30\n")
    policy = sound(text)
    assert policy.on(on("2015-06-30")).ladder is not None
    assert policy.on(on("2015-07-01")).ladder is None


def test_an_entry_may_hold_on_a_single_day() -> None:
    text = spoiled("from = 2015-01-01\n", "from = 2015-01-01\nto = 2015-01-01\n")
    held = [sound(text).on(Day(on("2015-01-01") + away)).ladder is not None for away in (-1, 0, 1)]
    assert held == [False, True, False]


def test_a_document_of_drafts_alone_closes_everything() -> None:
    draft = sound(GOOD.replace('"in_force"', '"draft"'))
    rules = draft.on(on("2026-01-01"))
    assert (draft.turns, rules.buckets, rules.ladder, rules.house) == ((), None, None, None)
    assert rules.tolerance_minor == {}


def test_house_hours_without_a_daily_cap_open_nothing() -> None:
    assert BANK.on(on("2016-02-29")).house is None
    house = BANK.on(on("2016-03-01")).house
    assert house is not None
    assert (house.opens_minute, house.closes_minute) == (540, 1080)
    assert (house.zone.key, house.contacts_per_day_max) == ("Asia/Shanghai", 1)


def test_a_day_for_which_no_law_on_hours_holds_opens_nothing() -> None:
    text = spoiled("from = 2016-01-01\n", "from = 2016-05-01\nto = 2019-06-30\n")
    policy = sound(text)
    assert policy.on(on("2016-04-30")).house is None
    assert policy.on(on("2016-05-01")).house is not None
    assert policy.on(on("2019-07-01")).house is None
    assert policy.on(on("2020-01-01")).house is not None


def test_a_draft_never_gates() -> None:
    # The draft would leave one hour a day, and stands outside the house's.
    in_force = spoiled('confidence = "K"', 'confidence = "V"').replace('"draft"', '"in_force"')
    with pytest.raises(AssertionError, match="house_hours_outside_law"):
        sound(in_force)
    draft_ladder = spoiled(
        'from = 2015-01-01\nstatus = "in_force"', 'from = 2015-01-01\nstatus = "draft"'
    )
    assert sound(draft_ladder).on(on("2026-01-01")).ladder is None


def test_a_law_on_hours_that_is_a_draft_closes_nothing() -> None:
    before, _, rest = GOOD.partition("[[law_hours]]")
    draft = rest.split("[[law_hours]]")[-1]
    house = sound(f"{before}[[law_hours]]{draft}").on(on("2026-01-01")).house
    assert house is not None


def test_a_draft_may_overlap_what_is_in_force() -> None:
    text = GOOD.replace(
        'from = 2026-01-01\nstatus = "in_force"', 'from = 2020-01-01\nstatus = "draft"'
    ).replace("to = 2025-12-31\n", "")
    assert sound(text).on(on("2026-06-01")).tolerance_minor["CNY"] == 1000


def test_the_stricter_of_two_laws_gates() -> None:
    # From 2020 on both laws hold: 08:00 of the one, 20:00 of the other.
    sound(spoiled('opens = "09:00"', 'opens = "08:00"').replace('"18:00"', '"20:00"'))
    for old, new in (('opens = "09:00"', 'opens = "07:45"'), ('"18:00"', '"21:00"')):
        with pytest.raises(AssertionError, match="house_hours_outside_law"):
            sound(spoiled(old, new))


def test_a_ladder_comes_out_as_it_was_written() -> None:
    ladder = BANK.on(on("2026-01-01")).ladder
    assert ladder is not None
    assert ladder.id == "steps"
    assert [rung.id for rung in ladder.rungs][-2:] == ["visit_1", "visit_2"]
    last = ladder.rungs[-1]
    assert (last.at_days, last.window_days, last.visit_number) == (75, 21, 2)
    assert (last.after_outcome_of, last.after_days, last.outcomes) == (
        "visit_1",
        10,
        ("NOT_HOME",),
    )


def test_buckets_know_days_and_amounts() -> None:
    buckets = BANK.on(on("2026-01-01")).buckets
    assert buckets is not None
    assert buckets.bucket_of(30, 4_999, "CNY") == "d1.small"
    assert buckets.bucket_of(31, 5_000, "CNY") == "d2.big"
    assert buckets.bucket_of(91, 700, "JPY") == "d3.big"
    assert buckets.bucket_of(91, 700, "EUR") is None


def test_the_digest_is_that_of_the_bytes() -> None:
    assert BANK.digest == sha256(GOOD.encode("utf-8")).hexdigest() == digest_of(GOOD)
    assert sound(GOOD + "\n").digest != BANK.digest
    assert BANK.on(on("2026-01-01")).digest == BANK.digest
    assert digest_of("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
