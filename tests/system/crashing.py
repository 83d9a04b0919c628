"""`arrears worker` that ends itself between the named steps of a flush, or stops there.

`ARREARS_CRASH_AT` and `ARREARS_STOP_AT` are `step:number,step:number`: the how-manieth passing of a
step since the start. `ARREARS_CRASH_NOTE` is a file that takes a line for each step at which it has
done so, passed from then on: the step, and the flush on its way.
"""

import asyncio
import os
import signal
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
from aiokafka import AIOKafkaProducer
from msgspec import Struct

from streams.cli.main import main

STEPS = ("begun", "half sent", "sent", "committed")
_PASSED: Counter[str] = Counter()
_SENT: dict[int, list[tuple[str, int, int, Any]]] = {}


class Ended(Struct, frozen=True):
    """Where a worker has ended or stopped: the step, and the transaction it was about to end.

    `lies_at` has topic, partition, first offset and number of records of what was sent of it.
    """

    step: str
    transactional_id: str
    producer_id: int
    epoch: int
    lies_at: list[tuple[str, int, int, int]]


def ended_at(note: Path) -> list[Ended]:
    """Return where a worker has ended itself or stopped, in order."""
    lines = note.read_bytes().splitlines() if note.exists() else []
    return [msgspec.json.decode(line, type=Ended) for line in lines]


def _passes(step: str, producer: Any) -> None:
    _PASSED[step] += 1
    for setting, signals in (("ARREARS_CRASH_AT", None), ("ARREARS_STOP_AT", signal.SIGSTOP)):
        wanted = dict(one.split(":") for one in os.environ[setting].split(",") if one)
        note = Path(os.environ["ARREARS_CRASH_NOTE"])
        if _PASSED[step] != int(wanted.get(step, 0)) or step in (e.step for e in ended_at(note)):
            continue
        with note.open("ab") as ends:
            ends.write(msgspec.json.encode(_ended(step, producer)) + b"\n")
        if signals is None:
            os._exit(137)
        os.kill(os.getpid(), signals)


def _ended(step: str, producer: Any) -> Ended:
    transactions = producer._txn_manager  # noqa: SLF001 - nothing public tells the epoch
    return Ended(
        step=step,
        transactional_id=transactions.transactional_id,
        producer_id=transactions.producer_id,
        epoch=transactions.producer_epoch,
        lies_at=[
            (topic, partition, sent.result().offset, count)
            for topic, partition, count, sent in _SENT.get(id(producer), [])
            if sent.done()
        ],
    )


async def _begin(producer: Any) -> None:
    await _BEGIN(producer)
    _SENT[id(producer)] = []
    _passes("begun", producer)


async def _send(producer: Any, batch: Any, topic: str, *, partition: int) -> "asyncio.Future[Any]":
    sent: asyncio.Future[Any] = await _SEND(producer, batch, topic, partition=partition)
    _SENT[id(producer)].append((topic, partition, batch.record_count(), sent))
    _passes("half sent", producer)
    return sent


async def _commit(producer: Any) -> None:
    _passes("sent", producer)
    await _COMMIT(producer)
    _passes("committed", producer)


_BEGIN = AIOKafkaProducer.begin_transaction
_SEND = AIOKafkaProducer.send_batch
_COMMIT = AIOKafkaProducer.commit_transaction

if __name__ == "__main__":
    AIOKafkaProducer.begin_transaction = _begin
    AIOKafkaProducer.send_batch = _send
    AIOKafkaProducer.commit_transaction = _commit
    main()
