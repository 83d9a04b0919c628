"""What is known on a day: reversals, corrections, voids, and the next that rewrites the past."""

import pytest

from streams.delinquency.knowledge import Known, known, net_of
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day
from tests.delinquency.facts import (
    RULES,
    bill,
    charge_off_undone,
    charge_waived,
    charged,
    charged_off,
    corrected,
    dispute_resolved,
    disputed,
    fraud_confirmed,
    fraud_rejected,
    fraud_reported,
    opened,
    paid,
    re_age_undone,
    re_aged,
    reversed_,
    voided,
    waived,
)
from tests.delinquency.ledgers import row_of

ON = Day(100)


def _known(*facts: AnyAccountFact, on: Day = ON) -> Known:
    return known(row_of(*facts), RULES.ledger, on)


def test_reversals_restore_at_most_what_was_paid_and_only_once_known() -> None:
    made = [paid("p1", Day(90), 500), paid("p2", Day(90), 500)]
    back = [reversed_(f"r{n}", "p1", Day(95 + n), 300) for n in range(3)]
    assert net_of(_known(*made, *back, on=Day(94)), "p1", 500) == 500
    assert net_of(_known(*made, *back, on=Day(95)), "p1", 500) == 200
    assert net_of(_known(*made, *back, on=Day(96)), "p1", 500) == 0
    assert net_of(_known(*made, *back), "p2", 500) == 500


def test_reversals_that_age_anew_are_apart_and_in_order() -> None:
    back = [
        reversed_("r2", "p1", Day(95), 20, mode="AGE_FROM_REVERSAL"),
        reversed_("r1", "p1", Day(96), 10, mode="AGE_FROM_REVERSAL"),
        reversed_("r3", "p1", Day(95), 5),
    ]
    found = _known(*back, paid("p1", Day(90), 500))
    assert found.back == {"p1": [(95, "r2", 20), (96, "r1", 10)]}
    assert net_of(found, "p1", 500) == 495


def test_a_reversal_in_another_currency_takes_nothing() -> None:
    wrong = reversed_("r1", "p1", Day(95), 20, currency="JPY")
    found = _known(paid("p1", Day(90), 500), wrong)
    assert (found.foreign, net_of(found, "p1", 500)) == (frozenset({"r1"}), 500)
    assert _known(wrong).foreign == frozenset()


def test_only_what_counts_by_the_day_is_known() -> None:
    facts: list[AnyAccountFact] = [
        bill("s1", Day(80), Day(99), 500),
        corrected("k1", "s1", Day(101), Day(99), 300),
        voided("s2", Day(101)),
        charged("g1", "FEE", Day(101), 5),
        charge_waived("w1", "g0", Day(101), 5),
    ]
    before, after = _known(*facts), _known(*facts, on=Day(101))
    assert (len(before.corrections), len(before.voided), len(before.charges)) == (0, 0, 0)
    assert len(before.waived) == 0
    assert len(after.corrections) == len(after.voided) == len(after.charges) == 1
    assert len(after.waived) == 1


@pytest.mark.parametrize(
    ("rewrites", "fact"),
    [
        (True, reversed_("r1", "p1", Day(105), 5)),
        (True, corrected("k1", "s1", Day(105), Day(110), 5)),
        (True, voided("s1", Day(105))),
        (True, charge_waived("w1", "g1", Day(105), 5)),
        (True, fraud_confirmed("f1", Day(105))),
        (True, re_age_undone("a1", Day(105))),
        (True, charge_off_undone("o1", Day(105))),
        (False, fraud_rejected("f1", Day(105))),
        (False, fraud_reported("f1", Day(105), 5)),
        (False, disputed("d1", Day(105))),
        (False, dispute_resolved("d1", Day(105), "UPHELD")),
        (False, re_aged("a1", Day(105))),
        (False, charged_off("o1", Day(105))),
        (False, waived("w1", Day(105), 5)),
        (False, paid("p1", Day(105), 5)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_next_day_that_rewrites_the_past_is_named(
    rewrites: bool,  # noqa: FBT001 - pytest passes it by name
    fact: AnyAccountFact,
) -> None:
    expected = Day(105) if rewrites else None
    assert _known(fact, disputed("other", Day(1))).retro_on == expected
    assert _known(fact, disputed("other", Day(1)), on=Day(105)).retro_on is None


def test_the_first_of_several_such_days_is_named() -> None:
    facts = voided("s1", Day(107)), reversed_("r1", "p1", Day(103), 5)
    assert _known(*facts, fraud_confirmed("f1", Day(105))).retro_on == 103


def test_a_case_that_begins_behind_its_end_rewrites_the_past_where_it_begins() -> None:
    facts = fraud_confirmed("f1", Day(90)), fraud_reported("f1", Day(105), 5)
    assert _known(*facts).retro_on == 105
    assert _known(*facts, on=Day(105)).retro_on is None
    assert _known(*facts, disputed("d1", Day(103))).retro_on == 105
    rejected = fraud_rejected("f2", Day(90)), fraud_reported("f2", Day(103), 5)
    assert _known(*rejected).retro_on is None
    assert _known(*rejected, *facts).retro_on == 105


def test_the_zone_is_that_of_the_opening() -> None:
    assert _known(opened(zone="Europe/Berlin"), disputed("d1", Day(1))).zone == "Europe/Berlin"
    assert _known(opened(zone="Europe/Berlin")).zone == "Europe/Berlin"
    assert _known(disputed("d1", Day(1))).zone == ""
