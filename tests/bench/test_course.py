"""A run over the course on a real broker: load behind the gate, end seen from outside, digest."""

from pathlib import Path

import pytest

from streams.broker import cluster
from streams.broker.reading import Reader, read_all
from streams.broker.topics import apply
from streams.engine.names import Names
from streams.terms.account_facts import PaymentPosted, PaymentReversed
from streams.terms.routes import PAYMENTS
from streams.wire.account_facts import decode
from tests.bench.peers.course import prepared, work_of
from tests.bench.peers.loading import encoded, load
from tests.bench.peers.ours import Ours
from tests.bench.peers.peer import Run
from tests.bench.peers.standing import digest
from tests.bench.peers.throughput import ran
from tests.bench.peers.workload import Workload

SIZES = Workload(facts=400, accounts=80)


@pytest.mark.broker
def test_ours_over_the_course(broker: str, tmp_path: Path) -> None:
    work, steps = work_of(SIZES, 2), []
    run = Run(bootstrap=broker, prefix="bench-course", partitions=2, folder=tmp_path / "run")
    with prepared(run):
        told = lambda step, done, whole: steps.append((step, done, whole))  # noqa: E731 - a log
        found = ran(Ours(), work, run, told)
    assert (found.facts, found.digest) == (400, digest(work.wanted))
    assert found.seconds > 0
    assert [step for step, done, whole in steps if done == whole] == ["history", "month"]
    assert not run.folder.exists()
    with cluster.admin(broker) as client:
        assert not [name for name in client.list_topics() if "bench-course" in name]


@pytest.mark.broker
@pytest.mark.parametrize("gated", [False, True])
def test_a_load_is_there_in_order_with_its_ends(broker: str, *, gated: bool) -> None:
    names = Names(f"bench-load-{gated}".lower())
    apply(broker, names.prefix, 2)
    month = SIZES.month()
    records = encoded(month, 2)
    loaded = load(broker, names, records, gated=gated)
    name = names.full(PAYMENTS)
    for number in range(2):
        found = [(one.key, one.value) for one in read_all(broker, name, [number])]
        assert found == records[PAYMENTS, number]
        assert loaded.ends[PAYMENTS, number] == len(found)
        reader = Reader(broker, name, [number])
        # The marker of the one transaction stands behind the last record.
        assert reader.ends([(name, number)])[name, number] == len(found) + gated
        reader.close()


def test_every_fact_becomes_the_record_that_says_it() -> None:
    month = SIZES.month()
    records = encoded(month, 4)
    read = [decode(topic, *record) for (topic, _), some in records.items() for record in some]
    assert sorted(map(repr, read)) == sorted(map(repr, month))
    paid = [fact for fact in month if isinstance(fact, PaymentPosted | PaymentReversed)]
    in_order = [fact for fact in read if isinstance(fact, PaymentPosted | PaymentReversed)]
    for account in {fact.account_id for fact in paid}:
        mine = [fact for fact in in_order if fact.account_id == account]
        assert mine == [fact for fact in paid if fact.account_id == account]
