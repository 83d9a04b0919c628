"""Which record of which topic says which fact about a customer; standings go another way."""

from typing import Any

from streams.terms import contact_facts, handback_facts, profile_facts, routes
from streams.terms.customer_facts import CustomerRefusalResolved
from streams.wire.shapes import Shape

_KEY = "customer_id"

CUSTOMER_SHAPES: tuple[Shape[Any], ...] = (
    Shape(profile_facts.StopPlaced, routes.PROFILE, "STOP_PLACED", _KEY),
    Shape(profile_facts.StopLifted, routes.PROFILE, "STOP_LIFTED", _KEY),
    Shape(profile_facts.ConsentChanged, routes.PROFILE, "CONSENT_CHANGED", _KEY),
    Shape(profile_facts.ZoneTold, routes.PROFILE, "ZONE_TOLD", _KEY),
    Shape(profile_facts.ZoneWithdrawn, routes.PROFILE, "ZONE_WITHDRAWN", _KEY),
    Shape(profile_facts.QuietTimeSet, routes.PROFILE, "QUIET_TIME_SET", _KEY),
    Shape(profile_facts.QuietTimeEnded, routes.PROFILE, "QUIET_TIME_ENDED", _KEY),
    Shape(profile_facts.ContactPointSet, routes.PROFILE, "CONTACT_POINT_SET", _KEY),
    Shape(profile_facts.CustomersMerged, routes.PROFILE, "CUSTOMERS_MERGED", _KEY),
    Shape(profile_facts.CustomerMoved, routes.MOVES, "CUSTOMER_MOVED", _KEY),
    Shape(contact_facts.VisitOutcome, routes.OUTCOMES, "VISIT_OUTCOME", _KEY),
    Shape(contact_facts.ContactMade, routes.OUTCOMES, "CONTACT_MADE", _KEY),
    Shape(contact_facts.AgencyContacted, routes.OUTCOMES, "AGENCY_CONTACTED", _KEY),
    Shape(contact_facts.AgencyPlaced, routes.OUTCOMES, "AGENCY_PLACED", _KEY),
    Shape(contact_facts.QuotaReturned, routes.OUTCOMES, "QUOTA_RETURNED", _KEY),
    Shape(contact_facts.ComplaintReceived, routes.OUTCOMES, "COMPLAINT_RECEIVED", _KEY),
    Shape(contact_facts.ComplaintClosed, routes.OUTCOMES, "COMPLAINT_CLOSED", _KEY),
    Shape(contact_facts.ObjectionRaised, routes.OUTCOMES, "OBJECTION_RAISED", _KEY),
    Shape(contact_facts.ObjectionAnswered, routes.OUTCOMES, "OBJECTION_ANSWERED", _KEY),
    Shape(contact_facts.SatisfactionScored, routes.OUTCOMES, "SATISFACTION_SCORED", _KEY),
    Shape(contact_facts.VisitOutcome, routes.FIELD_HANDBACKS, "OUTCOME_HANDED_BACK", _KEY),
    Shape(handback_facts.VisitPlanned, routes.FIELD_HANDBACKS, "VISIT_PLANNED", _KEY),
    Shape(handback_facts.VisitUnplanned, routes.FIELD_HANDBACKS, "VISIT_UNPLANNED", _KEY),
    Shape(handback_facts.VisitReturned, routes.FIELD_HANDBACKS, "VISIT_RETURNED", _KEY),
    Shape(handback_facts.SafetyFlagged, routes.FIELD_HANDBACKS, "SAFETY_FLAGGED", _KEY),
    Shape(handback_facts.SafetyCleared, routes.FIELD_HANDBACKS, "SAFETY_CLEARED", _KEY),
    Shape(CustomerRefusalResolved, routes.CUSTOMER_DECISIONS, "REFUSAL_RESOLVED", _KEY),
)
