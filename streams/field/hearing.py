"""When what a fact tells of has happened, as far as a device's clock can be trusted."""

from streams.terms.days import DAY_MICROSECONDS, Instant
from streams.terms.field_facts import AnyFieldFact


def heard_at(fact: AnyFieldFact) -> Instant | None:
    """Return the instant that a fact names, None where it names none.

    A clock that is ahead of the fact's own day is not believed.
    """
    at: Instant | None = getattr(fact, "at", None)
    return None if at is None else Instant(min(at, (fact.effective_on + 1) * DAY_MICROSECONDS))
