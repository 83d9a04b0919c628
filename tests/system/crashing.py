"""`arrears worker` that ends itself between the named steps of a flush, once at each.

`ARREARS_CRASH_AT` is `step:number,step:number`: the how-manieth passing of a step since its start.
`ARREARS_CRASH_NOTE` is a file that takes the steps at which it has ended, passed from then on.
"""

import os
from collections import Counter
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaProducer

from streams.cli.main import main

STEPS = ("begun", "half sent", "sent", "committed")
_PASSED: Counter[str] = Counter()


def ended_at(note: Path) -> list[str]:
    """Return the steps at which a worker has ended itself, in order."""
    return note.read_text(encoding="utf-8").splitlines() if note.exists() else []


def _passes(step: str) -> None:
    wanted = dict(one.split(":") for one in os.environ["ARREARS_CRASH_AT"].split(","))
    _PASSED[step] += 1
    note = Path(os.environ["ARREARS_CRASH_NOTE"])
    if _PASSED[step] == int(wanted.get(step, 0)) and step not in ended_at(note):
        with note.open("a", encoding="utf-8") as steps:
            steps.write(f"{step}\n")
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
