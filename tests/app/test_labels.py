"""Labels of rows and words of notices: what is counted, and never whom it is about."""

from msgspec.structs import fields, replace

from streams.app.labels import (
    Label,
    account_label,
    customer_label,
    describe_delinquency,
    describe_treatment,
    read_label,
)
from streams.delinquency.journal import SaidStanding
from streams.delinquency.rows import AccountRow, Waiting
from streams.terms.days import Day, Instant
from streams.terms.delinquency_notices import (
    AccountTableGone,
    Corrected,
    DueNotice,
    PromiseNotice,
    ReviewNotice,
)
from streams.terms.treatment_notices import AccountEffect
from streams.treatment.rows import CustomerRow

BLANK = AccountRow(account_id="a1")
ITEM = Waiting("i1", "late_horizon", "PaymentPosted", "p1", Day(1), Day(11))


def standing(*holds: str, incomplete: bool = False) -> AccountRow:
    said = SaidStanding("c1", "m1.small", incomplete, None, (), holds=holds)
    return replace(BLANK, journal=replace(BLANK.journal, said=said))


def test_an_account_is_labelled_by_bucket_and_holds() -> None:
    assert account_label(BLANK) == "unopened"
    assert account_label(standing()) == "m1.small"
    held = standing("dispute", "pause", incomplete=True)
    assert read_label(account_label(held)) == Label(
        "m1.small", ("dispute", "pause"), incomplete=True
    )


def test_items_that_wait_are_counted_until_they_are_decided() -> None:
    late, done = replace(ITEM, overdue=True), replace(ITEM, decided="APPLY")
    row = replace(standing("plan"), waiting=(ITEM, late, done))
    assert read_label(account_label(row)) == Label("m1.small", ("plan",), waiting=2, overdue=1)
    assert account_label(replace(row, waiting=(done,))) == "m1.small~plan"


def test_what_waits_before_the_opening_is_counted_too() -> None:
    assert read_label(account_label(replace(BLANK, waiting=(ITEM,)))).waiting == 1


def test_a_customer_is_held_or_free() -> None:
    row = CustomerRow(customer_id="c1")
    assert customer_label(row) == "free"
    held = customer_label(replace(row, overflowed=True))
    assert read_label(held).incomplete


def test_notices_are_described_by_kind_status_and_rule_alone() -> None:
    told = {
        Corrected: ("Corrected/1", {}),
        PromiseNotice: ("PromiseNotice/KEPT", {"status": "KEPT"}),
        DueNotice: ("DueNotice/LATE_FEE", {"kind": "LATE_FEE"}),
        ReviewNotice: ("ReviewNotice/r/OVERDUE", {"status": "OVERDUE", "rule": "r"}),
    }
    for kind, (described, words) in told.items():
        assert describe_delinquency(kind(**(blanks(kind) | words))) == described
    assert describe_delinquency(AccountTableGone(account_id="a1")) == "AccountTableGone"


def blanks(kind: type) -> dict[str, object]:
    """Return a value for every field of a notice, an id standing for every text."""
    return {
        f.name: () if f.name == "spans" else 1 if f.type in {int, Day} else "ID"
        for f in fields(kind)
    }


def test_effects_are_described_by_kind_and_change() -> None:
    effect = AccountEffect(
        effect_id="e1",
        change="CLOCK_HELD",
        kind="DECEASED",
        account_id="a1",
        customer_id="c1",
        stop_id="s1",
        seq=1,
        effective_on=Day(1),
        as_of=Day(1),
        at=Instant(1),
    )
    assert describe_treatment(effect) == "AccountEffect/DECEASED/CLOCK_HELD"
