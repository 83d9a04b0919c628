"""How late a ledger is on a day: past due, its anchors, bucket, classes, and the next change.

Tolerance applies to the total past due of the currency that counts; due today is not late. A
currency that the policy does not know is `unclassified`: it is aged without tolerance, and nobody
is contacted.
"""

from msgspec import Struct

from streams.delinquency.cases import Cases, Freeze
from streams.delinquency.classes import classes_on, next_class_on
from streams.delinquency.grace import delinquent_days, grace_over_on
from streams.delinquency.ledger_state import LedgerState, Slot
from streams.delinquency.materiality import Counter, next_on
from streams.delinquency.slots import unheld
from streams.delinquency.walking import Walked
from streams.policy.rules import Rules
from streams.terms.days import Day

UNCLASSIFIED = "unclassified"


class Aged(Struct, frozen=True, gc=False):
    """One ledger as of a day; it no longer ages once it was charged off or sold.

    `late` holds the obligations past due that count, `upcoming` the first one that is not late.
    The day count of one that `stands_still` is the same tomorrow.
    `oldest_due_on` and `days_past_due` are None and 0 while what counts is within tolerance.
    """

    currency: str
    state: LedgerState
    on: Day
    late: tuple[Slot, ...]
    upcoming: Slot | None
    past_due_minor: int
    contractual_due_on: Day | None
    oldest_due_on: Day | None
    days_past_due: int
    delinquent_days: int
    stands_still: bool
    bucket: str
    classes: dict[str, str]
    next_change_on: Day | None

    @property
    def is_disputed(self) -> bool:
        """Whether something late is hidden by a dispute or a fraud report."""
        return any(slot.held and slot.due_on < self.on for slot in self.state.slots)

    @property
    def classified(self) -> bool:
        """Whether the policy could say what this amounts to."""
        return self.bucket != UNCLASSIFIED


def aged(walked: Walked, rules: Rules, cases: Cases, on: Day) -> Aged:
    """Return how late the ledger is on that day, under those rules."""
    state, now, ledger = walked.state, walked.lateness, rules.ledger
    if cases.stop is not None:
        on = cases.stop.on
    tolerance = rules.tolerance_minor.get(state.currency)
    freezes = cases.freezes_in(state.currency)
    anchor = now.contractual_due_on if now.counting_minor > (tolerance or 0) else None
    days = 0 if anchor is None else on - anchor
    late, upcoming = _sides(state.slots, on) if state.slots else ((), None)
    delinquent = delinquent_days(anchor, on, freezes, ledger.grace) if anchor is not None else 0
    contractual = 0 if now.contractual_due_on is None else on - now.contractual_due_on
    still = cases.stop is not None
    if freezes and not still:
        still = any(since <= on < end for since, end in freezes)
    return Aged(
        state.currency,
        state,
        on,
        late,
        upcoming,
        now.past_due_minor,
        now.contractual_due_on,
        anchor,
        days,
        delinquent,
        still,
        bucket_on(days, now.past_due_minor, state.currency, rules),
        classes_on(ledger, contractual) if ledger.clocks else {},
        None if cases.stop is not None else _next_change_on(walked, rules, freezes, (anchor, on)),
    )


def bucket_on(days_past_due: int, past_due_minor: int, currency: str, rules: Rules) -> str:
    """Return the bucket of a ledger; a currency that the policy does not know has none."""
    if rules.buckets is None or currency not in rules.tolerance_minor:
        return UNCLASSIFIED
    return rules.buckets.bucket_of(days_past_due, past_due_minor, currency) or UNCLASSIFIED


def earliest(*days: Day | None) -> Day | None:
    """Return the first of the days that are known."""
    first: Day | None = None
    for day in days:
        if day is not None and (first is None or day < first):
            first = day
    return first


def _sides(slots: tuple[Slot, ...], on: Day) -> tuple[tuple[Slot, ...], Slot | None]:
    late: list[Slot] = []
    for slot in slots:
        rest = unheld(slot) if slot.held else slot
        if slot.due_on >= on:
            if rest.left_minor:
                return tuple(late), rest
        elif rest.counting_minor:
            late.append(rest)
    return tuple(late), None


def _next_change_on(
    walked: Walked, rules: Rules, freezes: tuple[Freeze, ...], days: tuple[Day | None, Day]
) -> Day | None:
    """Return the first day on which the calendar changes what is said; `days`: anchor and now."""
    state, ledger, (anchor, on) = walked.state, rules.ledger, days
    found: list[Day | None] = []
    for slot in state.slots:
        if slot.due_on >= on:
            found.append(Day(slot.due_on + 1))
            break
    if anchor is not None:
        found += _moves_of(anchor, on, state.currency, rules)
        if ledger.grace.days or freezes:
            found.append(grace_over_on(anchor, on, freezes, ledger.grace))
    if walked.lateness.contractual_due_on is not None:
        found += next_class_on(ledger, walked.lateness.contractual_due_on, on)
    if ledger.late_fees:
        behind = ledger.grace.days + 1
        found += [Day(one.due_on + behind) for one in state.slots if one.due_on + behind > on]
    if ledger.materiality is not None:
        counter = Counter(state.material_since, state.clear_since, state.defaulted_on)
        found.append(next_on(counter, ledger.materiality))
    return earliest(*found)


def _moves_of(anchor: Day, on: Day, currency: str, rules: Rules) -> list[Day]:
    """Return the days on which the bucket of a late ledger changes, and its waiver is offered."""
    days, found = on - anchor, []
    following = rules.buckets.next_days(days) if rules.buckets else None
    if following is not None and rules.tolerance_minor.get(currency) is not None:
        found.append(Day(anchor + following))
    waiver = rules.ledger.waiver
    if waiver is not None and days < waiver.from_days:
        found.append(Day(anchor + waiver.from_days))
    return found
