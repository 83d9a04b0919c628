"""The sections of a document about behaviour; a document may have them or not."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from streams.policy.fault import Faults
from streams.policy.placed import Placed, read_section
from streams.policy.shapes import Entry
from streams.policy.strategy_shapes import StrategyEntry, TraitEntry
from streams.policy.strategy_words import KNOWN, is_never


class StrategySections(Struct, frozen=True, kw_only=True):
    """Every well-formed entry about behaviour, drafts included."""

    traits: tuple[Placed[TraitEntry], ...] = ()
    strategy: tuple[Placed[StrategyEntry], ...] = ()

    def each(self) -> Iterator[tuple[str, tuple[Placed[Entry], ...]]]:
        """Yield the sections by name."""
        for name in STRATEGY_SECTIONS:
            yield name, getattr(self, name)


STRATEGY_SECTIONS: tuple[str, ...] = StrategySections.__struct_fields__


def read_strategy_sections(raw: dict[str, Any], faults: Faults) -> StrategySections:
    """Return the well-formed entries about behaviour; the others are noted as faults.

    A key or a trait that says who somebody is gets a fault of its own, which says why.
    """
    for name in STRATEGY_SECTIONS:
        _refuse_who(raw.get(name), name, faults)
    return StrategySections(
        traits=read_section(TraitEntry, raw, "traits", faults),
        strategy=read_section(StrategyEntry, raw, "strategy", faults),
    )


def _refuse_who(raw: object, place: str, faults: Faults) -> None:
    """Note whatever below a place is named after who somebody is; nested at most as rows are."""
    for entry, key in _tables(raw, place):
        rows = entry.get("rows")
        for table, at in ((entry, key), *_tables(rows, f"{key}.rows")):
            asked = table.get("traits")
            named = [*table, *(asked if isinstance(asked, list) else ()), table.get("trait")]
            for word in named:
                if isinstance(word, str) and is_never(word):
                    cure = "remove it: nobody is treated by sex, age, marital status or the like"
                    faults.add(f"{at}.{word}", "row_asks_who_somebody_is", f"{cure}; {KNOWN}")


def _tables(raw: object, place: str) -> list[tuple[dict[str, Any], str]]:
    listed = raw if isinstance(raw, list) else []
    return [(each, f"{place}[{i}]") for i, each in enumerate(listed) if isinstance(each, dict)]
