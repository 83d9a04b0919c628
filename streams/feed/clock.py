"""The clock: ticks with a cut to every partition, in one transaction, never backward.

A tick names the end of every input it closes. What a later stage reads from an earlier one is not
in the cut: there the watermark says when a tick has passed. The last tick is read back from the
topic, so a clock that was killed goes on where it stood, and a day is never ticked twice.
"""

from datetime import UTC, datetime, timedelta, tzinfo

from kafka import KafkaConsumer, TopicPartition

from streams.engine.names import Names
from streams.feed.errors import ClockRefused
from streams.feed.publisher import Publisher
from streams.terms.control import PolicyPublished, Tick
from streams.terms.days import AsOf, Day, Instant, date_of, instant_of
from streams.terms.routes import CLOCK, STAGES
from streams.wire.control import decode_control, encode_policy, encode_tick

_FACT_TOPICS = tuple(
    dict.fromkeys(t for stage in STAGES for t in stage.facts if t != stage.upstream)
)


def moment(day: Day, zone: tzinfo, minute: int = 8 * 60) -> AsOf:
    """Return the moment of a business day: its tick falls at a minute of the day in a zone."""
    local = datetime.combine(date_of(day), datetime.min.time(), tzinfo=zone)
    return AsOf(day, instant_of((local + timedelta(minutes=minute)).astimezone(UTC)))


class Clock:
    """Publishes policies and ticks of one run."""

    def __init__(self, bootstrap: str, names: Names, partitions: int) -> None:
        self._names, self._partitions = names, partitions
        self._publisher = Publisher(bootstrap, names, names.full("arrears-clock"))
        self._reader = KafkaConsumer(
            bootstrap_servers=bootstrap,
            group_id=None,
            enable_auto_commit=False,
            isolation_level="read_committed",
            auto_offset_reset="earliest",
        )
        self.last = self._last_tick()

    def publish_policy(self, policy: PolicyPublished) -> None:
        """Send a policy to every partition."""
        self._publisher.together(encode_policy(policy, n) for n in range(self._partitions))

    def tick(self, as_of: AsOf, digest: str, *, newest: AsOf | None = None) -> None:
        """Close what every input holds now, as of a moment; raises ClockRefused on going back."""
        if self.last is not None and as_of.at <= self.last.at:
            raise ClockRefused(
                f"the clock stands at {date_of(self.last.on)} and does not go back to"
                f" {date_of(as_of.on)}: start a new run with another --prefix"
            )
        cuts = self._cuts()
        self._publisher.together(
            encode_tick(
                Tick(as_of=as_of, newest=newest or as_of, policy_digest=digest, cut=cuts[n]), n
            )
            for n in range(self._partitions)
        )
        self.last = as_of

    def close(self) -> None:
        """Let the broker go."""
        self._publisher.close()
        self._reader.close()

    def _cuts(self) -> list[dict[str, int]]:
        parts = {
            (topic, n): TopicPartition(self._names.full(topic), n)
            for topic in _FACT_TOPICS
            for n in range(self._partitions)
        }
        ends = self._reader.end_offsets(list(parts.values()))
        return [
            {topic: ends[parts[topic, n]] for topic in _FACT_TOPICS}
            for n in range(self._partitions)
        ]

    def _last_tick(self) -> AsOf | None:
        part = TopicPartition(self._names.full(CLOCK), 0)
        self._reader.assign([part])
        end = self._reader.end_offsets([part])[part]
        start = self._reader.beginning_offsets([part])[part]
        # A tick and the marker of its transaction take two offsets; a few more are read to be sure.
        self._reader.seek(part, max(start, end - 20))
        last: AsOf | None = None
        while self._reader.position(part) < end:
            for record in self._reader.poll(timeout_ms=500).get(part, []):
                read = decode_control(CLOCK, record.value)
                if isinstance(read, Tick):
                    last = read.as_of
        return last


def real_moment(now: datetime, zone: tzinfo) -> AsOf:
    """Return the moment of the wall clock: the business day is the date in the zone."""
    local = now.astimezone(zone)
    day = Day((local.date() - datetime.fromtimestamp(0, UTC).date()).days)
    return AsOf(day, Instant(instant_of(now)))
