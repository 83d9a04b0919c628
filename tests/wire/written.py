"""Examples of the contracts as framed bytes, dates and instants in their logical types."""

import io

from fastavro import parse_schema, schemaless_writer

from schemas.catalog import locked, topics, versions_of
from schemas.examples import Example, examples, typed
from streams.wire.frames import frame

Case = tuple[str, int, Example]


def cases(*, only_newest: bool = False) -> list[Case]:
    """Return every example that can be written, with its topic and version."""
    return [
        (doc.name, version, example)
        for doc in topics()
        for version in range(len(doc.records) if only_newest else 1, len(doc.records) + 1)
        for example in examples(doc.name, version)
    ]


def written(topic: str, version: int, example: Example) -> bytes:
    """Return an example as a producer of another house would write it in that version."""
    schema = versions_of(topic)[version - 1]
    stream = io.BytesIO()
    schemaless_writer(stream, parse_schema(schema), typed(schema, example.record))
    return frame(_id_of(topic, version), stream.getvalue())


def _id_of(topic: str, version: int) -> int:
    return next(line.id for line in locked() if (line.topic, line.version) == (topic, version))
