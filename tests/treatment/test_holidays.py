"""On public holidays some channels rest, also where the holiday is a Sunday."""

from streams.app.packs import pack_text
from streams.policy.contact import Demand, Holidays
from streams.policy.document import Policy, parse
from streams.policy.rules import Rules
from streams.terms.days import Day, date_of, parse_day
from tests.treatment.details import limited
from tests.treatment.world import DUE_ON, Customer, late

RESTING = Demand(rule="law.rest", channels=frozenset({"SMS"}))


def resting(*closed: int, year: int | None = None) -> Rules:
    days = frozenset(Day(DUE_ON + day) for day in closed)
    years = frozenset({date_of(DUE_ON).year if year is None else year})
    return limited(holidays=(RESTING,), calendar=Holidays(years=years, days=days))


def said(rules: Rules) -> list[str]:
    customer = Customer(rules)
    customer.stands(late(), day=1)
    return customer.tick(1)


def test_a_channel_that_rests_is_deferred_over_the_holiday() -> None:
    customer = Customer(resting(1))
    customer.stands(late(), day=1)
    assert customer.tick(1) == ["sms_1 DUE", "sms_1 DEFERRED law.rest"]
    assert customer.tick(2) == ["sms_1 AUTHORISED"]


def test_another_day_is_none_and_another_channel_goes_on() -> None:
    assert said(resting(2)) == ["sms_1 DUE", "sms_1 AUTHORISED"]


def test_where_no_calendar_knows_the_day_nobody_is_contacted() -> None:
    deferred = ["sms_1 DUE", "sms_1 DEFERRED calendar_missing"]
    assert said(resting(1, year=2099)) == deferred
    assert said(limited(holidays=(RESTING,))) == deferred


def test_the_sundays_of_a_holiday_of_the_pack_are_holidays_too() -> None:
    policy = parse(pack_text("cn"), "cn")
    assert isinstance(policy, Policy)
    calendar = policy.on(parse_day("2026-05-03")).contact.calendar
    assert calendar is not None
    assert parse_day("2026-05-03") in calendar.days
    assert parse_day("2026-05-10") not in calendar.days
