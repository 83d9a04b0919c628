"""The rules in force on one day, worked out from a document's sections."""

from msgspec import structs

from streams.policy.bands import AmountBand, DayBand
from streams.policy.choosing import choosing
from streams.policy.limiting import limits
from streams.policy.placed import Placed, holding
from streams.policy.reckoning import reckoned
from streams.policy.rules import Buckets, ClassAsked, House, Ladder, Rules, Rung
from streams.policy.sections import Sections
from streams.policy.shapes import LadderEntry, RungShape
from streams.policy.values import minute_of, zone_of
from streams.policy.visiting import visiting
from streams.terms.days import Day


def resolve(sections: Sections, policy_id: str, digest: str, day: Day) -> Rules:
    """Return the rules in force on a day; what is not in force is None."""
    tolerances = holding(sections.tolerance, day)
    tolerance_minor = {t.entry.currency: t.entry.max_minor for t in tolerances}
    ladder = next((p for p in holding(sections.ladders, day) if not p.entry.by_strategy), None)
    return Rules(
        policy_id=policy_id,
        digest=digest,
        buckets=_buckets(sections, day),
        tolerance_minor=tolerance_minor,
        ladder=None if ladder is None else _ladder(ladder.entry),
        house=_house(sections, day),
        contact=limits(sections.contact, sections.ledger.calendars, day),
        ladders=_known(sections, day),
        strategy=choosing(sections.behaviour, day),
        ledger=reckoned(sections.ledger, tolerance_minor, day, _sizes(sections, day)),
        field=visiting(sections.visit_rules, day),
    )


def _sizes(sections: Sections, day: Day) -> list[str]:
    # Currencies share the ids of their amount bands (`amount_bands_differ`).
    held = next(iter(holding(sections.amount_bands, day)), None)
    return [] if held is None else [band.id for band in held.entry.bands]


def _buckets(sections: Sections, day: Day) -> Buckets | None:
    days = next(iter(holding(sections.day_bands, day)), None)
    amounts = holding(sections.amount_bands, day)
    if days is None or not amounts:
        return None
    return Buckets(
        days=tuple(DayBand(id=b.id, from_days=b.from_days) for b in days.entry.bands),
        amounts={
            a.entry.currency: tuple(
                AmountBand(id=b.id, from_minor=b.from_minor) for b in a.entry.bands
            )
            for a in amounts
        },
    )


def _ladder(entry: LadderEntry) -> Ladder:
    rungs = tuple(_rung(rung) for rung in entry.rungs)
    return Ladder(id=entry.ladder, rungs=rungs, migrate=entry.migrate)


def _rung(shape: RungShape) -> Rung:
    asked = tuple(ClassAsked(clock=each.clock, ids=each.ids) for each in shape.classes)
    said = structs.asdict(shape) | {"classes": asked}
    # Where a rung comes from changes nothing that it does.
    return Rung(**{name: said[name] for name in Rung.__struct_fields__})


def _known(sections: Sections, day: Day) -> dict[str, Ladder]:
    """Return every ladder that has begun by a day; of one name the entry that began last."""
    begun = sorted((p for p in sections.ladders if p.gates and p.first <= day), key=_first)
    return {placed.entry.ladder: _ladder(placed.entry) for placed in begun}


def _first(placed: Placed[LadderEntry]) -> Day:
    return placed.first


def _house(sections: Sections, day: Day) -> House | None:
    hours = next(iter(holding(sections.house_hours, day)), None)
    cap = next(iter(holding(sections.contacts_per_day, day)), None)
    laws = holding(sections.contact.law_hours, day)
    # A document that knows of a law on hours contacts nobody on a day for which it has none.
    lawless = any(law.gates for law in sections.contact.law_hours) and not laws
    zone = None if hours is None else zone_of(hours.entry.zone)
    if hours is None or cap is None or zone is None or lawless:
        return None
    places = (zone_of(name) for name in hours.entry.customer_zones)
    return House(
        zone=zone,
        opens_minute=minute_of(hours.entry.opens),
        closes_minute=minute_of(hours.entry.closes),
        contacts_per_day_max=cap.entry.contacts_max,
        customer_zones=tuple(place for place in places if place is not None),
    )
