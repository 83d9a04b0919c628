"""The sections of a document that say how lateness is reckoned; a document may have any of them."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from streams.policy.fault import Faults
from streams.policy.ledger_shapes import (
    Allocating,
    CalendarEntry,
    ChargingOff,
    ClockEntry,
    Collecting,
    Counting,
    Crediting,
    Curing,
    CuttingOff,
    Gracing,
    LateFeeEntry,
    Looking,
    Material,
    PenaltyEntry,
    Promising,
    ReAging,
    Reported,
    Reporting,
    Reversing,
    Shifting,
    Waiving,
)
from streams.policy.placed import Placed, read_section
from streams.policy.shapes import Entry


class LedgerSections(Struct, frozen=True, kw_only=True):
    """Every well-formed entry about lateness, drafts included."""

    allocations: tuple[Placed[Allocating], ...] = ()
    counts_for_dpd: tuple[Placed[Counting], ...] = ()
    credits: tuple[Placed[Crediting], ...] = ()
    reversals: tuple[Placed[Reversing], ...] = ()
    grace: tuple[Placed[Gracing], ...] = ()
    materiality: tuple[Placed[Material], ...] = ()
    default_cure: tuple[Placed[Curing], ...] = ()
    clocks: tuple[Placed[ClockEntry], ...] = ()
    reported: tuple[Placed[Reporting], ...] = ()
    bureau: tuple[Placed[Reported], ...] = ()
    charge_off: tuple[Placed[ChargingOff], ...] = ()
    late_fees: tuple[Placed[LateFeeEntry], ...] = ()
    penalty_interest: tuple[Placed[PenaltyEntry], ...] = ()
    waiver_offer: tuple[Placed[Waiving], ...] = ()
    collection: tuple[Placed[Collecting], ...] = ()
    cut_off: tuple[Placed[CuttingOff], ...] = ()
    calendars: tuple[Placed[CalendarEntry], ...] = ()
    due_shift: tuple[Placed[Shifting], ...] = ()
    re_age: tuple[Placed[ReAging], ...] = ()
    promises: tuple[Placed[Promising], ...] = ()
    horizon: tuple[Placed[Looking], ...] = ()

    def each(self) -> Iterator[tuple[str, tuple[Placed[Entry], ...]]]:
        """Yield the sections by name."""
        for name in LEDGER_SECTIONS:
            yield name, getattr(self, name)


LEDGER_SECTIONS: tuple[str, ...] = LedgerSections.__struct_fields__


def read_ledger_sections(raw: dict[str, Any], faults: Faults) -> LedgerSections:
    """Return the well-formed entries about lateness; the others are noted as faults."""
    return LedgerSections(
        allocations=read_section(Allocating, raw, "allocations", faults),
        counts_for_dpd=read_section(Counting, raw, "counts_for_dpd", faults),
        credits=read_section(Crediting, raw, "credits", faults),
        reversals=read_section(Reversing, raw, "reversals", faults),
        grace=read_section(Gracing, raw, "grace", faults),
        materiality=read_section(Material, raw, "materiality", faults),
        default_cure=read_section(Curing, raw, "default_cure", faults),
        clocks=read_section(ClockEntry, raw, "clocks", faults),
        reported=read_section(Reporting, raw, "reported", faults),
        bureau=read_section(Reported, raw, "bureau", faults),
        charge_off=read_section(ChargingOff, raw, "charge_off", faults),
        late_fees=read_section(LateFeeEntry, raw, "late_fees", faults),
        penalty_interest=read_section(PenaltyEntry, raw, "penalty_interest", faults),
        waiver_offer=read_section(Waiving, raw, "waiver_offer", faults),
        collection=read_section(Collecting, raw, "collection", faults),
        cut_off=read_section(CuttingOff, raw, "cut_off", faults),
        calendars=read_section(CalendarEntry, raw, "calendars", faults),
        due_shift=read_section(Shifting, raw, "due_shift", faults),
        re_age=read_section(ReAging, raw, "re_age", faults),
        promises=read_section(Promising, raw, "promises", faults),
        horizon=read_section(Looking, raw, "horizon", faults),
    )
