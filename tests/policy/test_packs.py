"""The shipped packs: sound, labelled throughout, and saying what they promise to say."""

from datetime import date

import pytest

from streams.app.packs import pack_names, pack_text
from streams.policy.document import Policy
from streams.policy.placed import Placed
from streams.policy.rules import Rung
from streams.policy.shapes import Entry
from streams.policy.telling import value_of
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


def test_house_and_cn_are_shipped() -> None:
    assert {"house", "cn"} <= PACKS.keys()


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
    assert [(r.id, r.channel) for r in ladder.values()][:6] == [
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


def test_in_china_a_visit_is_the_last_resort() -> None:
    ladder = rungs(PACKS["cn"], "2026-06-01")
    first, second = ladder["visit_1"], ladder["visit_2"]
    assert (first.needs, first.tries_min, first.tries_days_min) == (("letter_1",), 3, 3)
    assert first.amounts == second.amounts == ("medium", "large")
    assert ladder["phone_1"].times * ladder["phone_1"].repeat_days < first.at_days
    assert (ladder["pre_legal"].purpose, ladder["pre_legal"].channel) == ("PRE_LEGAL", "LETTER")


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
