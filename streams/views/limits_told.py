"""What limits contact with a customer today: stops, consent, times, open matters, caps in use."""

from collections.abc import Iterator

from streams.policy.contact import Cap
from streams.policy.rules import House
from streams.terms.days import Day, iso
from streams.treatment.choosing import Chooser
from streams.treatment.gate import contacts_on
from streams.treatment.hours import contact_day
from streams.treatment.known import KnownPoint, KnownTime
from streams.treatment.matters import AWAITED_DAYS
from streams.treatment.profile import WEEKDAYS
from streams.treatment.rows import Stop
from streams.treatment.spending import Use, used_on
from streams.views.dossier import Dossier, Told
from streams.views.profile_words import WAYS, hour, plain
from streams.views.sources import rule_told


def limits_told(dossier: Dossier) -> Iterator[Told]:
    """Yield a line for each thing that stands against contact, or that was told of the customer."""
    row = dossier.row
    if row.is_held:
        text = "a record waits in the dead letters, nobody contacts the customer (arrears dlq list)"
        yield Told(part="line", label="held", text=text)
    for stop in row.stops:
        if stop.kind is not None:
            yield Told(part="line", label="stop", text=_stop(dossier, stop))
    for consent in row.profile.consents:
        agrees = "agrees to" if consent.granted else "refuses"
        text = f"the customer {agrees} {WAYS[consent.id]}, told for {iso(consent.told[0])}"
        yield Told(part="line", label="consent", text=text)
    for time in row.profile.times:
        if not time.ended:
            yield Told(part="line", label="times", text=_time(time))
    for zone in row.profile.zones:
        if zone.zone is not None:
            sure = "confirmed" if zone.confirmed else "possible"
            yield Told(part="line", label="zone", text=f"{zone.zone}, {sure}")
    for point in row.profile.points:
        yield Told(part="line", label="point", text=_point(dossier, point))
    yield from _traits(dossier)
    yield from _matters(dossier)
    yield from _used(dossier)


def _traits(dossier: Dossier) -> Iterator[Told]:
    for found in Chooser(dossier.row, dossier.rules, dossier.as_of.on).findings:
        trait, why = dossier.private(plain(found.trait)), dossier.private(found.why)
        yield Told(
            part="line",
            label="trait",
            text=f"{trait}: {why}",
            # The rule names the trait, and so is as personal as it is.
            rules=()
            if dossier.masked
            else (rule_told(found.rule, dossier.policy, dossier.as_of.on),),
        )


def _stop(dossier: Dossier, stop: Stop) -> str:
    kind = dossier.private(plain(stop.kind or ""))
    since = "" if stop.placed_on is None else f" since {iso(stop.placed_on)}"
    until = "" if stop.until_on is None else f" up to {iso(stop.until_on)}"
    lead = f"{dossier.named(stop.stop_id)} ({kind}){since}{until}"
    if stop.lifted_on is not None:
        return f"{lead}, lifted on {iso(stop.lifted_on)}"
    return lead if stop.holds(dossier.as_of.on) else f"{lead}, over"


def _time(time: KnownTime) -> str:
    days = ", ".join(WEEKDAYS[day] for day in time.weekdays)
    lead = f"{hour(time.from_minute)} to {hour(time.to_minute)}"
    return f"{lead}{f' ({days})' if days else ''} does not suit the customer"


def _point(dossier: Dossier, point: KnownPoint) -> str:
    sure = "verified" if point.verified else "not verified"
    works = "" if point.works else ", reaches nobody or is not to be used"
    named = f"{plain(point.kind)} {dossier.named(point.id)} of the {plain(point.holder)}"
    return f"{named}, {sure}{works}"


def _matters(dossier: Dossier) -> Iterator[Told]:
    matters = dossier.row.matters
    for one in matters.complaints:
        state = "open: people leave the customer alone" if one.is_open else "answered"
        text = f"{dossier.named(one.id)} {state}, told for {iso(one.told[0])}"
        yield Told(part="line", label="complaint", text=text)
    for raised in matters.objections:
        yield Told(
            part="line",
            label="objection",
            text=f"{dossier.named(raised.id)} about {dossier.named(raised.account_id)},"
            f" {_answer(dossier, raised.answered, raised.raised_on)}",
        )
    for told in matters.awaited:
        until = Day(told.since_on + AWAITED_DAYS)
        if dossier.as_of.on <= until:
            text = f"{plain(told.kind)} of {dossier.named(told.account_id)}: nobody contacts about"
            text += f" it until {iso(until)}, or until it is confirmed"
            yield Told(part="line", label="just told", text=text)


def _answer(dossier: Dossier, answered: bool, raised_on: Day | None) -> str:  # noqa: FBT001
    days = dossier.rules.contact.objection_days
    if answered:
        return "answered"
    if raised_on is None or days is None:
        return "not answered yet"
    return f"to be answered by {iso(Day(raised_on + days))}"


def _used(dossier: Dossier) -> Iterator[Told]:
    """Yield how much of each cap is used on the day for which a contact would be authorised."""
    rules, house = dossier.rules, dossier.rules.house
    if house is None:
        return
    day = contact_day(dossier.as_of, house)
    yield _of_the_day(dossier, house, day)
    for cap in rules.contact.caps:
        used = max(used_on(dossier.row.ledger, cap, use, day) for use in _uses(dossier, cap, day))
        days = "on" if cap.days == 1 else f"in the {cap.days} days up to"
        most = "" if cap.per == "PERSON" else f", where most was ({plain(cap.per)})"
        rule = rule_told(cap.rule, dossier.policy, day)
        text = f"{used} of {cap.most} used {days} {iso(day)}{most}: {rule.says}"
        yield Told(part="line", label="cap", text=text, rules=(rule,))


def _of_the_day(dossier: Dossier, house: House, day: Day) -> Told:
    spent = contacts_on(dossier.row, day)
    rule = rule_told("contact_cap_of_the_day", dossier.policy, day)
    text = f"{spent} of {house.contacts_per_day_max} used on {iso(day)}: contacts a day"
    return Told(part="line", label="cap", text=text, rules=(rule,))


def _uses(dossier: Dossier, cap: Cap, day: Day) -> list[Use]:
    """Return one use for each thing that the cap is counted over."""
    accounts = [account.account_id for account in dossier.row.accounts]
    points = [point.id for point in dossier.row.profile.points]
    channel = min(cap.channels)
    return [
        Use(channel=channel, account_id=account, point_id=point, on=day)
        for account in (accounts if cap.per == "DEBT" else ()) or ("",)
        for point in (points if cap.per == "NUMBER" else ()) or ("",)
    ]
