"""An account leaves the public table: closed, settled, and kept for as long as policy says.

>>> from streams.delinquency.rows import Noted
>>> nothing = SaidStanding("c1", "current", False, None, ())
>>> closed = (Noted(Day(10), "close", "z1"),)
>>> may_leave(nothing, closed, Horizon(closed_days=30), Day(40)).is_gone
True
"""

from msgspec.structs import replace

from streams.delinquency.aging import earliest
from streams.delinquency.journal import SaidLedger, SaidStanding
from streams.delinquency.rows import Noted
from streams.policy.ledger import Horizon
from streams.terms.days import Day


def may_leave(
    said: SaidStanding, cases: tuple[Noted, ...], horizon: Horizon, on: Day
) -> SaidStanding:
    """Return what is said, marked as gone where it is time, or with the day when it will be."""
    closed = [one.on for one in cases if one.kind == "close" and one.on <= on]
    if not closed or said.incomplete or not all(map(_is_settled, said.ledgers)):
        return said
    leaves_on = Day(min(closed) + horizon.closed_days)
    if leaves_on <= on:
        return replace(said, is_gone=True)
    return replace(said, next_change_on=earliest(said.next_change_on, leaves_on))


def _is_settled(ledger: SaidLedger) -> bool:
    return (
        ledger.balance_minor == 0
        and ledger.past_due_minor == 0
        and ledger.held_minor == 0
        and ledger.upcoming_statement_id is None
    )
