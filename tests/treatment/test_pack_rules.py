"""Under each shipped pack two rules object at once: the stricter one gates, and both are told."""

import pytest
from msgspec.structs import replace

from streams.app.packs import pack_text
from streams.policy.document import Policy, parse
from streams.policy.rules import Rules
from streams.terms.days import AsOf, Day, Instant, parse_day
from streams.treatment.gate import Case, Judgement, judge
from streams.treatment.rows import CustomerRow
from streams.treatment.spending import Ledger, Spent

DAY = parse_day("2026-06-17")


def rules_of(pack: str, day: Day = DAY) -> Rules:
    policy = parse(pack_text(pack), pack)
    assert isinstance(policy, Policy)
    return policy.on(day)


def judged(rules: Rules, *spent: Spent, day: Day = DAY, channel: str = "PHONE") -> Judgement:
    # Nought hours in UTC lie before the house opens, under every pack.
    as_of = AsOf(day, Instant(day * 86_400_000_000))
    case = Case(
        row=CustomerRow(customer_id="c1", ledger=Ledger(spent=spent)),
        rules=rules,
        as_of=as_of,
        newest=as_of,
        incomplete=False,
        has_ground=True,
        before_due=False,
        expires_on=Day(day + 30),
        channel=channel,
        account_id="a1",
    )
    return judge(case)


def called(number: int, days_ago: int, *, talked: bool = False) -> Spent:
    """Return an agency's call that somebody answered; our own would use up the day by itself."""
    on = Day(DAY - days_ago)
    return Spent(
        contact_id=f"call-{number}",
        account_id="a1",
        channel="PHONE",
        on=on,
        at=Instant(on * 86_400_000_000),
        talked=talked,
        result="RIGHT_PARTY" if talked else "WRONG_PARTY",
        agency_id="ag1",
    )


@pytest.mark.parametrize(
    ("pack", "days_ago", "told", "free_in"),
    [
        # Three answered and six tries are used up; behind today's talk nobody calls tomorrow.
        ("cn", (0,) * 6, ("CN25.calls", "CN26.attempts", "cn.talk_gap"), 2),
        # The oldest of the seven calls drops out tomorrow; the talk of day 1 rests up to day 7.
        ("us", (6, 5, 4, 3, 1, 0, 0), ("US.F.7in7", "US.F.talk"), 7),
        ("uk", (2, 1, 0), ("uk.talks", "uk.talk_gap"), 3),
        ("eu", (2, 1, 0), ("eu.talks", "eu.talk_gap"), 3),
        ("in", (2, 1, 0), ("in.talks", "in.talk_gap"), 3),
    ],
)
def test_the_stricter_of_two_rules_gates_and_both_are_told(
    pack: str, days_ago: tuple[int, ...], told: tuple[str, ...], free_in: int
) -> None:
    rules = rules_of(pack)
    *before, last = days_ago
    calls = [called(n, ago) for n, ago in enumerate(before)]
    found = judged(rules, *calls, called(99, last, talked=True))
    assert (found.verdict, found.rule, found.rules) == ("DEFERRED", told[0], told)
    assert found.until_on == DAY + free_in
    assert judged(rules).verdict == "AUTHORISED"


@pytest.mark.parametrize(
    ("talked_ago", "verdict"), [(0, "DEFERRED"), (6, "DEFERRED"), (7, "AUTHORISED")]
)
def test_in_the_united_states_the_day_of_a_talk_is_the_first_of_seven(
    talked_ago: int, verdict: str
) -> None:
    talk = called(1, talked_ago, talked=True)
    assert judged(rules_of("us"), talk).verdict == verdict
    other = replace(talk, account_id="a2")
    assert judged(rules_of("us"), other).verdict == "AUTHORISED"


def test_a_seventh_call_in_seven_days_is_the_last_in_the_united_states() -> None:
    calls = [called(n, n) for n in range(7)]
    assert judged(rules_of("us"), *calls[:6]).verdict == "AUTHORISED"
    assert judged(rules_of("us"), *calls).rules == ("US.F.7in7",)
    older = [called(9, 7), *calls[:6]]
    assert judged(rules_of("us"), *older).verdict == "AUTHORISED"


@pytest.mark.parametrize("pack", ["house", "us", "uk", "eu", "in"])
def test_no_address_is_visited_that_nobody_verified(pack: str) -> None:
    assert judged(rules_of(pack), channel="VISIT").rule == f"{pack}.verified_points"


def test_text_messages_ask_for_consent_in_the_united_states() -> None:
    found = judged(rules_of("us"), channel="SMS")
    assert (found.verdict, found.rule) == ("SUPPRESSED", "us.opt_in")
    assert judged(rules_of("us"), channel="EMAIL").verdict == "AUTHORISED"


@pytest.mark.parametrize(
    ("day", "rule"),
    [
        # National day; a day of a year of which no announcement is in the pack; a day before.
        ("2026-10-01", "no_holidays"),
        ("2027-01-04", "calendar_missing"),
        ("2026-09-30", None),
    ],
)
@pytest.mark.parametrize("pack", ["cn", "house"])
def test_where_the_calendar_has_ended_nobody_is_visited(
    pack: str, day: str, rule: str | None
) -> None:
    on = parse_day(day)
    rules = rules_of(pack, on)
    rule = f"{pack}.{rule}" if rule == "no_holidays" else rule
    free = replace(rules, contact=replace(rules.contact, verified=()))
    found = judged(free, day=on, channel="VISIT")
    assert (found.rule, found.verdict == "AUTHORISED") == (rule, rule is None)
    assert judged(free, day=on, channel="LETTER").verdict == "AUTHORISED"


def test_where_no_calendar_is_in_force_nobody_is_visited() -> None:
    rules = rules_of("cn")
    blind = replace(rules, contact=replace(rules.contact, calendar=None))
    found = judged(blind, channel="VISIT")
    assert (found.verdict, found.rule) == ("DEFERRED", "calendar_missing")
    assert found.until_on == DAY + 1
