"""The made-up month keeps its shares, and no other."""

from tests.bench.peers.workload import Workload

SIZES = Workload(facts=5_000, accounts=1_000)
