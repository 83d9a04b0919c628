"""A busy stage keeps its turns short, and makes room for one that is opening."""

import asyncio

import pytest

from streams.engine.courtesy import Courtesy, Slices
from tests.engine.records import Record, feed, key_in, new_partition


async def turns_beside(courtesy: Courtesy) -> int:
    """Return how many turns another task has while somebody steps aside ten times."""
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    task = asyncio.create_task(other())
    for _ in range(10):
        await courtesy.step_aside()
    task.cancel()
    return turns


async def test_who_is_opening_has_many_turns_between_two_slices() -> None:
    courtesy = Courtesy()
    assert await turns_beside(courtesy) <= 10
    with courtesy.opening():
        assert await turns_beside(courtesy) > 100
    assert await turns_beside(courtesy) <= 10


def lasts(slices: Slices, seconds_a_record: float) -> float:
    """Return how long a slice lasts once a stage of such records has run for a while."""
    for _ in range(20):
        slices.took(slices.records * seconds_a_record)
    return slices.records * seconds_a_record


@pytest.mark.parametrize("micros", [20, 80, 300, 900])
def test_a_slice_is_short_whatever_a_record_costs_and_never_tiny(micros: int) -> None:
    slices = Slices(Courtesy())
    longest = slices.courtesy.seconds
    assert longest / 8 < lasts(slices, micros / 1e6) <= longest


def test_slices_are_shorter_until_the_last_has_opened() -> None:
    courtesy = Courtesy()
    slices = Slices(courtesy)
    usual = lasts(slices, 1e-4)
    with courtesy.opening():
        with courtesy.opening():
            beside = lasts(slices, 1e-4)
            assert beside < usual
        assert lasts(slices, 1e-4) == beside
    assert lasts(slices, 1e-4) == usual


def test_some_records_are_handled_in_a_turn_however_long_they_take() -> None:
    slices = Slices(Courtesy())
    lasts(slices, 1.0)
    assert slices.records == 10


def test_a_partition_handles_as_many_as_a_slice_has() -> None:
    part = new_partition()
    slices = Slices(Courtesy())
    for offset in range(slices.records + 5):
        feed(part, "in.a", Record(offset, key_in(0, offset % 2), b"7"))
    begun = slices.records
    assert slices.advance(part)
    assert part.offsets["in.a"] == begun
    assert not slices.advance(part)
    assert part.offsets["in.a"] == begun + 5
