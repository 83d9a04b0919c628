"""The shipped packs: sound, labelled throughout, and saying what they promise to say."""

from datetime import date

import pytest

from streams.app.packs import pack_names, pack_text
from streams.policy.document import Policy
from streams.policy.placed import Placed
from streams.policy.reporting import Effective, Notice
from streams.policy.rules import Rung
from streams.policy.shapes import Entry
from streams.policy.telling import value_of
from streams.terms.days import Day
from tests.policy.bank import on, sound

PACKS = {name: sound(pack_text(name)) for name in pack_names()}
ENTRIES = [
    pytest.param(placed, id=f"{name}-{placed.key}")
    for name, policy in PACKS.items()
    for _, section in policy.sections.each()
    for placed in section
]


def rungs(policy: Policy, day: str) -> dict[str, Rung]:
    ladder = policy.on(on(day)).ladder
    assert ladder is not None
    return {rung.id: rung for rung in ladder.rungs}


def test_five_countries_and_the_house_are_shipped() -> None:
    assert PACKS.keys() == {"cn", "eu", "house", "in", "uk", "us"}


@pytest.mark.parametrize("placed", ENTRIES)
def test_every_entry_is_labelled(placed: Placed[Entry]) -> None:
    entry = placed.entry
    assert entry.source.strip()
    assert entry.clause.strip()
    assert entry.from_ >= date(2000, 1, 1)
    # What was read and binds nobody, such as an issuer's practice, is product all the same.
    chosen = entry.confidence == "product"
    assert chosen == (entry.source == "product choice")
    assert (entry.force == "product") if chosen else entry.confidence in {"V", "S"}
    assert value_of(entry) != "-"


def test_house_makes_no_claim_of_law() -> None:
    forces = {p.entry.force for _, section in PACKS["house"].sections.each() for p in section}
    assert forces == {"product"}


def test_house_holds_from_2000_without_end() -> None:
    house = PACKS["house"]
    assert house.on(on("1999-12-31")).house is None
    assert house.on(on("2000-01-01")) is house.on(on("2099-12-31"))
    rules = house.on(on("2026-06-01"))
    assert set(rules.tolerance_minor) == {"CNY", "TWD", "USD", "EUR", "JPY", "KWD"}
    assert rules.tolerance_minor["CNY"] == 1_000
    assert rules.house is not None
    assert (rules.house.zone.key, rules.house.contacts_per_day_max) == ("Asia/Shanghai", 1)
    assert (rules.house.opens_minute, rules.house.closes_minute) == (9 * 60, 18 * 60)


@pytest.mark.parametrize("pack", ["house", "cn"])
def test_bands_run_from_m1_to_m6(pack: str) -> None:
    buckets = PACKS[pack].on(on("2026-06-01")).buckets
    assert buckets is not None
    days = {1: "m1", 30: "m1", 31: "m2", 61: "m3", 90: "m3", 91: "m4", 121: "m5", 180: "m5"}
    days |= {181: "m6", 999: "m6"}
    for late, band in days.items():
        assert buckets.bucket_of(late, 1, "CNY") == f"{band}.small"
    assert buckets.bucket_of(1, 100_000, "CNY") == "m1.medium"
    assert buckets.bucket_of(1, 5_000_000, "TWD") == "m1.large"


@pytest.mark.parametrize("pack", ["house", "cn"])
def test_the_ladder_climbs_from_reminder_to_second_visit(pack: str) -> None:
    ladder = rungs(PACKS[pack], "2026-06-01")
    asks = [r for r in ladder.values() if r.purpose == "COLLECTION"]
    assert [(r.id, r.channel) for r in asks] == [
        ("reminder", "SMS"),
        ("sms_1", "SMS"),
        ("phone_1", "PHONE"),
        ("letter_1", "LETTER"),
        ("visit_1", "VISIT"),
        ("visit_2", "VISIT"),
    ]
    second = ladder["visit_2"]
    assert (second.visit_number, second.after_outcome_of, second.after_days) == (2, "visit_1", 14)
    assert second.outcomes == ("NOT_HOME", "MET_PROMISE", "REFUSED_TO_PAY")


def test_in_china_a_visit_is_for_larger_amounts() -> None:
    ladder = rungs(PACKS["cn"], "2026-06-01")
    first, second = ladder["visit_1"], ladder["visit_2"]
    assert first.amounts == second.amounts == ("medium", "large")
    assert ladder["phone_1"].times * ladder["phone_1"].repeat_days < first.at_days
    assert (ladder["pre_legal"].purpose, ladder["pre_legal"].channel) == ("PRE_LEGAL", "LETTER")


def test_in_china_the_customer_is_told_before_the_bureau_is() -> None:
    told = rungs(PACKS["cn"], "2026-06-01")["bureau_notice"]
    assert (told.purpose, told.channel, told.at_days) == ("BUREAU_NOTICE", "SMS", 5)
    reporting = PACKS["cn"].on(on("2026-06-01")).contact.reporting
    assert reporting is not None
    assert reporting.notice == Notice(rule="CN.bureau.notice", sent_days=14, held_days=10)
    assert (reporting.not_adverse, reporting.keep_years) == (frozenset({"N"}), 5)


def test_elsewhere_nobody_has_to_be_told_before() -> None:
    reporting = PACKS["us"].on(on("2026-06-01")).contact.reporting
    assert reporting is not None
    assert (reporting.notice, reporting.not_adverse) == (None, frozenset({"11", "0"}))


def test_in_china_two_collections_thirty_days_apart_are_effective() -> None:
    effective = PACKS["cn"].on(on("2026-06-01")).contact.effective
    assert effective == Effective(rule="CN.effective_collection", apart_days=30)


def test_house_comes_due_on_the_days_it_names() -> None:
    due = {name: rung.at_days for name, rung in rungs(PACKS["house"], "2026-06-01").items()}
    assert due == {
        "reminder": -3,
        "sms_1": 1,
        "phone_1": 8,
        "letter_1": 31,
        "visit_1": 61,
        "visit_2": 75,
    }


def test_cn_keeps_the_pact_and_the_thirty_days_between_proofs() -> None:
    ladder = rungs(PACKS["cn"], "2026-06-01")
    reminder = ladder["reminder"]
    assert reminder.at_days + reminder.window_days - 1 <= -3
    assert ladder["sms_1"].at_days > 3
    assert ladder["visit_1"].at_days - ladder["letter_1"].at_days >= 30


def test_cn_contacts_nobody_before_its_conduct_rules() -> None:
    cn = PACKS["cn"]
    before = cn.on(on("2026-01-29"))
    assert before.house is None
    assert before.ladder is not None
    assert cn.on(on("2026-01-30")).house is not None


def test_cn_names_the_laws_on_hours_in_their_order() -> None:
    laws = {p.entry.id: p for p in PACKS["cn"].sections.contact.law_hours}
    spans = {name: (str(p.entry.from_), str(p.entry.to)) for name, p in laws.items()}
    assert spans == {
        "CN24.hours": ("2024-05-15", "2025-02-27"),
        "CN25.hours": ("2025-02-28", "None"),
        "CN26.hours": ("2026-01-30", "None"),
    }
    assert {(p.entry.opens, p.entry.closes) for p in laws.values()} == {("08:00", "22:00")}


def test_cn_follows_the_guide_by_the_standard_and_the_standard_by_the_guideline() -> None:
    def names(day: str) -> tuple[list[str], list[str]]:
        contact = PACKS["cn"].on(on(day)).contact
        return [law.rule for law in contact.hours], [cap.rule for cap in contact.caps]

    assert names("2024-05-14") == ([], [])
    assert names("2025-02-27") == (["CN24.hours"], ["CN24.calls"])
    assert names("2025-02-28") == (["CN25.hours"], ["CN25.calls"])
    assert names("2026-01-29") == (["CN25.hours"], ["CN25.calls"])
    assert names("2026-01-30") == (["CN25.hours", "CN26.hours"], ["CN25.calls", "CN26.attempts"])


@pytest.mark.parametrize(
    ("pack", "day"), [("eu", "2018-05-07"), ("in", "2022-08-12"), ("uk", "2014-04-01"),
                      ("us", "2021-11-30")],
)  # fmt: skip
def test_nobody_is_contacted_before_the_rules_begin(pack: str, day: str) -> None:
    before = PACKS[pack].on(Day(on(day) - 1))
    assert before.house is None
    for later in (on(day), on("2026-06-01"), on("2035-01-01")):
        rules = PACKS[pack].on(later)
        assert rules.house is not None
        assert rules.ladder is not None
        assert rules.buckets is not None


@pytest.mark.parametrize("pack", ["eu", "in", "uk", "us"])
def test_other_ladders_climb_from_a_message_to_a_letter_before_court_and_visit_nobody(
    pack: str,
) -> None:
    ladder = rungs(PACKS[pack], "2026-06-01")
    assert {r.channel for r in ladder.values()} == {"SMS", "EMAIL", "PHONE", "LETTER"}
    first, *_, last = ladder.values()
    assert (first.id, first.at_days < 0) == ("reminder", True)
    assert (last.id, last.purpose, last.channel) == ("pre_legal", "PRE_LEGAL", "LETTER")
    assert all(r.purpose == "COLLECTION" for r in ladder.values() if r is not last)


def test_a_draft_gates_on_no_day() -> None:
    drafts = {
        placed.entry.id
        for policy in PACKS.values()
        for _, section in policy.sections.each()
        for placed in section
        if not placed.gates
    }
    conc = ("visit", "place", "identity", "entry", "privacy", "visitor")
    assert drafts == {
        "IN.2026.hours",
        "uk.ladder.visits",
        *(f"UK.CONC.{name}" for name in conc),
    }
    for day in ("2026-07-01", "2026-10-01", "2030-01-01"):
        assert [law.rule for law in PACKS["in"].on(on(day)).contact.hours] == [
            "IN.hours",
            "in.message_hours",
        ]
        assert PACKS["uk"].on(on(day)).ladders.keys() == {"uk-card"}
        assert PACKS["uk"].on(on(day)).field is None


# By channel, in minutes of the customer's day: 8 to 21, 8 to 20, 8 to 20, 8 to 19.
@pytest.mark.parametrize(
    ("pack", "closes"), [("us", 1260), ("uk", 1200), ("eu", 1200), ("in", 1140)]
)
@pytest.mark.parametrize("channel", ["SMS", "EMAIL", "PHONE", "VISIT"])
def test_hours_where_the_customer_is(pack: str, closes: int, channel: str) -> None:
    hours = PACKS[pack].on(on("2026-06-01")).contact.hours
    found = [(law.opens_minute, law.closes_minute) for law in hours if channel in law.channels]
    assert found == [(480, closes)]
    assert not any("LETTER" in law.channels for law in hours)


def test_what_binds_and_what_was_only_reported_is_labelled_so() -> None:
    known = {
        placed.entry.id: (placed.entry.force, placed.entry.confidence, str(placed.entry.from_))
        for name in ("eu", "in", "uk", "us")
        for _, section in PACKS[name].sections.each()
        for placed in section
    }
    assert known["US.F.hours"] == ("binding", "V", "2021-11-30")
    assert known["US.F.7in7"] == known["US.F.talk"] == known["US.F.hours"]
    assert known["IN.hours"] == ("binding", "S", "2022-08-12")
    assert known["EU.material"] == ("binding", "V", "2018-05-07")
    assert known["UK.material"] == ("standard", "S", "2025-01-01")
    assert {known[f"{p}.customer_hours"][0] for p in ("eu", "uk")} == {"product"}
