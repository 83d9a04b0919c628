"""What limits contact with a customer: stops, consent, times, zones and contact points.

Of two facts about one thing (a channel's consent, a contact point) the later one holds, by
`effective_on`, then `source_seq`, then `event_id`, whichever arrived first.
"""

from typing import Literal

from streams.terms.customer_fact import CustomerFact
from streams.terms.days import Day

Channel = Literal["SMS", "EMAIL", "PHONE", "LETTER", "VISIT"]
"""The ways to a customer."""

PointKind = Literal["PHONE", "EMAIL", "ADDRESS"]
"""What a contact point is; an SMS and a call go to a PHONE, a letter and a visit to an ADDRESS."""

MergeRole = Literal["ABSORBED", "SURVIVOR"]
"""What becomes of a customer id in a merge."""

Holder = Literal["CUSTOMER", "WORK_PLACE", "CONTACT_PERSON"]
"""Whose a contact point is."""


class StopPlaced(CustomerFact, frozen=True, kw_only=True):
    """No contact with this customer from now on, or none of some kind.

    `kind` is one of CEASE_CONTACT, ATTORNEY, BANKRUPTCY, DECEASED, BREATHING_SPACE, VULNERABLE,
    CONTACT_BAN (by an authority), VISIT_BAN ("do not visit again"; visits alone). A stop that is
    given an end holds up to `until_on`, that day included.
    """

    stop_id: str
    kind: str
    until_on: Day | None = None


class StopLifted(CustomerFact, frozen=True, kw_only=True):
    """The stop of that id no longer holds."""

    stop_id: str


class ConsentChanged(CustomerFact, frozen=True, kw_only=True):
    """The customer agrees to a channel, or refuses it; `evidence_ref` names the proof."""

    channel: Channel
    granted: bool
    evidence_ref: str = ""


class ZoneTold(CustomerFact, frozen=True, kw_only=True):
    """Something speaks for a time zone: an address, a number's prefix, the customer's own word.

    `zone` is an IANA name. Every zone that is told counts as possible until one is `confirmed`;
    then the latest confirmed one alone does.
    """

    evidence_id: str
    zone: str
    confirmed: bool = False


class ZoneWithdrawn(CustomerFact, frozen=True, kw_only=True):
    """That evidence speaks for a zone no longer."""

    evidence_id: str


class QuietTimeSet(CustomerFact, frozen=True, kw_only=True):
    """Times that do not suit the customer, in minutes of the local day, `to_minute` excluded.

    They go over midnight where `to_minute` is not after `from_minute`. `weekdays` lists the days
    on which they begin, MON to SUN; none means every day.
    """

    time_id: str
    from_minute: int
    to_minute: int
    weekdays: tuple[str, ...] = ()


class QuietTimeEnded(CustomerFact, frozen=True, kw_only=True):
    """Those times suit the customer again."""

    time_id: str


class ContactPointSet(CustomerFact, frozen=True, kw_only=True):
    """A number or address, named by a pseudonym, and what is known of it.

    `usable` is false once it is known not to reach the customer; `verified` is true once somebody
    has made sure that it does. `zone` and service `area` are those of an address, each empty where
    it is not known; its place, in microdegrees, is None where nobody has placed it.
    """

    point_id: str
    point_kind: PointKind
    holder: Holder = "CUSTOMER"
    usable: bool = True
    verified: bool = False
    zone: str = ""
    area: str = ""
    latitude_microdegrees: int | None = None
    longitude_microdegrees: int | None = None


class CustomersMerged(CustomerFact, frozen=True, kw_only=True):
    """This customer and another one turn out to be one person; each of the two is told.

    The one with the role ABSORBED is contacted no more; what it holds goes to the SURVIVOR. A merge
    is not undone.
    """

    merge_id: str
    other_id: str
    merge_role: MergeRole


class CustomerMoved(CustomerFact, frozen=True, kw_only=True):
    """What the absorbed customer's row holds, for the survivor; made by the treatment stage.

    `source_seq` counts the times it was said for the merge. `whole_since_on` is the day from which
    nothing more is known to come, None while a merge into the absorbed customer waits itself.
    """

    merge_id: str
    other_id: str
    contents: bytes
    whole_since_on: Day | None = None


AnyProfileFact = (
    StopPlaced
    | StopLifted
    | ConsentChanged
    | ZoneTold
    | ZoneWithdrawn
    | QuietTimeSet
    | QuietTimeEnded
    | ContactPointSet
    | CustomersMerged
    | CustomerMoved
)
