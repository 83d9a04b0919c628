"""The same log gives the same row and the same words: again, in pieces, through bytes, asleep."""

from hypothesis import given, settings

from streams.terms.treatment_notices import Escalation
from streams.treatment import packing
from streams.treatment.journal import pruned
from streams.treatment.stage import turn
from tests.generated import examples
from tests.treatment.dense import STRICT
from tests.treatment.whole_lives import HISTORIES, Life, lived
from tests.treatment.worker import Worker


@settings(max_examples=examples(25), deadline=None)
@given(HISTORIES)
def test_a_log_read_again_says_the_same_under_the_same_ids(life: Life) -> None:
    log = lived(life).log
    one, other = Worker(STRICT).takes_all(log), Worker(STRICT)
    for each in log:
        other.row = packing.unpack(packing.pack(other.row))
        other.takes(each)
    assert other.said == one.said
    assert other.row == one.row
    numbers = [n.seq for n in one.said if isinstance(n, Escalation)]
    assert numbers == list(range(1, len(numbers) + 1))


@settings(max_examples=examples(25), deadline=None)
@given(HISTORIES)
def test_a_row_that_nobody_wakes_would_have_said_nothing(life: Life) -> None:
    worker = Worker(STRICT)
    for each in lived(life).log:
        if isinstance(each, tuple) and worker.wake is not None and worker.wake > each[0].on:
            step = turn(worker.row, STRICT, *each)
            assert step.notices == ()
            assert step.row == pruned(worker.row, each[0].on)
            assert step.wake_on == worker.wake
        worker.takes(each)
