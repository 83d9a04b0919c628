"""`arrears tail TOPIC`: a topic's records, decoded, readable, personal fields masked."""

import json
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any

import typer
from kafka import TopicPartition

from schemas.catalog import topics
from streams.cli.faults import UsageFault
from streams.cli.where import Bootstrap, Json, Prefix, Where, where
from streams.views.lines import record_line
from streams.views.reading import consumer
from streams.wire.plain import Unreadable
from streams.wire.readable import readable


class From(StrEnum):
    """Where to begin."""

    START = "start"
    END = "end"


def tail(
    topic: Annotated[str, typer.Argument(help="plain name, such as escalations")],
    start: Annotated[From, typer.Option("--from", help="begin at the start or at the end")] = (
        From.START
    ),
    limit: Annotated[int | None, typer.Option(min=1, help="stop after so many")] = None,
    follow: Annotated[
        bool, typer.Option(help="wait for more; --no-follow stops at the end")
    ] = False,
    key: Annotated[
        str | None, typer.Option(help="only records of this account or customer")
    ] = None,
    unmasked: Annotated[
        bool, typer.Option("--unmasked", help="show ids and personal fields in full")
    ] = False,
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
    as_json: Json = False,
) -> None:
    """Show a topic as people read it: place, day, type, fields.

    Example: arrears tail escalations --follow --from end
    """
    _require_readable(topic)
    shown = 0
    for record in _records(where(bootstrap, prefix), topic, start, follow=follow):
        if key is not None and record.key != key.encode():
            continue
        typer.echo(_line(topic, record, masked=not unmasked, as_json=as_json))
        shown += 1
        if shown == limit:
            return


def _require_readable(topic: str) -> None:
    known = sorted(doc.name for doc in topics() if doc.record is not None)
    if topic not in known:
        raise UsageFault(f"no topic that can be read is called {topic!r}: {', '.join(known)}")


def _records(at: Where, topic: str, start: From, *, follow: bool) -> Iterator[Any]:
    with consumer(at.bootstrap) as opened:
        parts = [TopicPartition(at.names.full(topic), n) for n in range(at.partitions)]
        opened.assign(parts)
        if start is From.END:
            opened.seek_to_end(*parts)
        ends = opened.end_offsets(parts)
        while follow or any(opened.position(part) < ends[part] for part in parts):
            for records in opened.poll(timeout_ms=200).values():
                yield from records


def _line(topic: str, record: Any, *, masked: bool, as_json: bool) -> str:
    try:
        shown = readable(topic, record.value, masked=masked)
    except Unreadable as broken:
        shown = {"type": "UNREADABLE", "rule": str(broken)}
    if as_json:
        place = {"partition": record.partition, "offset": record.offset}
        return json.dumps(place | shown, ensure_ascii=False, default=str)
    return record_line(record.partition, record.offset, shown)
