"""A busy stage makes room for one that is opening, and for nobody else."""

import asyncio

from streams.engine.courtesy import Courtesy


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


def test_slices_are_short_until_the_last_has_opened() -> None:
    courtesy = Courtesy()
    usual = courtesy.slice
    with courtesy.opening():
        with courtesy.opening():
            assert courtesy.slice < usual
        assert courtesy.slice < usual
    assert courtesy.slice == usual
