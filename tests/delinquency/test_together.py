"""What belongs together is put away together, and what may not be put away stays."""

import pytest

from streams.delinquency.chapters import facts_of
from streams.delinquency.judging import judged
from streams.delinquency.ledger_state import Chapter
from streams.delinquency.posting import record
from streams.delinquency.rows import AccountRow
from streams.delinquency.settling import thawed_whole
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import iso, parse_day
from tests.delinquency.facts import (
    RULES,
    bill,
    charge_waived,
    charged,
    corrected,
    credited,
    currency_changed,
    disputed,
    opened,
    paid,
    reversed_,
    voided,
)
from tests.delinquency.ledgers import row_of

TODAY = parse_day("2024-06-15")
BILLS: list[AnyAccountFact] = [
    bill("january", "2024-01-20", "2024-02-10", 500),
    paid("p-january", "2024-02-05", 500),
    bill("february", "2024-02-20", "2024-03-10", 500),
    paid("p-february", "2024-03-05", 500),
    bill("march", "2024-03-20", "2024-04-10", 500),
    paid("p-march", "2024-04-05", 500),
]


def _folded(*facts: AnyAccountFact) -> AccountRow:
    return judged(row_of(opened(on="2024-01-01"), *facts), RULES, TODAY).row


def _held_in(chapter: Chapter) -> set[str]:
    facts = facts_of(chapter)
    held = [(one.statement_id, one.event_id) for one in facts.statements]
    held += [(one.payment_id, one.event_id) for one in facts.payments]
    held += [(one.reversal_id, one.event_id) for one in facts.reversals]
    held += [(one.id, one.event_id) for one in facts.entries]
    return {name for names in held for name in names}


def _chapter_of(row: AccountRow, name: str) -> str:
    """Return the end of the chapter that holds a fact."""
    (found,) = (iso(one.until_on) for one in row.past if name in _held_in(one))
    return found


def test_what_waits_or_has_no_ledger_stays_and_what_is_opened_stands_in_order_with_it() -> None:
    stays: list[AnyAccountFact] = [
        bill("yen", "2024-01-05", "2024-02-05", 900, currency="JPY"),
        paid("yen", "2024-01-06", 5, currency="JPY"),
        credited("yen", "REFUND", "2024-01-07", 5, currency="JPY"),
        reversed_("waits", "a-payment", "2024-01-08", 5),
        reversed_("foreign", "p-january", "2024-02-08", 5, currency="JPY"),
        charge_waived("waits", "name", "2024-01-09", 5),
        voided("unheard-of", "2024-01-09"),
    ]
    more: list[AnyAccountFact] = [
        # A case abroad makes no ledger, and a credit is no charge, whatever it is called.
        disputed("abroad", "2024-01-10", currency="JPY"),
        credited("name", "REFUND", "2024-01-15", 5),
        reversed_("folds", "p-january", "2024-02-09", 5),
    ]
    row, now = row_of(opened(), *BILLS, *stays, *more), _folded(*BILLS, *stays, *more)
    facts = now.recent
    assert [one.statement_id for one in facts.statements] == ["yen"]
    assert [one.payment_id for one in facts.payments] == ["yen"]
    assert [one.reversal_id for one in facts.reversals] == ["waits", "foreign"]
    assert [one.id for one in facts.entries] == ["yen", "unheard-of", "waits"]
    assert thawed_whole(now).recent == row.recent


def test_a_currency_that_came_later_is_put_away_like_the_others() -> None:
    changed = currency_changed("x1", "2024-01-02", "CNY", "JPY")
    yen: list[AnyAccountFact] = [
        bill("yen", "2024-01-20", "2024-02-10", 900, currency="JPY"),
        paid("p-yen", "2024-02-05", 900, currency="JPY"),
    ]
    now = _folded(changed, *yen)
    assert (now.recent.statements, now.recent.payments) == ((), ())
    assert [one.currency for one in now.head] == ["CNY", "JPY"]


CHARGE = charged("g1", "FEE", "2024-01-10", 50)


@pytest.mark.parametrize(
    ("about", "later"),
    [
        ("p-january", reversed_("later", "p-january", "2024-04-02", 500)),
        ("january", corrected("later", "january", "2024-04-02", "2024-04-20", 300)),
        ("january", voided("january", "2024-04-02", event="later")),
        ("g1", charge_waived("later", "g1", "2024-04-02", 50)),
    ],
    ids=lambda one: type(one).__name__,
)
def test_what_is_said_months_later_of_a_fact_stands_in_one_chapter_with_it(
    about: str, later: AnyAccountFact
) -> None:
    # What has only the name of the charge is not what was waived.
    namesake = credited("g1", "GOODWILL", "2024-04-01", 5)
    now = _folded(*BILLS, CHARGE, namesake, later)
    assert _chapter_of(now, "later") == _chapter_of(now, f"e-{about}") == "2024-04-30"


def test_a_reversal_dated_before_its_payment_waits_for_the_chapter_of_that() -> None:
    early = reversed_("early", "p-january", "2024-01-25", 500)
    assert _chapter_of(_folded(*BILLS, early), "early") == "2024-02-29"


def test_a_charge_is_put_away_with_the_statement_that_bills_it() -> None:
    same_day = charged("g2", "FEE", "2024-01-20", 50)
    after = charged("g3", "FEE", "2024-01-21", 50)
    plain = _folded(*BILLS, CHARGE, same_day, after)
    chapters = [_chapter_of(plain, name) for name in ("g1", "g2", "g3")]
    assert chapters == ["2024-01-31", "2024-01-31", "2024-02-29"]
    unbilled = _folded(*BILLS, CHARGE, voided("january", "2024-01-22"))
    assert _chapter_of(unbilled, "g1") == "2024-02-29"


def test_a_statement_in_another_currency_bills_no_charge() -> None:
    yen = bill("yen", "2024-01-12", "2024-02-05", 900, currency="JPY")
    row = row_of(opened("CNY", "JPY", on="2024-01-01"), yen, CHARGE, *BILLS[2:])
    assert _chapter_of(judged(row, RULES, TODAY).row, "g1") == "2024-02-29"


def test_to_open_a_chapter_takes_the_bookmark_out() -> None:
    facts = opened(on="2024-01-01"), *BILLS, bill("may", "2024-05-20", "2024-06-10", 500)
    row = judged(row_of(*facts), RULES, TODAY, near=TODAY).row
    assert row.bookmark is not None
    assert thawed_whole(row).bookmark is None


@pytest.mark.parametrize(
    ("name", "again"),
    [
        ("january", bill("january", "2024-06-10", "2024-06-30", 500, event="again")),
        ("p-january", paid("p-january", "2024-06-10", 500, event="again")),
        ("r1", reversed_("r1", "p-march", "2024-06-10", 5, event="again")),
        ("g1", charged("g1", "FEE", "2024-06-10", 50, event="again")),
    ],
    ids=lambda fact: type(fact).__name__,
)
def test_what_was_put_away_is_found_by_its_id_whenever_it_is_said_to_have_been(
    name: str, again: AnyAccountFact
) -> None:
    row = _folded(*BILLS, CHARGE, reversed_("r1", "p-january", "2024-02-06", 5))
    assert any(name in _held_in(chapter) for chapter in row.past)
    opened_again = record(row, again)
    assert not any(name in _held_in(chapter) for chapter in opened_again.past)
    losers = opened_again.contested
    lost = [*losers.statements, *losers.payments, *losers.reversals, *losers.notes]
    assert len(lost) == 1
