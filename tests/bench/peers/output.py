"""The topics of a peer: the real inputs, and one of its own for what it says."""

from kafka.admin import NewTopic

from schemas.catalog import topics as catalog_topics
from streams.broker import cluster
from streams.broker.topics import apply
from tests.bench.peers.peer import Run

OUTPUT = "bench.buckets"
_READY_MS = 30_000


def make_topics(run: Run, inputs: tuple[str, ...]) -> None:
    """Make the inputs as the catalog describes them, and the output with as many partitions."""
    docs = [doc for doc in catalog_topics() if doc.name in inputs]
    apply(run.bootstrap, run.prefix, run.partitions, docs=docs)
    name = run.names.full(OUTPUT)
    with cluster.admin(run.bootstrap) as client:
        client.create_topics([NewTopic(name, run.partitions, 1)])
        client.wait_for_topics([name], _READY_MS)
