"""Years for which a calendar has no table, seen from a day."""

import pytest

from streams.app.packs import pack_text
from streams.policy.foresight import Resting, held_from, missing_tables, resting_from
from tests.policy.bank import GOOD, on, sound
from tests.policy.lateness import WHOLE, changed, without

BANK = sound(WHOLE)


@pytest.mark.parametrize(
    ("today", "years"),
    [
        ("2012-06-01", ()),  # the calendar holds from 2014-02-01 on
        ("2013-01-01", (2014,)),
        ("2014-01-01", (2014, 2015)),
        ("2025-01-01", (2025,)),
        ("2026-03-01", ()),
        ("2027-12-31", (2028,)),
    ],
)
def test_this_year_and_the_next_are_looked_at(today: str, years: tuple[int, ...]) -> None:
    # The table of 2027 holds from 2026-11-05 on: by the time 2027 begins, it is there.
    assert missing_tables(BANK, on(today)) == years


def test_as_many_years_ahead_are_looked_at_as_asked() -> None:
    assert missing_tables(BANK, on("2026-03-01"), 3) == (2028, 2029)
    assert missing_tables(BANK, on("2027-03-01"), 0) == ()


def test_a_table_that_comes_within_the_year_is_missing_until_then() -> None:
    late = sound(changed(("from = 2026-11-05", "from = 2027-02-01")))
    assert missing_tables(late, on("2027-01-31"), 0) == (2027,)
    assert missing_tables(late, on("2027-02-01"), 0) == ()


def test_the_last_day_of_a_year_is_looked_at() -> None:
    text = changed(
        ('from = 2014-02-01\nstatus = "in_force"\ncountry',
         'from = 2013-12-31\nstatus = "in_force"\ncountry'),
    )  # fmt: skip
    assert missing_tables(sound(text), on("2013-06-01"), 0) == (2013,)


def test_a_calendar_that_has_ended_lacks_nothing() -> None:
    ended = changed(
        ("from = 2026-11-05\n", "from = 2026-11-05\nto = 2027-06-30\n"),
        ('from = 2014-02-01\nstatus = "in_force"\ncountry',
         'from = 2014-02-01\nto = 2027-06-30\nstatus = "in_force"\ncountry'),
        ("shifts = true", "shifts = false"),
    )  # fmt: skip
    assert missing_tables(sound(ended), on("2027-07-01")) == ()


def test_without_a_calendar_no_table_is_missing() -> None:
    assert missing_tables(sound(GOOD), on("2026-03-01"), 9) == ()


def test_where_business_days_matter_the_year_holds_all_from_its_first_day_on() -> None:
    assert held_from(BANK, on("2027-12-01"), 2028) == on("2028-01-01")
    assert held_from(BANK, on("2028-03-01"), 2028) == on("2028-03-01")
    assert held_from(BANK, on("2026-03-01"), 2027) is None


def test_where_business_days_do_not_matter_nothing_is_held() -> None:
    careless = sound(without("cut_off").replace("shifts = true", "shifts = false"))
    assert missing_tables(careless, on("2027-12-01")) == (2028,)
    assert held_from(careless, on("2027-12-01"), 2028) is None


def test_channels_that_rest_on_holidays_rest_all_through_a_year_without_a_table() -> None:
    visits = sound(pack_text("cn"))
    first = on("2027-01-01")
    assert resting_from(visits, on("2026-06-01"), 2027) == Resting(first, ("VISIT",))
    assert resting_from(visits, on("2027-03-01"), 2027) == Resting(on("2027-03-01"), ("VISIT",))
    assert resting_from(visits, on("2026-06-01"), 2026) is None
    assert resting_from(BANK, on("2027-12-01"), 2028) is None
