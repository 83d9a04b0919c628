"""Folding changes no answer: what an account is does not depend on what of it was put away."""

import pytest
from msgspec.structs import replace

from streams.delinquency.chapters import facts_of, marks_of
from streams.delinquency.judging import Judgement, judged
from streams.delinquency.packing import pack
from streams.delinquency.posting import record
from streams.delinquency.settling import thawed, thawed_whole
from streams.policy.ledger import Horizon
from streams.policy.rules import Rules
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day, iso
from tests.delinquency.facts import (
    RULES,
    Account,
    bill,
    charge_off_undone,
    charge_waived,
    charged,
    charged_off,
    corrected,
    credited,
    disputed,
    fraud_confirmed,
    fraud_reported,
    opened,
    paid,
    paused,
    plan_agreed,
    promised,
    re_age_undone,
    re_aged,
    recovered,
    refunded,
    reversed_,
    sold,
    voided,
    waived,
)
from tests.delinquency.ledgers import row_of, rules_with, unfolded_on
from tests.delinquency.lives import (
    OPENED,
    close_of,
    come_to,
    every_third_is_late,
    in_time,
    lived,
    months,
    troubled,
)
from tests.delinquency.second.books import BOOKS, CN, EU, US

YEAR_ON = close_of(13)
OLD_ON = Day(close_of(5) + 25)
YEAR = [*months(14, every_third_is_late), charged("g0", "FEE", Day(close_of(4) + 9), 700)]
YEAR.append(fraud_reported("f0", Day(close_of(4) + 8), 2_000))
KNOWN = [one for one in YEAR if one.effective_on <= YEAR_ON]

LATE: list[AnyAccountFact] = [
    paid("late", OLD_ON, 12_000),
    bill("late", OLD_ON, Day(OLD_ON + 20), 12_000),
    reversed_("late", "p3", OLD_ON, 30_000),
    reversed_("late", "p3", OLD_ON, 30_000, mode="AGE_FROM_REVERSAL"),
    corrected("late", "s3", OLD_ON, Day(OLD_ON + 9), 10_000),
    corrected("late", "s3", OLD_ON, Day(OLD_ON + 9), 50_000),
    voided("s4", OLD_ON),
    charged("late", "PENALTY", OLD_ON, 900, counts=False),
    charge_waived("late", "g0", OLD_ON, 600),
    credited("late", "REFUND", OLD_ON, 900),
    refunded("late", OLD_ON, 900),
    recovered("late", OLD_ON, 900),
    waived("late", OLD_ON, 900),
    disputed("late", OLD_ON),
    fraud_reported("late", OLD_ON, 9_000),
    paused("late", OLD_ON, YEAR_ON),
    promised("late", OLD_ON, (Day(OLD_ON + 40), 50_000)),
    plan_agreed("late", OLD_ON, (Day(OLD_ON + 40), 50_000)),
    re_aged("late", OLD_ON),
    charged_off("late", OLD_ON),
    sold("late", OLD_ON),
]


def _agree(account: Account, facts: list[AnyAccountFact]) -> Judgement:
    assert account.as_of is not None
    on, rules = account.as_of.on, account.rules
    folded = judged(account.row, rules, on)
    at_once = judged(row_of(OPENED, *facts), rules, on)
    never = unfolded_on(on, OPENED, *facts, rules=rules)
    assert folded.ledgers == at_once.ledgers == (never,)
    assert folded.promises == at_once.promises
    assert folded.holds == at_once.holds
    return folded


@pytest.mark.parametrize("rules", BOOKS, ids=lambda rules: str(rules.digest))
def test_three_years_of_everything_are_answered_as_if_nothing_had_been_folded(rules: Rules) -> None:
    facts = troubled()
    account = lived((), close_of(0), rules)
    known: list[AnyAccountFact] = []
    for month in range(1, 37, 5):
        until = Day(close_of(month) + 7)
        new = [one for one in facts if one.effective_on <= until and one not in known]
        for fact in sorted(new, key=lambda one: one.effective_on):
            come_to(account, fact.effective_on).take(fact)
        known += new
        come_to(account, until)
        _agree(account, known)
    assert account.rejects == []
    assert len(account.row.past) > 6


@pytest.mark.parametrize("rules", [RULES, CN, EU], ids=lambda rules: str(rules.digest))
@pytest.mark.parametrize("late", LATE, ids=lambda fact: type(fact).__name__)
def test_a_late_fact_opens_what_it_reaches_and_is_answered_as_if_in_time(
    late: AnyAccountFact, rules: Rules
) -> None:
    account = lived(YEAR, YEAR_ON, rules)
    chapters = account.row.past
    assert chapters[-1].until_on > OLD_ON
    opened = record(account.row, late)
    assert all(chapter.until_on < OLD_ON for chapter in opened.past)
    assert opened.past == chapters[: len(opened.past)]
    account.take(late)
    _agree(account, [*KNOWN, late])


@pytest.mark.parametrize(
    "about",
    [
        reversed_("r", "p3", YEAR_ON, 30_000),
        corrected("r", "s3", YEAR_ON, Day(YEAR_ON + 9), 10_000),
        voided("s3", YEAR_ON),
        charge_waived("r", "g0", YEAR_ON, 600),
    ],
    ids=lambda fact: type(fact).__name__,
)
def test_a_fact_of_today_opens_the_chapter_of_what_it_is_about(about: AnyAccountFact) -> None:
    account = lived(YEAR, YEAR_ON, RULES)
    opened = record(account.row, about)
    assert len(opened.past) < len(account.row.past)
    account.take(about)
    _agree(account, [*KNOWN, about])


UNDONE: list[tuple[list[AnyAccountFact], AnyAccountFact]] = [
    ([], fraud_confirmed("f0", YEAR_ON)),
    (
        [
            bill("x", close_of(4), Day(close_of(4) + 20), 5_000),
            re_aged("a0", Day(close_of(4) + 21)),
        ],
        re_age_undone("a0", YEAR_ON),
    ),
    ([charged_off("o0", Day(close_of(4) + 21))], charge_off_undone("o0", YEAR_ON)),
]


@pytest.mark.parametrize(("more", "end"), UNDONE)
@pytest.mark.parametrize("ahead", [0, 5])
def test_what_never_was_is_taken_out_of_the_whole_past_from_its_day_on(
    more: list[AnyAccountFact], end: AnyAccountFact, ahead: int
) -> None:
    facts = [*KNOWN, *more]
    account = lived(facts, YEAR_ON, EU)
    end = replace(end, effective_on=Day(YEAR_ON + ahead))
    before = judged(account.row, EU, YEAR_ON).ledgers[0].state.slots
    account.take(end)
    for day in range(ahead + 1):
        come_to(account, Day(YEAR_ON + day))
        now = _agree(account, [*facts, end])
        assert (now.ledgers[0].state.slots == before) is (day < ahead)
    assert account.row.retro_on is None


def test_a_reversal_months_later_keeps_its_payment_in_one_chapter_with_it() -> None:
    back = reversed_("r", "p3", Day(close_of(8) + 3), 30_000)
    account = lived([*months(14), back], YEAR_ON, RULES)
    paid_on = Day(close_of(3) + 18)
    ends = [chapter.until_on for chapter in account.row.past]
    assert not any(paid_on <= end < back.effective_on for end in ends)
    assert [iso(end) for end in ends[2:4]] == ["2024-02-29", "2024-08-31"]
    held = facts_of(account.row.past[3])
    assert [one.reversal_id for one in held.reversals] == ["r"]
    assert held.payments[0].payment_id == "p3"


def test_a_reversal_known_ahead_of_its_day_counts_from_it_although_its_payment_was_folded() -> None:
    account = lived(months(14), YEAR_ON, RULES)
    account.take(reversed_("r", "p3", Day(YEAR_ON + 5), 30_000))
    assert account.row.retro_on == YEAR_ON + 5
    come_to(account, Day(YEAR_ON + 4))
    assert account.standing.ledgers[0].past_due_minor == 0
    come_to(account, Day(YEAR_ON + 5))
    assert account.standing.ledgers[0].past_due_minor == 30_000
    assert account.row.retro_on is None


@pytest.mark.parametrize(("on", "folded"), [("2024-02-29", 1), ("2024-03-01", 2)])
def test_a_month_is_folded_once_the_month_behind_it_is_over(on: str, folded: int) -> None:
    facts: list[AnyAccountFact] = [paid(f"p{day}", day, 5) for day in ("2023-12-09", "2024-01-31")]
    row = judged(row_of(OPENED, *facts), RULES, Day(19_700 + 82 + (on == "2024-03-01"))).row
    assert [iso(chapter.until_on) for chapter in row.past] == ["2023-12-31", "2024-01-31"][:folded]
    assert [one.payment_id for one in row.recent.payments] == ["p2024-01-31"][folded - 1 :]


def test_what_waits_and_what_has_no_ledger_is_never_folded() -> None:
    facts: list[AnyAccountFact] = [
        reversed_("r", "unheard-of", close_of(1), 5),
        voided("none", close_of(1)),
    ]
    yen = [paid("yen", close_of(1), 5, currency="JPY")]
    row = row_of(*yen, credited("yen", "REFUND", close_of(1), 5, currency="JPY"), OPENED, *facts)
    for fact in months(14):
        row = record(row, fact)
    now = judged(row, RULES, YEAR_ON).row
    assert len(now.past) > 6
    assert [one.reversal_id for one in now.recent.reversals] == ["r"]
    assert [one.id for one in now.recent.entries] == ["yen", "none"]
    assert now.recent.payments[0].payment_id == "yen"


def test_chapters_behind_the_late_horizon_are_let_go() -> None:
    account = lived(months(14), YEAR_ON, rules_with(horizon=Horizon(late_days=100)))
    first = account.row.past[0]
    assert first.until_on >= YEAR_ON - 100
    assert first.after_on is not None
    assert first.after_on < YEAR_ON - 100
    assert account.standing.ledgers[0].past_due_minor == 0


def test_rules_that_reckon_otherwise_open_everything_and_reckon_anew() -> None:
    account = lived(YEAR, YEAR_ON, RULES)
    anew = judged(account.row, US, YEAR_ON)
    assert anew.row.rules_key == "us"
    assert anew.ledgers == (unfolded_on(YEAR_ON, OPENED, *KNOWN, rules=US),)
    assert anew.ledgers[0].state.payment_history == "0000"


def test_nothing_to_open_leaves_the_row_itself() -> None:
    row = lived(YEAR, YEAR_ON, RULES).row
    assert thawed(row, YEAR_ON) is row
    assert thawed(row, Day(row.past[-1].until_on + 1)) is row
    assert thawed(row, row.past[-1].until_on).past == row.past[:-1]
    assert thawed_whole(row).past == ()
    assert thawed_whole(row_of(*YEAR)) == row_of(*YEAR)
    assert record(row, YEAR[0]) is row


def test_opened_chapters_hold_the_facts_as_they_came() -> None:
    row = lived(YEAR, YEAR_ON, RULES).row
    assert thawed_whole(row).recent == row_of(*KNOWN).recent
    assert thawed_whole(row).head == ()


@pytest.mark.parametrize("rules", BOOKS, ids=lambda rules: str(rules.digest))
def test_ten_years_are_hardly_larger_than_two(rules: Rules) -> None:
    account = lived((), close_of(0), rules)
    sizes = []
    for since, until in ((0, 25), (25, 122)):
        for day, fact in in_time(months(until, every_third_is_late, since=since)):
            come_to(account, day).take(fact)
        sizes.append(len(pack(account.row)))
    assert sizes[1] <= 1.3 * sizes[0]
    assert sizes[1] < 4_000


def test_what_is_about_a_folded_fact_folds_with_it() -> None:
    told_on = Day(close_of(4) + 20)
    about: list[AnyAccountFact] = [
        corrected("k", "s3", told_on, Day(told_on + 9), 10_000),
        voided("s4", told_on),
        charge_waived("w", "g0", told_on, 600),
        credited("c", "GOODWILL", told_on, 600),
    ]
    facts = sorted([*YEAR, *about], key=lambda one: one.effective_on)
    row = lived(facts, YEAR_ON, RULES).row
    folded = {note.kind for chapter in row.past for note in facts_of(chapter).entries}
    assert {"charge", "correct", "void", "waive", "credit"} <= folded
    assert {note.kind for note in row.recent.entries} == set()


def test_the_marks_of_a_row_are_those_of_its_chapters() -> None:
    row = lived(YEAR, YEAR_ON, RULES).row
    for one in (row, record(row, paid("late", OLD_ON, 12_000)), thawed_whole(row)):
        assert one.past_ids == b"".join(marks_of(facts_of(chapter)) for chapter in one.past)


def test_a_case_that_turns_out_to_begin_later_lets_go_of_the_days_between() -> None:
    early, late = disputed("d1", Day(95), seq=5), disputed("d1", Day(300), seq=1, event="other")
    account = Account(Day(80)).take(opened(on=Day(0)), bill("s1", Day(80), Day(100), 20_000))
    account.tick(Day(95)).take(early).tick(Day(150)).take(paid("p1", Day(150), 20_000))
    account.tick(Day(330)).take(late).tick(Day(331))
    assert account.row.past
    (ledger,) = account.standing.ledgers
    assert (ledger.past_due_minor, ledger.held_minor) == (0, 0)
    assert account.rejects == []
