"""Refused records of an area: what may have told of danger holds it, anything else is an alert.

A record about people may have been the report of an incident; until a person has settled it, no
plan is asked for. A refused word about one visit, or a refused plan, leaves that visit where it
stands, and its own deadlines tell people.
"""

from streams.field.rows import AreaRow, with_head
from streams.field.walk import FieldWalk
from streams.terms.field_facts import AreaRecordRefused, AreaRefusalResolved
from streams.terms.routes import FIELD_AGENTS, VISIT_REQUESTS

# A product choice: more refusals than a person settles one by one are settled all at once.
HOLDS_MAX = 1_000
ALL = "*"
"""The origin of a decision that every refused record of the area is settled."""
_DANGEROUS = frozenset({FIELD_AGENTS, VISIT_REQUESTS})


def with_refusal(row: AreaRow, fact: AreaRecordRefused) -> AreaRow:
    """Return the row held by a refused record, the very row where it holds nothing."""
    head = row.head
    if fact.origin in head.holds or fact.origin in head.resolved:
        return row
    if fact.origin.partition("/")[0] not in _DANGEROUS:
        return row
    if len(head.holds) >= HOLDS_MAX:
        return with_head(row, overflowed=True)
    return with_head(row, holds=(*head.holds, fact.origin))


def with_resolution(row: AreaRow, fact: AreaRefusalResolved) -> AreaRow:
    """Return the row without a hold that a person has settled, or without any.

    That all are settled counts once: what is refused behind it holds the area anew.
    """
    head, is_of_all = row.head, fact.origin == ALL
    settled = f"{ALL}/{fact.event_id}" if is_of_all else fact.origin
    if settled in head.resolved:
        return row
    resolved = (*head.resolved, settled)[-HOLDS_MAX:]
    if is_of_all:
        return with_head(row, holds=(), overflowed=False, resolved=resolved)
    holds = tuple(origin for origin in head.holds if origin != fact.origin)
    return with_head(row, holds=holds, resolved=resolved)


def refuse(walk: FieldWalk, fact: AreaRecordRefused) -> None:
    """Hold what has to be held, and alert people; the record waits in the dead letters."""
    walk.row = with_refusal(walk.row, fact)
    holds = "no plan is asked for meanwhile" if walk.row.is_held else "the area goes on"
    walk.alert("RECORD_REFUSED", fact.origin, fact.rule, holds)
