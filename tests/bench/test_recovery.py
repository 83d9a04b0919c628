"""Facts parted for a recovery stay the same facts, and a rate that cannot be told is refused."""

from collections import Counter

from streams.terms.routes import LIFECYCLE, PAYMENTS, STATEMENTS
from tests.bench.peers.course import work_of
from tests.bench.peers.loading import Records
from tests.bench.peers.recovery import Recovered, parted
from tests.bench.peers.workload import Workload

WORK = work_of(Workload(facts=2_000, accounts=400), 4)
PARTS = parted(WORK)


def counted(*records: Records) -> Counter[tuple[str, int, bytes]]:
    return Counter(
        (*place, value) for some in records for place, pairs in some.items() for _, value in pairs
    )


def test_no_fact_is_lost_or_doubled() -> None:
    assert counted(PARTS.first, PARTS.middle, PARTS.last) == counted(WORK.history, WORK.month)


def test_the_work_itself_is_left_as_it_was() -> None:
    again = work_of(Workload(facts=2_000, accounts=400), 4)
    assert (again.history, again.month) == (WORK.history, WORK.month)


def test_every_partition_has_something_new_at_both_starts() -> None:
    for number in range(4):
        assert len(PARTS.first[STATEMENTS, number]) == 20
        assert len(PARTS.last[PAYMENTS, number]) == 20


def test_openings_come_first_and_the_last_are_payments_alone() -> None:
    assert not [some for (topic, _), some in PARTS.middle.items() if topic == LIFECYCLE and some]
    assert {topic for topic, _ in PARTS.last} == {PAYMENTS}


def test_the_rate_is_over_what_reading_took_longer_than_nothing() -> None:
    assert Recovered(2.0, 6.0, 400_000).rows_a_second == 100_000.0


def test_too_little_to_read_tells_no_rate() -> None:
    assert Recovered(2.0, 2.1, 400).rows_a_second is None
