"""The rows of the service areas as a worker last committed them, with the rules of their day."""

from collections.abc import Iterator

from streams.app.stages import SPECS
from streams.broker.reading import read_all
from streams.cli.evidence import Evidence
from streams.cli.where import Where
from streams.engine.parted import store_of
from streams.engine.position import POSITION_KEY, Clock, unpack
from streams.feed.errors import FeedBroken
from streams.field.rows import AreaRow
from streams.policy.document import Policy
from streams.terms.routes import FIELD, FIELD_ROWS
from streams.views.desk import AreaNow

_OWN = b"\x00"


def areas(at: Where) -> list[AreaNow]:
    """Return every area that facts or visits are known of, by name.

    Raises FeedBroken where no tick has judged one yet, or its policy is not in the run.
    """
    evidence = Evidence(at)
    found = [now for n in range(at.partitions) for now in _of_partition(at, n, evidence)]
    if not found:
        raise FeedBroken(
            "no service area is known here yet: is a worker running, and was a visit asked for"
            " (`arrears tail visits.requests`) or an agent told of (`arrears tail field.agents`)?"
        )
    return sorted(found, key=lambda now: now.row.area)


def _of_partition(at: Where, number: int, evidence: Evidence) -> Iterator[AreaNow]:
    rows, clock = _stored(at, number)
    policies: dict[str, Policy] = {}
    for row in rows:
        policies = policies or evidence.policies(row.area)
        policy = None if clock is None else policies.get(clock.policy_digest)
        if clock is None or policy is None:
            raise FeedBroken(
                f"of the area {row.area!r} facts stand in the topics, and no tick has judged them"
                " yet: is a worker running, and `arrears clock`?"
            )
        yield AreaNow(row=row, as_of=clock.as_of, policy=policy)


def _stored(at: Where, number: int) -> tuple[list[AreaRow], Clock | None]:
    store, clock = store_of(SPECS[FIELD.name]), None
    for record in read_all(at.bootstrap, at.names.full(FIELD_ROWS), [number]):
        if record.key == POSITION_KEY and record.value is not None:
            clock = unpack(record.value).clock
        elif record.key and not record.key.startswith(_OWN):
            store.restore(record.key, record.value)
    return [store.get(key) for key in store.every()], clock
