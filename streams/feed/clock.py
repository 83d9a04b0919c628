"""The clock: ticks with a cut to every partition, in one transaction, never backward.

A tick names the end of every input it closes. What a later stage reads from an earlier one is not
in the cut: there the watermark says when a tick has passed. The last tick is read back from the
topic, so a clock that was killed goes on where it stood, and a day is never ticked twice.
"""

from streams.broker.reading import Reader
from streams.engine.names import Names
from streams.feed.errors import ClockRefused
from streams.feed.publisher import Publisher
from streams.terms.control import PolicyPublished, Tick
from streams.terms.days import AsOf, date_of
from streams.terms.routes import CLOCK, STAGES
from streams.wire.control import decode_control, encode_policy, encode_tick

_FACT_TOPICS = tuple(
    dict.fromkeys(t for stage in STAGES for t in stage.facts if t != stage.upstream)
)


class Clock:
    """Publishes policies and ticks of one run.

    `last` is the moment of the last tick and `digest` the policy it names, None before the first.
    """

    def __init__(self, bootstrap: str, names: Names, partitions: int) -> None:
        self._names, self._partitions = names, partitions
        self._publisher = Publisher(bootstrap, names, names.full("arrears-clock"))
        self._reader = Reader(bootstrap, names.full(CLOCK), [0])
        before = self._last_tick()
        self.last = None if before is None else before.as_of
        self.digest = None if before is None else before.policy_digest

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
        self.last, self.digest = as_of, digest

    def close(self) -> None:
        """Let the broker go."""
        self._publisher.close()
        self._reader.close()

    def _cuts(self) -> list[dict[str, int]]:
        every = range(self._partitions)
        full = {topic: self._names.full(topic) for topic in _FACT_TOPICS}
        ends = self._reader.ends((name, n) for name in full.values() for n in every)
        return [{topic: ends[name, n] for topic, name in full.items()} for n in every]

    def _last_tick(self) -> Tick | None:
        # A tick and the marker of its transaction take two offsets; a few more are read to be sure.
        self._reader.skip(keep=20)
        last: Tick | None = None
        for record in self._reader.news():
            read = decode_control(CLOCK, record.value)
            if isinstance(read, Tick):
                last = read
        return last
