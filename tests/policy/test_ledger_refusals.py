"""Every rule on entries about lateness, fed by a document that is sound but for one place."""

import pytest

from streams.policy.document import Policy, parse
from tests.policy.bank import broken_rules, sound
from tests.policy.lateness import LATENESS, WHOLE, changed, without

# What is changed, into what, the key that is named, the rule that is broken.
Case = tuple[str, str, str, str]

AMOUNTS = (
    'amounts = [{ currency = "CNY", above_minor = 80_000 },'
    ' { currency = "JPY", above_minor = 1_200 }]'
)
FORM: list[Case] = [
    ('kind = "waiver"', 'kind = "gift"', "allocations[1].kind", "unknown_payment_kind"),
    ("newest_first = true", "newest_first = 1", "allocations[1].newest_first", "flag_expected"),
    ('["fee", "penalty", "interest", "cost"', '["fees", "penalty", "interest", "cost"',
     "allocations[1].orders[0].components", "unknown_component"),
    ('["principal", "interest", "cost"]', '["principal", "late_fee"]',
     "counts_for_dpd[0].components", "unknown_component"),
    ('kinds = ["refund"]', 'kinds = ["payment"]', "credits[0].kinds", "unknown_credit_kind"),
    ('"CHARGEBACK", ', '"charge back", ', "reversals[0].age_from_reversal", "reason_is_malformed"),
    ("free = true", 'free = "yes"', "grace[0].free", "flag_expected"),
    ("days = 5\n", "days = -1\n", "grace[0].days", "days_out_of_range"),
    ("share_bp = 125", "share_bp = 10_001", "materiality[0].share_bp", "share_out_of_range"),
    ("share_bp = 125", "share_bp = -1", "materiality[0].share_bp", "share_out_of_range"),
    ("share_bp = 450", "share_bp = 4.5", "late_fees[0].share_bp", "float_refused"),
    ("share_bp = 450", "share_bp = 10_001", "late_fees[0].share_bp", "share_out_of_range"),
    ("days_max = 88", "days_max = 0", "materiality[0].days_max", "days_out_of_range"),
    ('[{ id = "two", from_days = 32 }]', "[]", "clocks[2].bands", "bands_are_empty"),
    ('id = "two", from_days = 32', 'id = "two", from_days = 0', "clocks[2].bands[0].from_days",
     "days_out_of_range"),
    ('lowest = "one"', 'lowest = "Stage 1"', "clocks[2].lowest", "id_is_malformed"),
    ('clocks = ["tiers", "slow"]', "clocks = []", "reported[0].clocks", "clock_names_expected"),
    ('id = "A1"', 'id = "over 30"', "bureau[0].statuses[1].id", "code_is_malformed"),
    ('{ id = "1", from', '{ id = "10", from', "bureau[0].marks[1].id", "mark_is_malformed"),
    ('charged_off = "X7"', 'charged_off = ""', "bureau[0].charged_off", "code_is_malformed"),
    ("history_max = 18", "history_max = 0", "bureau[0].history_max", "number_out_of_range"),
    ("days = 185", "days = 0", "charge_off[0].days", "days_out_of_range"),
    ("daily_ppm = 480", "daily_ppm = 1_000_001", "penalty_interest[0].daily_ppm",
     "rate_out_of_range"),
    ("cycle_share_bp_max = 140", "cycle_share_bp_max = 20_000",
     "penalty_interest[0].cycle_share_bp_max", "share_out_of_range"),
    ("valid_days = 6", "valid_days = 0", "waiver_offer[0].valid_days", "days_out_of_range"),
    ('at = "16:30"', 'at = "4 pm"', "cut_off[0].at", "hour_is_malformed"),
    ('country = "CN"\n\n[[calendars.years]]\nyear = 2027',
     'country = "China"\n\n[[calendars.years]]\nyear = 2027', "calendars[1].country",
     "country_is_malformed"),
    ("closed = [2027-01-01]", 'closed = ["2027-01-01"]', "calendars[1].years[0].closed",
     "date_expected"),
    ("year = 2027", "year = 27", "calendars[1].years[0].year", "year_out_of_range"),
    ("shifts = true", 'shifts = "next"', "due_shift[0].shifts", "flag_expected"),
    ("account_months_min = 10", "account_months_min = -1", "re_age[0].account_months_min",
     "number_out_of_range"),
    ("short_bp_max = 110", "short_bp_max = 10_001", "promises[0].short_bp_max",
     "share_out_of_range"),
    ("parked_days = 31", "parked_days = 0", "horizon[0].parked_days", "days_out_of_range"),
    ("parked_days = 31", "park_days = 31", "horizon[0].park_days", "unknown_key"),
    ('currency = "JPY"\nshare', "currency = 392\nshare", "late_fees[1].currency",
     "currency_expected"),
    (AMOUNTS, "amounts = []", "materiality[0].amounts", "list_is_empty"),
]  # fmt: skip
ALONE: list[Case] = [
    ('{ from_days = 0, components = ["cost"', '{ from_days = 1, components = ["cost"',
     "allocations[0].orders[0].from_days", "orders_start_at_0"),
    ("from_days = 61", "from_days = 0", "allocations[0].orders[1].from_days",
     "orders_do_not_rise"),
    ('"cost", "fee", "penalty", "interest", "principal"]', '"cost", "fee", "fee", "principal"]',
     "allocations[0].orders[0].components[2]", "component_listed_twice"),
    ('"cost", "fee", "penalty", "interest", "principal"]', '"fee", "interest", "principal"]',
     "allocations[0].orders[0].components", "component_is_missing"),
    ('["principal", "interest", "cost"]', '["principal", "interest", "principal"]',
     "counts_for_dpd[0].components[2]", "component_listed_twice"),
    ('["principal", "interest", "cost"]', "[]", "counts_for_dpd[0].components", "nothing_counts"),
    ('currency = "JPY", above', 'currency = "JPX", above', "materiality[0].amounts[1].currency",
     "unknown_currency"),
    ('currency = "JPY", above', 'currency = "CNY", above', "materiality[0].amounts[1].currency",
     "currency_listed_twice"),
    ('"bad", from_days = 92', '"bad", from_days = 2', "clocks[0].bands[1].from_days",
     "bands_do_not_rise"),
    ('"watch", from_days = 3 }, { id = "bad"', '"watch", from_days = 3 }, { id = "watch"',
     "clocks[1].bands[1].id", "duplicate_id"),
    ('clock = "stage"', 'clock = "reported"', "clocks[2].clock", "clock_name_is_taken"),
    ('lowest = "one"', 'lowest = "two"', "clocks[2].lowest", "duplicate_id"),
    ('clocks = ["tiers", "slow"]', 'clocks = ["tiers", "tiers"]', "reported[0].clocks[1]",
     "clock_listed_twice"),
    ('{ id = "A0", from_days = 0 }', '{ id = "A0", from_days = 1 }',
     "bureau[0].statuses[0].from_days", "statuses_start_at_0"),
    ("from_days = 63", "from_days = 33", "bureau[0].statuses[2].from_days",
     "statuses_do_not_rise"),
    ('id = "A2"', 'id = "A1"', "bureau[0].statuses[2].id", "duplicate_id"),
    ('{ id = "0", from_days = 0 }', '{ id = "0", from_days = 2 }', "bureau[0].marks[0].from_days",
     "marks_start_at_0"),
    ("from_days = 34", "from_days = 0", "bureau[0].marks[1].from_days", "marks_do_not_rise"),
    ("most_minor = 7_000", "most_minor = 899", "late_fees[0].most_minor", "least_is_above_most"),
    ('currency = "JPY"\nshare', 'currency = "jpy"\nshare', "late_fees[1].currency",
     "unknown_currency"),
    ('currency = "CNY"\ndaily', 'currency = "RMB"\ndaily', "penalty_interest[0].currency",
     "unknown_currency"),
    ("to_days = 28", "to_days = 6", "waiver_offer[0].to_days", "days_reversed"),
    ('amount = "big", policy', "policy", "collection[0].rows[1]", "bucket_listed_twice"),
    ('"Asia/Tokyo"', '"Asia/Edo"', "cut_off[0].zone", "unknown_zone"),
    ("2026-10-01, 2026-10-02", "2026-10-01, 2025-10-02", "calendars[0].years[0].closed[1]",
     "closed_day_outside_its_year"),
    ("2026-10-01, 2026-10-02", "2026-10-01, 2026-10-01", "calendars[0].years[0].closed[1]",
     "day_listed_twice"),
    ("worked = [2026-10-10]", "worked = [2027-10-10]", "calendars[0].years[0].worked[0]",
     "worked_day_outside_its_year"),
    ("worked = [2026-10-10]", "worked = [2026-10-09]", "calendars[0].years[0].worked[0]",
     "worked_day_is_a_weekday"),
    ("worked = [2026-10-10]", "worked = [2026-10-03]", "calendars[0].years[0].worked[0]",
     "day_is_closed_and_worked"),
    ("closed = [2027-01-01]",
     "closed = [2027-01-01]\n[[calendars.years]]\nyear = 2027\nclosed = []",
     "calendars[1].years[1].year", "calendar_year_listed_twice"),
    ("within_5_years_max = 4", "within_5_years_max = 1", "re_age[0].within_5_years_max",
     "limits_contradict"),
]  # fmt: skip
TOGETHER: list[Case] = [
    ('clocks = ["tiers", "slow"]', 'clocks = ["tiers", "fast"]', "reported[0].clocks[1]",
     "reported_clock_is_unknown"),
    ('clocks = ["tiers", "slow"]', 'clocks = ["tiers", "slow", "stage"]', "reported[0].clocks[2]",
     "reported_clocks_differ"),
    ('"slow"\nlowest = "good"', '"slow"\nlowest = "fine"', "reported[0].clocks[1]",
     "reported_clocks_differ"),
    ('{ days = "d3", policy', '{ days = "d4", policy', "collection[0].rows[2].days",
     "unknown_bucket"),
    ('amount = "big"', 'amount = "huge"', "collection[0].rows[1].amount", "unknown_bucket"),
    ("year = 2027\nclosed = [2027-01-01]", "year = 2026\nclosed = [2026-01-01]",
     "calendars[1].years[0].year", "calendar_year_listed_twice"),
    ('country = "CN"\n\n[[calendars.years]]\nyear = 2027',
     'country = "JP"\n\n[[calendars.years]]\nyear = 2027', "calendars[1].country",
     "calendars_differ"),
    ("late_days = 300", "late_days = 30", "horizon[0].late_days", "horizon_shorter_than_a_wait"),
    ("review_days = 11", "review_days = 302", "horizon[0].late_days",
     "horizon_shorter_than_a_wait"),
    ("parked_days = 31", "parked_days = 302", "horizon[0].late_days",
     "horizon_shorter_than_a_wait"),
    ("days = 5\n", "days = 302\n", "horizon[0].late_days", "horizon_shorter_than_a_wait"),
    ("days_max = 88", "days_max = 302", "horizon[0].late_days", "horizon_shorter_than_a_wait"),
    ("days = 95", "days = 302", "horizon[0].late_days", "horizon_shorter_than_a_wait"),
    ("valid_days = 6", "valid_days = 302", "horizon[0].late_days", "horizon_shorter_than_a_wait"),
    ("late_days_max = 4", "late_days_max = 302", "horizon[0].late_days",
     "horizon_shorter_than_a_wait"),
    ("closed_days = 600", "closed_days = 299", "horizon[0].closed_days",
     "account_gone_inside_horizon"),
    ("from_days = 7\nto_days = 28", "from_days = 4\nto_days = 5", "waiver_offer[0].to_days",
     "offer_ends_before_the_fee"),
    ('currency = "JPY"\nshare', 'currency = "EUR"\nshare', "late_fees[1].currency",
     "currency_is_half_known"),
    ('currency = "CNY"\ndaily', 'currency = "EUR"\ndaily', "penalty_interest[0].currency",
     "currency_is_half_known"),
    ('currency = "JPY", above', 'currency = "EUR", above', "materiality[0].amounts[1].currency",
     "currency_is_half_known"),
]  # fmt: skip


def test_the_document_itself_is_sound() -> None:
    assert broken_rules(WHOLE) == []


@pytest.mark.parametrize(("old", "new", "key", "rule"), [*FORM, *ALONE, *TOGETHER])
def test_is_refused(old: str, new: str, key: str, rule: str) -> None:
    assert (key, rule) in broken_rules(changed((old, new)))


@pytest.mark.parametrize(
    ("missing", "key", "rule"),
    [
        ("default_cure", "materiality[0]", "default_without_cure"),
        ("materiality", "default_cure[0]", "cure_without_default"),
        ("late_fees", "waiver_offer[0]", "offer_without_late_fee"),
        ("calendars", "due_shift[0].shifts", "due_shift_without_calendar"),
        ("clocks", "reported[0].clocks[0]", "reported_clock_is_unknown"),
    ],
)
def test_is_refused_without_the_section(missing: str, key: str, rule: str) -> None:
    assert (key, rule) in broken_rules(without(missing))


@pytest.mark.parametrize(
    "section",
    ["allocations", "counts_for_dpd", "credits", "reversals", "grace", "reported", "bureau",
     "charge_off", "penalty_interest", "waiver_offer", "collection", "cut_off", "due_shift",
     "re_age", "promises", "horizon"],
)  # fmt: skip
def test_any_other_section_may_be_left_out(section: str) -> None:
    text = without(section)
    assert f"[[{section}]]" not in text
    assert broken_rules(text) == []


def test_a_due_date_that_stays_needs_no_calendar() -> None:
    text = without("calendars").replace("shifts = true", "shifts = false")
    assert broken_rules(text) == []


def test_waits_are_held_against_the_horizon_that_holds_by_default() -> None:
    text = without("horizon")
    assert broken_rules(text.replace("days_max = 88", "days_max = 400")) == []
    found = broken_rules(text.replace("days_max = 88", "days_max = 401"))
    assert found == [("horizon.late_days", "horizon_shorter_than_a_wait")]


def test_a_horizon_may_be_as_long_as_the_longest_wait() -> None:
    short = changed(("late_days = 300", "late_days = 95"), ("late_days = 301", "late_days = 95"))
    assert broken_rules(short) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("most_minor = 7_000", "most_minor = 900"),
        ("to_days = 28", "to_days = 7"),
        ("from_days = 7\nto_days = 28", "from_days = 6\nto_days = 6"),
        ("within_5_years_max = 4", "within_5_years_max = 2"),
        ("closed_days = 600", "closed_days = 300"),
        ("worked = [2026-10-10]", "worked = [2026-10-10, 2026-10-11]"),
    ],
)
def test_the_very_edge_is_sound(old: str, new: str) -> None:
    assert broken_rules(changed((old, new))) == []


def test_two_tables_of_a_year_may_follow_one_another() -> None:
    text = changed(
        ('from = 2014-02-01\nstatus = "in_force"\ncountry',
         'from = 2014-02-01\nto = 2026-11-04\nstatus = "in_force"\ncountry'),
        ("year = 2027\nclosed = [2027-01-01]", "year = 2026\nclosed = [2026-01-01]"),
    )  # fmt: skip
    assert broken_rules(text) == []


@pytest.mark.parametrize(
    ("old", "new", "only"),
    [
        ("days = 95", "days = 0", ("default_cure[0].days", "days_out_of_range")),
        ('clock = "slow"', 'clock = "So Slow"', ("clocks[1].clock", "id_is_malformed")),
        ("closed = [2026-10-01", "closed = [1, 2026-10-01",
         ("calendars[0].years[0].closed", "date_expected")),
        ("share_bp = 450", "share_bp = -450", ("late_fees[0].share_bp", "share_out_of_range")),
    ],
)  # fmt: skip
def test_an_entry_that_cannot_be_read_makes_no_fault_elsewhere(
    old: str, new: str, only: tuple[str, str]
) -> None:
    assert broken_rules(changed((old, new))) == [only]


def test_entries_of_a_clock_succeed_one_another() -> None:
    ended = changed(
        ('from = 2014-02-01\nstatus = "in_force"\nclock = "stage"',
         'from = 2014-02-01\nto = 2019-12-31\nstatus = "in_force"\nclock = "stage"'),
    )  # fmt: skip
    again = LATENESS[LATENESS.index('[[clocks]]\nid = "bank.clock.stage"') :].partition("\n[[")[0]
    again = again.partition("\n\n")[0]
    later = again.replace("from = 2014-02-01", "from = 2020-01-02")
    assert broken_rules(f"{ended}\n{later}") == [("clocks[3].from", "dates_leave_a_gap")]
    assert broken_rules(f"{ended}\n{later.replace('2020-01-02', '2020-01-01')}") == []


@pytest.mark.parametrize(
    ("old", "new", "cure"),
    [
        ('"cost", "fee", "penalty", "interest", "principal"]', '"fee", "interest", "principal"]',
         "add cost, penalty: what no order names would never be paid"),
        ('clocks = ["tiers", "slow"]', 'clocks = ["tiers", "fast"]',
         "name a clock that holds then (slow, stage, tiers)"),
        ('clocks = ["tiers", "slow"]', 'clocks = ["tiers", "slow", "stage"]',
         "give stage the classes of tiers: good, watch, bad"),
        ('{ days = "d3", policy', '{ days = "d4", policy', "name a day band: d1, d2, d3"),
        ("late_days = 300", "late_days = 90",
         "write 95 or more: default_cure[0].days waits so long for a fact"),
        ("worked = [2026-10-10]", "worked = [2026-10-09]",
         "remove it: 2026-10-09 is no Saturday or Sunday, and worked anyway"),
        ("from_days = 7\nto_days = 28", "from_days = 4\nto_days = 5",
         "write 6 or more: the first late fee comes due then"),
        ("most_minor = 7_000", "most_minor = 1", "write 900 or more, which is the least"),
        ("to_days = 28", "to_days = 6", "write 7 or more, where the offer begins"),
        ("within_5_years_max = 4", "within_5_years_max = 1",
         "write 2 or more: five years hold at least what twelve months may"),
        ('amount = "big", policy', "policy", "remove it: d1 has a row before"),
        ('{ days = "d3", policy', '{ days = "d1", amount = "big", policy',
         "remove it: d1.big has a row before"),
        ("closed_days = 600", "closed_days = 1",
         "write 300 or more: until then a fact may open the account again"),
    ],
)  # fmt: skip
def test_a_cure_names_what_to_write(old: str, new: str, cure: str) -> None:
    read = parse(changed((old, new)), "bank.toml")
    assert not isinstance(read, Policy)
    assert [fault.cure for fault in read] == [cure]


def test_drafts_are_held_against_nothing() -> None:
    draft = LATENESS.replace('"in_force"', '"draft"')
    policy = sound(WHOLE.replace(LATENESS, draft.replace("late_days = 300", "late_days = 1")))
    assert policy.sections.ledger.horizon[0].entry.late_days == 1
