"""What the strategy does to a customer: the first row that fits, a ladder that stays, less only."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from streams.policy.contact import CHANNELS, Hours
from streams.policy.strategy import TRAITS, Row
from streams.terms.customer_facts import AnyCustomerFact
from streams.terms.days import Day, datetime_of
from streams.treatment import stage
from streams.treatment.traits import traits_of
from tests.treatment import test_limits_hold as limits
from tests.treatment.details import agency_call, complaint, consent, point, quiet, zone
from tests.treatment.histories import THRESHOLDS, called, chosen, customer, paid
from tests.treatment.world import DUE_ON, PAID, RULES, Customer, late, shown, stop, upcoming


def row(*traits: str, **chooses: Any) -> Row:
    return Row(rule="t.strategy", traits=frozenset(traits), **chooses)


def preferred(first: int, last: int) -> Hours:
    return Hours(
        rule="t.strategy",
        channels=frozenset(CHANNELS),
        opens_minute=60 * first,
        closes_minute=60 * last,
    )


def test_an_escalation_carries_what_was_chosen() -> None:
    known = customer(row("vulnerable", tone="firm"), row("first_time", tone="kind"))
    known.stands(late())
    assert known.tick(1) == ["sms DUE", "sms AUTHORISED"]
    last = known.last()
    assert (last.purpose, last.tone, last.traits) == ("COLLECTION", "kind", ("first_time",))


def test_where_no_row_fits_the_tone_is_plain() -> None:
    known = customer(row("vulnerable", tone="firm"))
    known.stands(late())
    known.tick(1)
    assert (known.last().tone, known.last().ladder) == ("plain", "cards")


def test_a_reminder_says_that_it_is_one() -> None:
    known = Customer(replace(RULES, strategy=chosen().strategy))
    known.stands(upcoming())
    known.tick(-5)
    assert {e.purpose for e in known.said} == {"REMINDER"}


def test_the_ladder_is_chosen_when_the_episode_begins_and_stays() -> None:
    known = customer(row("first_time", ladder="kind"))
    known.stands(late())
    assert known.tick(2) == ["letter DUE", "letter AUTHORISED"]
    # From the second account on it is no first episode, and the new one climbs the house's ladder.
    known.stands(late("s9", since=2), account="a2", day=3)
    known.tick(3)
    assert known.last().ladder == "cards"
    known.tick(6)
    assert {e.ladder for e in known.said if e.account_id == "a1"} == {"kind"}


def test_a_reminder_does_not_choose_the_ladder_of_the_episode() -> None:
    known = Customer(chosen(row("short_of_cash", ladder="kind"), rules=RULES))
    known.stands(upcoming())
    known.tick(-5)
    fact = known.standing(late(), day=1)
    known.tell(replace(fact, standing=replace(fact.standing, cause="INCOME")))
    known.tick(2)
    assert known.last().ladder == "kind"


def test_a_ladder_that_migrates_and_is_not_chosen_moves_nobody() -> None:
    known = customer(row("first_time", ladder="kind"))
    known.stands(late())
    known.tick(2)
    away = replace(known.rules.ladders["cards"], id="away", migrate=True)
    known.rules = replace(
        known.rules,
        ladders={**known.rules.ladders, "away": away},
        strategy=replace(known.rules.strategy, rows=()),
    )
    assert known.tick(4) == []


def test_a_ladder_that_migrates_takes_the_episode_along() -> None:
    known = customer(row("vulnerable", ladder="kind"))
    known.stands(late())
    known.tick(1)
    kind = replace(known.rules.ladders["kind"], migrate=True)
    known.rules = replace(known.rules, ladders={**known.rules.ladders, "kind": kind})
    known.tick(2)
    assert known.last().ladder == "cards"
    known.tell(replace(stop("VULNERABLE"), until_on=Day(DUE_ON + 2)))
    known.rules = replace(
        known.rules, strategy=replace(known.rules.strategy, rows=(row(ladder="kind"),))
    )
    known.tick(3)
    assert known.last().ladder == "kind"


def test_a_channel_that_is_left_out_is_skipped_by_name() -> None:
    known = customer(row("first_time", leaves_out=frozenset({"PHONE"})))
    known.stands(late())
    known.tick(1)
    assert known.tick(4) == ["call SKIPPED strategy_leaves_out_channel"]


def test_a_deferred_rung_is_skipped_once_its_channel_is_left_out() -> None:
    known = customer(row("vulnerable", leaves_out=frozenset({"PHONE"})))
    known.stands(late())
    known.tick(1)
    known.tell(complaint(day=3))
    assert known.tick(4) == ["call DUE", "call DEFERRED complaint_open"]
    known.rules = replace(
        known.rules,
        strategy=replace(known.rules.strategy, rows=(row(leaves_out=frozenset({"PHONE"})),)),
    )
    assert known.tick(5) == ["call SKIPPED strategy_leaves_out_channel"]


@pytest.mark.parametrize(("first", "goes"), [((), "call"), (("SMS",), "sms"), (("PHONE",), "call")])
def test_of_two_that_are_due_the_preferred_channel_goes_first(
    first: tuple[str, ...], goes: str
) -> None:
    known = customer(row(first=first))
    sms, call = known.rules.ladder.rungs if known.rules.ladder else ()
    both = (replace(sms, at_days=4), call)
    ladder = replace(known.rules.ladders["cards"], rungs=both)
    known.rules = replace(known.rules, ladder=ladder, ladders={"cards": ladder})
    known.stands(late())
    assert f"{goes} AUTHORISED" in known.tick(4)


def hours_of(known: Customer) -> tuple[int, int]:
    last = known.last()
    assert last.not_before is not None
    assert last.not_after is not None
    first, end = (datetime_of(at).hour for at in (last.not_before, last.not_after))
    return (first + 8) % 24, (end + 8) % 24


def test_preferred_hours_narrow_the_window() -> None:
    known = customer(row(hours=preferred(12, 14)))
    known.stands(late())
    known.tick(1)
    assert hours_of(known) == (12, 14)


def test_preferred_hours_of_which_nothing_is_left_change_nothing() -> None:
    known = customer(row(hours=preferred(9, 10)))
    known.stands(late())
    known.tick(1, 12)
    assert hours_of(known) == (12, 21)


def test_preferred_hours_never_widen_the_window() -> None:
    known = customer(row(hours=preferred(0, 24)))
    known.stands(late())
    known.tick(1)
    assert hours_of(known) == (9, 21)


def test_it_wakes_when_time_alone_may_choose_another_ladder() -> None:
    known = customer(row("vulnerable", ladder="kind"))
    known.tell(replace(stop("VULNERABLE"), until_on=DUE_ON))
    known.stands(late())
    known.tick(0)
    # Of the ladder that is chosen now the first rung comes a day later.
    assert known.wake == DUE_ON + 1


_SIGNS: st.SearchStrategy[AnyCustomerFact] = st.one_of(
    st.builds(agency_call, st.integers(0, 9), st.sampled_from(("NO_ANSWER", "REFUSED", "DISPUTED")),
              st.integers(1, 9)),
    st.builds(point, st.sampled_from(("p1", "p2")), day=st.integers(0, 9), usable=st.booleans()),
    st.builds(zone, st.sampled_from(("Asia/Tokyo", "Asia/Urumqi")), day=st.integers(0, 9)),
    st.builds(consent, st.just("SMS"), granted=st.booleans(), day=st.integers(0, 9)),
    st.just(stop("VULNERABLE")),
    st.just(quiet(10, 12)),
)  # fmt: skip
_CAUSES = st.sampled_from(("", "FORGOT", "INCOME", "DISPUTE"))


def in_order(facts: list[AnyCustomerFact], cause: str, repeats: int) -> Customer:
    """Return a customer to whom these were told in this order, the last ones told again."""
    known = customer()
    paid(known, "s0", -60, -55)
    known.stands(late())
    called(known, {4: "NO_ANSWER"}, 6)
    fact = known.standing(late(), day=6)
    standing = replace(fact, standing=replace(fact.standing, cause=cause, promises_broken=2))
    for each in (*facts, standing, *facts[:repeats]):
        known.tell(each)
    return known


@given(st.lists(_SIGNS, max_size=8, unique_by=str), _CAUSES, st.data())
@settings(max_examples=60)
def test_neither_order_nor_repeats_change_a_trait(
    facts: list[AnyCustomerFact], cause: str, data: st.DataObject
) -> None:
    # Two contents under one id are a fault of the source: the first stands.
    ids = [getattr(f, "contact_id", None) or f.event_id for f in facts]
    facts = [f for n, f in enumerate(facts) if ids.index(ids[n]) == n]
    one = in_order(facts, cause, 0)
    other = in_order(data.draw(st.permutations(facts)), cause, len(facts))
    for day in (6, 9, 40, 70):
        on = Day(DUE_ON + day)
        assert traits_of(one.row, THRESHOLDS, on) == traits_of(other.row, THRESHOLDS, on)


@given(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=20))
@settings(max_examples=40)
def test_names_decide_nothing(customer_name: str, account_name: str) -> None:
    rows = (row("first_time", tone="kind", ladder="kind"), row("forgets", tone="firm"))

    def lived(customer_id: str, account_id: str) -> list[tuple[object, ...]]:
        known = customer(*rows)
        known.row = stage.blank(customer_id)
        known.stands(late(), account=account_id)
        known.tick(2)
        known.stands(PAID, account=account_id, day=3)
        known.stands(late("s2", since=30), account=account_id, day=31)
        called(known, {}, 40)
        return [(e.rung, e.verdict, e.rule, e.tone, e.traits, e.not_before) for e in known.said]

    assert lived(customer_name, account_name) == lived("c1", "a1")


_ROWS = st.lists(
    st.builds(
        Row,
        rule=st.just("t.strategy"),
        traits=st.frozensets(st.sampled_from(TRAITS), max_size=1),
        first=st.lists(st.sampled_from(CHANNELS), max_size=3, unique=True).map(tuple),
        leaves_out=st.frozensets(st.sampled_from(("SMS", "LETTER", "VISIT"))),
        tone=st.sampled_from(("plain", "kind", "firm")),
        hours=st.none() | st.builds(preferred, st.integers(0, 11), st.integers(12, 24)),
    ),
    max_size=4,
).map(tuple)


@given(_ROWS, limits._DAYS)  # noqa: SLF001 - the days of that test, with its witness
@settings(max_examples=25)
def test_no_strategy_makes_a_contact_that_a_limit_forbids(
    rows: tuple[Row, ...], days: list[limits.Told]
) -> None:
    strategy = chosen(*rows).strategy
    limits.lives(replace(limits.RULES, strategy=strategy), days)


@given(_ROWS)
@settings(max_examples=40)
def test_under_a_stop_no_row_lets_anything_through(rows: tuple[Row, ...]) -> None:
    known = customer(*rows)
    known.tell(stop("ATTORNEY"))
    known.stands(late())
    called(known, {}, 9)
    assert not [text for text in shown(known.said) if "AUTHORISED" in text]
