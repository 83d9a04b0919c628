"""What limits contact on one day, worked out from a document's sections."""

from streams.policy.contact import Cap, ContactRules, Demand, Gap, Holidays, Hours
from streams.policy.contact_sections import ContactSections
from streams.policy.contact_shapes import Limit
from streams.policy.ledger_shapes import CalendarEntry
from streams.policy.placed import Placed, holding, sole
from streams.policy.reporting import Effective, Notice, Reporting
from streams.policy.values import minute_of
from streams.terms.days import Day, day_of


def limits(
    sections: ContactSections, calendars: tuple[Placed[CalendarEntry], ...], day: Day
) -> ContactRules:
    """Return the limits in force on a day, in the order of their ids."""
    answering = sole(sections.objections, day)
    return ContactRules(
        hours=tuple(
            Hours(
                rule=law.entry.id,
                channels=frozenset(law.entry.channels),
                opens_minute=minute_of(law.entry.opens),
                closes_minute=minute_of(law.entry.closes),
            )
            for law in sorted(holding(sections.law_hours, day), key=lambda p: p.entry.id)
        ),
        caps=tuple(
            Cap(
                rule=cap.entry.id,
                channels=frozenset(cap.entry.channels),
                counts=cap.entry.counts,
                per=cap.entry.per,
                days=cap.entry.days,
                most=cap.entry.contacts_max,
            )
            for cap in sorted(holding(sections.caps, day), key=lambda p: p.entry.id)
        ),
        gaps=tuple(
            Gap(
                rule=gap.entry.id,
                channels=frozenset(gap.entry.channels),
                per=gap.entry.per,
                days=gap.entry.days,
            )
            for gap in sorted(holding(sections.talk_gaps, day), key=lambda p: p.entry.id)
        ),
        opt_in=_demands(sections.opt_in, day),
        holidays=_demands(sections.no_holidays, day),
        calendar=_holidays(calendars, day),
        verified=_demands(sections.verified_points, day),
        objection_days=None if answering is None else answering.days,
        reporting=_reporting(sections, day),
        effective=_effective(sections, day),
    )


def _reporting(sections: ContactSections, day: Day) -> Reporting | None:
    reports, keeping = sole(sections.bureau_reports, day), sole(sections.bureau_keep, day)
    if reports is None:
        return None
    return Reporting(
        rule=reports.id,
        not_adverse=frozenset(reports.not_adverse),
        notice=_notice(sections, day),
        keep_years=None if keeping is None else keeping.years,
    )


def _notice(sections: ContactSections, day: Day) -> Notice | None:
    entry = sole(sections.bureau_notice, day)
    if entry is None:
        return None
    return Notice(rule=entry.id, sent_days=entry.sent_days, held_days=entry.held_days)


def _effective(sections: ContactSections, day: Day) -> Effective | None:
    entry = sole(sections.effective_collections, day)
    return None if entry is None else Effective(rule=entry.id, apart_days=entry.apart_days)


def _demands(section: tuple[Placed[Limit], ...], day: Day) -> tuple[Demand, ...]:
    held = sorted(holding(section, day), key=lambda p: p.entry.id)
    return tuple(Demand(rule=p.entry.id, channels=frozenset(p.entry.channels)) for p in held)


def _holidays(calendars: tuple[Placed[CalendarEntry], ...], day: Day) -> Holidays | None:
    years = [table for placed in holding(calendars, day) for table in placed.entry.years]
    if not years:
        return None
    return Holidays(
        years=frozenset(table.year for table in years),
        days=frozenset(day_of(closed) for table in years for closed in table.closed),
    )
