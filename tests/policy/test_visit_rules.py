"""Home visits in a document: what each rule becomes, and everything that is refused about them."""

import pytest

from streams.policy.document import Policy, parse
from streams.policy.field import FieldRules, HeldOut
from streams.policy.telling import rung_of, value_of
from streams.policy.visit_shapes import ASKED
from streams.policy.visit_words import REQUIRED, VISIT_RULES
from streams.terms.days import Day
from tests.policy.bank import GOOD, broken_rules, on, sound
from tests.policy.visits import (
    ALL_BUT_RECALLED,
    HEAD,
    KEYS,
    LADDER,
    MONTHS,
    RULES,
    TEXT,
    faults,
    place,
    rule,
    swapped,
    with_rule,
)

DAY = on("2026-06-01")
FIRST, SECOND = "ladders[0].rungs[3]", "ladders[0].rungs[4]"


def field(text: str = TEXT, day: Day = DAY) -> FieldRules:
    found = sound(text).on(day).field
    assert found is not None
    return found


def test_each_rule_is_a_value_that_names_its_entry() -> None:
    found = field()
    assert (found.last_resort.rule, found.last_resort.tries_min) == ("b.v.last_resort", 1)
    assert found.two_agents.agents_min == 2
    assert (found.certified.certificates, found.certified.days_max) == (("LAW", "SAFETY"), 365)
    assert (found.hours.opens_minute, found.hours.closes_minute) == (570, 1050)
    assert found.daylight.of_month(12) == (480, 1020)
    assert found.notice.days == 3
    assert (found.on_site.leave_rule, found.on_site.visit_minutes_max) == ("b.v.leave", 30)
    assert (found.on_site.recording_rule, found.on_site.gap_seconds_max) == ("b.v.recording", 30)
    assert (found.safety.visits_per_week_max, found.safety.clearing_roles) == (24, ("officer",))
    assert (found.second_visit.apart_days, found.second_visit.other_lead) == (10, True)
    assert found.planning.speed_kmh_max == 60
    assert found.held_out == HeldOut(rule="b.v.held_out", percent=20, days=7)
    named = {found.fit_rule, found.holiday_rule, found.address_rule, found.vulnerable_rule}
    named |= {found.on_site.identify_rule, found.on_site.no_entry_rule}
    named |= {found.on_site.third_party_rule}
    numberless = {kind for kind, keys in ASKED.items() if not keys}
    assert named == {f"b.v.{kind.lower()}" for kind in numberless}


def test_without_rules_and_before_them_a_visit_is_left_to_the_house() -> None:
    assert sound(GOOD).on(DAY).field is None
    policy = sound(TEXT)
    assert policy.on(on("2025-12-31")).field is None
    assert policy.on(on("2026-01-01")).field is not None


def test_nobody_has_to_be_held_out() -> None:
    assert field(with_rule("HELD_OUT", "")).held_out is None


@pytest.mark.parametrize("kind", REQUIRED)
def test_where_some_rules_hold_all_have_to(kind: str) -> None:
    read = parse(with_rule(kind, ""), "bank.toml")
    assert not isinstance(read, Policy)
    (fault,) = read
    assert (fault.key, fault.rule) == (f"visit_rules.{kind}", "visit_rule_missing")
    assert f"visit_rule = '{kind}' to [[visit_rules]] that holds on 2026-01-01" in fault.cure
    late = with_rule(kind, rule(kind, since="2026-03-01"))
    assert (f"visit_rules.{kind}", "visit_rule_missing") in broken_rules(late)


def test_a_rule_that_could_not_be_read_is_not_missed_as_well() -> None:
    assert faults("TWO_AGENTS", "agents_min = 0") == [
        (f"{place('TWO_AGENTS')}.agents_min", "agents_out_of_range")
    ]


def test_visits_do_not_go_on_where_their_rules_have_ended() -> None:
    ended = TEXT
    for text in RULES.values():
        until = text.replace("from = 2026-01-01", "from = 2026-01-01\nto = 2026-12-31")
        ended = ended.replace(text, until)
    assert broken_rules(ended) == [
        (f"{FIRST}.channel", "visit_without_rules"),
        (f"{SECOND}.channel", "visit_without_rules"),
    ]


def test_rules_of_one_kind_succeed_each_other() -> None:
    two = rule("NOTICE").replace("status", "to = 2026-05-31\nstatus")
    later = rule("NOTICE", "days = 6", since="2026-06-01")
    policy = sound(with_rule("NOTICE", two + later))
    days = [policy.on(on(day)).field for day in ("2026-05-31", "2026-06-01")]
    assert [found and found.notice.days for found in days] == [3, 6]
    twice = broken_rules(TEXT + rule("NOTICE", since="2026-06-01"))
    assert ("visit_rules[19].from", "dates_overlap") in twice
    gap = with_rule("NOTICE", two + rule("NOTICE", since="2026-06-02"))
    assert ("visit_rules[7].from", "dates_leave_a_gap") in broken_rules(gap)


@pytest.mark.parametrize("kind", VISIT_RULES)
def test_each_kind_takes_its_own_keys_and_no_others(kind: str) -> None:
    stray = "percent = 10" if kind != "HELD_OUT" else "agents_min = 2"
    name = stray.partition(" ")[0]
    found = faults(kind, f"{KEYS.get(kind, '')}\n{stray}")
    assert (f"{place(kind)}.{name}", "key_of_another_visit_rule") in found
    for key in KEYS.get(kind, "").splitlines() if kind != "DAYLIGHT" else ():
        lacking = KEYS[kind].replace(key, "")
        missing = f"{place(kind)}.{key.partition(' ')[0]}"
        assert (missing, "visit_rule_lacks_a_key") in faults(kind, lacking)
    if kind == "DAYLIGHT":
        assert (f"{place(kind)}.months", "visit_rule_lacks_a_key") in faults(kind, "")


@pytest.mark.parametrize(
    ("kind", "old", "new", "key", "broken"),
    [
        ("LAST_RESORT", "tries_min = 1", "tries_min = -1", "tries_min", "tries_out_of_range"),
        ("LAST_RESORT", "days_min = 1", "days_min = 2", "tries_days_min", "tries_contradict"),
        ("TWO_AGENTS", "= 2", "= 0", "agents_min", "agents_out_of_range"),
        ("TWO_AGENTS", "= 2", "= 10", "agents_min", "agents_out_of_range"),
        ("CERTIFIED", '"SAFETY"', '"KARATE"', "certificates", "unknown_certificate"),
        ("CERTIFIED", '"LAW", "SAFETY"', "", "certificates", "unknown_certificate"),
        ("CERTIFIED", '"SAFETY"', '"LAW"', "certificates", "listed_twice"),
        ("CERTIFIED", "365", "0", "days_max", "days_out_of_range"),
        ("CERTIFIED", "= 365", "= 29", "training_days", "training_outlives_certificate"),
        ("VISIT_HOURS", "09:30", "9:30", "opens", "hour_is_malformed"),
        ("VISIT_HOURS", "17:30", "09:30", "closes", "hours_are_empty"),
        ("NOTICE", "3", "0", "days", "days_out_of_range"),
        ("NOTICE", "3", "366", "days", "days_out_of_range"),
        ("RECORDING", "30", "3601", "gap_seconds_max", "seconds_out_of_range"),
        ("RECORDING", "5", "0", "keep_years", "years_out_of_range"),
        ("LEAVE", "max = 1", "max = 0", "leave_minutes_max", "minutes_out_of_range"),
        ("LEAVE", "30", "481", "visit_minutes_max", "minutes_out_of_range"),
        ("SAFETY", "15", "0", "check_out_minutes", "minutes_out_of_range"),
        ("SAFETY", "6", "0", "visits_per_day_max", "visits_out_of_range"),
        ("SAFETY", "24", "5", "visits_per_day_max", "visits_contradict"),
        ("SAFETY", '"officer"', "", "clearing_roles", "role_is_malformed"),
        ("SAFETY", '"officer"', '"The Officer"', "clearing_roles", "role_is_malformed"),
        ("SECOND_VISIT", '["manager"]', "[]", "approving_roles", "role_is_malformed"),
        ("SECOND_VISIT", '"manager"', '"boss", "boss"', "approving_roles", "listed_twice"),
        ("SECOND_VISIT", "l_days = 5", "l_days = 0", "approval_days", "days_out_of_range"),
        ("SECOND_VISIT", "outcome_days = 3", "outcome_days = 0", "outcome_days",
         "days_out_of_range"),
        ("SECOND_VISIT", "apart_days = 10", "apart_days = -1", "apart_days", "days_out_of_range"),
        ("SECOND_VISIT", "true", "1", "other_lead", "flag_expected"),
        ("PLANNING", "6\n", "0\n", "answer_hours", "hours_out_of_range"),
        ("PLANNING", "60", "201", "speed_kmh_max", "speed_out_of_range"),
        ("HELD_OUT", "20", "51", "percent", "share_out_of_range"),
        ("HELD_OUT", "20", "0", "percent", "share_out_of_range"),
    ],
)  # fmt: skip
def test_a_number_or_word_out_of_range_is_refused(
    kind: str, old: str, new: str, key: str, broken: str
) -> None:
    assert KEYS[kind].count(old) == 1
    found = faults(kind, KEYS[kind].replace(old, new))
    assert (f"{place(kind)}.{key}", broken) in found


def test_a_kind_that_does_not_exist_is_named_with_those_that_do() -> None:
    read = parse(with_rule("ADDRESS", RULES["ADDRESS"].replace("ADDRESS", "ADRES")), "bank.toml")
    assert not isinstance(read, Policy)
    (fault,) = read
    assert (fault.key, fault.rule) == (f"{place('ADDRESS')}.visit_rule", "unknown_visit_rule")
    assert "ADDRESS" in fault.cure


ROW = '{ opens = "08:00", closes = "17:00" },\n'


@pytest.mark.parametrize(
    ("rows", "key", "broken"),
    [
        (ROW * 11, "months", "months_are_twelve"),
        (ROW * 13, "months", "months_are_twelve"),
        ("", "months", "months_are_twelve"),
        (ROW * 11 + ROW.replace("17:00", "08:00"), "months[11].closes", "hours_are_empty"),
        (ROW.replace("17:00", "09:59") + ROW * 11, "months[0]", "daylight_leaves_no_room"),
        (ROW.replace("08:00", "8") + ROW * 11, "months[0].opens", "hour_is_malformed"),
    ],
)
def test_daylight_has_twelve_rows_in_each_of_which_a_visit_fits(
    rows: str, key: str, broken: str
) -> None:
    assert (f"{place('DAYLIGHT')}.{key}", broken) in faults("DAYLIGHT", f"months = [\n{rows}]")


def test_just_enough_light_for_a_visit_is_enough() -> None:
    rows = MONTHS.replace("17:00", "10:00", 1)
    assert faults("DAYLIGHT", rows) == []


@pytest.mark.parametrize(
    ("opens", "closes", "key", "by"),
    [
        # The house is open from 9 to 18, the laws from 7:30 to 20 for all and 10 to 17 for visits.
        ("08:59", "17:00", "opens", "bank.hours"),
        ("10:00", "18:01", "closes", "bank.hours"),
        ("09:59", "17:00", "opens", "law.doors"),
        ("10:00", "17:01", "closes", "law.doors"),
    ],
)
def test_visits_stay_inside_the_hours_of_law_and_house(
    opens: str, closes: str, key: str, by: str
) -> None:
    law = f'\n[[law_hours]]\nid = "law.doors"{HEAD}opens = "10:00"\n'
    law += 'closes = "17:00"\nchannels = ["VISIT"]\n'
    text = with_rule("VISIT_HOURS", rule("VISIT_HOURS", f'opens = "{opens}"\ncloses = "{closes}"'))
    read = parse(text + (law if by == "law.doors" else ""), "bank.toml")
    assert not isinstance(read, Policy)
    (fault,) = read
    assert (fault.key, fault.rule) == (f"{place('VISIT_HOURS')}.{key}", "visit_hours_too_wide")
    assert by in fault.cure
    inside = rule("VISIT_HOURS", 'opens = "10:00"\ncloses = "17:00"')
    assert broken_rules(with_rule("VISIT_HOURS", inside) + law) == []


@pytest.mark.parametrize(
    ("old", "new", "key", "broken"),
    [
        ('number = 1, needs = ["letter"]', 'number = 1, needs = ["phone"]', f"{FIRST}.needs",
         "visit_is_no_last_resort"),
        ('number = 2, needs = ["letter"],', "number = 2,", f"{SECOND}.needs",
         "visit_is_no_last_resort"),
        ("tries_min = 1, tries_days_min = 1 }", "tries_min = 0, tries_days_min = 0 }",
         f"{FIRST}.tries_min", "visit_is_no_last_resort"),
        ("tries_min = 1, tries_days_min = 1 }", "tries_min = 1 }", f"{FIRST}.tries_days_min",
         "visit_is_no_last_resort"),
        ("window_days = 14", "window_days = 5", f"{FIRST}.window_days",
         "visit_window_leaves_no_notice"),
        ("window_days = 21", "window_days = 12", f"{SECOND}.window_days",
         "visit_put_off_beyond_its_window"),
        ("after_days = 10", "after_days = 9", f"{SECOND}.after_days", "second_visit_too_soon"),
    ],
)  # fmt: skip
def test_a_visit_that_its_rules_forbid_is_refused(
    old: str, new: str, key: str, broken: str
) -> None:
    assert (key, broken) in broken_rules(swapped(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [("window_days = 14", "window_days = 6"), ("window_days = 21", "window_days = 13")],
)
def test_a_window_that_is_just_wide_enough_is_sound(old: str, new: str) -> None:
    assert broken_rules(swapped(old, new)) == []


def test_a_ladder_that_rules_do_not_reach_any_more_is_left_alone() -> None:
    ended = swapped("from = 2015-01-01", "from = 2015-01-01\nto = 2025-12-31")
    assert broken_rules(ended.replace("after_days = 10", "after_days = 1")) == []


@pytest.mark.parametrize(
    ("section", "kind"), [("verified_points", "ADDRESS"), ("no_holidays", "NO_HOLIDAY")]
)
def test_addresses_and_holidays_are_kept_by_limits_on_contact(section: str, kind: str) -> None:
    head, _, rest = TEXT.partition(f"[[{section}]]")
    other = f"{head}[[{section}]]{rest.replace('VISIT', 'PHONE', 1)}"
    found = broken_rules(other)
    assert (place(kind), "visit_rule_is_not_kept") in found
    assert len(found) == 1


REPEATING = swapped(
    "window_days = 14, visit_number = 1",
    f"window_days = 14, times = 3, repeat_days = 1, until = {ALL_BUT_RECALLED}, visit_number = 1",
)


def test_a_visit_that_was_recalled_may_be_made_once_more() -> None:
    ladder = sound(REPEATING).on(DAY).ladder
    assert ladder is not None
    assert (ladder.rungs[3].times, len(ladder.rungs[3].until)) == (3, 11)


@pytest.mark.parametrize(
    ("old", "new", "broken"),
    [
        ('["NOT_HOME", ', "[", "visit_repeats_after_its_outcome"),
        ('["NOT_HOME", ', '["RECALLED", "NOT_HOME", ', "visit_never_repeats"),
        ('["NOT_HOME", ', '["NOT_HOME", "PROMISED", ', "result_of_another_channel"),
        ('["NOT_HOME", ', '["GONE", ', "unknown_result"),
    ],
)
def test_after_any_other_outcome_a_visit_is_not_repeated(old: str, new: str, broken: str) -> None:
    assert REPEATING.count(f"until = {old}") == 1
    text = REPEATING.replace(f"until = {old}", f"until = {new}")
    assert (f"{FIRST}.until", broken) in broken_rules(text)


def test_no_outcome_of_a_visit_comes_of_a_call() -> None:
    calls = 'window_days = 4, times = 2, repeat_days = 4, until = ["NOT_HOME"]'
    found = broken_rules(LADDER.replace("window_days = 4", calls))
    assert found == [("ladders[0].rungs[1].until", "result_of_another_channel")]


def test_a_draft_rules_nothing_and_is_missed_nowhere() -> None:
    draft = GOOD + RULES["NOTICE"].replace('"in_force"', '"draft"')
    assert sound(draft).on(DAY).field is None


def test_each_rule_is_told_in_a_sentence() -> None:
    told = {p.entry.visit_rule: value_of(p.entry) for p in sound(TEXT).sections.visit_rules}
    assert set(told) == set(VISIT_RULES)
    assert not [text for text in told.values() if "{" in text]
    assert told["TWO_AGENTS"] == (
        "TWO_AGENTS: at least 2 agents together, at the door and not only in the plan"
    )
    assert told["CERTIFIED"].startswith("CERTIFIED: each agent certified in LAW, SAFETY, for 365")
    assert "approved by manager within 5 days" in told["SECOND_VISIT"]
    assert ", under another lead;" in told["SECOND_VISIT"]
    assert "January 08:00-17:00, February" in told["DAYLIGHT"]
    alone = with_rule("SECOND_VISIT", RULES["SECOND_VISIT"].replace("true", "false"))
    second = next(
        p for p in sound(alone).sections.visit_rules if p.entry.visit_rule == "SECOND_VISIT"
    )
    assert "another lead" not in value_of(second.entry)


def test_a_rung_tells_that_a_recalled_visit_is_made_once_more() -> None:
    (ladder,) = sound(REPEATING).sections.ladders
    _, _, days, waits, _ = rung_of(ladder.entry.rungs[3], ladder.entry)
    assert days == "61 to 74, anew where it was recalled, 3 times at most"
    assert waits == "letter carried out; 1 calls tried on 1 days"
