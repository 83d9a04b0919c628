"""Examples of the contracts as framed bytes, dates and instants in their logical types."""

import io

from fastavro import parse_schema, schemaless_writer

from schemas.catalog import id_of, schema_of
from schemas.examples import Example, typed
from streams.wire.frames import frame


def written(topic: str, example: Example) -> bytes:
    """Return an example as a producer of another house would write it."""
    schema = schema_of(topic)
    stream = io.BytesIO()
    schemaless_writer(stream, parse_schema(schema), typed(schema, example.record))
    return frame(id_of(topic), stream.getvalue())
