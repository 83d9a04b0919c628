"""`arrears worker` that ends itself once, between two named steps of a flush.

`ARREARS_CRASH_AT` is `step:number` (the how-manieth passing), `ARREARS_CRASH_NOTE` a file that is
written on the way out: where it stands already, the worker lives.
"""

import os
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaProducer

from streams.cli.main import main

STEPS = ("begun", "half sent", "sent", "committed")
_LEFT = {"n": 0}


def _passes(step: str) -> None:
    wanted, _, number = os.environ["ARREARS_CRASH_AT"].partition(":")
    if step != wanted:
        return
    _LEFT["n"] += 1
    note = Path(os.environ["ARREARS_CRASH_NOTE"])
    if _LEFT["n"] == int(number) and not note.exists():
        note.write_text(step, encoding="utf-8")
        os._exit(137)


def _wrapped(name: str, before: str | None, after: str | None) -> None:
    inner = getattr(AIOKafkaProducer, name)

    async def passing(*given: Any, **named: Any) -> Any:
        if before is not None:
            _passes(before)
        result = await inner(*given, **named)
        if after is not None:
            _passes(after)
        return result

    setattr(AIOKafkaProducer, name, passing)


if __name__ == "__main__":
    _wrapped("begin_transaction", None, "begun")
    _wrapped("send_batch", None, "half sent")
    _wrapped("commit_transaction", "sent", "committed")
    main()
