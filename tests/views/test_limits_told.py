"""What limits contact with a customer is told, and what is personal in it only unmasked."""

from msgspec.structs import replace

from streams.policy.rules import Rules
from streams.policy.strategy import Strategy
from streams.terms.customer_facts import AnyCustomerFact
from streams.terms.days import Day, iso
from streams.views.dossier import Told
from streams.views.limits_told import limits_told
from tests.treatment.details import (
    CALLS,
    TRIES,
    WEEK,
    agency_call,
    complaint,
    complaint_closed,
    consent,
    limited,
    objection,
    point,
    quiet,
    zone,
)
from tests.treatment.histories import THRESHOLDS
from tests.treatment.world import DUE_ON, RULES, Customer, late, lift, refused, stop
from tests.views.dossiers import of_customer

ONE_TRAIT = Strategy(thresholds={"first_time": THRESHOLDS["first_time"]})
TRAITED = replace(RULES, strategy=ONE_TRAIT)


def lines(
    *facts: AnyCustomerFact,
    rules: Rules = RULES,
    heard: int = 0,
    on: int = 8,
    masked: bool = False,
) -> dict[str, list[Told]]:
    """Return the lines about a customer who was told of, by their labels."""
    customer = Customer(rules)
    customer.tell(customer.standing(late()))
    customer.tick(heard)
    for fact in facts:
        customer.tell(fact)
    customer.tick(on)
    found: dict[str, list[Told]] = {}
    for told in limits_told(of_customer(customer, masked=masked)):
        found.setdefault(told.label, []).append(told)
    return found


def text(told: list[Told]) -> str:
    (line,) = told
    return line.text


def test_a_stop_is_told_with_its_days_and_its_kind_only_unmasked() -> None:
    assert text(lines(stop())["stop"]) == f"*** (attorney) since {iso(DUE_ON)}".replace(
        "***", "st1"
    )
    assert text(lines(stop(), masked=True)["stop"]) == f"*** (***) since {iso(DUE_ON)}"
    lifted = text(lines(stop(), lift(day=3))["stop"])
    assert lifted.endswith(f", lifted on {iso(Day(DUE_ON + 3))}")


def test_consent_times_zones_and_points_are_told() -> None:
    found = lines(consent(granted=False), quiet(9, 10), zone(), point(), refused())
    assert text(found["consent"]).startswith("the customer refuses calls")
    assert text(found["times"]).endswith("does not suit the customer")
    assert text(found["zone"]) == "Asia/Urumqi, possible"
    assert text(found["point"]).startswith("phone p1 of the customer")
    assert "arrears dlq list" in text(found["held"])


def test_what_is_open_is_told_until_it_is_answered() -> None:
    assert "open: people leave" in text(lines(complaint())["complaint"])
    assert "answered" in text(lines(complaint(), complaint_closed(), on=9)["complaint"])
    rules = limited()
    assert "not answered yet" in text(lines(objection(), rules=rules)["objection"])


def test_each_cap_tells_what_is_used_of_it_where_most_is() -> None:
    rules = limited(caps=(CALLS, TRIES, WEEK))
    found = lines(agency_call(1, "RIGHT_PARTY"), agency_call(2), rules=rules, heard=1)
    # The house's own call of the day counts beside the agency's two, as an answered one.
    assert [told.text.split(" used")[0] for told in found["cap"]] == [
        "1 of 1",
        "2 of 3",
        "3 of 6",
        "3 of 7",
    ]
    assert [told.rules[0].rule for told in found["cap"]][1:] == [
        "law.calls",
        "law.tries",
        "law.week",
    ]


def test_a_trait_is_told_with_its_rule_only_unmasked() -> None:
    (told,) = lines(rules=TRAITED)["trait"]
    assert told.text.startswith("first time: ")
    assert [rule.rule for rule in told.rules] == [THRESHOLDS["first_time"].rule]
    (hidden,) = lines(rules=TRAITED, masked=True)["trait"]
    assert (hidden.text, hidden.rules) == ("***: ***", ())
