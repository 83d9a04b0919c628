"""A worker that is suspended in the middle of a flush, outlives its session, and goes on.

What is shown then: the partition had a new owner before the zombie woke; what the zombie had sent
lies in the log and is committed to nobody; it tried to go on and was refused, so its last words.
"""

import os
import signal
from collections.abc import Callable
from time import monotonic, sleep

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from streams.app.worker import EXIT_STOPPED
from streams.broker.cluster import admin
from tests.system.crashing import Ended, ended_at
from tests.system.rounds import Stage

ZOMBIE = "zombie"
# Between these the flush is on its way: nothing, a part or all of it is sent, none is committed.
STEPS = ("begun", "half sent", "sent")
_PATIENCE_SECONDS = 60.0
_SENTENCE = "was taken over by another worker: this one stops, nothing is lost"


def sleep_past_the_session(stage: Stage, step: str | None = None) -> None:
    """Suspend a worker at a step of a flush until another holds its partition, and wake it."""
    step = step or stage.chance.choice(STEPS)
    crew, note = stage.crew, stage.crew.note(ZOMBIE)
    zombie = crew.start_crashing(ZOMBIE, stop_at=f"{step}:{stage.chance.randrange(3, 9)}")
    _until(stage, lambda: bool(ended_at(note)), "it never came to the step")
    flush = ended_at(note)[0]
    crew.workers.pop(ZOMBIE)
    pid = zombie.pid
    try:
        _until(stage, lambda: _epoch_of(stage, flush) > flush.epoch, "nobody took it over")
    finally:
        os.kill(pid, signal.SIGCONT)
    _until(stage, lambda: zombie.exit_code is not None, "it did not end after it woke")
    _show(stage, flush, zombie.exit_code, zombie.last_words())
    zombie.stop()


def _show(stage: Stage, flush: Ended, code: int | None, last_words: str) -> None:
    if code != EXIT_STOPPED or _SENTENCE not in last_words:
        stage.broken.append(f"the zombie was not fenced: it ended with {code}, {last_words}")
    sent = {
        (topic, partition, first + n)
        for topic, partition, first, count in flush.lies_at
        for n in range(count)
    }
    lies = sent & _offsets(stage, sent, "read_uncommitted")
    committed = sent & _offsets(stage, sent, "read_committed")
    if lies != sent or committed:
        stage.broken.append(f"of {len(sent)} records of the zombie {len(committed)} are committed")
    stage.shown.append(
        f"suspended at '{flush.step}' as epoch {flush.epoch} of producer {flush.producer_id}, woken"
        f" under epoch {_epoch_of(stage, flush)}: fenced; {len(lies)} of its records lie in the"
        f" log, {len(committed)} committed"
    )


def _epoch_of(stage: Stage, flush: Ended) -> int:
    """Return the epoch that the broker takes writes of now under the zombie's id."""
    with admin(stage.broker.bootstrap) as client:
        try:
            known = client.describe_transactions([flush.transactional_id])
        except KafkaError:
            return -1
        return int(known[flush.transactional_id].producer_epoch)


def _offsets(
    stage: Stage, sent: set[tuple[str, int, int]], isolation: str
) -> set[tuple[str, int, int]]:
    """Return what a reader sees between the first and the last record of each partition."""
    found: set[tuple[str, int, int]] = set()
    consumer = KafkaConsumer(
        bootstrap_servers=stage.broker.bootstrap, group_id=None, isolation_level=isolation
    )
    try:
        for topic, number in sorted({(topic, number) for topic, number, _ in sent}):
            offsets = [offset for t, n, offset in sent if (t, n) == (topic, number)]
            part = TopicPartition(topic, number)
            consumer.assign([part])
            consumer.seek(part, min(offsets))
            while consumer.position(part) <= max(offsets):
                for records in consumer.poll(timeout_ms=200).values():
                    found |= {(topic, number, record.offset) for record in records}
    finally:
        consumer.close()
    return found


def _until(stage: Stage, holds: Callable[[], bool], otherwise: str) -> None:
    began = monotonic()
    while not holds():
        if monotonic() - began > _PATIENCE_SECONDS:
            raise AssertionError(f"{otherwise}: see {stage.crew.log(ZOMBIE)}")
        stage.crew.look()
        sleep(0.2)
