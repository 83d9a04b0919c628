"""Who is cleared of one incident: a word for a customer holds wherever that customer stands in it.

What is heard of an incident may come in any order, so that each word is kept by itself and carried
over to whatever it is about: the same words leave the same open, whichever came first.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from streams.field.rows import Flagged, Incident


def told_apart(one: Incident) -> Incident:
    """Return an incident in which whom treatment tells of stands beside what was met here.

    Rows of before kept the first such customer in the place of what was met here.
    """
    if one.is_own or not (one.customer_id or one.cleared):
        return one
    apart = replace(one, customer_id="", point_id="", cleared=False)
    if not one.customer_id:
        return replace(apart, cleared_here=True)
    return with_others(apart, [Flagged(one.customer_id, one.point_id, one.cleared)])


def with_others(one: Incident, new: Iterable[Flagged]) -> Incident:
    """Return the incident with further customers, or with what is now known of them."""
    found = {(other.customer_id, other.point_id): other for other in one.others}
    found |= {(other.customer_id, other.point_id): other for other in new}
    return replace(one, others=tuple(found[key] for key in sorted(found)))


def with_named(one: Incident, customer_ids: Iterable[str]) -> Incident:
    """Return the incident with customers whom a report here names beside its own one."""
    known = {other.customer_id: other for other in one.others if not other.point_id}
    named = (known.get(each) or Flagged(each) for each in customer_ids)
    return with_others(one, [replace(each, is_own=True) for each in named])


def met_here(one: Incident) -> Incident:
    """Return an incident that a crew here has met with: a person's word was of this, not others."""
    others = (
        replace(other, cleared=False, cleared_here=False) if other.cleared_here else other
        for other in told_apart(one).others
    )
    return replace(told_apart(one), is_own=True, others=tuple(others))


def settled(one: Incident) -> Incident:
    """Return the incident with what is cleared carried to all that is of the same customer."""
    gone = {other.customer_id for other in one.others if other.cleared}
    is_cleared = one.is_own and (one.cleared or one.cleared_here or one.customer_id in gone)
    if is_cleared:
        gone.add(one.customer_id)
    if one.is_own and one.cleared_here:
        gone.update(other.customer_id for other in one.others if other.is_own)
    others = (
        replace(other, cleared=True) if other.customer_id in gone else other for other in one.others
    )
    return replace(one, cleared=is_cleared, others=tuple(others))
