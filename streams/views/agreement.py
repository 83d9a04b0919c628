"""The fold held against the public table: the same, or what differs."""

from collections.abc import Sequence
from typing import Any

from streams.terms.days import Day, iso
from streams.terms.money import show
from streams.terms.standing import LedgerStanding, Standing
from streams.views.personal import as_it_is, hidden

_NOTHING = "nothing"
_AGREES = "agrees with the public table"
_DAYS = ("_on", "_since")
# Days move without anything else changing; the currency is in the name of what is compared.
_MOVING = frozenset({"currency", "days_past_due", "delinquent_days"})


def agreement(retold: Standing | None, table: Standing | None, *, masked: bool = True) -> str:
    """Return whether the fold and the public table say the same, or what differs.

    What is personal is compared as it is, and shown `masked`.
    """
    if table is None:
        missing = "the public table has no row of this account"
        return missing if retold else f"{_AGREES}: it has no row of this account"
    if retold is None:
        return "differs from the public table: the facts found here give no standing"
    was, now = _compared(table), _compared(retold)
    differing = [name for name in was | now if now.get(name) != was.get(name)]
    if not differing:
        return _AGREES
    hide = hidden if masked else as_it_is
    was, now = _compared(hide(table)), _compared(hide(retold))
    named = [
        f"{name.replace('_', ' ')}: {now.get(name, _NOTHING)} here, {was.get(name, _NOTHING)} there"
        for name in differing
    ]
    return f"differs from the public table ({'; '.join(named)}): is every worker up to date?"


def row_on(
    day: Day, written: Sequence[Standing | None], retold: Standing | None
) -> Standing | None:
    """Return the row of the public table that stood on a day, where a run has gone on since.

    A row is written only where something changes, on some days several times: of those that may
    have stood then the one that agrees with the fold is taken, else the newest of them. None among
    them is where the account had left; it tells no day.
    """
    if retold is None and None in written:
        return None
    rows = [row for row in written if row is not None]
    before = [row for row in rows if row.as_of < day][-1:]
    found = [*before, *(row for row in rows if row.as_of == day)]
    newest = next(reversed(found or rows), None)
    return next((row for row in found if agreement(retold, row) == _AGREES), newest)


def _compared(standing: Standing) -> dict[str, str]:
    """Return what must be the same; days and versions move without anything else changing."""
    ledgers = {
        f"{ledger.currency}_{name.removesuffix('_minor')}": _plain(ledger, name)
        for ledger in standing.ledgers
        for name in LedgerStanding.__struct_fields__
        if name not in _MOVING
    }
    changes_on = standing.next_change_on
    return {
        "customer": standing.customer_id,
        "bucket": standing.bucket,
        "incomplete": "true" if standing.incomplete else "false",
        "life": standing.life,
        "holds": ", ".join(standing.holds) or _NOTHING,
        "cause": standing.cause or _NOTHING,
        "collection_policy": standing.collection_policy or _NOTHING,
        "next_change_on": _NOTHING if changes_on is None else iso(changes_on),
    } | ledgers


def _plain(ledger: LedgerStanding, name: str) -> str:
    value = getattr(ledger, name)
    if isinstance(value, dict):
        parts = [f"{key} {_written(name, value[key], ledger)}" for key in sorted(value)]
        return " and ".join(parts) or _NOTHING
    return _NOTHING if value is None else _written(name, value, ledger)


def _written(name: str, value: Any, ledger: LedgerStanding) -> str:
    if name.endswith("_minor"):
        return show(value, ledger.currency)
    return iso(value) if name.endswith(_DAYS) else str(value)
