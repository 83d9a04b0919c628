"""A tick: what has come due is said, passed over rungs are named, and the gate is asked.

First the whole row is looked through for what is due; then the gate is asked rung by rung, the
worst debt first, since each contact it allows leaves less for the next.
"""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from streams.policy.rules import Ladder, Rules, Rung
from streams.terms.days import AsOf, Day
from streams.terms.identity import escalation_id
from streams.treatment.asking import hours_planned, say_visit, with_plan
from streams.treatment.choosing import LEFT_OUT
from streams.treatment.gate import Case, Judgement, contacts_on, judge
from streams.treatment.held_out import lengthened
from streams.treatment.ladder import (
    Coming,
    Ground,
    belongs,
    coming,
    grounds_on,
    known_of,
    next_of,
    of_kind,
)
from streams.treatment.overdue import say_event
from streams.treatment.protection import PROTECTION_BROKEN, Allowed, broken
from streams.treatment.renaming import RUNG_WITHDRAWN, begun_as, is_of
from streams.treatment.rows import ANCHOR_MOVED, CONDITION_GONE, RungRecord
from streams.treatment.spending import Spent
from streams.treatment.walk import Place, Walk

WINDOW_OVER = "window_over"
OUTAGE = "outage"


class Due(Struct, frozen=True, kw_only=True):
    """A rung for the gate; `ground` is None where the standing gives none any more."""

    place: Place
    record: RungRecord
    ground: Ground | None
    position: int
    rank: int

    @property
    def precedence(self) -> tuple[int, int, int, str, str, str]:
        """The worst debt first, then the channel that the strategy prefers, then the later rung.

        The ids only make it one order for all.
        """
        late = self.ground is not None and not self.ground.before_due
        anchor_on = self.ground.anchor_on if late and self.ground is not None else 2**31
        place = self.place
        return (
            anchor_on,
            self.rank,
            -self.position,
            place.account_id,
            place.origin,
            self.record.rung,
        )


def turn_day(walk: Walk, rules: Rules, newest: AsOf) -> None:
    """Let every rung come due, pass it over or look at it again, then ask the gate."""
    due = [*_looked_at_again(walk, rules, newest), *_come_due(walk, rules, newest)]
    # A visit of which the customer was told takes the day's contact before any message.
    for each in sorted(due, key=lambda d: (not _is_announced(walk, rules, d), d.precedence)):
        judged = _asked(walk, rules, newest, each)
        judged, wish = with_plan(walk, rules, each.place, each.record, judged)
        judged = _settle(walk, each, judged)
        say_visit(walk, each.place, each.record, judged, wish)


def _is_announced(walk: Walk, rules: Rules, due: Due) -> bool:
    return hours_planned(walk, rules, due.record, walk.as_of) is not None


def _come_due(walk: Walk, rules: Rules, newest: AsOf) -> Iterator[Due]:
    for account in walk.row.accounts:
        for ground in grounds_on(account, walk.as_of.on, rules.ledger.grace):
            place = Place(account.account_id, ground.origin, ground.currency)
            ladder = _climbed(walk, place, before_due=ground.before_due)
            for position, rung in enumerate(() if ladder is None else ladder.rungs):
                if ladder is not None and belongs(rung, ground):
                    record = _first_look(walk, ladder, rung, place, ground, newest)
                    if record is not None:
                        rank = _rank(walk, place, rung.channel)
                        yield Due(
                            place=place, record=record, ground=ground, position=position, rank=rank
                        )


def _first_look(  # noqa: PLR0917 - one rung on one ground, in the order they are found
    walk: Walk, ladder: Ladder, rung: Rung, place: Place, ground: Ground, newest: AsOf
) -> RungRecord | None:
    """Say DUE, or SKIPPED where the rung is passed over; None where nothing goes to the gate."""
    own = walk.records(*place.origin_of)
    found = next_of(rung, own)
    if found is None:
        return None
    seen = known_of(walk.account(place.account_id), ground, ladder)
    found = found if seen.records is own else next_of(rung, seen.records)
    if found is None:
        return None
    occurrence, known = found
    when = coming(rung, ground, seen, occurrence)
    if walk.as_of.on < when.acts_on:
        return None
    record = known or _blank(walk, ladder, rung, place, occurrence)
    record = _timed(walk, record, when)
    passed_over = when.refusal or _over(record.expires_on, walk.as_of, newest)
    passed_over = passed_over or _left_out(walk, place, rung.channel)
    if passed_over is None:
        return walk.say(place, record, "DUE")
    if known is None:
        walk.say(place, record, "SKIPPED", rule=passed_over)
    return None


def _looked_at_again(walk: Walk, rules: Rules, newest: AsOf) -> Iterator[Due]:
    for account in walk.row.accounts:
        timed = grounds_on(account, walk.as_of.on, rules.ledger.grace)
        found = {(g.origin, g.before_due): g for g in timed}
        for journal in account.journals:
            for record in journal.rungs:
                if not record.is_open or (record.until_on or 0) > walk.as_of.on:
                    continue
                ground = found.get((journal.origin, record.before_due))
                currency = journal.currency if ground is None else ground.currency
                place = Place(account.account_id, journal.origin, currency)
                due = _second_look(walk, place, record, ground, newest)
                if due is not None:
                    yield due


def _second_look(
    walk: Walk,
    place: Place,
    record: RungRecord,
    ground: Ground | None,
    newest: AsOf,
) -> Due | None:
    """Follow the anchor, and end what the ladder or the window has ended."""
    ladder = _climbed(walk, place, before_due=record.before_due)
    position, rung = _rung_of(ladder, record)
    if ladder is not None and rung is None:
        walk.say(place, record, "CANCELLED", rule=RUNG_WITHDRAWN)
        return None
    if ground is not None and rung is not None:
        known = known_of(walk.account(place.account_id), ground, ladder)
        when = coming(rung, ground, known, record.occurrence)
        record = _timed(walk, record, when)
        if when.acts_on > walk.as_of.on:
            rule = ANCHOR_MOVED if when.refusal is None else CONDITION_GONE
            walk.say(place, record, "CANCELLED", rule=rule, detail=when.refusal or "")
            return None
        if when.refusal is not None:
            walk.say(place, record, "SKIPPED", rule=when.refusal)
            return None
    over = _over(record.expires_on, walk.as_of, newest)
    if over is not None:
        walk.say(place, record, "SKIPPED", rule=over, detail=f"last deferred by {record.rule}")
        return None
    left_out = None if ground is None else _left_out(walk, place, record.channel)
    if left_out is not None:
        walk.say(place, record, "SKIPPED", rule=left_out)
        return None
    rank = _rank(walk, place, record.channel)
    return Due(place=place, record=record, ground=ground, position=position, rank=rank)


def _rank(walk: Walk, place: Place, channel: str) -> int:
    return walk.chooser.row_for(walk.ledger(place)).rank_of(channel)


def _asked(walk: Walk, rules: Rules, newest: AsOf, due: Due) -> Judgement:
    account = walk.account(due.place.account_id)
    return judge(
        Case(
            row=walk.row,
            rules=rules,
            as_of=walk.as_of,
            newest=newest,
            incomplete=account.incomplete,
            role=account.role,
            holds=account.holds,
            has_ground=due.ground is not None,
            before_due=due.record.before_due,
            expires_on=due.record.expires_on,
            channel=due.record.channel,
            account_id=due.place.account_id,
            preferred=walk.chooser.row_for(walk.ledger(due.place)).hours,
            planned=hours_planned(walk, rules, due.record, walk.as_of),
        )
    )


def _settle(walk: Walk, due: Due, found: Judgement) -> Judgement:
    """Say what the gate found; a deferral for the same reason as before is only written down."""
    if found.verdict == "DEFERRED" and due.record.rule == found.rule:
        walk.write(due.place, replace(due.record, until_on=found.until_on))
        return found
    found = _looked_at_twice(walk, due, found)
    walk.say(
        due.place,
        due.record,
        found.verdict,
        rule=found.rule,
        detail=found.detail,
        until_on=found.until_on,
        not_before=found.not_before,
        not_after=found.not_after,
        point_id=found.point_id or None,
        rules=found.rules,
        acted_on=found.contact_on,
    )
    if found.contact_on is not None:
        _reserve(walk, due, found, found.contact_on)
    return found


def _looked_at_twice(walk: Walk, due: Due, found: Judgement) -> Judgement:
    """Take back what the gate allowed where a second look forbids it, and tell a person."""
    if found.contact_on is None or found.not_before is None or found.not_after is None:
        return found
    account, rules = walk.account(due.place.account_id), walk.rules
    allowed = Allowed(
        channel=due.record.channel,
        on=found.contact_on,
        not_before=found.not_before,
        not_after=found.not_after,
        point_id=found.point_id,
        escalation_id=due.record.escalation_id,
    )
    why = "no rules" if rules is None else broken(walk.row, account, rules, allowed)
    if why is None:
        return found
    escalation = due.record.escalation_id
    say_event(walk, "PROTECTION_BROKEN", account.account_id, escalation, why)
    until_on = Day(walk.as_of.on + 1)
    return Judgement(verdict="DEFERRED", rule=PROTECTION_BROKEN, detail=why, until_on=until_on)


def _reserve(walk: Walk, due: Due, found: Judgement, on: Day) -> None:
    """Count the contact at once: until its outcome is told it counts as made and answered."""
    row = walk.row
    spent = Spent(
        due.record.escalation_id,
        due.place.account_id,
        due.record.channel,
        on,
        walk.as_of.at if found.not_before is None else found.not_before,
        found.point_id,
    )
    walk.row = replace(
        row,
        contact_on=max(row.contact_on, on),
        contacts=contacts_on(row, on) + 1,
        ledger=replace(row.ledger, spent=(*row.ledger.spent, spent)),
    )


def _climbed(walk: Walk, place: Place, *, before_due: bool) -> Ladder | None:
    """Return the ladder of one kind of ground: a reminder does not begin an episode."""
    records = of_kind(walk.records(*place.origin_of), before_due=before_due)
    return walk.chooser.ladder(walk.ledger(place), records)


def _left_out(walk: Walk, place: Place, channel: str) -> str | None:
    """Name the strategy where it leaves out the channel for this customer now."""
    row = walk.chooser.row_for(walk.ledger(place))
    return LEFT_OUT if channel in row.leaves_out else None


def _over(expires_on: int, as_of: AsOf, newest: AsOf) -> str | None:
    """Name why a window is over, if it is; one that only the newest moment is past is an outage."""
    if as_of.on >= expires_on:
        return WINDOW_OVER
    return OUTAGE if newest.on >= expires_on else None


def _rung_of(ladder: Ladder | None, record: RungRecord) -> tuple[int, Rung | None]:
    rungs = () if ladder is None else ladder.rungs
    found = ((i, r) for i, r in enumerate(rungs) if r.id == record.rung and is_of(r, record))
    return next(found, (0, None))


def _timed(walk: Walk, record: RungRecord, when: Coming) -> RungRecord:
    expires_on = lengthened(walk.rules, record, when).expires_on
    return replace(record, due_on=when.due_on, expires_on=expires_on)


def _blank(walk: Walk, ladder: Ladder, rung: Rung, place: Place, occurrence: int) -> RungRecord:
    row = walk.row
    named = escalation_id(
        row.customer_id,
        place.account_id,
        place.origin,
        ladder.id,
        rung.id,
        occurrence,
        row.forgotten,
    )
    return RungRecord(
        rung=rung.id,
        ladder=ladder.id,
        channel=rung.channel,
        escalation_id=named,
        before_due=rung.at_days < 0,
        visit_number=rung.visit_number,
        verdict="DUE",
        due_on=walk.as_of.on,
        expires_on=walk.as_of.on,
        occurrence=occurrence,
        purpose=rung.purpose,
        forgotten=row.forgotten,
        was=begun_as(ladder.rungs, walk.records(*place.origin_of), rung.id),
    )
