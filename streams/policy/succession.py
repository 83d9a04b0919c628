"""Dates, ids and force of entries: what may stand after what, and what may claim to be law."""

from itertools import groupby, pairwise

from streams.policy.fault import Faults
from streams.policy.placed import Placed
from streams.policy.sections import Sections
from streams.policy.shapes import Entry
from streams.terms.days import Day, iso


def check_succession(sections: Sections, whole: frozenset[str], faults: Faults) -> None:
    """Note reversed dates, gaps, overlaps, ids used twice and numbers passed off as law.

    A gap is only looked for in the sections named by `whole`: where an entry could not be read,
    the hole it leaves is no gap of the document's.
    """
    for name, section in sections.each():
        for placed in section:
            _check_entry(placed, faults)
        sound = [p for p in section if p.gates and not _reversed(p)]
        by_series = sorted(sound, key=lambda p: (p.entry.series, p.first))
        for _, group in groupby(by_series, key=lambda p: p.entry.series):
            for earlier, later in pairwise(group):
                _check_pair(earlier, later, faults, gaps=name in whole)
    _check_ids(sections, faults)


def _reversed(placed: Placed[Entry]) -> bool:
    return placed.last is not None and placed.last < placed.first


def _check_entry(placed: Placed[Entry], faults: Faults) -> None:
    entry = placed.entry
    if _reversed(placed):
        faults.add(f"{placed.key}.to", "dates_reversed", f"end it on {entry.from_} or later")
    unread = entry.confidence in {"K", "product"}
    if placed.gates and unread and entry.force != "product":
        cure = "call it force = 'product', or give the source that was read (confidence V or S)"
        faults.add(f"{placed.key}.confidence", "unread_number_is_no_law", cure)


def _check_pair(
    earlier: Placed[Entry], later: Placed[Entry], faults: Faults, *, gaps: bool
) -> None:
    place = f"{later.key}.from"
    if earlier.last is None or later.first <= earlier.last:
        cure = f"end {earlier.key} on the day before {iso(later.first)}, or begin later"
        faults.add(place, "dates_overlap", cure)
    elif gaps and later.first > earlier.last + 1:
        cure = f"begin on {iso(Day(earlier.last + 1))}, the day after {earlier.key} ends"
        faults.add(place, "dates_leave_a_gap", cure)


def _check_ids(sections: Sections, faults: Faults) -> None:
    owners: dict[str, str] = {}
    for name, section in sections.each():
        for placed in section:
            owner = owners.setdefault(placed.entry.id, name)
            if owner != name:
                cure = f"choose another id: this one names a rule of [[{owner}]]"
                faults.add(f"{placed.key}.id", "duplicate_id", cure)
