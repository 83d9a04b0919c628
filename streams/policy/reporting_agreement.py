"""What reports to the credit bureau owe to the ladders and to the codes of the bureau."""

from streams.policy.fault import Faults
from streams.policy.ledger_shapes import Reported
from streams.policy.placed import Placed, holding
from streams.policy.reporting_shapes import ReportsEntry
from streams.policy.sections import Sections
from streams.terms.days import Day


def check_reported_codes(sections: Sections, faults: Faults) -> None:
    """Note codes that are called harmless and that the bureau has at no time of the entry."""
    for reports in sections.contact.bureau_reports:
        if not reports.gates:
            continue
        meeting = [p.entry for p in sections.ledger.bureau if p.gates and _meet(p, reports)]
        known = {code for entry in meeting for code in _codes(entry)}
        for i, code in enumerate(reports.entry.not_adverse):
            if code not in known:
                cure = f"name codes of a [[bureau]] in force with it: {_listed(known)}"
                faults.add(f"{reports.key}.not_adverse[{i}]", "harmless_code_unknown", cure)


def check_notices(sections: Sections, day: Day, faults: Faults) -> None:
    """Note ladders on which nobody is told of a report, where nothing is reported before.

    What is adverse of an account on such a ladder would be held for good.
    """
    if not holding(sections.contact.bureau_reports, day):
        return
    for notice in holding(sections.contact.bureau_notice, day):
        for ladder in holding(sections.ladders, day):
            if all(rung.purpose != "BUREAU_NOTICE" for rung in ladder.entry.rungs):
                cure = (
                    f"add a rung with purpose BUREAU_NOTICE: {notice.entry.id} demands that the"
                    " customer is told before, or all that is adverse is held for good"
                )
                faults.add(f"{ladder.key}.rungs", "ladder_without_bureau_notice", cure)


def _meet(bureau: Placed[Reported], reports: Placed[ReportsEntry]) -> bool:
    """Tell whether two entries are in force on a common day."""
    begins_in_time = reports.last is None or bureau.first <= reports.last
    return begins_in_time and (bureau.last is None or reports.first <= bureau.last)


def _codes(entry: Reported) -> list[str]:
    ids = [band.id for bands in (entry.statuses, entry.marks) for band in bands]
    return [*ids, entry.charged_off, entry.sold]


def _listed(codes: set[str]) -> str:
    return ", ".join(sorted(codes)) or "none is"
