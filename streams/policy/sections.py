"""A document's sections: what every pack must have, and what it may have."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from streams.policy.contact_sections import (
    CONTACT_SECTIONS,
    ContactSections,
    read_contact_sections,
)
from streams.policy.fault import Faults
from streams.policy.ledger_sections import (
    LEDGER_SECTIONS,
    LedgerSections,
    read_ledger_sections,
)
from streams.policy.placed import Placed, read_section
from streams.policy.reading import refuse_strays
from streams.policy.shapes import (
    AmountBands,
    ContactsPerDay,
    DayBands,
    Entry,
    HouseHours,
    LadderEntry,
    Tolerance,
)
from streams.policy.strategy_sections import (
    STRATEGY_SECTIONS,
    StrategySections,
    read_strategy_sections,
)
from streams.policy.visit_shapes import VisitRuleEntry
from streams.policy.word_sections import WORD_SECTIONS, WordSections, read_word_sections

_HEAD = ("policy_id", "version")
_REQUIRED = (
    "day_bands",
    "amount_bands",
    "tolerance",
    "ladders",
    "house_hours",
    "contacts_per_day",
)
_OPTIONAL = ("tiers", "visit_rules")


class Sections(Struct, frozen=True, kw_only=True):
    """Every well-formed entry of a document, drafts included."""

    day_bands: tuple[Placed[DayBands], ...]
    amount_bands: tuple[Placed[AmountBands], ...]
    tolerance: tuple[Placed[Tolerance], ...]
    ladders: tuple[Placed[LadderEntry], ...]
    house_hours: tuple[Placed[HouseHours], ...]
    contacts_per_day: tuple[Placed[ContactsPerDay], ...]
    tiers: tuple[Placed[DayBands], ...]
    visit_rules: tuple[Placed[VisitRuleEntry], ...]
    contact: ContactSections
    behaviour: StrategySections
    ledger: LedgerSections
    words: WordSections

    def each(self) -> Iterator[tuple[str, tuple[Placed[Entry], ...]]]:
        """Yield the sections by name, those about lateness and words last."""
        for name in (*_REQUIRED, *_OPTIONAL):
            yield name, getattr(self, name)
        yield from self.contact.each()
        yield from self.behaviour.each()
        yield from self.ledger.each()
        yield from self.words.each()


def read_sections(raw: dict[str, Any], faults: Faults) -> Sections:
    """Return the well-formed entries of a document; the others are noted as faults."""
    others = (*CONTACT_SECTIONS, *STRATEGY_SECTIONS, *LEDGER_SECTIONS, *WORD_SECTIONS)
    refuse_strays(raw, (*_HEAD, *_REQUIRED, *_OPTIONAL, *others), "", faults)
    for name in _REQUIRED:
        if not raw.get(name):
            faults.add(name, "section_missing", f"add at least one entry headed [[{name}]]")
    return Sections(
        day_bands=read_section(DayBands, raw, "day_bands", faults),
        amount_bands=read_section(AmountBands, raw, "amount_bands", faults),
        tolerance=read_section(Tolerance, raw, "tolerance", faults),
        ladders=read_section(LadderEntry, raw, "ladders", faults),
        house_hours=read_section(HouseHours, raw, "house_hours", faults),
        contacts_per_day=read_section(ContactsPerDay, raw, "contacts_per_day", faults),
        tiers=read_section(DayBands, raw, "tiers", faults),
        visit_rules=read_section(VisitRuleEntry, raw, "visit_rules", faults),
        contact=read_contact_sections(raw, faults),
        behaviour=read_strategy_sections(raw, faults),
        ledger=read_ledger_sections(raw, faults),
        words=read_word_sections(raw, faults),
    )
