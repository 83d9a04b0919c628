"""The gate, rule by rule, and the order in which its rules object."""

from msgspec.structs import replace

from streams.policy.rules import House
from streams.terms.days import Day
from streams.treatment.gate import Case, judge
from streams.treatment.rows import CustomerRow, Stop
from tests.treatment.world import DUE_ON, HOUSE, RULES, local, moment, ruled

FREE = Case(
    row=CustomerRow(customer_id="c1"),
    rules=RULES,
    as_of=moment(1),
    newest=moment(1),
    incomplete=False,
    has_ground=True,
    before_due=False,
    expires_on=Day(DUE_ON + 4),
    channel="SMS",
    account_id="a1",
)
STOPPED = replace(FREE.row, stops=(Stop("st1", "VULNERABLE", lifted=False),))


def rule_of(case: Case) -> tuple[str, str | None]:
    found = judge(case)
    return found.verdict, found.rule


def test_the_free_case_gets_what_is_left_of_the_day() -> None:
    found = judge(FREE)
    assert (found.verdict, found.not_before, found.not_after) == (
        "AUTHORISED",
        local(1, 9),
        local(1, 21),
    )
    afternoon = replace(FREE, as_of=moment(1, 15))
    assert judge(afternoon).not_before == local(1, 15)


def test_each_rule_objects_by_its_name() -> None:
    spent = replace(FREE.row, contact_on=Day(DUE_ON + 1), contacts=1)
    assert rule_of(replace(FREE, rules=ruled(ladder=None))) == ("DEFERRED", "policy_not_in_force")
    assert rule_of(replace(FREE, rules=ruled(house=None))) == ("DEFERRED", "policy_not_in_force")
    assert rule_of(replace(FREE, row=STOPPED)) == ("SUPPRESSED", "stop_vulnerable")
    beside = replace(FREE, role="GUARANTOR")
    assert rule_of(beside) == ("SUPPRESSED", "role_not_contacted")
    assert rule_of(replace(FREE, holds=("sold",))) == ("SUPPRESSED", "account_hold_sold")
    assert rule_of(replace(FREE, holds=("plan",))) == ("DEFERRED", "account_hold_plan")
    assert rule_of(replace(FREE, incomplete=True)) == ("DEFERRED", "account_incomplete")
    assert rule_of(replace(FREE, has_ground=False)) == ("CANCELLED", "cured")
    before = replace(FREE, has_ground=False, before_due=True)
    assert rule_of(before) == ("CANCELLED", "nothing_owed")
    assert rule_of(replace(FREE, row=spent)) == ("DEFERRED", "contact_cap_of_the_day")
    assert rule_of(replace(FREE, as_of=moment(1, 21))) == ("DEFERRED", "house_hours")


def test_every_deferral_is_looked_at_again_on_the_next_day() -> None:
    assert judge(replace(FREE, incomplete=True)).until_on == DUE_ON + 2


def test_a_held_customer_is_deferred() -> None:
    for row in (replace(FREE.row, holds=("x/0/1",)), replace(FREE.row, overflowed=True)):
        assert rule_of(replace(FREE, row=row)) == ("DEFERRED", "account_incomplete")


def test_the_first_objection_is_the_one_that_is_told() -> None:
    worst = replace(
        FREE,
        row=replace(STOPPED, contact_on=Day(DUE_ON + 1), contacts=1),
        rules=ruled(house=None),
        as_of=moment(1, 22),
        incomplete=True,
        has_ground=False,
        role="CO_HOLDER",
        holds=("pause",),
    )
    order = []
    for mended in (
        {},
        {"rules": RULES},
        {"row": replace(worst.row, stops=())},
        {"role": "PRIMARY"},
        {"holds": ()},
        {"incomplete": False},
        {"has_ground": True},
        {"row": FREE.row},
        {"as_of": FREE.as_of},
    ):
        worst = replace(worst, **mended)
        order.append(judge(worst).rule)
    assert order == [
        "policy_not_in_force",
        "stop_vulnerable",
        "role_not_contacted",
        "account_hold_pause",
        "account_incomplete",
        "cured",
        "contact_cap_of_the_day",
        "house_hours",
        None,
    ]


def test_a_contact_booked_for_a_later_day_is_spent_already() -> None:
    ahead = replace(FREE.row, contact_on=Day(DUE_ON + 2), contacts=1)
    assert rule_of(replace(FREE, row=ahead)) == ("DEFERRED", "contact_cap_of_the_day")
    yesterday = replace(FREE.row, contact_on=DUE_ON, contacts=1)
    assert rule_of(replace(FREE, row=yesterday)) == ("AUTHORISED", None)


def test_a_house_whose_hours_are_empty_contacts_nobody() -> None:
    closed: House = replace(HOUSE, opens_minute=1300)
    assert rule_of(replace(FREE, rules=ruled(house=closed))) == ("DEFERRED", "house_hours")


def test_a_cap_of_none_contacts_nobody() -> None:
    silent = replace(HOUSE, contacts_per_day_max=0)
    assert rule_of(replace(FREE, rules=ruled(house=silent)))[1] == "contact_cap_of_the_day"


def test_a_contact_is_not_made_on_a_day_behind_the_window() -> None:
    # The business day is still inside, but in the house's zone the next day has begun.
    tight = replace(FREE, as_of=moment(1, 25), newest=moment(1, 25), expires_on=Day(DUE_ON + 2))
    assert rule_of(tight) == ("DEFERRED", "house_hours")
