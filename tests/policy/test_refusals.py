"""Every rule of refusal, fed by a document that is sound but for one place."""

import pytest

from streams.policy.document import Policy, parse
from tests.policy.bank import GOOD, broken_rules, spoiled

# What is changed, into what, the key that is named, the rule that is broken.
Case = tuple[str, str, str, str]

FORM: list[Case] = [
    ('version = "7"', 'version = "7', "-", "not_toml"),
    ('version = "7"\n', "", "version", "missing_key"),
    ('version = "7"', 'version = " "', "version", "text_is_empty"),
    ('policy_id = "bank"', 'policy_id = "Bank of X"', "policy_id", "id_is_malformed"),
    ('version = "7"', 'version = "7"\nvresion = 8', "vresion", "unknown_key"),
    ("[[contacts_per_day]]", "[[contact_cap]]", "contact_cap", "unknown_key"),
    ("[[contacts_per_day]]", "[contacts_per_day]", "contacts_per_day", "list_expected"),
    ('source = "Card Act"\n', "", "tiers[0].source", "missing_key"),
    ('source = "Card Act"', "source = 9", "tiers[0].source", "text_is_empty"),
    ('source = "Bill of 2027"', 'force_ = "x"', "law_hours[2].force_", "unknown_key"),
    ('id = "law.tiers"', 'id = "law tiers"', "tiers[0].id", "id_is_malformed"),
    ('force = "standard"', 'force = "custom"', "law_hours[1].force", "unknown_force"),
    ('confidence = "K"', 'confidence = "X"', "law_hours[2].confidence", "unknown_confidence"),
    ('status = "draft"', 'status = "planned"', "law_hours[2].status", "unknown_status"),
    ("from = 2024-01-01", 'from = "2024-01-01"', "law_hours[2].from", "date_expected"),
    ("from = 2024-01-01", "from = 2024-01-01T00:00:00", "law_hours[2].from", "date_expected"),
    ("to = 2025-12-31", "to = 2025", "tolerance[0].to", "date_expected"),
    ("max_minor = 150", "max_minor = 150.0", "tolerance[2].max_minor", "float_refused"),
    ("at_days = 8,", "at_days = nan,", "ladders[0].rungs[1].at_days", "float_refused"),
    ("max_minor = 150", "max_minor = true", "tolerance[2].max_minor", "amount_out_of_range"),
    ("max_minor = 150", "max_minor = -1", "tolerance[2].max_minor", "amount_out_of_range"),
    ("contacts_max = 1", "contacts_max = 0", "contacts_per_day[0].contacts_max",
     "contacts_out_of_range"),
    ("at_days = 8,", 'at_days = "8",', "ladders[0].rungs[1].at_days", "days_out_of_range"),
    ("after_days = 10", "after_days = -1", "ladders[0].rungs[4].after_days", "days_out_of_range"),
    ('ladder = "steps"', 'ladder = "steps\\n"', "ladders[0].ladder", "id_is_malformed"),
    ('id = "law.tiers"', 'id = "law.tiers\\n"', "tiers[0].id", "id_is_malformed"),
    ('opens = "09:00"', 'opens = "09:00\\n"', "house_hours[0].opens", "hour_is_malformed"),
    ("at_days = 8,", "at_days = 10_000,", "ladders[0].rungs[1].at_days", "days_out_of_range"),
    ("at_days = -3", "at_days = -10_000", "ladders[0].rungs[0].at_days", "days_out_of_range"),
    ("after_days = 10", "after_days = 10_000", "ladders[0].rungs[4].after_days",
     "days_out_of_range"),
    ("window_days = 21", "window_days = 10_000", "ladders[0].rungs[4].window_days",
     "window_out_of_range"),
    ('"lost", from_days = 91', '"lost", from_days = 10_000', "tiers[0].bands[1].from_days",
     "days_out_of_range"),
    ("max_minor = 150", f"max_minor = {2**63}", "tolerance[2].max_minor", "amount_out_of_range"),
    ("from_minor = 700", f"from_minor = {2**63}", "amount_bands[1].bands[1].from_minor",
     "amount_out_of_range"),
    ("contacts_max = 1", "contacts_max = 100", "contacts_per_day[0].contacts_max",
     "contacts_out_of_range"),
    ('bands = [{ id = "late"', 'bands = [3, { id = "late"', "tiers[0].bands[0]", "table_expected"),
]  # fmt: skip
VALUES: list[Case] = [
    ("from_days = 31", "from_days = 1", "day_bands[0].bands[1].from_days", "bands_do_not_rise"),
    (
        '"d1", from_days = 1',
        '"d1", from_days = 2',
        "day_bands[0].bands[0].from_days",
        "bands_start_at_1",
    ),
    (
        "from_minor = 700",
        "from_minor = 0",
        "amount_bands[1].bands[1].from_minor",
        "bands_do_not_rise",
    ),
    (
        '0 }, { id = "big", from_minor = 700',
        '5 }, { id = "big", from_minor = 700',
        "amount_bands[1].bands[0].from_minor",
        "bands_start_at_0",
    ),
    (
        '"small", from_minor = 0 }, { id = "big", from_minor = 700',
        '"big", from_minor = 0 }, { id = "big", from_minor = 700',
        "amount_bands[1].bands[1].id",
        "duplicate_id",
    ),
    ('id = "d2"', 'id = "d1"', "day_bands[0].bands[1].id", "duplicate_id"),
    (
        '[{ id = "late", from_days = 1 }, { id = "lost", from_days = 91 }]',
        "[]",
        "tiers[0].bands",
        "bands_are_empty",
    ),
    ('currency = "JPY"\nmax', 'currency = "JPX"\nmax', "tolerance[2].currency", "unknown_currency"),
    (
        'currency = "JPY"\nbands',
        'currency = "jpy"\nbands',
        "amount_bands[1].currency",
        "unknown_currency",
    ),
    (
        'currency = "JPY"\nmax',
        'currency = "EUR"\nmax',
        "tolerance[2].currency",
        "currency_is_half_known",
    ),
    (
        'currency = "JPY"\nbands',
        'currency = "EUR"\nbands',
        "amount_bands[1].currency",
        "currency_is_half_known",
    ),
    (
        '{ id = "small", from_minor = 0 }, { id = "big", from_minor = 700 }',
        '{ id = "small", from_minor = 0 }, { id = "large", from_minor = 700 }',
        "amount_bands[1].bands",
        "amount_bands_differ",
    ),
    (
        '"lost", from_days = 91',
        '"lost", from_days = 90',
        "day_bands[0].bands",
        "bands_cross_a_tier",
    ),
    ('"Asia/Shanghai"', '"Asia/Shanghi"', "house_hours[0].zone", "unknown_zone"),
    ('"Asia/Shanghai"', '"Asia"', "house_hours[0].zone", "unknown_zone"),
    ('"Asia/Shanghai"', '"/etc"', "house_hours[0].zone", "unknown_zone"),
    # What the machine has there, and no place on earth.
    ('"Asia/Shanghai"', '"localtime"', "house_hours[0].zone", "unknown_zone"),
    ('"Asia/Shanghai"', '"posixrules"', "house_hours[0].zone", "unknown_zone"),
    ('"Asia/Shanghai"', '"Factory"', "house_hours[0].zone", "unknown_zone"),
    ('"Asia/Shanghai"', '"right/Asia/Shanghai"', "house_hours[0].zone", "unknown_zone"),
    ('"Asia/Shanghai"', '"asia/shanghai"', "house_hours[0].zone", "unknown_zone"),
    (
        'zone = "Asia/Shanghai"',
        'zone = "UTC"\ncustomer_zones = ["UTC", "Factory"]',
        "house_hours[0].customer_zones[1]",
        "unknown_zone",
    ),
    ('opens = "09:00"', 'opens = "9:00"', "house_hours[0].opens", "hour_is_malformed"),
    ('opens = "09:00"', 'opens = "18:00"', "house_hours[0].closes", "hours_are_empty"),
    ('opens = "08:00"', 'opens = "23:00"', "law_hours[0].closes", "hours_are_empty"),
    ('opens = "09:00"', 'opens = "07:59"', "house_hours[0].opens", "house_hours_outside_law"),
    ('closes = "18:00"', 'closes = "20:01"', "house_hours[0].closes", "house_hours_outside_law"),
]
DATES: list[Case] = [
    ("from = 2026-01-01", "from = 2026-01-02", "tolerance[1].from", "dates_leave_a_gap"),
    ("from = 2026-01-01", "from = 2025-12-31", "tolerance[1].from", "dates_overlap"),
    ("to = 2025-12-31\n", "", "tolerance[1].from", "dates_overlap"),
    ("to = 2025-12-31", "to = 2013-12-31", "tolerance[0].to", "dates_reversed"),
    ('id = "law.tiers"', 'id = "bank.days"', "tiers[0].id", "duplicate_id"),
    (
        'force = "binding"\nconfidence = "V"',
        'force = "binding"\nconfidence = "K"',
        "tiers[0].confidence",
        "unread_number_is_no_law",
    ),
    (
        'force = "standard"\nconfidence = "V"',
        'force = "standard"\nconfidence = "product"',
        "law_hours[1].confidence",
        "unread_number_is_no_law",
    ),
]
_RUNG = "ladders[0].rungs"
LADDERS: list[Case] = [
    ('"PHONE"', '"FAX"', f"{_RUNG}[1].channel", "unknown_channel"),
    ('id = "phone"', 'id = "reminder"', f"{_RUNG}[1].id", "duplicate_id"),
    ("at_days = 31", "at_days = 7", f"{_RUNG}[2].at_days", "rungs_out_of_order"),
    ("at_days = -3, window_days = 3", "at_days = 0, window_days = 3", f"{_RUNG}[0].at_days",
     "rung_on_the_due_date"),
    ("at_days = -3, window_days = 3", "at_days = -3, window_days = 5", f"{_RUNG}[0].window_days",
     "reminder_outlives_due_date"),
    ("window_days = 4", "window_days = 0", f"{_RUNG}[1].window_days", "window_out_of_range"),
    ("at_days = 8, window_days = 4 }", "at_days = 31, window_days = 1 }", f"{_RUNG}[2]",
     "rung_is_unreachable"),
    ("after_days = 10", "after_days = 35", f"{_RUNG}[4]", "rung_is_unreachable"),
    ('of = "visit_1"', 'of = "letter"', f"{_RUNG}[4].after_outcome_of", "rung_is_unreachable"),
    ('of = "visit_1"', 'of = "visit_0"', f"{_RUNG}[4].after_outcome_of", "requires_unknown_rung"),
    ('of = "visit_1"', 'of = "visit_2"', f"{_RUNG}[4].after_outcome_of", "rung_waits_in_a_circle"),
    ('["NOT_HOME"]', "[]", f"{_RUNG}[4].outcomes", "condition_is_empty"),
    ('["NOT_HOME"]', '["AWAY"]', f"{_RUNG}[4].outcomes", "unknown_outcome"),
    ('["NOT_HOME"]', '["NOT_HOME", "REFUSED_VISIT"]', f"{_RUNG}[4].outcomes",
     "outcome_forbids_another_visit"),
    ("window_days = 4", 'window_days = 4, outcomes = ["NOT_HOME"]',
     f"{_RUNG}[1].after_outcome_of", "condition_names_no_rung"),
    ("window_days = 4", "window_days = 4, after_days = 2", f"{_RUNG}[1].after_outcome_of",
     "condition_names_no_rung"),
    ("window_days = 4", "window_days = 4, visit_number = 1", f"{_RUNG}[1].visit_number",
     "visit_number_is_for_visits"),
    ("window_days = 14, visit_number = 1", "window_days = 14", f"{_RUNG}[3].visit_number",
     "visit_number_is_for_visits"),
    ("window_days = 14, visit_number = 1", "window_days = 14", f"{_RUNG}[4].visit_number",
     "visit_without_the_one_before"),
    ("visit_number = 2", "visit_number = 1", f"{_RUNG}[4].visit_number", "duplicate_visit"),
    ("visit_number = 2", "visit_number = 3", f"{_RUNG}[4].visit_number", "unknown_visit_number"),
    ('visit_number = 2, after_outcome_of = "visit_1", after_days = 10, outcomes = ["NOT_HOME"]',
     "visit_number = 2", f"{_RUNG}[4].after_outcome_of", "visit_needs_outcome_of_the_one_before"),
]  # fmt: skip


def test_the_document_itself_is_sound() -> None:
    assert broken_rules(GOOD) == []


@pytest.mark.parametrize(("old", "new", "key", "rule"), [*FORM, *VALUES, *DATES, *LADDERS])
def test_is_refused(old: str, new: str, key: str, rule: str) -> None:
    assert (key, rule) in broken_rules(spoiled(old, new))


@pytest.mark.parametrize(
    "section",
    ["day_bands", "amount_bands", "tolerance", "ladders", "house_hours", "contacts_per_day"],
)
def test_a_document_without_a_section_is_refused(section: str) -> None:
    kept = "[[".join(part for part in GOOD.split("[[") if not part.startswith(section))
    assert broken_rules(kept) == [(section, "section_missing")]


def test_an_empty_ladder_is_refused() -> None:
    before, _, rest = GOOD.partition("rungs = [\n")
    after = rest.partition("\n]\n")[2]
    assert broken_rules(f"{before}rungs = []\n{after}") == [("ladders[0].rungs", "ladder_is_empty")]


def test_every_fault_of_a_file_is_reported_at_once() -> None:
    text = spoiled("max_minor = 150", "max_minor = 1.5")
    text = (
        text.replace('"PHONE"', '"FAX"').replace('"09:00"', '"07:00"').replace("= 91 }]", "= 5 }]")
    )
    assert broken_rules(text) == [
        ("tolerance[2].max_minor", "float_refused"),
        ("ladders[0].rungs[1].channel", "unknown_channel"),
        ("day_bands[0].bands[2].from_days", "bands_do_not_rise"),
        ("house_hours[0].opens", "house_hours_outside_law"),
    ]


def test_a_refused_entry_leaves_no_gap_of_its_own() -> None:
    text = spoiled("to = 2025-12-31", "to = 2019-12-31")
    extra = """
[[tolerance]]
id = "bank.tolerance"
source = "product choice"
clause = "-"
force = "product"
confidence = "product"
from = 2020-01-01
to = 2025-12-31
status = "in_force"
currency = "CNY"
max_minor = "1"
"""
    assert broken_rules(text + extra) == [("tolerance[3].max_minor", "amount_out_of_range")]


def test_a_currency_whose_entry_is_refused_is_not_half_known() -> None:
    text = spoiled("max_minor = 150", 'max_minor = "150"')
    assert broken_rules(text) == [("tolerance[2].max_minor", "amount_out_of_range")]


def test_two_rungs_may_share_a_day_while_a_contact_is_left_in_their_windows() -> None:
    assert (
        broken_rules(spoiled("at_days = 31, window_days = 1", "at_days = 8, window_days = 2")) == []
    )


def test_a_fault_is_one_sentence_with_file_key_rule_and_cure() -> None:
    read = parse(spoiled('version = "7"', 'version = "7"\nvresion = 8'), "bank.toml")
    assert not isinstance(read, Policy)
    (fault,) = read
    assert str(fault) == "bank.toml: vresion: unknown_key: did you mean version?"


@pytest.mark.parametrize("name", ['"a b"', '"a\\nb"', '"a\\u0000b"', '""'])
def test_an_odd_key_is_named_in_quotes_on_one_line(name: str) -> None:
    (found,) = broken_rules(f"{GOOD}\n{name} = 1")
    assert found == (f"contacts_per_day[0].{name}", "unknown_key")


@pytest.mark.parametrize(
    "line",
    [
        f"a = {'[' * 5000}{']' * 5000}",
        f"a = {'{b=' * 3000}1{'}' * 3000}",
        f"a = {'1' * 5000}",
    ],
)
def test_a_text_beyond_the_reader_is_refused_like_any_other(line: str) -> None:
    assert broken_rules(f"{line}\n{GOOD}") == [("-", "not_toml")]


def test_a_key_of_a_thousand_parts_is_refused_like_any_other() -> None:
    assert ("a", "unknown_key") in broken_rules(f"{'.'.join('a' * 1000)} = 1.5\n{GOOD}")


@pytest.mark.parametrize(
    ("old", "new", "cure"),
    [
        ("from = 2026-01-01", "from = 2026-01-02",
         "begin on 2026-01-01, the day after tolerance[0] ends"),
        ("from = 2026-01-01", "from = 2025-12-31",
         "end tolerance[0] on the day before 2025-12-31, or begin later"),
        ("from_days = 31", "from_days = 1",
         "write a number above 1, where the one before it begins"),
        ('"big", from_minor = 700', '"large", from_minor = 700',
         "use the ids of amount_bands[0] in the same order: small, big"),
    ],
)  # fmt: skip
def test_a_cure_names_what_to_write(old: str, new: str, cure: str) -> None:
    read = parse(spoiled(old, new), "bank.toml")
    assert not isinstance(read, Policy)
    assert [fault.cure for fault in read] == [cure]
