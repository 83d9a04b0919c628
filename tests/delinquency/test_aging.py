"""How late a ledger is: tolerance, bands, and the day on which something changes by itself."""

from msgspec.structs import replace

from streams.delinquency.aging import UNCLASSIFIED, Aged, aged
from streams.delinquency.obligations import Ledger, Obligation
from streams.policy.rules import Rules
from streams.terms.days import Day
from tests.delinquency.facts import RULES


def _aged(on: int, *open_: tuple[int, int], rules: Rules = RULES, currency: str = "CNY") -> Aged:
    obligations = tuple(
        Obligation(Day(due), Day(due - 20), f"s{due}", minor) for due, minor in open_
    )
    return aged(Ledger(obligations, 0, None, unfounded=False), currency, rules, Day(on))


def test_due_today_is_upcoming_and_due_yesterday_is_one_day_late() -> None:
    today, tomorrow = _aged(100, (100, 5_000)), _aged(101, (100, 5_000))
    assert (today.past_due_minor, today.days_past_due, today.bucket) == (0, 0, "current")
    assert (tomorrow.past_due_minor, tomorrow.days_past_due) == (5_000, 1)
    assert (today.next_change_on, tomorrow.next_change_on) == (101, 131)
    assert today.upcoming == Obligation(Day(100), Day(80), "s100", 5_000)
    assert tomorrow.upcoming is None


def test_tolerance_is_on_the_total_and_reached_only_above_it() -> None:
    at_limit, above = _aged(200, (100, 600), (120, 400)), _aged(200, (100, 600), (120, 401))
    assert (at_limit.past_due_minor, at_limit.days_past_due) == (1_000, 0)
    assert (at_limit.bucket, at_limit.oldest_due_on) == ("current", None)
    assert (above.past_due_minor, above.days_past_due, above.oldest_due_on) == (1_001, 100, 100)


def test_the_first_of_all_changes_is_named() -> None:
    both = _aged(110, (100, 5_000), (118, 5_000))
    assert both.next_change_on == 119
    assert _aged(125, (100, 5_000), (118, 5_000)).next_change_on == 131
    assert _aged(191, (100, 5_000)).next_change_on is None


def test_a_currency_without_tolerance_is_unclassified_but_aged() -> None:
    unknown = _aged(103, (100, 5_000), currency="EUR")
    assert (unknown.bucket, unknown.days_past_due, unknown.classified) == (UNCLASSIFIED, 3, False)
    assert unknown.next_change_on is None
    assert _aged(100, currency="EUR").bucket == UNCLASSIFIED
    assert _aged(103, (100, 1), currency="EUR").days_past_due == 3


def test_a_currency_with_tolerance_but_no_sizes_is_unclassified_once_late() -> None:
    half = replace(RULES, tolerance_minor={"EUR": 0})
    assert _aged(100, (100, 5_000), rules=half, currency="EUR").bucket == "current"
    assert _aged(101, (100, 5_000), rules=half, currency="EUR").bucket == UNCLASSIFIED


def test_without_buckets_in_force_everything_is_unclassified() -> None:
    assert _aged(90, rules=replace(RULES, buckets=None)).bucket == UNCLASSIFIED
