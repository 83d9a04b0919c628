"""Stops of made-up customers: one is placed on some day, and lifted a month later."""

from collections.abc import Iterator

from streams.portfolio.born import Born
from streams.portfolio.chance import Chance
from streams.portfolio.people import People
from streams.terms.days import Day
from streams.terms.identity import stable_id
from streams.terms.profile_facts import StopLifted, StopPlaced

_STOPPED_DAYS = 30
_FOR_GOOD = frozenset({"DECEASED"})


def stops(
    born: Born, days: int, chance: Chance, people: People
) -> Iterator[tuple[Day, StopPlaced | StopLifted]]:
    """Yield the stop of an account's holder, if there is one; a death is never taken back."""
    if not chance.happens(people.stops_per_mille, "stopped"):
        return
    on = Day(born.opened_on + 1 + chance.below(days, "stop day"))
    stop_id = f"{born.customer_id}-stop-{born.account_id}"
    kind = people.stop_kinds[chance.below(len(people.stop_kinds), "stop kind")]
    yield (
        on,
        StopPlaced(
            event_id=stable_id("simulation", stop_id, "placed"),
            customer_id=born.customer_id,
            effective_on=on,
            stop_id=stop_id,
            kind=kind,
        ),
    )
    if kind in _FOR_GOOD:
        return
    lifted_on = Day(on + _STOPPED_DAYS)
    yield (
        lifted_on,
        StopLifted(
            event_id=stable_id("simulation", stop_id, "lifted"),
            customer_id=born.customer_id,
            effective_on=lifted_on,
            stop_id=stop_id,
        ),
    )
