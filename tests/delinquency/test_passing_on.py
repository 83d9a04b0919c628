"""A correction of the past reaches whoever was liable on one of its days, and whoever is now."""

from streams.terms.charge_facts import StatementVoided
from streams.terms.days import parse_day
from streams.terms.delinquency_notices import Corrected, CorrectionNotice, StandingNotice
from tests.delinquency.facts import ACCOUNT, Account, bill, made_liable, opened, paid

BILL = bill("s1", "2026-03-12", "2026-04-01", 30_000)


def heard(account: Account) -> list[CorrectionNotice]:
    return [one for one in account.said if isinstance(one, CorrectionNotice)]


def test_whoever_was_liable_on_a_corrected_day_hears_of_it() -> None:
    left = made_liable("l1", "2026-03-20", "c2", until="2026-04-10")
    after = made_liable("l2", "2026-04-15", "c3")
    early = made_liable("l3", "2026-03-01", "c4", until="2026-04-01")
    account = Account("2026-04-01").take(opened(), BILL, left, early).tick("2026-04-20")
    account.take(after)
    account.take(paid("p1", "2026-04-01", 30_000))
    [corrected] = [one for one in account.said if isinstance(one, Corrected)]
    told = heard(account)
    assert [one.customer_id for one in told] == ["c1", "c2", "c3"]
    for one in told:
        assert (one.account_id, one.currency, one.as_of) == (ACCOUNT, "CNY", corrected.as_of)
        assert (one.seq, one.spans, one.cause) == (
            corrected.seq,
            corrected.spans,
            corrected.cause,
        )
    assert len({one.event_id for one in told}) == 3


def test_it_is_said_before_the_standing_that_the_same_fact_leads_to() -> None:
    account = Account("2026-04-01").take(opened(), BILL).tick("2026-04-20")
    account.said.clear()
    account.take(paid("p1", "2026-04-01", 30_000))
    sent = [one for one in account.said if isinstance(one, CorrectionNotice | StandingNotice)]
    assert [type(one) for one in sent] == [CorrectionNotice, StandingNotice]


def test_a_voided_statement_tells_the_customer_of_every_day_it_was_late() -> None:
    account = Account("2026-04-01").take(opened(), BILL).tick("2026-04-20")
    account.take(
        StatementVoided(
            event_id="e-void",
            account_id=ACCOUNT,
            effective_on=parse_day("2026-04-20"),
            statement_id="s1",
        )
    )
    [told] = heard(account)
    [span] = told.spans
    assert (span.first_on, span.last_on) == (parse_day("2026-04-02"), parse_day("2026-04-19"))
    assert (span.is_oldest_due_on, told.cause) == (None, "e-void")


def test_what_corrects_nothing_is_told_to_nobody() -> None:
    account = Account("2026-04-01").take(opened(), BILL).tick("2026-04-20")
    account.take(paid("p1", "2026-04-20", 10_000))
    assert heard(account) == []
