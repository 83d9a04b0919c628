"""How far a stage has come: the position of each of its partitions, as last committed."""

from contextlib import closing

from streams.app.stages import SPECS
from streams.broker.reading import Reader
from streams.cli.where import Where
from streams.engine import position as positions
from streams.engine.position import Position

# The position is the last record of a flush; a marker stands behind it.
_LAST_RECORDS = 50


def positions_of(at: Where, stage: str) -> dict[int, Position]:
    """Return the positions of a stage by partition; one that has committed nothing has none."""
    rows = at.names.full(SPECS[stage].routes.rows)
    with closing(Reader(at.bootstrap, rows, range(at.partitions))) as reader:
        reader.skip(keep=_LAST_RECORDS)
        return {
            record.partition: positions.unpack(record.value)
            for record in reader.news()
            if record.key == positions.POSITION_KEY
        }
