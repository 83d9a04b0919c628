"""What was told of contacts with a customer, by us and by agencies, as one list."""

from msgspec import Struct

from streams.terms.days import Day
from streams.treatment.rows import CustomerRow

# Whoever gives one of these was talked to.
_TALKED = frozenset(
    {"RIGHT_PARTY", "REFUSED", "PROMISED", "DISPUTED"}
    | {
        "MET_PAID",
        "MET_PROMISE",
        "MET_PLAN_ASKED",
        "MET_DISPUTE",
        "REFUSED_TO_PAY",
        "REFUSED_VISIT",
    }
)


class Told(Struct, frozen=True):
    """The result of one contact."""

    on: Day
    channel: str
    result: str

    @property
    def talked(self) -> bool:
        """Whether the customer was talked to."""
        return self.result in _TALKED


def told_to_us(row: CustomerRow) -> tuple[Told, ...]:
    """Return every result that the row still knows, in no order that counts.

    Ours are in the journals of the rungs; those of agencies are kept as long as caps ask for them.
    """
    ours = (
        Told(record.outcome_on, record.channel, record.outcome)
        for account in row.accounts
        for journal in account.journals
        for record in journal.rungs
        if record.outcome is not None and record.outcome_on is not None
    )
    theirs = (
        Told(spent.on, spent.channel, spent.result)
        for spent in row.ledger.spent
        if spent.agency_id and spent.result
    )
    return (*ours, *theirs)
