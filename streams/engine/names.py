"""Topic names of one run, and the ids that must stay the same over restarts."""

from msgspec import Struct


class Names(Struct, frozen=True):
    """Names under a run's prefix; an empty prefix leaves the plain names.

    >>> Names("run-7").full("payments.posted"), Names("").full("payments.posted")
    ('run-7.payments.posted', 'payments.posted')
    >>> Names("run-7").plain("run-7.payments.posted")
    'payments.posted'
    """

    prefix: str

    def full(self, topic: str) -> str:
        """Return the topic's name on the broker."""
        return f"{self.prefix}.{topic}" if self.prefix else topic

    def plain(self, name: str) -> str:
        """Return the plain name of a topic of this run."""
        return name.removeprefix(f"{self.prefix}.") if self.prefix else name

    def group(self, stage: str) -> str:
        """Return the consumer group of a stage."""
        return self.full(f"arrears-{stage}")

    def transaction(self, stage: str, partition: int) -> str:
        """Return the transactional id of a partition: stable, so that a new owner fences an old."""
        return f"{self.group(stage)}-{partition}"
