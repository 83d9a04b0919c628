"""An example consumer of escalations: acts on AUTHORISED alone, once per escalation.

It needs kafka-python, fastavro and the schema file, and nothing of Arrears. "Acting" is printing a
line here; put your dialler or message gateway in its place.

    python consumer.py --bootstrap 127.0.0.1:9092 --prefix up-3f9a1c

An escalation is acted on once, whatever crashes: its id is written to a small database before the
offset is committed, and an id that stands there already is passed over. The act itself falls
between the two, so a crash in that moment leaves it undone rather than done twice; `pending` in
the database shows such ids.
"""

import argparse
import io
import json
import signal
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

import fastavro
from kafka import KafkaConsumer

HEAD_BYTES = 5
SCHEMA = Path(__file__).parents[2] / "schemas" / "records" / "escalations.v1.avsc"

Escalation = dict[str, Any]


class Seen:
    """The ids that were acted on, on disk."""

    def __init__(self, file: Path) -> None:
        self._file = sqlite3.connect(file)
        self._file.execute(
            "CREATE TABLE IF NOT EXISTS escalations"
            " (id TEXT PRIMARY KEY, pending INTEGER NOT NULL DEFAULT 1)"
        )

    def claim(self, escalation_id: str) -> bool:
        """Write an id down; False when it stands there already."""
        with self._file:
            found = self._file.execute(
                "INSERT OR IGNORE INTO escalations (id) VALUES (?)", (escalation_id,)
            )
        return found.rowcount == 1

    def done(self, escalation_id: str) -> None:
        """Note that the act is over."""
        with self._file:
            self._file.execute("UPDATE escalations SET pending = 0 WHERE id = ?", (escalation_id,))

    def close(self) -> None:
        """Let the file go."""
        self._file.close()


def reader() -> Any:
    """Return a function from a record's bytes to a dictionary."""
    schema = fastavro.parse_schema(json.loads(SCHEMA.read_text(encoding="utf-8")))

    def read(value: bytes) -> Any:
        return fastavro.schemaless_reader(io.BytesIO(value[HEAD_BYTES:]), schema, schema)

    return read


def may_act(escalation: Escalation, now: datetime | None) -> bool:
    """Tell whether an escalation may be carried out; `now` None takes the tick's own time."""
    if escalation["type"] != "AUTHORISED":
        return False
    at = escalation["occurred_at"] if now is None else now
    return bool(at < escalation["not_after"])


def act(escalation: Escalation) -> None:
    """Carry the escalation out: here, one line."""
    sys.stdout.write(
        f"{escalation['channel']} {escalation['rung']} for account …{escalation['account_id'][-4:]}"
        f" between {escalation['not_before']:%Y-%m-%d %H:%M} and {escalation['not_after']:%H:%M}\n"
    )
    sys.stdout.flush()


def consume(options: argparse.Namespace) -> None:
    """Follow the topic until told to stop."""
    topic = f"{options.prefix}.escalations" if options.prefix else "escalations"
    consumer = KafkaConsumer(
        topic,
        bootstrap_servers=options.bootstrap,
        group_id=options.group,
        group_instance_id=options.instance,  # a restarted consumer takes its place back at once
        session_timeout_ms=10_000,
        heartbeat_interval_ms=3_000,
        isolation_level="read_committed",  # the default would show what was never committed
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    seen, read = Seen(options.seen), reader()
    try:
        while True:
            for records in consumer.poll(timeout_ms=500).values():
                for record in records:
                    take(read(record.value), seen, simulated=options.as_of_simulated)
            consumer.commit()
    finally:
        consumer.close(autocommit=False)
        seen.close()


def take(escalation: Escalation, seen: Seen, *, simulated: bool) -> None:
    """Act on one escalation if it may be and has not been acted on."""
    now = None if simulated else datetime.now(UTC)
    if may_act(escalation, now) and seen.claim(str(escalation["escalation_id"])):
        act(escalation)
        seen.done(str(escalation["escalation_id"]))


def main() -> None:
    """Read the options and consume until Ctrl-C or SIGTERM."""
    options = argparse.ArgumentParser(description="Act on authorised escalations, once each.")
    options.add_argument("--bootstrap", default="127.0.0.1:9092", help="HOST:PORT")
    options.add_argument("--prefix", default="", help="prefix of the run's topics")
    options.add_argument("--group", default="example-consumer", help="consumer group")
    options.add_argument("--instance", default="example-1", help="this consumer's own name")
    options.add_argument("--seen", type=Path, default=Path("seen.sqlite"), help="ids acted on")
    options.add_argument(
        "--as-of-simulated", action="store_true", help="judge windows by the tick, not by the clock"
    )

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    try:
        consume(options.parse_args())
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == "__main__":
    main()
