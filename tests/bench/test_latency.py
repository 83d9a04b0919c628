"""Quantiles, the order at a steady pace, and notices timed by the fact that caused them."""

from pathlib import Path

import pytest

from streams.broker.topics import apply
from streams.engine.names import Names
from streams.terms.routes import PAYMENTS, STATEMENTS
from tests.bench.peers.latency import quantiles
from tests.bench.peers.loading import Records, encoded
from tests.bench.peers.pacing import Heard, in_turns, paced
from tests.bench.peers.workload import Workload


def heard(*waits_ms: float, warm: int = 0) -> list[Heard]:
    begin = [Heard(100.0, 200.0)] * warm
    late = [Heard(110.0 + n, 110.0 + n + ms / 1000) for n, ms in enumerate(waits_ms)]
    return [*begin, *late]


def test_quantiles_by_hand() -> None:
    found = quantiles(heard(*range(1, 1001), warm=1))
    assert (found.p50, found.p99, found.p999, found.notices) == (501.0, 991.0, 1000.0, 1000)


def test_the_warm_up_does_not_count() -> None:
    assert quantiles(heard(5.0, warm=9)).p999 == 5.0


def test_nothing_heard_is_no_figure() -> None:
    with pytest.raises(ValueError, match="give more --seconds"):
        quantiles(heard(warm=9))
    with pytest.raises(ValueError, match="give more --seconds"):
        quantiles([])


def test_partitions_are_drained_evenly_and_each_in_order() -> None:
    records: Records = {
        (STATEMENTS, 0): [(b"s", b"%d" % n) for n in range(10)],
        (PAYMENTS, 1): [(b"p", b"%d" % n) for n in range(40)],
    }
    turns = in_turns(records)
    for place, some in records.items():
        assert [record for at, record in turns if at == place] == some
    half = [place for place, _ in turns[:25]]
    assert half.count((STATEMENTS, 0)) == 5


@pytest.mark.broker
def test_what_is_sent_at_a_pace_is_timed_from_when_it_was_due(broker: str, tmp_path: Path) -> None:
    del tmp_path
    names = Names("bench-pace")
    apply(broker, names.prefix, 2)
    month = encoded(Workload(facts=200, accounts=40).month(), 2)
    # The inputs themselves are listened to: a notice without a source bears its fact's own time.
    found = paced(broker, names, month, 400, names.full(PAYMENTS))
    payments = sum(len(some) for (topic, _), some in month.items() if topic == PAYMENTS)
    assert len(found.heard) == payments
    assert found.ends == {place: len(some) for place, some in month.items()}
    due = sorted(one.due_at for one in found.heard)
    assert 0.4 < due[-1] - due[0] < 0.6
    assert all(one.read_at >= one.due_at for one in found.heard)
