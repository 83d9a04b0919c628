"""Bad records through a real broker and worker: each by its rule, and nobody else is stopped."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC
from secrets import token_hex
from time import monotonic, sleep

import pytest
from kafka import KafkaProducer
from msgspec.structs import replace

from streams.engine.murmur2 import partition_of
from streams.engine.names import Names
from streams.feed.clock import Clock
from streams.feed.moments import moment
from streams.feed.publisher import Publisher
from streams.feed.watermarks import Watermarks
from streams.runs.followers import Follower, Results
from streams.runs.policies import policy_of
from streams.runs.session import Session, open_session
from streams.terms.account_facts import (
    AccountOpened,
    AnyAccountFact,
    PaymentPosted,
    RefusalResolved,
    StatementIssued,
)
from streams.terms.days import Day, parse_day
from streams.terms.identity import stable_id
from streams.terms.records import DeadLetter
from streams.terms.routes import DEAD_LETTERS, PAYMENTS, STATEMENTS
from streams.terms.treatment_notices import Verdict
from streams.wire import dead_letters
from streams.wire.facts_out import Stamp, encode_fact

pytestmark = [pytest.mark.broker, pytest.mark.slow]

FIRST = parse_day("2026-05-01")
PARTITIONS = 4
GOOD = "good-account"


def opened(account: str) -> AccountOpened:
    return AccountOpened(
        event_id=stable_id("test", "opened", account),
        account_id=account,
        effective_on=FIRST,
        customer_id=f"c-{account}",
        currencies=("CNY",),
    )


def paid(account: str) -> PaymentPosted:
    return PaymentPosted(
        event_id=stable_id("test", "paid", account),
        account_id=account,
        effective_on=FIRST,
        payment_id=f"p-{account}",
        currency="CNY",
        amount_minor=1_000,
        value_on=FIRST,
    )


def billed(account: str) -> StatementIssued:
    return StatementIssued(
        event_id=stable_id("test", "billed", account),
        account_id=account,
        effective_on=FIRST,
        statement_id=f"s-{account}",
        currency="CNY",
        closed_on=FIRST,
        due_on=Day(FIRST + 20),
        min_due_minor=50_000,
        total_due_minor=900_000,
    )


class Sent:
    """Sends facts well, and bytes just as they are; remembers the rule each must break."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.wanted: dict[tuple[bytes | None, bytes | None], str] = {}
        self._raw = KafkaProducer(bootstrap_servers=session.bootstrap, acks="all")

    def good(self, *facts: AnyAccountFact) -> None:
        """Send facts as they should be."""
        with Publisher(self._session.bootstrap, self._session.names) as publisher:
            for fact in facts:
                publisher.send(encode_fact(fact, Stamp(occurred_at=moment(FIRST, UTC).at)))
            publisher.flush()

    def bad_fact(self, rule: str, fact: AnyAccountFact) -> None:
        """Send a well-written fact that breaks a rule."""
        sent = encode_fact(fact, Stamp(occurred_at=moment(FIRST, UTC).at))
        self.raw(rule, sent.topic, sent.key, sent.value)

    def raw(
        self, rule: str, topic: str, key: bytes | None, value: bytes | None, to: int | None = None
    ) -> None:
        """Send bytes to the key's partition, or to the one given."""
        self.wanted[key, value] = rule
        name = self._session.names.full(topic)
        partition = (0 if key is None else partition_of(key, PARTITIONS)) if to is None else to
        self._raw.send(name, key=key, value=value, partition=partition).get(timeout=30)

    def close(self) -> None:
        """Let the broker go."""
        self._raw.close()


@pytest.fixture(scope="module")
def session(broker: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    prefix = f"bad-{token_hex(3)}"
    folder = tmp_path_factory.mktemp("bad")
    with open_session(
        folder, prefix, bootstrap=broker, with_worker=True, say=lambda _: None
    ) as opened_session:
        yield opened_session


def tick(session: Session, on: Day) -> None:
    policy = policy_of("house").published
    with (
        closing(Clock(session.bootstrap, session.names, PARTITIONS)) as clock,
        closing(Watermarks(session.bootstrap, session.names, PARTITIONS)) as marks,
    ):
        clock.publish_policy(policy)
        as_of = moment(on, UTC)
        clock.tick(as_of, policy.digest)
        marks.wait(as_of, 60, session.look)


def letters(bootstrap: str, names: Names) -> list[DeadLetter]:
    with closing(
        Follower(bootstrap, names, PARTITIONS, DEAD_LETTERS, dead_letters.decode)
    ) as follower:
        return list(follower.news())


def send_all_that_is_bad(sent: Sent) -> None:
    frame = encode_fact(paid("x"), Stamp(occurred_at=moment(FIRST, UTC).at)).value or b""
    sent.raw("bytes_unreadable", PAYMENTS, b"x", frame[:-3])
    sent.raw("bytes_unreadable", PAYMENTS, b"x", frame + b"!")
    sent.raw("schema_id_unknown", PAYMENTS, b"x", b"\0\0\0\xff\xff" + frame[5:])
    sent.raw("magic_byte_wrong", PAYMENTS, b"x", b'{"account_id": "x"}')
    sent.raw("key_missing", PAYMENTS, None, frame)
    sent.raw("key_does_not_match", PAYMENTS, b"someone-else", frame)
    sent.raw("schema_not_of_this_topic", STATEMENTS, b"x", frame)
    sent.raw("value_missing", PAYMENTS, b"x", None)
    strayed = (partition_of(b"stray", PARTITIONS) + 1) % PARTITIONS
    stray = encode_fact(paid("stray"), Stamp(occurred_at=moment(FIRST, UTC).at))
    sent.raw("key_in_wrong_partition", PAYMENTS, stray.key, stray.value, to=strayed)
    sent.bad_fact("currency_unknown", replace(paid("b1"), currency="XXQ"))
    sent.bad_fact("payment_amount_must_be_positive", replace(paid("b2"), amount_minor=0))
    sent.bad_fact("payment_amount_must_be_positive", replace(paid("b3"), amount_minor=-5))
    late = replace(billed("b4"), due_on=Day(FIRST - 1))
    sent.bad_fact("statement_due_date_precedes_close", late)
    sent.bad_fact("currency_without_ledger", replace(paid("held"), currency="USD"))


def test_each_is_dead_lettered_by_its_rule_and_the_good_account_goes_on(session: Session) -> None:
    with closing(Sent(session)) as sent:
        sent.good(opened(GOOD), opened("held"), billed(GOOD), billed("held"))
        tick(session, FIRST)
        send_all_that_is_bad(sent)
        sent.good(paid(GOOD))
        tick(session, Day(FIRST + 1))
        found = {
            (one.key, one.value): one.rule for one in letters(session.bootstrap, session.names)
        }
        assert found == sent.wanted
    with closing(Results(session.bootstrap, session.names, PARTITIONS)) as results:
        results.read()
        good, held = results.standings[GOOD], results.standings["held"]
    assert good.ledgers[0].balance_minor == 900_000
    assert not good.incomplete
    assert held.incomplete


def verdicts_of(results: Results, rung: str, accounts: set[str]) -> dict[str, Verdict]:
    """Return the newest verdict on a rung by account, once each of the accounts has one.

    A transaction is seen partition by partition: a mark may be read before what it speaks of.
    """
    found: dict[str, Verdict] = {}
    until = monotonic() + 30
    while not accounts <= set(found):
        assert monotonic() < until, f"nothing is said of {accounts - set(found)}"
        found |= {one.account_id: one.verdict for one in results.read() if one.rung == rung}
    return found


def test_a_held_account_is_not_escalated_until_a_person_has_settled_its_letter(
    session: Session,
) -> None:
    due = Day(FIRST + 20)
    tick(session, Day(due + 1))
    with closing(Results(session.bootstrap, session.names, PARTITIONS)) as results:
        verdicts = verdicts_of(results, "sms_1", {GOOD, "held"})
        assert verdicts[GOOD] == "AUTHORISED"
        assert verdicts["held"] == "DEFERRED"
        letter = next(
            one
            for one in letters(session.bootstrap, session.names)
            if one.rule == "currency_without_ledger"
        )
        resolved = RefusalResolved(
            event_id=stable_id("test", "resolved"),
            account_id="held",
            effective_on=due,
            origin=f"{letter.topic}/{letter.partition}/{letter.offset}",
            decided_by="an-officer",
            reason="booked in CNY instead",
        )
        with closing(Sent(session)) as sent:
            sent.good(resolved)
        tick(session, Day(due + 2))
        later = verdicts_of(results, "sms_1", {"held"})
    assert later["held"] == "AUTHORISED"


def test_counters_name_each_rule_and_no_account(session: Session) -> None:
    assert session.worker is not None
    until = monotonic() + 30
    # On a busy machine an answer may come too late to be one.
    while not (sums := session.worker.sums()):
        assert monotonic() < until
        sleep(0.1)
    assert sums["arrears_dead_letters_total/currency_unknown/delinquency"] == 1
    assert sums["arrears_dead_letters_total/delinquency/payment_amount_must_be_positive"] == 2
    assert not any(GOOD in name for name in sums)


def test_the_worker_goes_on_after_all_of_it(session: Session) -> None:
    session.look()
    tick(session, Day(FIRST + 30))
