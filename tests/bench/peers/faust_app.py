"""The ledger as a stock Faust app: one agent, a table in memory with its changelog, JSON rows.

What it is told comes in BENCH_... variables; the command line is Faust's own:
`python -m tests.bench.peers.faust_app worker --without-web`.
"""

import os
from collections.abc import AsyncIterator, Mapping
from typing import Any

import faust

from tests.bench.peers.dict_row import blank, settle, taken
from tests.bench.peers.owned import end_with_owner
from tests.bench.peers.plain_avro import reader_of


def app_of(told: Mapping[str, str]) -> faust.App:
    """Return the app with its table and its agent."""
    prefix, as_of = told["BENCH_PREFIX"], int(told["BENCH_AS_OF"])
    statements, payments = f"{prefix}.billing.statements", f"{prefix}.payments.posted"
    readers = {
        statements: reader_of("billing.statements.v2.avsc"),
        payments: reader_of("payments.posted.v2.avsc"),
    }
    app = faust.App(
        f"{prefix}.faust",
        broker=f"kafka://{told['BENCH_BOOTSTRAP']}",
        store="memory://",
        datadir=told["BENCH_FOLDER"],
        topic_partitions=int(told["BENCH_PARTITIONS"]),
        topic_replication_factor=1,
        table_standby_replicas=0,
        consumer_auto_offset_reset="earliest",
        cython_optimizations=True,
    )
    raw = {"key_type": bytes, "value_type": bytes, "key_serializer": "raw"}
    facts = app.topic(statements, payments, value_serializer="raw", **raw)
    buckets = app.topic(f"{prefix}.bench.buckets", key_type=str, value_type=str)
    accounts = app.Table("accounts", key_type=str)

    @app.agent(facts)  # type: ignore[untyped-decorator]  # faust carries no types
    async def follow_facts(stream: Any) -> AsyncIterator[None]:
        """Take each fact into its account's row, and say when that account's bucket changes."""
        async for event in stream.events():
            fact, account = readers[event.message.topic](event.value), event.key.decode()
            row = accounts.get(account) or blank()
            if taken(row, fact):
                before = row["bucket"]
                settle(row, as_of)
                accounts[account] = row
                if before != row["bucket"]:
                    await buckets.send(key=account, value=f"{before}>{row['bucket']}")
            yield

    return app


if __name__ == "__main__":
    end_with_owner()
    app_of(os.environ).main()
