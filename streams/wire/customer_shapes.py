"""Which record of which topic says which fact about a customer; standings go another way."""

from typing import Any

from streams.terms import routes
from streams.terms.customer_facts import (
    CustomerRefusalResolved,
    StopLifted,
    StopPlaced,
    VisitOutcome,
)
from streams.wire.shapes import Shape

CUSTOMER_SHAPES: tuple[Shape[Any], ...] = (
    Shape(StopPlaced, routes.PROFILE, "STOP_PLACED", "customer_id"),
    Shape(StopLifted, routes.PROFILE, "STOP_LIFTED", "customer_id"),
    Shape(VisitOutcome, routes.OUTCOMES, "VISIT_OUTCOME", "customer_id"),
    Shape(CustomerRefusalResolved, routes.CUSTOMER_DECISIONS, "REFUSAL_RESOLVED", "customer_id"),
)
