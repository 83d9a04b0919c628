"""Every story in this folder, walked day by day: ticks, then the facts that arrive on the day."""

from datetime import date
from pathlib import Path

import msgspec
import pytest

from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day, date_of, day_of
from streams.terms.standing import LedgerStanding, Standing, advanced
from tests.delinquency.facts import Account
from tests.scenarios.story import Expected, Story, minor, read

FOLDER = Path(__file__).parent
STORIES = sorted(path.name for path in FOLDER.glob("*.toml"))


@pytest.mark.parametrize("name", STORIES)
def test_the_story_holds_when_every_day_is_looked_at(name: str) -> None:
    _walk(read(FOLDER / name), daily=True, times=1)


@pytest.mark.parametrize("name", STORIES)
def test_the_story_holds_when_only_the_days_asked_for_are_looked_at(name: str) -> None:
    _walk(read(FOLDER / name), daily=False, times=1)


@pytest.mark.parametrize("name", STORIES)
def test_the_story_holds_when_every_fact_arrives_twice(name: str) -> None:
    _walk(read(FOLDER / name), daily=True, times=2)


def test_the_edge_cases_that_apply_to_dates_and_money_have_a_story() -> None:
    shown = {number for name in STORIES for number in read(FOLDER / name).edge_cases}
    assert {*range(1, 6), 8, 9, 11, 13, 14, 18, *range(19, 28), 29, 35, 36, 84, 85} <= shown


def test_a_wrong_word_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    text = (FOLDER / "due-today-is-not-late.toml").read_text(encoding="utf-8")
    wrong.write_text(text.replace("days =", "day ="), encoding="utf-8")
    with pytest.raises(msgspec.ValidationError, match="day"):
        read(wrong)


def test_a_wrong_expectation_fails() -> None:
    story = read(FOLDER / "due-today-is-not-late.toml")
    wrong = msgspec.structs.replace(story.expect[-1], days=99)
    with pytest.raises(AssertionError):
        _walk(msgspec.structs.replace(story, expect=(wrong,)), daily=True, times=1)


def _walk(story: Story, *, daily: bool, times: int) -> None:
    arrivals = story.arrivals()
    expected = sorted(story.expect, key=_on)
    first = min(arrivals[0][0], day_of(story.account.opened))
    account = Account(Day(first - 1))
    heard = 0
    for number in range(first, day_of(expected[-1].on) + 1):
        day = Day(number)
        account = account.tick(day) if daily else account.skip_to(day)
        _take(account, [fact for on, fact in arrivals if on == day], times)
        today = [e for e in expected if day_of(e.on) == day]
        for expectation in today:
            _meets(account, expectation, heard, times)
        heard = len(account.events) if today else heard
        account.rejects = [] if today else account.rejects


def _take(account: Account, facts: list[AnyAccountFact], times: int) -> None:
    for fact in facts:
        account.take(*[fact] * times)


def _meets(account: Account, expected: Expected, heard: int, times: int) -> None:
    standing = account.standing
    ledger = next(
        x
        for x in standing.ledgers
        if x.currency == (expected.currency or standing.ledgers[0].currency)
    )
    events = account.events[heard:]
    assert tuple(f"{e.kind} {e.bucket}" for e in events) == expected.events
    rules = [r.rule for r in account.rejects]
    assert tuple(rules[::times]) == expected.refused
    found = _found(standing, ledger, day_of(expected.on))
    asked = {k: v for k, v in _asked(expected, ledger.currency).items() if v is not None}
    assert {k: found[k] for k in asked} == asked


def _found(standing: Standing, ledger: LedgerStanding, on: Day) -> dict[str, object]:
    return {
        "days": advanced(ledger, on),
        "bucket": ledger.bucket,
        "past_due": ledger.past_due_minor,
        "balance": ledger.balance_minor,
        "oldest_due": None if ledger.oldest_due_on is None else date_of(ledger.oldest_due_on),
        "episode": ledger.episode_origin,
        "upcoming": ledger.upcoming_statement_id,
        "upcoming_due": None if ledger.upcoming_due_on is None else date_of(ledger.upcoming_due_on),
        "upcoming_amount": ledger.upcoming_minor,
        "account_days": max(advanced(one, on) for one in standing.ledgers),
        "account_bucket": standing.bucket,
        "incomplete": standing.incomplete,
    }


def _asked(expected: Expected, currency: str) -> dict[str, object]:
    asked = msgspec.structs.asdict(expected)
    for name in ("past_due", "balance", "upcoming_amount"):
        asked[name] = None if asked[name] is None else minor(asked[name], currency)
    return {k: v for k, v in asked.items() if k not in {"on", "currency", "events", "refused"}}


def _on(expected: Expected) -> date:
    return expected.on
