"""What a fact about the past changed: the days that were said to stand otherwise.

Both walks are under what is known on the same day, one without and one with the fact. Days are
compared by their anchor and bucket; the amount alone corrects nothing.
"""

from collections.abc import Iterator

from streams.delinquency.aging import bucket_on
from streams.delinquency.rows import NEVER
from streams.delinquency.walking import Look
from streams.policy.rules import Rules
from streams.terms.days import Day
from streams.terms.delinquency_notices import CorrectedSpan

_CURRENT = (None, 0)


def corrected_spans(  # noqa: PLR0917 - two walks, and what both are seen by
    was: list[Look],
    now: list[Look],
    currency: str,
    rules: Rules,
    days: tuple[Day, Day],
    stops: tuple[Day, Day] = (NEVER, NEVER),
) -> tuple[CorrectedSpan, ...]:
    """Return the stretches within `days` (both included) on which anchor or bucket differ.

    `stops` are the days on which either walk stopped ageing: buckets stay behind them.
    """
    first_on, last_on = days
    spans: list[CorrectedSpan] = []
    cuts = _cuts([*was, *now], rules, first_on, last_on)
    for since, until in zip(cuts, [*cuts[1:], Day(last_on + 1)], strict=True):
        before, after = _seen(was, since), _seen(now, since)
        old = _bucket(before, min(since, stops[0]), currency, rules)
        new = _bucket(after, min(since, stops[1]), currency, rules)
        if (before[0], old) != (after[0], new):
            spans.append(
                CorrectedSpan(
                    first_on=since,
                    last_on=Day(until - 1),
                    was_oldest_due_on=before[0],
                    is_oldest_due_on=after[0],
                    was_bucket=old,
                    is_bucket=new,
                )
            )
    return tuple(_joined(spans))


def _joined(spans: list[CorrectedSpan]) -> Iterator[CorrectedSpan]:
    """Yield the stretches, those that touch and say the same as one."""
    held: CorrectedSpan | None = None
    for span in spans:
        if held is not None and held.last_on + 1 == span.first_on and _says(held) == _says(span):
            held = CorrectedSpan(
                first_on=held.first_on,
                last_on=span.last_on,
                was_oldest_due_on=span.was_oldest_due_on,
                is_oldest_due_on=span.is_oldest_due_on,
                was_bucket=span.was_bucket,
                is_bucket=span.is_bucket,
            )
            continue
        if held is not None:
            yield held
        held = span
    if held is not None:
        yield held


def _says(span: CorrectedSpan) -> tuple[object, ...]:
    return span.was_oldest_due_on, span.is_oldest_due_on, span.was_bucket, span.is_bucket


def _cuts(looks: list[Look], rules: Rules, first_on: Day, last_on: Day) -> list[Day]:
    """Return the days on which anything may change, the first of them included."""
    days = {first_on}
    bands = () if rules.buckets is None else rules.buckets.days
    for look in looks:
        days.add(look.on)
        if look.oldest_due_on is not None:
            days.update(Day(look.oldest_due_on + band.from_days) for band in bands)
    return sorted(day for day in days if first_on <= day <= last_on)


def _seen(looks: list[Look], on: Day) -> tuple[Day | None, int]:
    seen: tuple[Day | None, int] = _CURRENT
    for look in looks:
        if look.on > on:
            break
        seen = look.oldest_due_on, look.past_due_minor
    return seen


def _bucket(seen: tuple[Day | None, int], on: Day, currency: str, rules: Rules) -> str:
    anchor, past_due = seen
    return bucket_on(0 if anchor is None else on - anchor, past_due, currency, rules)
