"""What led to a verdict is told by the ids of the policy it was judged by."""

from msgspec.structs import replace

from streams.app.packs import pack_text
from streams.policy.document import Policy, parse
from streams.terms.days import Instant, parse_day
from streams.terms.treatment_notices import Escalation
from streams.views.grounds import ground_of


def shipped(name: str) -> Policy:
    policy = parse(pack_text(name), name)
    assert isinstance(policy, Policy)
    return policy


CN = shipped("cn")
POLICIES = {CN.digest: CN}
ON = parse_day("2026-04-01")
DUE = Escalation(
    escalation_id="x",
    verdict="DUE",
    customer_id="c",
    account_id="a",
    seq=1,
    ladder="cn-card",
    rung="sms_1",
    channel="SMS",
    occurrence=1,
    origin="s1",
    as_of=ON,
    at=Instant(0),
    due_on=ON,
    currency="CNY",
    past_due_minor=5,
    days_past_due=4,
    bucket="m1.small",
    zone="Asia/Shanghai",
    policy_digest=CN.digest,
)


def test_a_rung_that_is_due_rests_on_its_ladder() -> None:
    assert ground_of(DUE, POLICIES) == f"cn {CN.version}: cn.ladder (product)"


def test_a_ladder_that_was_chosen_by_how_a_customer_pays_is_named_only_unmasked() -> None:
    kind = replace(DUE, ladder="cn-card-kind")
    assert ground_of(kind, POLICIES) == f"cn {CN.version}: cn.ladder.kind (product)"
    # Nor is the house's own named: it would tell that none was chosen.
    for one in (kind, DUE):
        assert ground_of(one, POLICIES, masked=True) == f"cn {CN.version}: the ladder (product)"
    uk = shipped("uk")
    house = replace(DUE, policy_digest=uk.digest, ladder="uk-card")
    assert "uk.ladder (" in ground_of(house, {uk.digest: uk}, masked=True)


def test_what_is_authorised_rests_on_every_gate_in_force_that_day() -> None:
    text = ground_of(replace(DUE, verdict="AUTHORISED"), POLICIES)
    assert text.split(": ")[1].split(", ") == [
        "cn.ladder (product)",
        "cn.house_hours (product)",
        "CN25.hours (standard)",
        "CN26.hours (self-regulation)",
        "cn.contacts_per_day (product)",
    ]


def test_what_is_not_in_force_that_day_led_to_nothing() -> None:
    before = replace(DUE, verdict="AUTHORISED", as_of=parse_day("2025-12-01"))
    assert "CN26" not in ground_of(before, POLICIES)
    assert ground_of(replace(DUE, ladder="another"), POLICIES) == f"cn {CN.version}"


def test_a_verdict_with_a_rule_of_its_own_needs_no_other() -> None:
    assert not ground_of(replace(DUE, verdict="SKIPPED", rule="outage"), POLICIES)


def test_a_policy_that_is_not_to_be_found_is_said() -> None:
    strange = replace(DUE, policy_digest="0123456789abcdef")
    assert ground_of(strange, POLICIES) == "policy 0123456789ab, which is not to be found"
