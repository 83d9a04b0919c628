"""How late a ledger is: tolerance, bands, and the day on which something changes by itself."""

from msgspec.structs import replace

from streams.delinquency.aging import UNCLASSIFIED, Aged, aged
from streams.delinquency.cases import NO_CASES, Cases, Stop
from streams.delinquency.lateness import lateness_of
from streams.delinquency.ledger_state import LedgerState, Slot
from streams.delinquency.slots import held
from streams.delinquency.walking import Walked
from streams.policy.ledger import Grace, WaiverOffer
from streams.policy.rules import Rules
from streams.terms.days import Day
from tests.delinquency.facts import RULES, bill, charged_off, paused
from tests.delinquency.ledgers import part, rules_with, slot, unfolded_on
from tests.delinquency.second.books import CN


def _open(due_on: int, minor: int) -> Slot:
    return slot(f"s{due_on}", due_on, part("principal", minor))


def _aged(
    on: int,
    *open_: tuple[int, int],
    rules: Rules = RULES,
    currency: str = "CNY",
    cases: Cases = NO_CASES,
) -> Aged:
    slots = tuple(_open(due_on, minor) for due_on, minor in open_)
    state = LedgerState(currency, slots)
    until = on if cases.stop is None else min(on, cases.stop.on)
    return aged(Walked(state, lateness_of(slots, Day(until)), [], []), rules, cases, Day(on))


def test_due_today_is_upcoming_and_due_yesterday_is_one_day_late() -> None:
    today, tomorrow = _aged(100, (100, 5_000)), _aged(101, (100, 5_000))
    assert (today.past_due_minor, today.days_past_due, today.bucket) == (0, 0, "current")
    assert (tomorrow.past_due_minor, tomorrow.days_past_due) == (5_000, 1)
    assert (today.next_change_on, tomorrow.next_change_on) == (101, 131)
    assert today.upcoming == _open(100, 5_000)
    assert tomorrow.upcoming is None


def test_tolerance_is_on_the_total_and_reached_only_above_it() -> None:
    at_limit, above = _aged(200, (100, 600), (120, 400)), _aged(200, (100, 600), (120, 401))
    assert (at_limit.past_due_minor, at_limit.days_past_due) == (1_000, 0)
    assert (at_limit.bucket, at_limit.oldest_due_on) == ("current", None)
    assert (above.past_due_minor, above.days_past_due, above.oldest_due_on) == (1_001, 100, 100)


def test_the_contractual_anchor_knows_no_tolerance() -> None:
    within = _aged(200, (100, 600))
    assert (within.contractual_due_on, within.oldest_due_on) == (100, None)


def test_what_does_not_count_is_past_due_but_makes_nobody_late() -> None:
    fee = slot("fee", 90, part("fee", 9_000, counts=False))
    both = (fee, _open(100, 5_000))
    state = LedgerState("CNY", both)
    now = aged(Walked(state, lateness_of(both, Day(110)), [], []), RULES, NO_CASES, Day(110))
    assert (now.past_due_minor, now.days_past_due) == (14_000, 10)
    assert [one.id for one in now.late] == ["s100"]


def test_the_first_of_all_changes_is_named() -> None:
    both = _aged(110, (100, 5_000), (118, 5_000))
    assert both.next_change_on == 119
    assert _aged(125, (100, 5_000), (118, 5_000)).next_change_on == 131
    assert _aged(191, (100, 5_000)).next_change_on is None


def test_each_clock_wakes_the_ledger_on_its_own_day() -> None:
    on_grace = rules_with(grace=Grace(days=3))
    assert _aged(101, (100, 5_000), rules=on_grace).next_change_on == 104
    on_waiver = rules_with(waiver=WaiverOffer(from_days=5, to_days=9, valid_days=1))
    assert _aged(101, (100, 5_000), rules=on_waiver).next_change_on == 105
    late_fee = _aged(100, (100, 500), rules=CN)
    assert (late_fee.next_change_on, _aged(101, (100, 500), rules=CN).next_change_on) == (101, 104)
    assert _aged(191, (100, 5_000), rules=CN).next_change_on == 221
    ends = [_aged(on, (100, 5_000), rules=CN).next_change_on for on in (281, 371, 461)]
    assert ends == [371, 461, None]


def test_a_stopped_ledger_keeps_the_days_of_its_last_one_and_wakes_no_more() -> None:
    stopped = _aged(140, (100, 5_000), cases=Cases(stop=Stop(Day(110), "charged_off")))
    assert (stopped.days_past_due, stopped.bucket) == (10, "m1.small")
    assert (stopped.on, stopped.next_change_on) == (110, None)


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


def test_what_is_held_whole_is_not_what_comes_next() -> None:
    (case, _), later = held(_open(120, 5_000), "d1", None), _open(150, 2_000)
    slots = (_open(100, 3_000), case, later)
    walked = Walked(LedgerState("CNY", slots), lateness_of(slots, Day(110)), [], [])
    now = aged(walked, RULES, NO_CASES, Day(110))
    assert (now.late, now.upcoming) == ((slots[0],), later)


def test_what_is_held_and_due_today_hides_nothing_late() -> None:
    slots = (held(_open(100, 5_000), "d1", None)[0],)
    found = []
    for on in (100, 101):
        walked = Walked(LedgerState("CNY", slots), lateness_of(slots, Day(on)), [], [])
        found.append(aged(walked, RULES, NO_CASES, Day(on)).is_disputed)
    assert found == [False, True]


def test_the_end_of_grace_of_a_later_obligation_changes_nothing_without_a_fee() -> None:
    rules = rules_with(grace=Grace(days=3))
    assert _aged(112, (100, 5_000), (110, 5_000), rules=rules).next_change_on == 131


def test_without_buckets_a_ledger_ages_and_is_unclassified() -> None:
    now = _aged(110, (100, 5_000), rules=replace(RULES, buckets=None))
    assert (now.days_past_due, now.bucket, now.classified) == (10, UNCLASSIFIED, False)
    assert now.next_change_on is None


def test_a_ledger_late_in_a_pause_wakes_on_the_first_delinquent_day_behind_it() -> None:
    facts = bill("s1", Day(80), Day(100), 50_000), paused("z1", Day(90), Day(110))
    now = unfolded_on(Day(105), *facts)
    assert (now.days_past_due, now.delinquent_days, now.next_change_on) == (5, 0, 111)
    assert unfolded_on(Day(111), *facts).delinquent_days == 1


def test_a_ledger_that_ages_no_more_stands_still_whatever_froze_it_before() -> None:
    late = bill("s1", Day(80), Day(100), 50_000)
    over, stop = paused("z1", Day(110), Day(115)), charged_off("o1", Day(120))
    for facts in ((late, stop), (late, over, stop)):
        assert unfolded_on(Day(125), *facts).stands_still
        assert not unfolded_on(Day(119), *facts).stands_still


def test_a_ledger_stands_still_while_any_freeze_lasts() -> None:
    late = bill("s1", Day(80), Day(100), 50_000)
    pauses = paused("z1", Day(110), Day(115)), paused("z2", Day(120), Day(125))
    still = [unfolded_on(Day(on), late, *pauses).stands_still for on in (109, 110, 115, 120, 125)]
    assert still == [False, True, False, True, False]
