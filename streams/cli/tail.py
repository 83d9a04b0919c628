"""`arrears tail TOPIC`: a topic's records, decoded, readable, personal fields masked."""

import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from difflib import get_close_matches
from enum import StrEnum
from typing import Annotated

import typer

from schemas.catalog import topic as doc_of
from schemas.catalog import topics
from streams.broker.errors import TopicsRefused
from streams.broker.reading import Reader, Record
from streams.cli.faults import UsageFault
from streams.cli.where import Bootstrap, Json, Prefix, Where, where
from streams.views.lines import record_line, tombstone_line
from streams.wire.plain import Unreadable
from streams.wire.readable import readable
from streams.wire.watermarks import WATERMARK_KEY

# A visit has the id of the escalation that it carries out; an alert has it as its subject.
_NAMED = ("account_id", "customer_id", "visit_id", "escalation_id", "subject_id")


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
        bool, typer.Option(help="wait for more, until Ctrl-C; --no-follow stops at the end")
    ] = False,
    key: Annotated[
        str | None,
        typer.Option(help="only records under this key, or about this account, customer or visit"),
    ] = None,
    watermarks: Annotated[
        bool, typer.Option("--watermarks", help="show the watermarks between the records too")
    ] = False,
    unmasked: Annotated[
        bool, typer.Option("--unmasked", help="show ids and personal fields in full")
    ] = False,
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
    as_json: Json = False,
) -> None:
    """Show a topic as people read it: place, day, type, fields.

    In a terminal a line ends at its edge; a pipe and a file have all of it. Of a policy document
    the length is shown; --json has everything.

    With --key ID a record is shown whose key is ID, or which names it as its account, customer or
    visit: an account is found in a topic that is keyed by customer too, and a visit or the subject
    of an alert in one that is keyed by area.

    Watermarks, by which a stage tells the next one that a tick is done, are left out.

    Example: arrears tail escalations --follow --from end
    """
    _require_readable(topic)
    shown = left_out = 0
    # Ctrl-C is how a watch is meant to end.
    with suppress(KeyboardInterrupt):
        for record in _records(where(bootstrap, prefix), topic, start, follow=follow):
            if key is not None and not _is_of(topic, record, key):
                continue
            if record.key == WATERMARK_KEY and not watermarks:
                left_out += 1
                continue
            typer.echo(_line(topic, record, masked=not unmasked, as_json=as_json))
            shown += 1
            if shown == limit:
                return
        if left_out and not shown:
            typer.echo(f"{topic}: {left_out} watermarks alone; --watermarks shows them", err=True)
        elif key is not None and not shown:
            _say_none(topic, key)


def _is_of(topic: str, record: Record, key: str) -> bool:
    """Tell whether a record stands under a key, or names it as whom or what it is about."""
    if record.key == key.encode():
        return True
    # Only a record in whose bytes the id stands is read.
    if record.value is None or key.encode() not in record.value:
        return False
    fields = _decoded(topic, record.value, masked=False)
    return any(fields.get(name) == key for name in _NAMED)


def _say_none(topic: str, key: str) -> None:
    typer.echo(
        f"{topic}: no record is of {key!r}: its key is {doc_of(topic).key}, and an account,"
        " customer or visit that a record names is found too; ids in full are shown by"
        f" `arrears tail {topic} --unmasked`",
        err=True,
    )


def _require_readable(topic: str) -> None:
    known = sorted(doc.name for doc in topics() if doc.record is not None)
    if topic not in known:
        near = get_close_matches(topic, known, n=1)
        hint = f"did you mean {near[0]}? Or one of" if near else "choose from"
        raise UsageFault(
            f"no topic that can be read is called {topic!r}; {hint}: {', '.join(known)}"
        )


def _records(at: Where, topic: str, start: From, *, follow: bool) -> Iterator[Record]:
    name = at.names.full(topic)
    with closing(Reader(at.bootstrap, name)) as reader:
        if name not in reader.topics():
            raise TopicsRefused(
                f"the topic {name} is not there, it waits for its stage:"
                " `arrears topics apply --all` creates it"
            )
        reader.take(range(reader.count()))
        if start is From.END:
            reader.skip()
        yield from reader.news()
        while follow:
            yield from reader.poll(200)


def _line(topic: str, record: Record, *, masked: bool, as_json: bool) -> str:
    shown = _decoded(topic, record.value, masked=masked)
    if as_json:
        place = {"partition": record.partition, "offset": record.offset}
        return json.dumps(place | shown, ensure_ascii=False, default=str)
    if record.value is None:
        return tombstone_line(record.partition, record.offset)
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    return record_line(record.partition, record.offset, shown, width)


def _decoded(topic: str, value: bytes | None, *, masked: bool) -> dict[str, object]:
    if value is None:
        return {"deleted": True}
    try:
        return readable(topic, value, masked=masked)
    except Unreadable as broken:
        return {"type": "UNREADABLE", "rule": str(broken)}
