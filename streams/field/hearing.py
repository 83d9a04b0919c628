"""When what a fact tells of has happened, as far as a device's clock can be trusted."""

from streams.terms.days import DAY_MICROSECONDS, AsOf, Instant
from streams.terms.field_facts import AnyFieldFact

# A product choice: a fact of tomorrow may be read before the tick of its day, not one of later.
DAYS_AHEAD_MAX = 1


def heard_at(fact: AnyFieldFact, as_of: AsOf | None) -> Instant | None:
    """Return the instant that a fact names, None where it names none or cannot be believed.

    A clock that is ahead of the fact's own day is not believed, nor one that is days ahead of the
    last tick: nothing that others wait for is over because of it.
    """
    at: Instant | None = getattr(fact, "at", None)
    if at is None or is_ahead(fact, as_of):
        return None
    return Instant(min(at, (fact.effective_on + 1) * DAY_MICROSECONDS))


def is_ahead(fact: AnyFieldFact, as_of: AsOf | None) -> bool:
    """Tell whether a fact is of a day that has not come yet, whatever was read before it."""
    return as_of is not None and fact.effective_on > as_of.on + DAYS_AHEAD_MAX
