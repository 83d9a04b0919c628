"""What generated histories found, each as the few facts that show it."""

from msgspec.structs import replace

from streams.policy.ledger import COMPONENTS, Allocation, LedgerRules, Materiality, Order
from streams.terms.account_facts import AnyAccountFact
from streams.terms.case_facts import DisputeOpened, FraudConfirmed, FraudReported
from streams.terms.days import parse_day
from tests.delinquency.facts import (
    RULES,
    Account,
    bill,
    corrected,
    opened,
    paid,
    paused,
    re_aged,
)
from tests.delinquency.second.books import CN, US
from tests.delinquency.standings import come_to

JANUARY = bill("s1", "2026-01-01", "2026-01-21", 30_000, seq=1)


def test_a_content_that_takes_anothers_place_corrects_the_days_before_its_own() -> None:
    # The statement that the bank meant closed in March: from 22 January on nobody was late.
    account = Account("2026-01-05").take(opened(), JANUARY).tick("2026-04-01")
    account.take(bill("s1", "2026-03-20", "2026-04-09", 30_000, event="e-meant"))
    spans = account.corrections[-1].spans
    assert spans[0].first_on == parse_day("2026-01-22")
    assert spans[-1].last_on == parse_day("2026-03-31")


def test_an_opening_that_makes_a_re_age_count_corrects_the_days_since() -> None:
    # The account is said to be a month old, too young for a re-age; it is six years old in truth.
    account = Account("2026-01-05", US).take(opened(on="2025-12-01", seq=5), JANUARY)
    come_to(account, parse_day("2026-02-01")).take(re_aged("g1", "2026-02-01"))
    come_to(account, parse_day("2026-03-01")).take(opened(on="2020-01-01", seq=1))
    spans = account.corrections[-1].spans
    assert spans[0].first_on == parse_day("2026-02-01")
    assert {span.is_oldest_due_on for span in spans} == {None}


def test_a_pause_without_an_end_names_no_day_on_which_grace_is_over() -> None:
    account = Account("2026-01-22", CN).take(opened(), JANUARY, paused("z1", "2026-01-22"))
    account.tick("2028-01-01")
    assert account.standing.next_change_on is None


def test_a_correction_in_another_currency_than_its_statement_waits_for_good() -> None:
    account = Account("2026-01-05").take(opened("CNY", "JPY"), JANUARY)
    account.take(corrected("k1", "s1", "2026-01-05", "2026-01-25", 9_000, currency="JPY"))
    come_to(account, parse_day("2026-07-01")).tick("2026-07-01")
    assert account.row.past
    assert [one.status for one in account.reviews] == ["OPEN", "OVERDUE"]
    assert account.standing.incomplete


def test_a_payment_laid_on_what_is_not_late_can_make_what_is_late_material_by_share() -> None:
    # 300 of 3,000 are late, and not above a tenth. Money laid on the newest statement lowers the
    # balance to 2,700 and leaves the 300 late: the law compares with what is owed, so this stands.
    facts: list[AnyAccountFact] = [
        opened(),
        JANUARY,
        bill("s2", "2026-02-01", "2026-02-21", 60_000, included=30_000, total=300_000),
    ]
    money = paid("p1", "2026-02-02", 30_000)
    before = Account(None, _TENTH).take(*facts).tick("2026-02-03").standing.ledgers[0]
    after = Account(None, _TENTH).take(*facts, money).tick("2026-02-03").standing.ledgers[0]
    assert (before.past_due_minor, before.balance_minor) == (30_000, 300_000)
    assert (after.past_due_minor, after.balance_minor) == (30_000, 270_000)
    assert (before.material_since, after.material_since) == (None, parse_day("2026-02-02"))


_NEWEST_FIRST = Allocation(orders=(Order(from_days=0, components=COMPONENTS),), newest_first=True)
_TENTH = replace(
    RULES,
    ledger=LedgerRules(
        allocations={"payment": _NEWEST_FIRST},
        materiality=Materiality(
            amounts_minor={"CNY": 10_000}, share_bp=1_000, days_max=90, cure_days=90
        ),
    ),
)


def test_a_fraud_confirmed_before_a_report_that_is_dated_ahead_rewrites_the_past_on_its_day() -> (
    None
):
    # By 25 February January's days are folded; the report of 2 March takes its minimum away.
    before = (opened(), JANUARY, disputed("2026-01-01"), confirmed("2026-01-01"))
    account = Account("2025-12-31").take(*before)
    come_to(account, parse_day("2026-02-23")).tick("2026-02-23").take(reported("2026-03-02"))
    assert account.row.retro_on == parse_day("2026-03-02")
    account.tick("2026-04-04")
    assert account.standing.ledgers[0].held_minor == 0


def disputed(on: str) -> DisputeOpened:
    return DisputeOpened(
        event_id="e-disputed",
        account_id="a1",
        effective_on=parse_day(on),
        dispute_id="d1",
        currency="CNY",
    )


def confirmed(on: str) -> FraudConfirmed:
    return FraudConfirmed(
        event_id="e-confirmed", account_id="a1", effective_on=parse_day(on), fraud_id="f1"
    )


def reported(on: str) -> FraudReported:
    return FraudReported(
        event_id="e-reported",
        account_id="a1",
        effective_on=parse_day(on),
        fraud_id="f1",
        currency="CNY",
        amount_minor=30_000,
        statement_id="s1",
    )
