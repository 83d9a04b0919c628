"""When rungs come due, counted by hand from the due date of `s1` (day 0 of the world)."""

from msgspec.structs import replace

from streams.policy.rules import Rung
from streams.terms.days import Day
from streams.treatment.conditions import Known
from streams.treatment.ladder import Coming, Ground, belongs, coming, grounds
from streams.treatment.rows import AccountRecord, KnownLedger, RungRecord
from tests.treatment.world import DUE_ON, LADDER

REMINDER, SMS, _, _, VISIT_1, VISIT_2 = LADDER.rungs
EPISODE = Ground(origin="s1", currency="CNY", before_due=False, anchor_on=DUE_ON)
STATEMENT = Ground(origin="s1", currency="CNY", before_due=True, anchor_on=DUE_ON)
LEDGER = KnownLedger("CNY", 100, DUE_ON, "m1", "s1", "s2", Day(DUE_ON + 30), 50)
VISITED = RungRecord("visit_1", "cards", "VISIT", "id", False, 1, "AUTHORISED", DUE_ON, DUE_ON)


def account(*ledgers: KnownLedger) -> AccountRecord:
    return AccountRecord("a1", 1, DUE_ON, False, ledgers)


def when(rung: Rung, ground: Ground, *records: RungRecord, occurrence: int = 1) -> Coming:
    return coming(rung, ground, Known(records=records, ledger=LEDGER), occurrence)


def days(found: Coming) -> tuple[int, int, int, str | None]:
    acts, due, expires = (d - DUE_ON for d in (found.acts_on, found.due_on, found.expires_on))
    return acts, due, expires, found.refusal


def test_a_rung_follows_its_anchor() -> None:
    assert days(when(SMS, EPISODE)) == (1, 1, 4, None)
    moved = replace(EPISODE, anchor_on=Day(DUE_ON + 30))
    assert days(when(SMS, moved)) == (31, 31, 34, None)


def test_a_reminder_ends_with_the_due_date() -> None:
    assert days(when(REMINDER, STATEMENT)) == (-5, -5, -2, None)
    assert days(when(replace(REMINDER, window_days=90), STATEMENT)) == (-5, -5, 1, None)


def test_rungs_before_the_due_date_belong_to_the_statement() -> None:
    assert belongs(REMINDER, STATEMENT)
    assert belongs(SMS, EPISODE)
    assert not belongs(REMINDER, EPISODE)
    assert not belongs(SMS, STATEMENT)


def test_the_second_visit_waits_for_the_first_until_its_window_ends() -> None:
    waiting = (96, 75, 96, "no_outcome_of_visit_1")
    assert days(when(VISIT_2, EPISODE)) == waiting
    assert days(when(VISIT_2, EPISODE, VISITED)) == waiting


def test_the_second_visit_is_lost_on_its_own_day_where_the_first_never_was() -> None:
    lost = (75, 75, 96, "no_outcome_of_visit_1")
    for verdict in ("SKIPPED", "SUPPRESSED", "CANCELLED"):
        assert days(when(VISIT_2, EPISODE, replace(VISITED, verdict=verdict))) == lost


def test_the_second_visit_follows_the_outcome() -> None:
    home = replace(VISITED, outcome="NOT_HOME", outcome_on=Day(DUE_ON + 70))
    assert days(when(VISIT_2, EPISODE, home)) == (84, 84, 105, None)
    early = replace(home, outcome_on=Day(DUE_ON + 61))
    assert days(when(VISIT_2, EPISODE, early)) == (75, 75, 96, None)
    other = replace(home, outcome="MET_PAID")
    assert days(when(VISIT_2, EPISODE, other)) == (75, 75, 96, "outcome_forbids")


def test_a_refused_visit_forbids_the_next_whatever_the_ladder_says() -> None:
    keen = replace(VISIT_2, outcomes=("REFUSED_VISIT",))
    refusal = replace(VISITED, outcome="REFUSED_VISIT", outcome_on=Day(DUE_ON + 61))
    assert when(keen, EPISODE, refusal).refusal == "outcome_forbids"
    assert when(VISIT_1, EPISODE, refusal).refusal is None


def test_a_ledger_gives_ground_for_its_episode_and_its_upcoming_statement() -> None:
    assert grounds(account(LEDGER)) == (
        EPISODE,
        Ground(origin="s2", currency="CNY", before_due=True, anchor_on=Day(DUE_ON + 30)),
    )


def test_nothing_owed_gives_no_ground() -> None:
    assert grounds(account(replace(LEDGER, past_due_minor=0, upcoming_minor=0))) == ()
    assert grounds(account(replace(LEDGER, oldest_due_on=None, upcoming_due_on=None))) == ()
    assert grounds(account(replace(LEDGER, episode_origin=None, upcoming_statement_id=None))) == ()


def test_the_worse_ledger_speaks_for_an_origin_that_two_name() -> None:
    worse = replace(LEDGER, currency="USD", oldest_due_on=Day(DUE_ON - 9))
    assert [(g.origin, g.currency) for g in grounds(account(LEDGER, worse))] == [
        ("s1", "USD"),
        ("s2", "USD"),
    ]
