"""An example consumer of escalations: acts on AUTHORISED alone, once per escalation.

It needs kafka-python, fastavro and the folder `schemas`, and nothing of Arrears. "Acting" is
printing a line here; put your dialler or message gateway in its place.

    python consumer.py --bootstrap 127.0.0.1:9092 --prefix up-3f9a1c

An escalation is acted on once, whatever crashes: its id is written to a small database before the
act and before the offset is committed, and an id that stands there already is passed over. A crash
between writing and acting leaves it undone rather than done twice; the next start names such ids.
What is acted on goes to standard output, everything else that is to be known to standard error.
"""

import argparse
import io
import json
import signal
import sqlite3
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Event
from types import FrameType
from typing import Any
from zoneinfo import ZoneInfo

import fastavro
from kafka import KafkaConsumer
from kafka.errors import CommitFailedError, KafkaError

HEAD_BYTES = 5
SCHEMAS = Path(__file__).parents[2] / "schemas"
KNOWN_HERE = "escalations.v1.avsc"
# One file for each prefix: the same made-up world played again has the same ids.
SEEN_FOLDER = Path("var") / "example-consumer"

TAKEN_BACK = "taken back since"
WINDOW_OVER = "the window is over (a run on a fast clock wants --as-of-simulated)"
SEEN = "acted on before, the ids are in {file}"

Escalation = dict[str, Any]


class Seen:
    """The ids that were acted on, on disk; `pending` are those whose act was never seen to end."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
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

    def pending(self) -> list[str]:
        """Return the ids that a crash left between writing and acting."""
        return [row[0] for row in self._file.execute("SELECT id FROM escalations WHERE pending")]

    def close(self) -> None:
        """Let the database go."""
        self._file.close()


def read(value: bytes) -> Escalation:
    """Return a record: its frame names the schema it was written with, read as the one known here.

    Raises KeyError for a schema that the folder does not have: take the newer folder then.
    """
    if value[0] != 0:
        raise ValueError(f"not in Confluent's framing: the first byte is {value[0]}")
    written = _schema(_file_of(int.from_bytes(value[1:HEAD_BYTES], "big")))
    body = io.BytesIO(value[HEAD_BYTES:])
    found: Escalation = fastavro.schemaless_reader(body, written, _schema(KNOWN_HERE))
    return found


@cache
def _schema(file: str) -> Any:
    text = (SCHEMAS / "records" / file).read_text(encoding="utf-8")
    return fastavro.parse_schema(json.loads(text))


@cache
def _file_of(schema_id: int) -> str:
    lock = tomllib.loads((SCHEMAS / "lock.toml").read_text(encoding="utf-8"))
    found = {line["id"]: f"{line['topic']}.v{line['version']}.avsc" for line in lock["schema"]}
    return found[schema_id]


def may_act(escalation: Escalation, now: datetime | None) -> bool:
    """Tell whether an escalation may be carried out; `now` None takes the tick's own time."""
    if escalation["type"] != "AUTHORISED":
        return False
    at = escalation["occurred_at"] if now is None else now
    return bool(at < escalation["not_after"])


def act(escalation: Escalation) -> None:
    """Carry the escalation out inside its window: here, one line, in the zone of its account."""
    zone = ZoneInfo(escalation["zone"])
    opens, closes = (escalation[name].astimezone(zone) for name in ("not_before", "not_after"))
    sys.stdout.write(
        f"{escalation['channel']} {escalation['rung']} for account …{escalation['account_id'][-4:]}"
        f" between {opens:%Y-%m-%d %H:%M} and {closes:%H:%M} {zone.key}\n"
    )
    sys.stdout.flush()


def take(batch: Iterable[Escalation], seen: Seen, now: datetime | None) -> Counter[str]:
    """Act on what may be acted on, unless a later record of the batch has taken it back.

    Returns why authorised ones were passed over, and how many of each.
    """
    records = list(batch)
    last = {one["escalation_id"]: one["type"] for one in records}
    passed_over: Counter[str] = Counter()
    for one in records:
        escalation_id = str(one["escalation_id"])
        if one["type"] != "AUTHORISED":
            continue
        if last[one["escalation_id"]] != "AUTHORISED":
            passed_over[TAKEN_BACK] += 1
        elif not may_act(one, now):
            passed_over[WINDOW_OVER] += 1
        elif not seen.claim(escalation_id):
            passed_over[SEEN] += 1
        else:
            act(one)
            seen.done(escalation_id)
    return passed_over


def consume(options: argparse.Namespace, stopping: Event) -> None:
    """Follow the topic until told to stop; what has begun by then is finished and committed."""
    file = options.seen or SEEN_FOLDER / f"{options.prefix or 'no-prefix'}.sqlite"
    with closing(Seen(file)) as seen, closing(_consumer(options)) as consumer:
        say(awaited(_topic(options), options.bootstrap, consumer.topics()))
        for escalation_id in seen.pending():
            say(f"left over from a crash, see whether it went out: {escalation_id}")
        while not stopping.is_set():
            polled = consumer.poll(timeout_ms=500)
            now = None if options.as_of_simulated else datetime.now(UTC)
            batch = (read(one.value) for records in polled.values() for one in records)
            for reason, count in take(batch, seen, now).items():
                say(f"passed over {count} AUTHORISED: {reason.format(file=file)}")
            # After a rebalance somebody else reads on from the commit before; the ids are known.
            with suppress(CommitFailedError):
                consumer.commit()


def awaited(topic: str, bootstrap: str, there: Iterable[str]) -> str:
    """Return what is being waited for, and where the topic is missing, what is there instead."""
    topics = set(there)
    if topic in topics:
        return f"following {topic} at {bootstrap}, acting on AUTHORISED alone; Ctrl-C ends it"
    others = sorted(name for name in topics if name.split(".")[-1] == "escalations")
    found = f"there are {', '.join(others)}: see --prefix" if others else "no run has any there"
    return f"{topic} is not at {bootstrap}, waiting for it; {found}"


def say(text: str) -> None:
    """Tell whoever watches; standard output is left to what is acted on."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def _topic(options: argparse.Namespace) -> str:
    return f"{options.prefix}.escalations" if options.prefix else "escalations"


def _consumer(options: argparse.Namespace) -> Any:
    return KafkaConsumer(
        _topic(options),
        bootstrap_servers=options.bootstrap,
        group_id=options.group,
        isolation_level="read_committed",  # the default would show what was never committed
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        session_timeout_ms=6_000,  # one that was killed gives its partitions up after so long
        heartbeat_interval_ms=2_000,
        metadata_max_age_ms=5_000,  # a topic that appears later is found after so long
    )


def _parsed() -> argparse.Namespace:
    options = argparse.ArgumentParser(description="Act on authorised escalations, once each.")
    options.add_argument("--bootstrap", default="127.0.0.1:9092", help="HOST:PORT")
    options.add_argument("--prefix", default="", help="prefix of the run's topics")
    options.add_argument("--group", default="example-consumer", help="consumer group")
    options.add_argument(
        "--seen", type=Path, help=f"ids acted on; default {SEEN_FOLDER}/PREFIX.sqlite"
    )
    options.add_argument(
        "--as-of-simulated", action="store_true", help="judge windows by the tick, not by the clock"
    )
    return options.parse_args()


def _on_stop(stopping: Event) -> Callable[[int, FrameType | None], None]:
    def stop(number: int, frame: FrameType | None) -> None:
        del frame
        stopping.set()
        signal.signal(number, signal.SIG_DFL)  # a second one ends it at once

    return stop


def main() -> None:
    """Read the options and consume until Ctrl-C or SIGTERM."""
    options, stopping = _parsed(), Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _on_stop(stopping))
    try:
        consume(options, stopping)
    except KafkaError as broken:
        sys.exit(f"no way to read from {options.bootstrap}: {broken!r}")


if __name__ == "__main__":
    main()
