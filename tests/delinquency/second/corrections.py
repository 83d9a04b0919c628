"""Which days a fact changed: the timeline without it against the timeline with it."""

from streams.policy.rules import Rules
from streams.terms.account_facts import AnyAccountFact
from streams.terms.days import Day
from streams.terms.delinquency_notices import CorrectedSpan
from tests.delinquency.second.answer import timeline


def corrected_spans(
    before: list[AnyAccountFact],
    after: list[AnyAccountFact],
    rules: Rules,
    first_on: Day,
    as_of: Day,
) -> dict[str, list[CorrectedSpan]]:
    """Return the changed days of `first_on` up to `as_of`, that day excluded, per ledger.

    Both histories are seen with all that is known on `as_of`. A ledger that only one of them has
    was never said to stand in any way, so nothing of it is corrected.
    """
    was = timeline(before, rules, as_of, first_on)
    now = timeline(after, rules, as_of, first_on)
    found: dict[str, list[CorrectedSpan]] = {}
    for currency in was.keys() & now.keys():
        for number in range(first_on, as_of):
            day = Day(number)
            if was[currency][day] != now[currency][day]:
                spans = found.setdefault(currency, [])
                _add(spans, day, was[currency][day], now[currency][day])
    return found


def _add(
    spans: list[CorrectedSpan], day: Day, was: tuple[Day | None, str], now: tuple[Day | None, str]
) -> None:
    first = day
    if spans and spans[-1].last_on == day - 1 and _said(spans[-1]) == (was, now):
        first = spans.pop().first_on
    spans.append(
        CorrectedSpan(
            first_on=first,
            last_on=day,
            was_oldest_due_on=was[0],
            is_oldest_due_on=now[0],
            was_bucket=was[1],
            is_bucket=now[1],
        )
    )


def _said(span: CorrectedSpan) -> tuple[tuple[Day | None, str], tuple[Day | None, str]]:
    was = (span.was_oldest_due_on, span.was_bucket)
    return was, (span.is_oldest_due_on, span.is_bucket)
