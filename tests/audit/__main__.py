"""`python -m tests.audit --bootstrap HOST:PORT --prefix NAME`: the audit of a run, and its report.

It reads topics alone. The limits are those of the Chinese pack, or of another that is shipped.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator

from kafka import KafkaConsumer, TopicPartition

from tests.audit.audit import Audit
from tests.audit.limits import OF
from tests.audit.records import TOPICS, Record, read
from tests.audit.traits import by_trait, told


def main() -> int:
    """Print what was looked at; 1 where anything broke a limit."""
    parser = argparse.ArgumentParser(prog="python -m tests.audit", description=__doc__)
    parser.add_argument("--bootstrap", required=True, help="HOST:PORT of the broker")
    parser.add_argument("--prefix", required=True, help="prefix of the run's topics")
    parser.add_argument("--pack", default="cn", choices=sorted(OF), help="whose limits hold")
    asked = parser.parse_args()
    audit = Audit(OF[asked.pack]).look(records_of(asked.bootstrap, asked.prefix))
    sys.stdout.write("\n".join(report(audit)) + "\n")
    return 1 if audit.violations else 0


def records_of(bootstrap: str, prefix: str, topics: tuple[str, ...] = TOPICS) -> Iterator[Record]:
    """Yield every committed record of a run's topics."""
    consumer = KafkaConsumer(
        bootstrap_servers=bootstrap,
        isolation_level="read_committed",
        group_id=None,
        auto_offset_reset="earliest",
        consumer_timeout_ms=10_000,
    )
    try:
        for topic in topics:
            yield from _whole(consumer, f"{prefix}.{topic}", topic)
    finally:
        consumer.close()


def report(audit: Audit) -> Iterator[str]:
    """Yield what an auditor wants to know, a line each."""
    yield f"{sum(n for what, n in audit.counts.items() if ' ' in what):,} verdicts looked at"
    for title, first in (("verdicts by channel", ""), ("refusals by rule", "rule ")):
        yield f"{title}:"
        chosen = {w: n for w, n in audit.counts.items() if w.startswith("rule ") == bool(first)}
        for what, count in sorted(chosen.items(), key=lambda one: -one[1]):
            yield f"  {count:>9,}  {what.removeprefix('rule ')}"
    yield "outcomes by trait:"
    yield from told(by_trait(audit.contacts()))
    found = Counter(violation.limit for violation in audit.violations)
    yield f"violations: {len(audit.violations)}"
    for limit, count in found.most_common():
        one = next(v for v in audit.violations if v.limit == limit)
        yield f"  {count:>9,}  {limit}, first {one.escalation_id}"


def _whole(consumer: KafkaConsumer, name: str, topic: str) -> Iterator[Record]:
    numbers = consumer.partitions_for_topic(name) or set()
    parts = [TopicPartition(name, number) for number in sorted(numbers)]
    if not parts:
        return
    ends = consumer.end_offsets(parts)
    consumer.assign(parts)
    consumer.seek_to_beginning(*parts)
    while any(consumer.position(part) < ends[part] for part in parts):
        for found in consumer.poll(timeout_ms=1_000).values():
            for one in found:
                record = read(topic, one.timestamp, one.key, one.value)
                if record is not None:
                    yield record


if __name__ == "__main__":
    sys.exit(main())
