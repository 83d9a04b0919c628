"""`arrears dlq`: what a letter holds, and that only what is held is lifted."""

import json
from hashlib import sha256
from secrets import token_hex

import pytest
from msgspec.structs import replace
from typer.testing import CliRunner, Result

from streams.broker.topics import apply, require_copartitioned
from streams.cli.commands import app
from streams.cli.faults import UsageFault
from streams.engine.murmur2 import partition_of
from streams.engine.names import Names
from streams.engine.position import POSITION_KEY, Position, pack
from streams.feed.publisher import Publisher
from streams.terms.days import Instant
from streams.terms.records import DeadLetter, Outgoing
from streams.wire.dead_letters import encode

KEY = b"account-0001"
VALUE = b"\x01broken"
PARTITIONS = 4
OWN = partition_of(KEY, PARTITIONS)
ACCOUNT_LETTER = DeadLetter(
    topic="payments.posted",
    partition=OWN,
    offset=1,
    at=Instant(0),
    key=KEY,
    value=VALUE,
    headers=(),
    stage="delinquency",
    rule="magic_byte_wrong",
    detail="the first byte is 1, not 0",
)
CUSTOMER = replace(ACCOUNT_LETTER, topic="contacts.outcomes", stage="treatment", offset=2)
STRAY = replace(ACCOUNT_LETTER, partition=(OWN + 1) % PARTITIONS, rule="key_in_wrong_partition")
KEYLESS = replace(ACCOUNT_LETTER, key=None, offset=3, rule="key_missing")
GARBLED = replace(ACCOUNT_LETTER, key=b"\xff\xfe", offset=4, rule="key_not_utf8")
TICK = replace(ACCOUNT_LETTER, topic="control.clock", key=b"tick", offset=5)
LETTERS = (ACCOUNT_LETTER, CUSTOMER, STRAY, KEYLESS, GARBLED, TICK)


@pytest.fixture(scope="module")
def names(broker: str) -> Names:
    made = Names(f"dlq-{token_hex(3)}")
    apply(broker, made.prefix)
    assert require_copartitioned(broker, made.prefix) == PARTITIONS
    publish(broker, made, *LETTERS)
    return made


def publish(broker: str, names: Names, *letters: DeadLetter) -> None:
    with Publisher(broker, names) as publisher:
        for letter in letters:
            publisher.send(replace(encode(letter), partition=letter.partition))
        publisher.flush()


def stand(broker: str, names: Names, offsets: dict[str, int]) -> None:
    """Write a position as a worker does that has read so far."""
    position = pack(Position(offsets=offsets))
    with Publisher(broker, names) as publisher:
        publisher.send(Outgoing("delinquency.rows", POSITION_KEY, position, OWN))
        publisher.flush()


def run(broker: str, names: Names, *words: str) -> Result:
    given = [*words, "--bootstrap", broker, "--prefix", names.prefix]
    return CliRunner().invoke(app, ["dlq", *given], catch_exceptions=False)


def states(broker: str, names: Names, *words: str) -> dict[str, str]:
    rows = map(json.loads, run(broker, names, "list", "--json", *words).stdout.splitlines())
    return {row["origin"]: row["state"] for row in rows}


def settle(broker: str, names: Names, letter: DeadLetter, *words: str) -> str:
    origin = f"{letter.topic}/{letter.partition}/{letter.offset}"
    given = ("resolve", origin, "--by", "ann", "--reason", "no such payment", *words)
    return run(broker, names, *given).stdout


def decisions(broker: str, names: Names, topic: str) -> list[dict[str, str]]:
    given = ["tail", topic, "--json", "--unmasked", "--bootstrap", broker]
    shown = CliRunner().invoke(app, [*given, "--prefix", names.prefix], catch_exceptions=False)
    return [json.loads(line) for line in shown.stdout.splitlines()]


@pytest.mark.broker
def test_only_letters_that_hold_somebody_are_open(broker: str, names: Names) -> None:
    held = {f"payments.posted/{OWN}/1", f"contacts.outcomes/{OWN}/2"}
    every = states(broker, names)
    assert len(every) == len(LETTERS)
    assert {origin for origin, state in every.items() if state == "open"} == held
    assert set(states(broker, names, "--open")) == held
    assert states(broker, names, "--rule", "key_missing") == {f"payments.posted/{OWN}/3": "no-hold"}


@pytest.mark.broker
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_letter_s_bytes_and_key_are_hidden_unless_asked_for(
    broker: str, names: Names, form: tuple[str, ...]
) -> None:
    words = ("show", f"payments.posted/{OWN}/1", *form)
    shown = run(broker, names, *words).stdout
    assert b"\x01broken".hex() not in shown.replace(" ", "")
    assert f"7 bytes, SHA-256 {sha256(VALUE).hexdigest()[:12]}" in shown
    assert "cannot be read: magic_byte_wrong" in shown
    assert "***0001" in shown
    assert KEY.decode() not in shown
    whole = run(broker, names, *words, "--unmasked").stdout
    assert b"\x01broken".hex() in whole.replace(" ", "")
    assert KEY.decode() in whole


@pytest.mark.broker
@pytest.mark.parametrize("letter", [STRAY, KEYLESS, GARBLED, TICK], ids=lambda one: one.rule)
def test_what_holds_nobody_is_not_lifted(broker: str, names: Names, letter: DeadLetter) -> None:
    assert "nothing is held by this letter" in settle(broker, names, letter)
    keys = {record["account_id"] for record in decisions(broker, names, "accounts.decisions")}
    assert keys <= {KEY.decode()}


@pytest.mark.broker
def test_an_account_s_letter_is_settled_once(broker: str, names: Names) -> None:
    sent = settle(broker, names, ACCOUNT_LETTER, "--discard")
    assert "ann's decision is sent, and its hold is lifted as soon as a worker has read" in sent
    again = settle(broker, names, ACCOUNT_LETTER)
    assert "a decision is sent already, and waits for a worker to read it" in again
    found = decisions(broker, names, "accounts.decisions")
    assert [(one["origin"], one["decided_by"], one["reason"]) for one in found] == [
        (f"payments.posted/{OWN}/1", "ann", "discarded: no such payment")
    ]
    origin = f"payments.posted/{OWN}/1"
    assert states(broker, names, "--open")[origin] == "sent"
    stand(broker, names, {"accounts.decisions": 1})
    assert states(broker, names)[origin] == "settled"
    assert origin not in states(broker, names, "--open")
    assert "settled already" in settle(broker, names, ACCOUNT_LETTER)


@pytest.mark.broker
def test_a_decision_that_was_refused_settles_nothing(broker: str, names: Names) -> None:
    letter = replace(ACCOUNT_LETTER, offset=7)
    publish(broker, names, letter)
    settle(broker, names, letter)
    place = next(
        one["offset"]
        for one in decisions(broker, names, "accounts.decisions")
        if one["origin"] == f"payments.posted/{OWN}/7"
    )
    publish(broker, names, replace(letter, topic="accounts.decisions", offset=int(place)))
    assert states(broker, names)[f"payments.posted/{OWN}/7"] == "open"


@pytest.mark.broker
def test_a_customer_s_letter_is_settled_where_customers_are_decided_on(
    broker: str, names: Names
) -> None:
    settle(broker, names, CUSTOMER)
    [found] = decisions(broker, names, "customers.decisions")
    assert (found["customer_id"], found["reason"]) == (KEY.decode(), "no such payment")


def test_nobody_settles_without_a_name_and_a_reason() -> None:
    words = ["dlq", "resolve", "payments.posted/0/1", "--by", " ", "--reason", "x"]
    result = CliRunner().invoke(app, words)
    assert isinstance(result.exception, UsageFault)
