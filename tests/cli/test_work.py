"""`arrears work`: what waits for a person is listed, and decided once."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC
from secrets import token_hex

import pytest
from msgspec.structs import replace
from typer.testing import CliRunner, Result

from streams.broker.topics import apply, require_copartitioned
from streams.cli.commands import app
from streams.cli.faults import UsageFault
from streams.engine.murmur2 import partition_of
from streams.engine.names import Names
from streams.feed.clock import Clock
from streams.feed.errors import FeedBroken
from streams.feed.moments import moment
from streams.feed.publisher import Publisher
from streams.runs.policies import policy_of
from streams.runs.session import Session, open_session
from streams.terms.days import Day, Instant, iso, parse_day
from streams.terms.delinquency_notices import ReviewNotice
from streams.terms.identity import stable_id
from streams.terms.records import DeadLetter
from streams.wire.dead_letters import encode
from streams.wire.notices_out import encode_delinquency
from tests.system.test_bad_input import FIRST, Sent, billed, opened, paid, tick

TODAY = parse_day("2026-06-10")
HORIZON_DAYS = 400
"""The late horizon of the pack `cn` (`streams/policy/packs/cn.toml`), written here by hand."""


def item(name: str, status: str = "OPEN", deadline_on: int = TODAY + 5) -> ReviewNotice:
    notice = ReviewNotice(
        event_id=stable_id("test", name, status),
        item_id=stable_id("item", name),
        status="OPEN",
        account_id=f"account-{name}",
        seq=1,
        as_of=TODAY,
        rule="beyond_late_horizon",
        fact_kind="PaymentPosted",
        business_id=f"payment-{name}",
        effective_on=Day(TODAY - 500),
        deadline_on=Day(deadline_on),
        decided_by=None,
        cause=None,
    )
    match status:
        case "OVERDUE":
            return replace(notice, status="OVERDUE")
        case "APPLIED":
            return replace(notice, status="APPLIED", decided_by="bob")
    return notice


FRESH, LATE, DONE = item("0001"), item("0002", deadline_on=TODAY - 1), item("0003")
TWICE, AGAIN, GIVEN_UP = item("0004"), item("0005"), item("0006")


@pytest.fixture(scope="module")
def names(broker: str) -> Names:
    made = Names(f"work-{token_hex(3)}")
    apply(broker, made.prefix)
    late, done = item("0002", "OVERDUE", TODAY - 1), item("0003", "APPLIED")
    with Publisher(broker, made) as publisher:
        for notice in (FRESH, LATE, DONE, late, done, TWICE, AGAIN, GIVEN_UP):
            publisher.send(encode_delinquency(notice))
        publisher.flush()
    policy = policy_of("cn").published
    with closing(Clock(broker, made, require_copartitioned(broker, made.prefix))) as clock:
        clock.publish_policy(policy)
        clock.tick(moment(TODAY, UTC), policy.digest)
    return made


def run(broker: str, names: Names, *words: str) -> Result:
    given = [*words, "--bootstrap", broker, "--prefix", names.prefix]
    return CliRunner().invoke(app, given, catch_exceptions=False)


def decide(broker: str, names: Names, item_id: str, *words: str) -> str:
    given = ("work", "decide", item_id, *words, "--by", "ann", "--reason", "seen")
    return run(broker, names, *given).stdout


def states(broker: str, names: Names, *words: str) -> dict[str, str]:
    lines = run(broker, names, "work", "list", "--json", *words).stdout.splitlines()
    return {row["item_id"]: row["state"] for row in map(json.loads, lines)}


def decisions(broker: str, names: Names) -> dict[str, dict[str, object]]:
    shown = run(broker, names, "tail", "accounts.decisions", "--json", "--unmasked").stdout
    return {row["item_id"]: row for row in map(json.loads, shown.splitlines())}


@pytest.mark.broker
def test_the_newest_state_of_what_waits_is_listed_the_nearest_deadline_first(
    broker: str, names: Names
) -> None:
    every = states(broker, names, "--all")
    assert every[DONE.item_id] == "APPLIED"
    assert DONE.item_id not in states(broker, names)
    assert states(broker, names, "--overdue") == {LATE.item_id: "OVERDUE"}
    first = run(broker, names, "work", "list").stdout.splitlines()[0]
    assert first == (
        f"{LATE.item_id}  OVERDUE    by 2026-06-09  ***0002"
        f"  PaymentPosted ***0002 of {iso(Day(TODAY - 500))}: beyond_late_horizon"
    )
    assert "account-0002" in run(broker, names, "work", "list", "--unmasked").stdout


@pytest.mark.broker
def test_a_decision_is_a_fact_of_the_account_on_the_run_s_own_day(
    broker: str, names: Names
) -> None:
    assert "applied from 2026-06-10" in decide(broker, names, FRESH.item_id, "apply")
    on = iso(Day(TODAY - HORIZON_DAYS))
    assert f"applied from {on}" in decide(broker, names, LATE.item_id, "apply", "--on", on)
    assert "discarded" in decide(broker, names, GIVEN_UP.item_id, "discard")
    sent = decisions(broker, names)
    assert [sent[one.item_id]["verdict"] for one in (FRESH, LATE, GIVEN_UP)] == [
        *("APPLY", "APPLY"),
        "DISCARD",
    ]
    assert [sent[one.item_id]["counts_on"] for one in (FRESH, LATE)] == ["2026-06-10", on]
    fresh = sent[FRESH.item_id]
    assert (fresh["account_id"], fresh["effective_on"]) == ("account-0001", "2026-06-10")
    assert (fresh["decided_by"], fresh["reason"]) == ("ann", "seen")
    assert states(broker, names)[FRESH.item_id] == "SENT"


@pytest.mark.broker
@pytest.mark.parametrize("days", [1, -HORIZON_DAYS - 1])
def test_a_day_that_the_stage_would_refuse_is_refused_here(
    broker: str, names: Names, days: int
) -> None:
    said = f"choose a day from {iso(Day(TODAY - HORIZON_DAYS))}, .* to 2026-06-10"
    with pytest.raises(UsageFault, match=said):
        decide(broker, names, TWICE.item_id, "apply", "--on", iso(Day(TODAY + days)))
    assert TWICE.item_id not in decisions(broker, names)


@pytest.mark.broker
def test_what_is_unknown_or_decided_is_refused(broker: str, names: Names) -> None:
    with pytest.raises(UsageFault, match="nothing waits as 'x': `arrears work list`"):
        decide(broker, names, "x", "apply")
    with pytest.raises(UsageFault, match=r"decided already: APPLIED by \*\*\*;"):
        decide(broker, names, DONE.item_id, "discard")
    decide(broker, names, TWICE.item_id, "discard")
    with pytest.raises(UsageFault, match=r"DISCARD by \*\*\*. and waits for a worker"):
        decide(broker, names, TWICE.item_id, "apply")


@pytest.mark.broker
def test_a_decision_that_was_refused_may_be_followed_by_another(broker: str, names: Names) -> None:
    decide(broker, names, AGAIN.item_id, "apply")
    key = AGAIN.account_id.encode()
    place = partition_of(key, 4)
    shown = run(broker, names, "tail", "accounts.decisions", "--json", "--unmasked").stdout
    (offset,) = [
        row["offset"]
        for row in map(json.loads, shown.splitlines())
        if row["item_id"] == AGAIN.item_id
    ]
    letter = DeadLetter(
        topic="accounts.decisions",
        partition=place,
        offset=offset,
        at=Instant(0),
        key=key,
        value=b"",
        headers=(),
        stage="delinquency",
        rule="decision_day_outside_horizon",
        detail="-",
    )
    with Publisher(broker, names) as publisher:
        publisher.send(replace(encode(letter), partition=place))
        publisher.flush()
    assert states(broker, names)[AGAIN.item_id] == "OPEN"
    assert "discarded" in decide(broker, names, AGAIN.item_id, "discard")


@pytest.mark.broker
def test_without_a_tick_there_is_no_day_to_decide_on(broker: str) -> None:
    bare = Names(f"work-{token_hex(3)}")
    apply(broker, bare.prefix)
    with Publisher(broker, bare) as publisher:
        publisher.send(encode_delinquency(FRESH))
        publisher.flush()
    with pytest.raises(FeedBroken, match="no tick is there"):
        decide(broker, bare, FRESH.item_id, "apply")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--by", " ", "--reason", "x"), "say who decides, and why"),
        (("--by", "ann", "--reason", ""), "say who decides, and why"),
        (("--by", "ann", "--reason", "x", "--on", "soon"), "--on 'soon' is no date"),
    ],
)
def test_nobody_decides_without_a_name_a_reason_and_a_day(
    words: tuple[str, ...], said: str
) -> None:
    result = CliRunner().invoke(app, ["work", "decide", FRESH.item_id, "apply", *words])
    assert isinstance(result.exception, UsageFault)
    assert said in str(result.exception)


@pytest.fixture(scope="module")
def session(broker: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("desk")
    with open_session(
        folder, f"desk-{token_hex(3)}", bootstrap=broker, with_worker=True, say=lambda _: None
    ) as live:
        yield live


@pytest.mark.broker
@pytest.mark.slow
def test_a_payment_that_reaches_back_too_far_waits_until_a_person_applies_it(
    session: Session,
) -> None:
    broker, names = session.bootstrap, session.names
    old = replace(paid("a"), value_on=Day(FIRST - 2_000), effective_on=Day(FIRST - 2_000))
    with closing(Sent(session)) as sent:
        sent.good(replace(opened("a"), effective_on=Day(FIRST - 3_000)), billed("a"))
        tick(session, FIRST)
        sent.good(old)
        tick(session, Day(FIRST + 1))
    ((item_id, state),) = states(broker, names).items()
    assert state == "OPEN"
    decide(broker, names, item_id, "apply")
    tick(session, Day(FIRST + 2))
    assert states(broker, names) == {}
    assert states(broker, names, "--all") == {item_id: "APPLIED"}
    with pytest.raises(UsageFault, match=r"decided already: APPLIED by \*\*\*;"):
        decide(broker, names, item_id, "discard")
