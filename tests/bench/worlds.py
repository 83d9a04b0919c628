"""A partition full of accounts that all lived alike, and facts for them, as bytes."""

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from streams.app.stages import DELINQUENCY
from streams.delinquency.rows import AccountRow
from streams.engine.partition import Partition
from streams.engine.position import Clock, Position
from streams.engine.stage import StageSpec
from streams.engine.store import Store
from streams.policy.document import parse
from streams.terms.control import PolicyPublished, Tick
from streams.terms.days import AsOf, Day, Instant, iso
from streams.terms.routes import CLOCK, PAYMENTS, POLICY
from streams.wire.control import encode_policy, encode_tick
from streams.wire.facts_out import Stamp, encode_fact
from tests.delinquency.facts import at, paid

Spec = StageSpec[Any, Any, Any, Any]


class Record(Struct, frozen=True):
    """One record as a consumer hands it over."""

    offset: int
    key: bytes | None
    value: bytes | None
    timestamp: int = 0
    headers: tuple[tuple[str, bytes], ...] = ()


def account_of(number: int) -> str:
    """Return the id of an account, of the usual length."""
    return f"acct-{number:010d}"


def filled(row: AccountRow, accounts: int, waking: int, wake_on: Day) -> Store[AccountRow]:
    """Return a store of so many accounts like that one; the first `waking` are due on a day.

    The others are due on the days of a month that begins a month later, as cycles are spread.
    """
    spec: Spec = DELINQUENCY
    store: Store[AccountRow] = Store(
        blank=spec.blank, pack=spec.pack, unpack=spec.unpack, label=spec.label
    )
    for number in range(accounts):
        one = _named(row, number)
        later = Day(wake_on + 30 + number % 30)
        store.put(one.account_id.encode(), one, wake_on if number < waking else later)
        if number % 10_000 == 0:
            store.take_changed()
    store.take_changed()
    return store


def _named(row: AccountRow, number: int) -> AccountRow:
    """Return the row under another account and customer, as if all had been said of these."""
    customer, said = f"cust-{number:010d}", row.journal.said
    if row.opening is None or said is None:
        raise SystemExit("an account of the benchmark has to be opened and judged")
    said = replace(said, customer_id=customer, parties=((customer, "PRIMARY"),))
    opening = replace(row.opening, customer_id=customer)
    journal = replace(row.journal, said=said)
    return replace(row, account_id=account_of(number), opening=opening, journal=journal)


def wake_all(store: Store[AccountRow], on: Day) -> None:
    """Let every account be due on a day."""
    for number, key in enumerate(store.every()):
        store.put(key, store.get(key), on)
        if number % 10_000 == 0:
            store.take_changed()
    store.take_changed()


def standing_at(store: Store[AccountRow], text: str, on: Day) -> Partition[Any, Any, Any, Any]:
    """Return the one partition there is, with a policy read and the tick of a day applied."""
    policy = parse(text, "bench")
    digest = getattr(policy, "digest", None)
    if digest is None:
        raise SystemExit(f"the policy has faults: {policy}")
    now = at(on)
    clock = Clock(now, now, digest)
    held: Partition[Any, Any, Any, Any] = Partition(DELINQUENCY, 0, 1, store, Position(clock=clock))
    published = PolicyPublished(policy_id="bench", digest=digest, document=text)
    sent = encode_policy(published, 0)
    held.feed(POLICY, [Record(0, sent.key, sent.value)], 1)
    return held


def payments(accounts: Sequence[int], on: Day, currency: str) -> list[Record]:
    """Return a payment for each of the accounts, valued on a day."""
    records = []
    for offset, number in enumerate(accounts):
        fact = paid(f"pay-{offset:010d}", iso(on), 100 + offset % 900, currency=currency)
        sent = encode_fact(
            replace(fact, account_id=account_of(number)), Stamp(Instant(on * 86_400_000_000))
        )
        records.append(Record(offset, sent.key, sent.value))
    return records


class Written(Struct):
    """Bytes that flushes carried: keys and values of outputs, and of changed rows."""

    said: int = 0
    rows: int = 0


def take_in(held: Partition[Any, Any, Any, Any], records: list[Record]) -> Written:
    """Let the partition handle payments to the end, in slices, with a flush now and then."""
    written = Written()
    for begin in range(0, len(records), 20_000):
        part = records[begin : begin + 20_000]
        held.feed(PAYMENTS, part, part[-1].offset + 1)
        while held.advance(5_000):
            pass
        flush = held.take()
        if flush is not None:
            written.said += _bytes_of([(key, value) for _, _, key, value, _ in flush.outputs])
            written.rows += _bytes_of(flush.rows)
    return written


def _bytes_of(records: Iterable[tuple[bytes, bytes | None]]) -> int:
    return sum(len(key) + len(value or b"") for key, value in records)


def turn_to(held: Partition[Any, Any, Any, Any], on: Day) -> int:
    """Let the partition apply the tick of a day; returns how much its flush carries."""
    assert held.clock is not None
    now: AsOf = at(on)
    tick = Tick(as_of=now, newest=now, cut={}, policy_digest=held.clock.policy_digest)
    sent = encode_tick(tick, 0)
    held.feed(CLOCK, [Record(0, sent.key, sent.value)], 1)
    while held.advance(5_000):
        pass
    flush = held.take()
    return 0 if flush is None else len(flush.rows)
