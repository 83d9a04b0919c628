"""The value of an entry about lateness, told in one line."""

import pytest

from streams.policy.ledger_sections import LEDGER_SECTIONS
from streams.policy.ledger_telling import ledger_value_of
from streams.policy.telling import value_of
from tests.policy.bank import sound
from tests.policy.lateness import WHOLE, changed

TOLD = {
    placed.key: value_of(placed.entry)
    for _, section in sound(WHOLE).sections.ledger.each()
    for placed in section
}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("allocations[0]",
         ("payment, oldest first, from day 0: cost, fee, penalty, interest, principal;"
          " from day 61: principal, interest, cost, fee, penalty")),
        ("allocations[1]",
         "waiver, newest first, from day 0: fee, penalty, interest, cost, principal"),
        ("counts_for_dpd[0]", "principal, interest, cost count"),
        ("credits[0]", "refund counts as payment"),
        ("reversals[0]", "CHARGEBACK, DISHONOURED ages from the reversal"),
        ("grace[0]", "5 days, never counted"),
        ("materiality[0]", "above 800.00 CNY, 1,200 JPY and 1.25 % for more than 88 days"),
        ("default_cure[0]", "95 days"),
        ("clocks[0]", "tiers: good, watch from day 2, bad from day 92"),
        ("reported[0]", "the worse of tiers, slow"),
        ("bureau[0]",
         ("A0 from day 0, A1 from day 33, A2 from day 63; charged off X7, sold X5;"
          " 18 marks: 0 from day 0, 1 from day 34")),
        ("charge_off[0]", "from day 185"),
        ("late_fees[0]", "4.5 %, at least 9.00 CNY, at most 70.00 CNY"),
        ("late_fees[1]", "3.5 %, at least 30 JPY"),
        ("penalty_interest[0]", "480 ppm a day on CNY, at most 1.4 % a cycle"),
        ("waiver_offer[0]", "offered from day 7 to day 28, valid 6 days"),
        ("collection[0]", "d1: soft, d1.big: firm, d3: court"),
        ("cut_off[0]", "16:30 Asia/Tokyo"),
        ("calendars[0]", "CN 2026: 3 closed, 1 worked"),
        ("due_shift[0]", "to the next business day"),
        ("re_age[0]",
         "from 10 months on; 2 in 12 months, 4 in 5 years; after a workout 3 in 5 years"),
        ("promises[0]", "kept up to 1.1 % short and 4 days late"),
        ("horizon[0]", "300 days back; review 11, parked 31, closed 600 days"),
    ],
)  # fmt: skip
def test_a_value_is_told_with_its_units(key: str, value: str) -> None:
    assert TOLD[key] == value


def test_every_section_is_told() -> None:
    assert {key.partition("[")[0] for key in TOLD} == set(LEDGER_SECTIONS)
    assert "-" not in TOLD.values()


@pytest.mark.parametrize(
    ("old", "new", "key", "value"),
    [
        ("free = true", "free = false", "grace[0]", "5 days, counted once they are over"),
        ("shifts = true", "shifts = false", "due_shift[0]", "due dates stay"),
        ('["refund"]', "[]", "credits[0]", "no credit counts as payment"),
        ('["CHARGEBACK", "DISHONOURED"]', "[]", "reversals[0]", "no reason ages from the reversal"),
    ],
)
def test_so_is_its_opposite(old: str, new: str, key: str, value: str) -> None:
    ledger = sound(changed((old, new))).sections.ledger
    told = {p.key: ledger_value_of(p.entry) for _, section in ledger.each() for p in section}
    assert told[key] == value
