"""What a partition waits for that others have to bring about, in a sentence."""

from typing import Any

from streams.engine.partition import Partition
from streams.terms.days import iso


def reason_of(partition: "Partition[Any, Any, Any, Any]") -> str | None:
    """Return why a tick is held: by a policy, the stage before, or an input short of its cut."""
    if partition.missing_policy is not None:
        return f"policy {partition.missing_policy} is named by a tick and not published yet"
    tick = partition.tick
    if tick is None:
        return None
    of = f"the tick of {iso(tick.as_of.on)}"
    late = [str(number) for number, at in partition.upstream() if at < tick.as_of.at]
    if late:
        return f"{of} waits for the stage before to pass it in partition {', '.join(late)}"
    for topic, cut in sorted(tick.cut.items()):
        stands_at = partition.stands_at(topic)
        if partition.reads(topic) and stands_at < cut:
            return (
                f"{of} waits for {topic} up to offset {cut}, and it is read to {stands_at}: if the"
                " topic ends there, records were lost; restore it"
            )
    return None
