"""The ledger as a Quix Streams app: two topics, one stateful step, JSON rows in RocksDB.

It runs in an environment of its own; what it is told comes in BENCH_... variables.
"""

import os
from typing import Any

from tests.bench.peers.dict_row import blank, settle, taken
from tests.bench.peers.owned import end_with_owner
from tests.bench.peers.plain_avro import reader_of


def main() -> None:
    """Run until the owner goes."""
    from quixstreams import Application  # noqa: PLC0415 - is in an environment of its own

    end_with_owner()
    prefix, as_of = os.environ["BENCH_PREFIX"], int(os.environ["BENCH_AS_OF"])
    app = Application(
        broker_address=os.environ["BENCH_BOOTSTRAP"],
        consumer_group=f"{prefix}.quix",
        auto_offset_reset="earliest",
        state_dir=os.environ["BENCH_FOLDER"],
        processing_guarantee=os.environ["BENCH_GUARANTEE"],
        loglevel="WARNING",
    )

    def records(topic: str, schema: str) -> Any:
        source = app.topic(f"{prefix}.{topic}", value_deserializer="bytes")
        return app.dataframe(source).apply(reader_of(schema))

    def followed(fact: dict[str, Any], state: Any) -> str | None:
        row = state.get("row") or blank()
        if not taken(row, fact):
            return None
        before = row["bucket"]
        settle(row, as_of)
        state.set("row", row)
        return None if before == row["bucket"] else f"{before}>{row['bucket']}"

    statements = records("billing.statements", "billing.statements.v2.avsc")
    payments = records("payments.posted", "payments.posted.v2.avsc")
    buckets = app.topic(f"{prefix}.bench.buckets", value_serializer="string")
    said = statements.concat(payments).apply(followed, stateful=True)
    said.filter(lambda text: text is not None).to_topic(buckets)
    app.run()


if __name__ == "__main__":
    main()
