"""A document's sections, each entry beside the place where it stands in the file."""

from collections.abc import Iterator
from typing import Any, Generic, TypeVar

from msgspec import Struct

from streams.policy.fault import Faults
from streams.policy.reading import read_each, refuse_strays
from streams.policy.shapes import (
    AmountBands,
    ContactsPerDay,
    DayBands,
    Entry,
    HouseHours,
    LadderEntry,
    LawHours,
    Tolerance,
)
from streams.terms.days import Day, day_of

Held = TypeVar("Held", bound=Entry)
Held_co = TypeVar("Held_co", bound=Entry, covariant=True)

_HEAD = ("policy_id", "version")
_REQUIRED = (
    "day_bands",
    "amount_bands",
    "tolerance",
    "ladders",
    "house_hours",
    "contacts_per_day",
)
_OPTIONAL = ("tiers", "law_hours")


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


class Sections(Struct, frozen=True, kw_only=True):
    """Every well-formed entry of a document, drafts included."""

    day_bands: tuple[Placed[DayBands], ...]
    amount_bands: tuple[Placed[AmountBands], ...]
    tolerance: tuple[Placed[Tolerance], ...]
    ladders: tuple[Placed[LadderEntry], ...]
    house_hours: tuple[Placed[HouseHours], ...]
    contacts_per_day: tuple[Placed[ContactsPerDay], ...]
    tiers: tuple[Placed[DayBands], ...]
    law_hours: tuple[Placed[LawHours], ...]

    def each(self) -> Iterator[tuple[str, tuple[Placed[Entry], ...]]]:
        """Yield the sections by name."""
        for name in self.__struct_fields__:
            yield name, getattr(self, name)


def holding(section: tuple[Placed[Held], ...], day: Day) -> list[Placed[Held]]:
    """Return the entries of a section that are in force on a day."""
    return [placed for placed in section if placed.holds(day)]


def read_sections(raw: dict[str, Any], faults: Faults) -> Sections:
    """Return the well-formed entries of a document; the others are noted as faults."""
    refuse_strays(raw, (*_HEAD, *_REQUIRED, *_OPTIONAL), "", faults)
    for name in _REQUIRED:
        if not raw.get(name):
            faults.add(name, "section_missing", f"add at least one entry headed [[{name}]]")
    return Sections(
        day_bands=_section(DayBands, raw, "day_bands", faults),
        amount_bands=_section(AmountBands, raw, "amount_bands", faults),
        tolerance=_section(Tolerance, raw, "tolerance", faults),
        ladders=_section(LadderEntry, raw, "ladders", faults),
        house_hours=_section(HouseHours, raw, "house_hours", faults),
        contacts_per_day=_section(ContactsPerDay, raw, "contacts_per_day", faults),
        tiers=_section(DayBands, raw, "tiers", faults),
        law_hours=_section(LawHours, raw, "law_hours", faults),
    )


def _section(
    kind: type[Held], raw: dict[str, Any], name: str, faults: Faults
) -> tuple[Placed[Held], ...]:
    shapes = read_each(kind, raw[name], name, faults) if name in raw else []
    return tuple(Placed(f"{name}[{i}]", e) for i, e in enumerate(shapes) if e is not None)
