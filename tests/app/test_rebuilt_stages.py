"""The real stages rebuilt from the log of a world: every row and position as it was."""

from typing import Any

import pytest
from msgspec.structs import replace

from streams.app.stages import SPECS
from streams.engine import position as positions
from streams.engine.position import Position
from streams.engine.rebuilding import rebuilt
from streams.engine.spoken import Spoken
from streams.terms.routes import CLOCK, POLICY
from tests.verify.worlds import PARTITIONS, World, played


def _spoken(world: World, spec: Any, number: int) -> Spoken:
    heard = Spoken(spec, number)
    for topic in (*spec.routes.outputs, *spec.routes.tables):
        for n in range(PARTITIONS):
            for entry in world.entries[topic, n]:
                heard.hear(topic, n, entry)
    return heard


def _stood(world: World, spec: Any, number: int) -> tuple[dict[bytes, bytes], Position]:
    rows = {e.key or b"": e.value or b"" for e in world.entries[spec.routes.rows, number]}
    return rows, positions.unpack(rows.pop(positions.POSITION_KEY))


@pytest.mark.parametrize("stage", list(SPECS))
@pytest.mark.parametrize("seed", [1, 7])
def test_a_stage_is_rebuilt_row_by_row(seed: int, stage: str) -> None:
    world, spec = played(seed, accounts=60), SPECS[stage]
    for number in range(PARTITIONS):
        inputs = {t: world.entries[t, number] for t in (*spec.routes.facts, CLOCK, POLICY)}
        flush = rebuilt(spec, number, PARTITIONS, inputs, _spoken(world, spec, number))
        rows, position = _stood(world, spec, number)
        assert dict(flush.rows) == rows
        assert replace(flush.position, flush=position.flush) == position
        assert flush.outputs == []
