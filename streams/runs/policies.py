"""A run's policy: a shipped pack or a file, read, checked, and ready to be published."""

from collections.abc import Callable, Iterator
from datetime import UTC, tzinfo
from itertools import takewhile

from msgspec import Struct

from streams.app.packs import pack_text
from streams.broker.reading import read_all
from streams.engine.names import Names
from streams.policy.document import Policy, parse
from streams.policy.foresight import channels_at_rest
from streams.runs.errors import PolicyRefused
from streams.terms.control import PolicyPublished
from streams.terms.days import Day, date_of, iso
from streams.terms.routes import POLICY
from streams.wire.control import decode_control

DIGITS = 12
"""So many digits of a digest are shown: enough to tell policies apart."""


class RunPolicy(Struct, frozen=True):
    """A sound policy, as read and as published."""

    policy: Policy
    published: PolicyPublished

    def zone_on(self, day: Day) -> tzinfo:
        """Return the house's zone in force on a day, UTC where no house hours are in force."""
        house = self.policy.on(day).house
        return UTC if house is None else house.zone

    def __str__(self) -> str:
        return f"{self.policy.policy_id} ({self.policy.digest[:DIGITS]})"


def policy_of(name: str) -> RunPolicy:
    """Return the policy of a shipped pack or a file; raises PolicyRefused, naming each fault."""
    return _read(pack_text(name), name)


def policy_published(bootstrap: str, names: Names, digest: str) -> RunPolicy:
    """Return the policy of a run that has a digest, from the run's own topic.

    Raises PolicyRefused where it was not published there, or this version finds faults in it.
    """
    for record in read_all(bootstrap, names.full(POLICY), [0]):
        found = decode_control(POLICY, record.value)
        if isinstance(found, PolicyPublished) and found.digest == digest:
            return _read(found.document, found.policy_id)
    raise PolicyRefused(
        f"the last tick names the policy {digest[:DIGITS]}, and {names.full(POLICY)} does not hold"
        " it: name the policy to go on with by --pack"
    )


def _read(text: str, name: str) -> RunPolicy:
    read = parse(text, name)
    if not isinstance(read, Policy):
        faults = "\n  ".join(str(fault) for fault in read)
        raise PolicyRefused(f"the policy {name} has faults:\n  {faults}")
    return RunPolicy(
        read, PolicyPublished(policy_id=read.policy_id, digest=read.digest, document=text)
    )


def see_that_it_fits(
    policy: RunPolicy, currency: str, days: range, say: Callable[[str], None]
) -> None:
    """Refuse a policy that classes nothing of a run, and warn of days that it does not know.

    Raises PolicyRefused.
    """
    require_currency(policy, currency, days)
    warning = days_without_calendar(policy, days)
    if warning is not None:
        say(warning)


def require_currency(policy: RunPolicy, currency: str, days: range) -> None:
    """Raise PolicyRefused where classes are in force on days of a run, but for other currencies.

    Every account would be unclassified, and nobody contacted.
    """
    known = {code for on in days for code in _currencies(policy.policy, Day(on))}
    if known and currency not in known:
        one_of = "" if len(known) == 1 else "one of "
        raise PolicyRefused(
            f"the policy {policy.policy.policy_id} knows no {currency}: choose {one_of}"
            f"{', '.join(sorted(known))} with --currency, or another policy with --pack"
        )


def days_without_calendar(policy: RunPolicy, days: range) -> str | None:
    """Return a warning of the first days of a run for which business days are not known, if any.

    Where only channels that rest on holidays need them, it tells of those channels.
    """

    def is_stale(on: int) -> bool:
        return policy.policy.on(Day(on)).ledger.is_stale(Day(on))

    def rests(on: int) -> bool:
        return bool(channels_at_rest(policy.policy.on(Day(on)), Day(on)))

    return _without_calendar(policy, days, is_stale) or _without_calendar(policy, days, rests)


def _without_calendar(
    policy: RunPolicy, days: range, is_stale: Callable[[int], bool]
) -> str | None:
    first = next(filter(is_stale, days), None)
    if first is None:
        return None
    last = max(takewhile(is_stale, range(first, days.stop)))
    until = "on" if last == days[-1] else f"to {iso(Day(last))}"
    rules = policy.policy.on(Day(first))
    held = rules.ledger.is_stale(Day(first))
    channels = " and no ".join(channels_at_rest(rules, Day(first)))
    nobody = "nobody is contacted" if held else f"no {channels} is made"
    return (
        f"Warning: the policy {policy.policy.policy_id} has no table of business days of"
        f" {date_of(Day(first)).year}, so {nobody} from {iso(Day(first))} {until}: add"
        " the year to its calendars."
    )


def _currencies(policy: Policy, on: Day) -> Iterator[str]:
    rules = policy.on(on)
    if rules.buckets is not None:
        yield from rules.buckets.amounts.keys() & rules.tolerance_minor.keys()
