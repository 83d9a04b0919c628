"""The sections of a document that limit contact; a document may have any of them."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from streams.policy.contact_shapes import (
    AnsweringEntry,
    CapEntry,
    GapEntry,
    HolidayEntry,
    OptInEntry,
    VerifiedEntry,
)
from streams.policy.fault import Faults
from streams.policy.placed import Placed, read_section
from streams.policy.reporting_shapes import (
    EffectiveEntry,
    KeepingEntry,
    NoticeEntry,
    ReportsEntry,
)
from streams.policy.shapes import Entry, LawHours


class ContactSections(Struct, frozen=True, kw_only=True):
    """Every well-formed entry that limits contact, drafts included."""

    law_hours: tuple[Placed[LawHours], ...] = ()
    caps: tuple[Placed[CapEntry], ...] = ()
    talk_gaps: tuple[Placed[GapEntry], ...] = ()
    opt_in: tuple[Placed[OptInEntry], ...] = ()
    no_holidays: tuple[Placed[HolidayEntry], ...] = ()
    verified_points: tuple[Placed[VerifiedEntry], ...] = ()
    objections: tuple[Placed[AnsweringEntry], ...] = ()
    bureau_reports: tuple[Placed[ReportsEntry], ...] = ()
    bureau_notice: tuple[Placed[NoticeEntry], ...] = ()
    bureau_keep: tuple[Placed[KeepingEntry], ...] = ()
    effective_collections: tuple[Placed[EffectiveEntry], ...] = ()

    def each(self) -> Iterator[tuple[str, tuple[Placed[Entry], ...]]]:
        """Yield the sections by name."""
        for name in CONTACT_SECTIONS:
            yield name, getattr(self, name)


CONTACT_SECTIONS: tuple[str, ...] = ContactSections.__struct_fields__


def read_contact_sections(raw: dict[str, Any], faults: Faults) -> ContactSections:
    """Return the well-formed entries that limit contact; the others are noted as faults."""
    return ContactSections(
        law_hours=read_section(LawHours, raw, "law_hours", faults),
        caps=read_section(CapEntry, raw, "caps", faults),
        talk_gaps=read_section(GapEntry, raw, "talk_gaps", faults),
        opt_in=read_section(OptInEntry, raw, "opt_in", faults),
        no_holidays=read_section(HolidayEntry, raw, "no_holidays", faults),
        verified_points=read_section(VerifiedEntry, raw, "verified_points", faults),
        objections=read_section(AnsweringEntry, raw, "objections", faults),
        bureau_reports=read_section(ReportsEntry, raw, "bureau_reports", faults),
        bureau_notice=read_section(NoticeEntry, raw, "bureau_notice", faults),
        bureau_keep=read_section(KeepingEntry, raw, "bureau_keep", faults),
        effective_collections=read_section(EffectiveEntry, raw, "effective_collections", faults),
    )
