"""Whatever a history brings, no contact breaks a protection; each planted breach is found."""

from collections.abc import Callable

import pytest
from hypothesis import Phase, given, settings
from msgspec.structs import replace

from streams.policy.rules import Rules
from streams.terms.treatment_notices import Escalation
from streams.treatment import gate, stage, turning, windows
from tests.generated import examples
from tests.treatment.dense import STRICT
from tests.treatment.watch import Watch
from tests.treatment.whole_lives import HISTORIES, Life, lived
from tests.treatment.worker import Worker


def watched(life: Life, rules: Rules = STRICT) -> None:
    """Let a customer live while the witness looks on."""
    worker, watch = Worker(rules), Watch()
    for each in lived(life, rules).log:
        if isinstance(each, tuple):
            for said in worker.ticks(*each):
                if isinstance(said, Escalation) and said.verdict == "AUTHORISED":
                    watch.allows(said, *each)
        else:
            step = worker.reads(each)
            assert not [n for n in step.notices if getattr(n, "verdict", "") == "AUTHORISED"]
            if step.reject is None:
                watch.sees(each, None if worker.as_of is None else worker.as_of.on)


@settings(max_examples=examples(25), deadline=None)
@given(HISTORIES)
def test_no_contact_breaks_a_protection(life: Life) -> None:
    watched(life)


def planted(rules: Rules = STRICT) -> None:
    """Live lives in which a breach is planted."""

    @settings(
        max_examples=3000,
        deadline=None,
        database=None,
        derandomize=True,
        phases=(Phase.generate,),
        report_multiple_bugs=False,
    )
    @given(HISTORIES)
    def found(life: Life) -> None:
        watched(life, rules)

    found()


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody look at the gate's answer for a second time."""
    monkeypatch.setattr(turning, "broken", lambda *_: None)


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(
    ("rule", "broken"),
    [
        ("_no_stop", "a stop"),
        ("_role_contacted", "the role"),
        ("_account_free", "the account"),
        ("_confirmed", "to be confirmed"),
        ("_no_complaint", "a complaint"),
        ("_account_complete", "a refused record|the account"),
        ("_consented", "consent refused|consent missing"),
        ("_below_cap", "cap of the house"),
        ("_point_with_room", "cap of|usable point|point that works|verified point|a rest"),
    ],
)
def test_a_rule_that_the_gate_leaves_out_is_missed(
    monkeypatch: pytest.MonkeyPatch, rule: str, broken: str
) -> None:
    left = tuple(each for each in gate._RULES if each.__name__ != rule)  # noqa: SLF001 - planted
    monkeypatch.setattr(gate, "_RULES", left)
    with pytest.raises(AssertionError, match=broken):
        planted()


@pytest.mark.usefixtures("alone")
def test_a_debt_that_is_gone_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    # Two rules stand before it: what is pending is withdrawn at once, and the gate asks again.
    left = tuple(each for each in gate._RULES if each.__name__ != "_founded_debt")  # noqa: SLF001
    monkeypatch.setattr(gate, "_RULES", left)
    monkeypatch.setattr(stage, "_OBJECTIONS", {})
    with pytest.raises(AssertionError, match="a founded debt"):
        planted()


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(
    ("limit", "broken"),
    [
        ("law.talks", "cap of talks"),
        # Tries at one number are planted in `test_limits_hold`: here the cap of talks is met first.
        ("law.week", "cap of the week"),
        ("law.month", "cap of the month"),
        ("law.talk", "a rest behind a talk"),
        ("law.opt_in", "consent missing"),
        ("law.sure", "a verified point"),
        ("law.hours", "law hours"),
    ],
)
def test_a_limit_that_the_policy_leaves_out_is_missed(limit: str, broken: str) -> None:
    fields = ("caps", "gaps", "opt_in", "verified", "hours")
    lax = {
        name: tuple(x for x in getattr(STRICT.contact, name) if x.rule != limit) for name in fields
    }
    with pytest.raises(AssertionError, match=broken):
        planted(replace(STRICT, contact=replace(STRICT.contact, **lax)))


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(
    ("name", "broken"), [("_of_customer", "quiet time"), ("_zones", "law hours|quiet time")]
)
def test_hours_that_are_not_looked_at_are_missed(
    monkeypatch: pytest.MonkeyPatch, name: str, broken: str
) -> None:
    slips: dict[str, Callable[..., object]] = {
        "_of_customer": lambda _day, _time, _zone: (),
        "_zones": lambda _asked, house: (house.zone,),
    }
    monkeypatch.setattr(windows, name, slips[name])
    with pytest.raises(AssertionError, match=broken):
        planted()
