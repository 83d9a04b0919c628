"""A log that the engine wrote keeps the promise, in whatever order its inputs were fetched."""

import pytest

from streams.app.stages import SPECS
from streams.verify.stage import Limits, checked
from tests.verify.worlds import PARTITIONS, played


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("stage", list(SPECS))
def test_nothing_is_found_in_what_the_engine_wrote(seed: int, stage: str) -> None:
    world = played(seed)
    found = checked(SPECS[stage], PARTITIONS, world.logged(), Limits())
    assert [str(one) for one in found.findings] == []
    assert found.ticks == 75 * PARTITIONS
    assert found.facts > 100
    assert found.rows >= 38
