"""Whoever waits for the end of another's transaction says so."""

import pytest
from aiokafka import TopicPartition

from streams.engine.reading import Patience

PART = TopicPartition("out", 3)


def test_what_is_waited_for_is_named_now_and_then(caplog: pytest.LogCaptureFixture) -> None:
    patience, ends = Patience(), {PART: 9}
    for now in (0.0, 5.0, 9.9):
        patience.look(now, {PART: 4}, ends)
    assert caplog.messages == []
    patience.look(10.0, {PART: 4}, ends)
    patience.look(12.0, {PART: 4}, ends)
    (said,) = caplog.messages
    assert "still waiting for out/3 from 4 to 9" in said
    patience.look(21.0, {PART: 4}, ends)
    assert len(caplog.messages) == 2


def test_whoever_moves_is_not_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    patience = Patience()
    for now in range(40):
        patience.look(float(now), {PART: now}, {PART: 99})
    patience.look(99.0, {}, {})
    patience.look(199.0, {}, {})
    assert caplog.messages == []
