"""What a customer is like to deal with, found in facts alone, each trait by a rule with a name.

A trait is a function of the row and the day, whatever order the facts came in. What it rests on is
what was paid, told and tried; nothing here knows who the customer is. The numbers are policy
(`[[traits]]`), and a trait without an entry in force is never found. In doubt a trait that hardens
the tone is not found, and one that softens it is.

>>> from streams.policy.strategy import Threshold
>>> found = traits_of(CustomerRow("c1"), {"first_time": Threshold(rule="x.first")}, Day(9))
>>> [(one.trait, one.rule, one.why) for one in found]
[('first_time', 'x.first', 'nothing was late before')]
"""

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from streams.policy.strategy import Threshold, Trait
from streams.terms.days import Day
from streams.treatment.known import CUSTOMER
from streams.treatment.matters import awaits
from streams.treatment.past import Episode
from streams.treatment.rows import AccountRecord, CustomerRow, RungRecord, journal_of
from streams.treatment.spending import KEPT_DAYS, PHONE
from streams.treatment.told import Told, told_to_us

SHORT_OF_CASH = frozenset({"INCOME", "ILLNESS"})
DISPUTED = frozenset({"DISPUTED", "MET_DISPUTE"})
REFUSED = frozenset({"REFUSED", "REFUSED_TO_PAY"})
VULNERABLE = "VULNERABLE"
VULNERABLE_STOP = "VULNERABLE_STOP"
PLAN_ASKED = "MET_PLAN_ASKED"
# Without a result a contact counts as made; these say that it never was.
_NOT_MADE = frozenset({"FAILED", "RECALLED", "RETURNED"})


class Finding(Struct, frozen=True, kw_only=True):
    """A trait that was found: the entry of the policy it was found by, and why, in a few words."""

    trait: Trait
    rule: str
    why: str


class Case(Struct, frozen=True, kw_only=True):
    """What a rule looks at: the row, the day, the threshold, what was told in contacts."""

    row: CustomerRow
    on: Day
    asks: Threshold
    told: tuple[Told, ...]

    @property
    def since(self) -> Day:
        """Return the first day that is still looked back at."""
        return Day(self.on - self.asks.within_days + 1)

    def paid(self) -> Iterator[tuple[AccountRecord, Episode]]:
        """Yield the episodes that were paid inside the days that are looked back at."""
        for account in self.row.accounts:
            for episode in account.history.episodes:
                if episode.ended == "PAID" and (episode.ended_on or 0) >= self.since:
                    yield account, episode

    def results(self, words: frozenset[str]) -> int:
        """Count the contacts with one of these results inside those days."""
        return sum(one.result in words and self.since <= one.on <= self.on for one in self.told)


def traits_of(
    row: CustomerRow, thresholds: Mapping[str, Threshold], on: Day
) -> tuple[Finding, ...]:
    """Return the traits found on a day, in order of their names."""
    if not thresholds:
        return ()
    told = told_to_us(row)
    found = []
    for trait, rule in _RULES.items():
        asks = thresholds.get(trait)
        why = None if asks is None else rule(Case(row=row, on=on, asks=asks, told=told))
        if asks is not None and why is not None:
            found.append(Finding(trait=trait, rule=asks.rule, why=why))
    return tuple(found)


def turns_on(row: CustomerRow, thresholds: Mapping[str, Threshold], on: Day) -> Day | None:
    """Return the first later day on which time alone may end a trait, or None."""
    if not thresholds:
        return None
    days = {asks.within_days for asks in thresholds.values()} | {KEPT_DAYS}
    seen = {one.on for one in told_to_us(row)}
    seen |= {e.ended_on for a in row.accounts for e in a.history.episodes if e.ended_on is not None}
    ends = {s.until_on for s in row.stops if s.until_on is not None}
    coming = (*(day + long for day in seen for long in days), *(end + 1 for end in ends))
    # What was told of a day that is still to come begins to count then.
    later = [day for day in (*coming, *seen) if day > on]
    return Day(min(later)) if later else None


def _breaks_promises(case: Case) -> str | None:
    """Find promises that were broken, and more of them than were kept."""
    kept = sum(account.history.kept for account in case.row.accounts)
    broken = sum(account.history.broken for account in case.row.accounts)
    if broken < case.asks.times_min or broken <= kept:
        return None
    return f"{broken} promises broken, {kept} kept"


def _cannot_be_reached(case: Case) -> str | None:
    """Find enough calls on enough days since the last talk, or numbers none of which works."""
    numbers = [p for p in case.row.profile.points if p.kind == PHONE and p.holder == CUSTOMER]
    if numbers and not any(number.works for number in numbers):
        return "no number works"
    talks = [one.on for one in case.told if one.talked]
    behind = max([case.since, *(talk + 1 for talk in talks if talk <= case.on)])
    tries = [one.on for one in case.told if one.channel == PHONE and behind <= one.on <= case.on]
    if len(tries) < case.asks.times_min or len(set(tries)) < case.asks.days_min:
        return None
    return f"{len(tries)} calls on {len(set(tries))} days reached nobody"


def _disputes(case: Case) -> str | None:
    """Find a dispute that is open, or enough that were told in contacts."""
    for account in case.row.accounts:
        if "dispute" in account.holds or account.history.cause == "DISPUTE":
            return "a dispute is open"
        if awaits(case.row.matters, account.account_id, case.on) == "DISPUTE":
            return "a dispute was just told"
    told = case.results(DISPUTED)
    return f"{told} disputes told" if told >= case.asks.times_min else None


def _first_time(case: Case) -> str | None:
    """Find that no more than one episode ever began; what was before our time nobody knows."""
    begun = sum(account.history.begun for account in case.row.accounts)
    if begun > 1:
        return None
    return "nothing was late before" if begun == 0 else "it is the first episode"


def _forgets(case: Case) -> str | None:
    """Find episodes paid soon behind the due date or the first word from us, or the cause said."""
    if any(account.history.cause == "FORGOT" for account in case.row.accounts):
        return "the customer forgot, as was said"
    soon = 0
    for account, episode in case.paid():
        days = episode.days_until_paid
        since = next(iter(_contacts(account, episode)), None)
        if since is not None:
            days = min(days or 0, (episode.ended_on or 0) - since)
        soon += days is not None and days <= case.asks.days_max
    return f"paid soon {soon} times" if soon >= case.asks.times_min else None


def _pays_after_contact(case: Case) -> str | None:
    """Find episodes paid soon behind a first contact, and before any other."""
    paid = 0
    for account, episode in case.paid():
        contacts = _contacts(account, episode)
        if len(contacts) == 1:
            paid += (episode.ended_on or 0) - contacts[0] <= case.asks.days_max
    return f"paid behind the first contact {paid} times" if paid >= case.asks.times_min else None


def _short_of_cash(case: Case) -> str | None:
    """Find a cause that says so, a plan that was asked for or runs, or payments in part."""
    for account in case.row.accounts:
        if account.history.cause in SHORT_OF_CASH:
            return "income or illness was the cause, as was said"
        if "plan" in account.holds:
            return "a plan runs"
    if case.results(frozenset({PLAN_ASKED})):
        return "a plan was asked for"
    parts = sum(
        episode.parts - episode.steps
        for account in case.row.accounts
        for episode in account.history.episodes
        if episode.ended_on is None or episode.ended_on >= case.since
    )
    return f"{parts} payments in part" if parts >= case.asks.times_min else None


def _strategic(case: Case) -> str | None:
    """Find refusals by somebody who has shown to be able to pay and has no reason not to.

    The ability shows in an episode that was paid, or in payments that were just enough to be late
    for less long. Where anything speaks for want of money, a dispute or vulnerability it is never
    found: what looks like will may be need.
    """
    refused = case.results(REFUSED)
    shown = sum(1 for _ in case.paid()) + sum(
        episode.steps for account in case.row.accounts for episode in account.history.episodes
    )
    if refused < case.asks.times_min or not shown:
        return None
    if any(account.history.cause not in {"", "FORGOT"} for account in case.row.accounts):
        return None
    if any(rule(case) is not None for rule in (_short_of_cash, _disputes, _vulnerable)):
        return None
    return f"{refused} refusals, having shown to be able to pay"


def _vulnerable(case: Case) -> str | None:
    """Find a stop for vulnerability that holds, or a visit that was ended for it."""
    if any(stop.kind == VULNERABLE and stop.holds(case.on) for stop in case.row.stops):
        return "a stop says so"
    if any(one.result == VULNERABLE_STOP and one.on <= case.on for one in case.told):
        return "a visit was ended for it"
    return None


def _contacts(account: AccountRecord, episode: Episode) -> list[Day]:
    """Return the days of the contacts about an episode up to its end, rising."""
    journal = journal_of(account, episode.origin)
    ended_on = episode.ended_on
    return sorted(
        record.acted_on
        for record in (() if journal is None else journal.rungs)
        if record.acted_on is not None
        and not record.before_due
        and _is_made(record)
        and (ended_on is None or record.acted_on <= ended_on)
    )


def _is_made(record: RungRecord) -> bool:
    """Tell whether a contact counts as made; one that was cancelled may have been, unless told."""
    if record.outcome is not None:
        return record.outcome not in _NOT_MADE
    return record.verdict == "AUTHORISED"


_RULES: Mapping[Trait, Callable[[Case], str | None]] = {
    "breaks_promises": _breaks_promises,
    "cannot_be_reached": _cannot_be_reached,
    "disputes": _disputes,
    "first_time": _first_time,
    "forgets": _forgets,
    "pays_after_contact": _pays_after_contact,
    "short_of_cash": _short_of_cash,
    "strategic": _strategic,
    "vulnerable": _vulnerable,
}
