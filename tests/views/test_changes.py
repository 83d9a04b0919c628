"""Where holds, life or parties change, a line names what changed and why."""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from streams.terms.account_facts import AnyAccountFact
from streams.terms.case_facts import Instalment, PauseStarted, PlanAgreed, PlanBroken
from streams.terms.control import Tick
from streams.terms.days import AsOf, Day, Instant, iso
from streams.terms.life_facts import AccountClosed, LiabilityChanged
from streams.views.story import Said, story
from streams.views.timeline import Placed, retold
from tests.views.test_timeline import BILLED, OPENED, RULES

WHO: dict[str, Any] = {"event_id": "e7", "account_id": "a"}
PARTS = (Instalment(due_on=Day(40), amount_minor=100), Instalment(due_on=Day(50), amount_minor=100))
PLAN = PlanAgreed(**WHO, effective_on=Day(32), plan_id="n1", currency="CNY", instalments=PARTS)
CO_HOLDER = LiabilityChanged(
    **WHO,
    effective_on=Day(32),
    liability_id="l1",
    customer_id="cust-0815",
    role="CO_HOLDER",
    liable_until=Day(45),
)


def changes(
    facts: Sequence[AnyAccountFact], *days: int, rules: Any = RULES, masked: bool = True
) -> list[tuple[str, str]]:
    """Return what changed on the days of ticks, the facts all told before the second one."""
    placed = [Placed("payments.posted", n, fact) for n, fact in enumerate((OPENED, BILLED, *facts))]
    ticks = [
        Tick(
            as_of=AsOf(Day(on), Instant(on)),
            newest=AsOf(Day(on), Instant(on)),
            policy_digest="d",
            cut={"payments.posted": 2 if on == days[0] else len(placed)},
        )
        for on in days
    ]
    lines = story(retold("a", placed, ticks, lambda _: rules), Said(), lambda _: "", masked=masked)
    return [(line.on, line.text) for line in lines if line.kind == "change"]


def test_a_plan_s_hold_that_ends_for_a_missed_instalment_says_which() -> None:
    assert changes([PLAN], 32, 33, 40, 41) == [
        (iso(Day(32)), "held: plan"),
        (iso(Day(41)), f"hold plan ended: the instalment of plan n1 due {iso(Day(40))} was missed"),
    ]


def test_a_plan_that_the_bank_ended_or_whose_last_day_is_over_was_not_missed() -> None:
    broken = PlanBroken(**WHO, effective_on=Day(36), plan_id="n1")
    assert changes([PLAN, broken], 32, 33, 36)[1:] == [
        (iso(Day(36)), "hold plan ended: the bank ended it")
    ]
    one = replace(PLAN, instalments=PARTS[:1])
    assert changes([one], 32, 33, 41)[1:] == [
        (iso(Day(41)), f"hold plan ended: the last instalment of plan n1 was due {iso(Day(40))}")
    ]


def test_a_pause_that_runs_out_is_named() -> None:
    pause = PauseStarted(**WHO, effective_on=Day(32), pause_id="p", until_on=Day(35))
    assert [text for _, text in changes([pause], 32, 33, 35)] == [
        "held: pause",
        "hold pause ended",
    ]


def test_who_becomes_liable_and_is_no_longer_is_named() -> None:
    assert changes([CO_HOLDER], 32, 33, 45) == [
        (iso(Day(32)), "customer ***0815 is liable as co holder"),
        (iso(Day(45)), "customer ***0815 is liable no longer (co holder)"),
    ]
    assert "customer cust-0815 is liable" in changes([CO_HOLDER], 32, 33, masked=False)[0][1]


def test_a_life_that_changes_is_named() -> None:
    closed = AccountClosed(**WHO, effective_on=Day(32), closing_id="z")
    assert changes([closed], 32, 33) == [(iso(Day(32)), "life open -> closed")]


def test_an_unclassified_account_says_what_the_policy_does_not_know() -> None:
    elsewhere = replace(RULES, tolerance_minor={"USD": 0})
    assert changes([], 32, 33, rules=elsewhere) == [
        (iso(Day(32)), "unclassified: the policy knows no CNY")
    ]
    none = replace(RULES, buckets=None)
    assert changes([], 32, 33, rules=none) == [
        (iso(Day(32)), "unclassified: no classes are in force on that day")
    ]
