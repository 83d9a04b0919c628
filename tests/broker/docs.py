"""A few topics for tests that need some with chosen faults."""

from typing import Literal

from schemas.catalog import TopicDoc
from streams.terms import routes


def doc(
    name: str,
    *,
    partitions: int = 3,
    cleanup: Literal["delete", "compact"] = "delete",
    group: str | None = "ledger",
    provisional: bool = False,
    config: dict[str, str] | None = None,
) -> TopicDoc:
    """Make a topic's document; only what the broker is told can be chosen."""
    return TopicDoc(
        name=name,
        purpose="a test",
        key="account_id",
        owner="tests",
        consumers=("tests",),
        partitions=partitions,
        retention_ms=-1,
        cleanup=cleanup,
        compatibility="FULL_TRANSITIVE",
        provisional=provisional,
        records=(),
        copartitioned=group,
        config=config or {},
    )


CLOCK = doc(routes.CLOCK)
FACTS = doc("facts")
ROWS = doc("rows", cleanup="compact", config={"segment.bytes": "67108864"})
ALONE = doc("alone", group=None, partitions=1)
LATER = doc("later", provisional=True)
DOCS = (CLOCK, FACTS, ROWS, ALONE, LATER)
