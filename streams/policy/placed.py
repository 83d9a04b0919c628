"""An entry beside the place where it stands in its document, and whether it holds on a day."""

from typing import Any, Generic, TypeVar

from msgspec import Struct

from streams.policy.fault import Faults
from streams.policy.reading import read_each
from streams.policy.shapes import Entry
from streams.terms.days import Day, day_of

Held = TypeVar("Held", bound=Entry)
Held_co = TypeVar("Held_co", bound=Entry, covariant=True)


class Placed(Struct, Generic[Held_co], frozen=True):
    """An entry and its place, such as `ladders[0]`."""

    key: str
    entry: Held_co

    @property
    def gates(self) -> bool:
        """Tell whether the entry can ever be in force: a draft never is."""
        return self.entry.status == "in_force"

    @property
    def first(self) -> Day:
        """Return the first day on which the entry holds."""
        return day_of(self.entry.from_)

    @property
    def last(self) -> Day | None:
        """Return the last day on which the entry holds, None where it has no end."""
        return None if self.entry.to is None else day_of(self.entry.to)

    def holds(self, day: Day) -> bool:
        """Tell whether the entry gates on that day."""
        return self.gates and self.first <= day and (self.last is None or day <= self.last)


def holding(section: tuple[Placed[Held], ...], day: Day) -> list[Placed[Held]]:
    """Return the entries of a section that are in force on a day."""
    return [placed for placed in section if placed.holds(day)]


def sole(section: tuple[Placed[Held], ...], day: Day) -> Held | None:
    """Return the one entry of an undivided section that is in force on a day, or None."""
    return next((placed.entry for placed in section if placed.holds(day)), None)


def read_section(
    kind: type[Held], raw: dict[str, Any], name: str, faults: Faults
) -> tuple[Placed[Held], ...]:
    """Return the well-formed entries of one section; the others are noted as faults."""
    shapes = read_each(kind, raw[name], name, faults) if name in raw else []
    return tuple(Placed(f"{name}[{i}]", e) for i, e in enumerate(shapes) if e is not None)
