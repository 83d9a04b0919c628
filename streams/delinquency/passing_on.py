"""A correction of the past goes to whoever may have been contacted on one of its days."""

from collections.abc import Iterable, Iterator

from streams.delinquency.parties import parties_on
from streams.delinquency.rows import Noted
from streams.terms.delinquency_notices import AnyDelinquencyNotice, Corrected, CorrectionNotice
from streams.terms.identity import stable_id


def corrections_told(
    notices: Iterable[AnyDelinquencyNotice], customer_id: str, cases: tuple[Noted, ...]
) -> Iterator[CorrectionNotice]:
    """Yield each correction among the notices once for each customer whom it reaches.

    That are those liable now and those who were on the first or last day of a stretch: one who is
    liable no longer was contacted all the same.
    """
    for notice in notices:
        if isinstance(notice, Corrected):
            for party in _reached(notice, customer_id, cases):
                yield CorrectionNotice(
                    event_id=stable_id("correction told", party, notice.event_id),
                    account_id=notice.account_id,
                    customer_id=party,
                    seq=notice.seq,
                    as_of=notice.as_of,
                    currency=notice.currency,
                    spans=notice.spans,
                    cause=notice.cause,
                )


def _reached(notice: Corrected, customer_id: str, cases: tuple[Noted, ...]) -> list[str]:
    ends = (day for span in notice.spans for day in (span.first_on, span.last_on))
    days = {notice.as_of, *ends}
    return sorted({party for day in days for party, _ in parties_on(customer_id, cases, day)})
