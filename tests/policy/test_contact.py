"""Limits on contact: how they are read, what they resolve to on a day, and what is refused."""

import pytest

from streams.app.packs import pack_text
from streams.policy.contact import CHANNELS
from streams.policy.telling import value_of
from tests.policy.bank import GOOD, broken_rules, on, sound

HEAD = """
source = "Call Act"
clause = "9"
force = "binding"
confidence = "V"
from = 2026-01-01
status = "in_force"
"""
CAP = f"""
[[caps]]
id = "law.calls"{HEAD}channels = ["PHONE"]
counts = "CONNECTED"
per = "PERSON"
days = 1
contacts_max = 3
"""
GAP = f"""
[[talk_gaps]]
id = "law.talk"{HEAD}channels = ["PHONE", "SMS"]
per = "DEBT"
days = 7
"""
OPT_IN = f'\n[[opt_in]]\nid = "law.opt_in"{HEAD}channels = ["EMAIL"]\n'
HOLIDAY = f'\n[[no_holidays]]\nid = "law.holidays"{HEAD}channels = ["VISIT"]\n'
SURE = f'\n[[verified_points]]\nid = "law.sure"{HEAD}channels = ["VISIT"]\n'
CALENDAR = f"""
[[calendars]]
id = "law.calendar"{HEAD}country = "CN"

[[calendars.years]]
year = 2026
closed = [2026-01-01]
"""
NOON = f"""
[[law_hours]]
id = "law.noon"{HEAD}opens = "12:00"
closes = "13:00"
channels = ["LETTER"]
"""


def test_limits_hold_from_their_day_on() -> None:
    policy = sound(GOOD + CAP + GAP + OPT_IN + SURE)
    before, after = (policy.on(on(day)).contact for day in ("2025-12-31", "2026-01-01"))
    assert (before.caps, before.gaps, before.opt_in, before.verified) == ((), (), (), ())
    assert [(cap.rule, cap.most, cap.days, cap.counts, cap.per) for cap in after.caps] == [
        ("law.calls", 3, 1, "CONNECTED", "PERSON")
    ]
    assert [(gap.rule, gap.days, gap.per, gap.channels) for gap in after.gaps] == [
        ("law.talk", 7, "DEBT", frozenset({"PHONE", "SMS"}))
    ]
    assert [(d.rule, d.channels) for d in after.opt_in] == [("law.opt_in", frozenset({"EMAIL"}))]
    assert [(d.rule, d.channels) for d in after.verified] == [("law.sure", frozenset({"VISIT"}))]


def test_a_law_that_names_no_channel_is_for_all_and_those_in_force_stand_side_by_side() -> None:
    hours = sound(GOOD + NOON).on(on("2026-01-01")).contact.hours
    assert [(law.rule, law.channels) for law in hours] == [
        ("law.hours.new", frozenset(CHANNELS)),
        ("law.hours.old", frozenset(CHANNELS)),
        ("law.noon", frozenset({"LETTER"})),
    ]
    assert (hours[2].opens_minute, hours[2].closes_minute) == (720, 780)


def test_holidays_need_a_calendar() -> None:
    assert broken_rules(GOOD + HOLIDAY) == [("no_holidays[0]", "holidays_need_a_calendar")]
    ended = CALENDAR.replace("from = 2026-01-01", "from = 2026-01-01\nto = 2026-12-31")
    assert broken_rules(GOOD + HOLIDAY + ended) == [("no_holidays[0]", "holidays_need_a_calendar")]
    policy = sound(GOOD + HOLIDAY + CALENDAR)
    assert [d.rule for d in policy.on(on("2026-01-01")).contact.holidays] == ["law.holidays"]


def test_a_rung_that_fits_only_into_quiet_hours_is_refused() -> None:
    night = NOON.replace("12:00", "21:00").replace("13:00", "22:00")
    key = "ladders[0].rungs[2].channel"
    assert broken_rules(GOOD + night) == [(key, "rung_fits_only_into_quiet_hours")]
    other = night.replace('"LETTER"', '"EMAIL"')
    assert broken_rules(GOOD + other) == []


def test_where_a_law_limits_contact_every_channel_has_hours_of_law() -> None:
    parts = (part for part in GOOD.split("[[") if not part.startswith("law_hours"))
    lawless = "[[".join(parts)
    assert broken_rules(lawless) == []
    missing = ("house_hours[0]", "channel_without_law_hours")
    assert broken_rules(lawless + CAP) == [missing]
    # A letter is read whenever its reader likes; a draft and the house's own limits are no law.
    calls = NOON.replace('"LETTER"', '"SMS", "PHONE", "VISIT"').replace("13:00", "17:00")
    assert broken_rules(lawless + CAP + calls) == []
    assert broken_rules(lawless + CAP + calls.replace('"SMS", ', "")) == [missing]
    assert broken_rules(lawless + CAP.replace('"in_force"', '"draft"')) == []
    own = CAP.replace('"binding"', '"product"').replace('"V"', '"product"')
    assert broken_rules(lawless + own) == []


@pytest.mark.parametrize(
    ("text", "key", "rule"),
    [
        (CAP.replace('["PHONE"]', "[]"), "caps[0].channels", "unknown_channel"),
        (CAP.replace('["PHONE"]', '["FAX"]'), "caps[0].channels", "unknown_channel"),
        (CAP.replace('"CONNECTED"', '"RINGS"'), "caps[0].counts", "unknown_count"),
        (CAP.replace('"PERSON"', '"HOUSE"'), "caps[0].per", "unknown_per"),
        (CAP.replace("days = 1", "days = 63"), "caps[0].days", "days_out_of_range"),
        (CAP.replace("_max = 3", "_max = 0"), "caps[0].contacts_max", "contacts_out_of_range"),
        (GAP.replace("days = 7", "days = 0"), "talk_gaps[0].days", "days_out_of_range"),
        (CAP.replace('"V"', '"K"'), "caps[0].confidence", "unread_number_is_no_law"),
        (CAP + CAP, "caps[1].from", "dates_overlap"),
    ],
)
def test_what_no_limit_says_is_refused(text: str, key: str, rule: str) -> None:
    assert broken_rules(GOOD + text) == [(key, rule)]


def test_limits_are_told_in_a_line() -> None:
    contact = sound(GOOD + CAP + GAP + OPT_IN + SURE + HOLIDAY + CALENDAR + NOON).sections.contact
    told = [value_of(p.entry) for _, section in contact.each() for p in section]
    assert told[3:] == [
        "12:00-13:00 for LETTER",
        "PHONE: at most 3 answered a day, over a person",
        "PHONE, SMS: none for 7 days from a talk on, over a debt",
        "EMAIL: with consent alone",
        "VISIT: not on public holidays",
        "VISIT: to verified points alone",
    ]


def test_a_draft_limits_nothing() -> None:
    draft = CAP.replace('"in_force"', '"draft"')
    assert sound(GOOD + draft).on(on("2026-01-01")).contact.caps == ()


def test_the_chinese_pack_keeps_two_counters_of_calls_apart() -> None:
    rules = sound(pack_text("cn")).on(on("2026-02-01")).contact
    assert [(cap.rule, cap.counts, cap.per, cap.most) for cap in rules.caps] == [
        ("CN25.calls", "CONNECTED", "PERSON", 3),
        ("CN26.attempts", "ATTEMPTS", "NUMBER", 6),
    ]
    older = sound(pack_text("cn")).on(on("2025-02-27")).contact
    assert [cap.rule for cap in older.caps] == ["CN24.calls"]


def test_the_american_pack_counts_a_debt_over_seven_days_and_rests_after_a_talk() -> None:
    rules = sound(pack_text("us")).on(on("2026-02-01")).contact
    assert [(c.rule, c.per, c.days, c.most) for c in rules.caps] == [("US.F.7in7", "DEBT", 7, 7)]
    assert [(g.rule, g.per, g.days) for g in rules.gaps] == [("US.F.talk", "DEBT", 7)]
    assert [(h.opens_minute, h.closes_minute) for h in rules.hours] == [(480, 1260)]
    assert sound(pack_text("us")).on(on("2021-11-29")).contact.caps == ()


def test_where_a_customer_without_a_zone_may_be_is_said_and_has_to_exist() -> None:
    hours = 'zone = "Asia/Shanghai"'
    text = GOOD.replace(hours, f'{hours}\ncustomer_zones = ["Asia/Urumqi", "Asia/Tokyo"]')
    house = sound(text).on(on("2026-01-01")).house
    assert house is not None
    assert [place.key for place in house.anywhere] == ["Asia/Urumqi", "Asia/Tokyo"]
    told = value_of(sound(text).sections.house_hours[0].entry)
    assert told.endswith("; without a zone a customer may be in Asia/Urumqi, Asia/Tokyo")
    assert broken_rules(text.replace("Asia/Tokyo", "Asia/Edo")) == [
        ("house_hours[0].customer_zones[1]", "unknown_zone")
    ]
    plain = sound(GOOD).on(on("2026-01-01")).house
    assert plain is not None
    assert plain.anywhere == (plain.zone,)


def test_a_law_that_ends_on_the_last_of_days_is_read() -> None:
    ending = NOON.replace("from = 2026-01-01", "from = 2026-01-01\nto = 9999-12-31")
    zones = 'zone = "Asia/Shanghai"\ncustomer_zones = ["Asia/Tokyo"]'
    sound(GOOD.replace('zone = "Asia/Shanghai"', zones) + ending)


@pytest.mark.parametrize(
    ("zones", "faults"),
    [
        # 9 to 18 in Shanghai is 1 to 10 in London, so 8 to 10 are left; in New York it is evening
        # and night, and with both of them nothing is.
        (["Europe/London"], 0),
        (["America/New_York"], 0),
        (["Europe/London", "America/New_York"], 1),
    ],
)
def test_a_rung_without_hours_that_suit_all_zones_is_refused(zones: list[str], faults: int) -> None:
    hours = 'zone = "Asia/Shanghai"'
    day = NOON.replace("12:00", "08:00").replace("13:00", "21:30").replace('"LETTER"', '"PHONE"')
    listed = ", ".join(f'"{zone}"' for zone in zones)
    text = GOOD.replace(hours, f"{hours}\ncustomer_zones = [{listed}]") + day
    text = text.replace('"07:30"', '"00:00"').replace('"20:00"', '"24:00"')
    text = text.replace('opens = "08:00"\ncloses = "22:00"', 'opens = "00:00"\ncloses = "24:00"')
    key, rule = "ladders[0].rungs[1].channel", "rung_fits_only_into_quiet_hours"
    assert broken_rules(text) == [(key, rule)] * faults
