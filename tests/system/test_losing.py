"""A lost rows topic is rebuilt from the sources without a second send: I1 to I7 hold."""

import sys
from pathlib import Path
from secrets import token_hex

import pytest

from tests.system.load import Shape
from tests.system.losing import lose_rows
from tests.system.proxied_broker import ProxiedBroker
from tests.system.rounds import Fault, played

pytestmark = [pytest.mark.broker, pytest.mark.slow]

FACTS = 8_000


def test_rows_deleted_under_load_are_rebuilt_and_no_promise_is_broken(
    broker_itself: ProxiedBroker, tmp_path: Path
) -> None:
    found = played(
        Fault(play=lose_rows, shape=Shape(facts_an_account=4)),
        "rebuild",
        broker=broker_itself,
        folder=tmp_path / f"lost-{token_hex(3)}",
        seed=1,
        facts=FACTS,
        partitions=4,
        workers=2,
    )
    sys.stdout.write("\n".join((found.line(), *found.findings, "")))
    assert found.findings == ()
    assert found.facts > FACTS
    assert "RowsGone" in found.shown[0]
