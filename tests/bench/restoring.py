"""How many rows a second a worker reads back from the rows topic of a real broker."""

import asyncio
import tempfile
import time
from pathlib import Path

from streams.app.stages import DELINQUENCY
from streams.broker.embedded import EmbeddedBroker
from streams.broker.topics import apply
from streams.engine.murmur2 import partition_of
from streams.engine.names import Names
from streams.engine.parted import store_of
from streams.engine.reading import unheard
from streams.engine.recovery import restore
from streams.terms.days import Day
from streams.terms.routes import DELINQUENCY as ROUTE
from tests.bench.kernel import LAST_CLOSE, lived, rules_of
from tests.bench.peers.loading import Records, load
from tests.bench.worlds import filled

_PREFIX = "bench-restore"
_PARTITIONS = 4


class RowsMissing(Exception):
    """What was read back is not what was written."""


def seconds_back(accounts: int) -> float:
    """Return the seconds that one worker takes to read so many rows back; all of them, or raise."""
    row = lived(1, rules_of("house"), "CNY")
    records: Records = {}
    for key, framed in filled(row, accounts, 0, Day(LAST_CLOSE + 4)).copied():
        place = ROUTE.rows, partition_of(key, _PARTITIONS)
        records.setdefault(place, []).append((key, framed))
    with (
        tempfile.TemporaryDirectory() as folder,
        EmbeddedBroker(Path(folder) / "broker", log=lambda _: None) as broker,
    ):
        apply(broker.bootstrap, _PREFIX, _PARTITIONS)
        names = Names(_PREFIX)
        load(broker.bootstrap, names, records, gated=False)
        records.clear()
        return asyncio.run(_read_back(broker.bootstrap, names.full(ROUTE.rows), accounts))


async def _read_back(bootstrap: str, topic: str, accounts: int) -> float:
    stores = {number: store_of(DELINQUENCY) for number in range(_PARTITIONS)}
    begun = time.monotonic()
    await restore(bootstrap, topic, stores, unheard)
    spent = time.monotonic() - begun
    found = sum(len(store) for store in stores.values())
    if found != accounts:
        raise RowsMissing(f"{found:,} of {accounts:,} rows were read back")
    return spent
