"""Ours: the worker as users run it, two processes of the delinquency stage, exactly once."""

import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC
from pathlib import Path

from streams.broker.reading import read_all
from streams.broker.topics import apply
from streams.delinquency.chapters import facts_of
from streams.delinquency.judging import judged
from streams.delinquency.packing import unpack
from streams.delinquency.rows import AccountRow, Paid, Reversed
from streams.engine.position import POSITION_KEY
from streams.engine.store import Store
from streams.feed.clock import Clock
from streams.feed.moments import moment
from streams.policy.document import Policy, parse
from streams.policy.rules import Rules
from streams.terms.control import PolicyPublished
from streams.terms.routes import ACCOUNTS, DELINQUENCY, DELINQUENCY_EVENTS
from streams.wire.plain import Record, must_read
from tests.bench.peers.peer import Command, PeerMissing, Run, Say, WrongResult
from tests.bench.peers.standing import Standing
from tests.bench.peers.workload import AS_OF

_POLICY = Path(__file__).with_name("policy.toml")


class Ours:
    """The delinquency stage under `policy.toml`; its as-of date is set by a tick."""

    name = "arrears"
    inputs = DELINQUENCY.facts
    one_in = 1
    members = 2
    reads_uncommitted = False

    def ready(self, say: Say) -> None:
        """Read the policy once, so that a fault in it is told before anything starts."""
        say(f"{self.name}: policy {policy().digest[:12]}")

    def topics(self, run: Run) -> None:
        """Make all topics, publish the policy as `arrears up` does, and set the as-of date.

        No account is known yet, so the tick moves none.
        """
        apply(run.bootstrap, run.prefix, run.partitions)
        text, read = _POLICY.read_text(), policy()
        with closing(Clock(run.bootstrap, run.names, run.partitions)) as clock:
            clock.publish_policy(
                PolicyPublished(policy_id=read.policy_id, digest=read.digest, document=text)
            )
            clock.tick(moment(AS_OF, UTC), read.digest)

    def commands(self, run: Run) -> tuple[Command, ...]:
        """Return two workers with nothing but where and who they are."""
        arguments = (sys.executable, "-m", "streams.cli.main", "worker", "--owned")
        return tuple(
            Command(
                arguments=(*arguments, "--stage", DELINQUENCY.name),
                environment={
                    "ARREARS_BOOTSTRAP": run.bootstrap,
                    "ARREARS_PREFIX": run.prefix,
                    "ARREARS_INSTANCE": f"bench-{number}",
                    "ARREARS_DATA_PATH": str(run.folder / f"bench-{number}"),
                },
            )
            for number in range(self.members)
        )

    def group(self, run: Run) -> str:
        """Return the group of the stage."""
        return run.names.group(DELINQUENCY.name)

    def notices(self, run: Run) -> str:
        """Return the topic of moves between buckets."""
        return run.names.full(DELINQUENCY_EVENTS)

    def state_topic(self, run: Run) -> str:
        """Return the topic of packed rows."""
        return run.names.full(DELINQUENCY.rows)

    def standings(self, run: Run) -> dict[str, Standing]:
        """Judge the rows, and see that the public table says the same of each."""
        rules, every = policy().on(AS_OF), range(run.partitions)
        table = {
            record.key: must_read(ACCOUNTS, record.value)
            for record in read_all(run.bootstrap, run.names.full(ACCOUNTS), every)
        }
        found: dict[str, Standing] = {}
        for row in _rows(run):
            found[row.account_id] = standing_of(row, rules, table[row.account_id.encode()])
        return found


def policy() -> Policy:
    """Return the policy of the benchmark; raises PeerMissing where it has a fault."""
    read = parse(_POLICY.read_text(), _POLICY.name)
    if not isinstance(read, Policy):
        raise PeerMissing(f"the policy of the benchmark has a fault: {read[0]}")
    return read


def _rows(run: Run) -> Iterator[AccountRow]:
    last: dict[bytes, bytes] = {}
    for record in read_all(run.bootstrap, run.names.full(DELINQUENCY.rows), range(run.partitions)):
        if record.key != POSITION_KEY:
            last[record.key] = record.value
    store: Store[AccountRow] = Store(
        blank=lambda key: AccountRow(account_id=key), pack=lambda _: b"", unpack=unpack,
        label=lambda _: "",
    )  # fmt: skip
    for key, framed in last.items():
        store.restore(key, framed)
        yield store.get(key)


def standing_of(row: AccountRow, rules: Rules, said: Record) -> Standing:
    """Judge a row; raises WrongResult where the public table says otherwise of it."""
    ledger = judged(row, rules, AS_OF).ledgers[0]
    told = said["ledgers"][0]
    if (ledger.bucket, ledger.past_due_minor) != (told["bucket"], told["past_due_minor"]):
        raise WrongResult(f"row and public table of {row.account_id} differ: {ledger}, {told}")
    open_ = tuple((slot.id, slot.left_minor) for slot in ledger.state.slots)
    return Standing(open_, told["bucket"], _paid(row))


def _paid(row: AccountRow) -> int:
    payments: list[Paid] = list(row.recent.payments)
    reversals: list[Reversed] = list(row.recent.reversals)
    for chapter in row.past:
        facts = facts_of(chapter)
        payments += facts.payments
        reversals += facts.reversals
    kept = {one.payment_id: one.amount_minor for one in payments}
    for back in reversals:
        if back.payment_id in kept:
            kept[back.payment_id] = max(0, kept[back.payment_id] - back.amount_minor)
    return sum(kept.values())
