"""Results of a run as they are once read, without a broker to read them from."""

from collections import Counter, deque

from streams.runs.followers import Results
from streams.terms.days import Day
from streams.terms.standing import LedgerStanding, Standing

DAY = Day(20_000)


def standing(account: str, bucket: str, balance_minor: int) -> Standing:
    ledger = LedgerStanding(currency="CNY", balance_minor=balance_minor, bucket=bucket)
    return Standing(
        account_id=account,
        customer_id="c",
        version=1,
        as_of=DAY,
        days_past_due=0,
        bucket=bucket,
        ledgers=(ledger,),
    )


def results_of(*standings: Standing) -> Results:
    """Return results as read, without a broker to read them from."""
    results = Results.__new__(Results)
    results.standings = {one.account_id: one for one in standings}
    results.latest = deque()
    results.steps = Counter()
    return results
