"""Whom the year is lived by: more trouble than usual, so that every limit is met."""

from streams.portfolio.dispute_troubles import disputes_a_part, disputes_all
from streams.portfolio.habits import (
    bounces,
    forgets,
    pays_in_full,
    pays_in_part,
    pays_the_minimum,
    stops_paying,
)
from streams.portfolio.people import People
from streams.portfolio.promise_troubles import says_why
from streams.portfolio.troubles import TROUBLES

YEAR = People(
    habits=(
        (340, pays_in_full),
        (210, pays_the_minimum),
        (220, forgets),
        (80, pays_in_part),
        (90, stops_paying),
        (60, bounces),
    ),
    troubles={
        **TROUBLES,
        pays_in_full: ((100, disputes_a_part), *TROUBLES[pays_in_full][1:]),
        pays_the_minimum: ((120, disputes_a_part), *TROUBLES[pays_the_minimum][1:]),
        stops_paying: (*TROUBLES[stops_paying][:5], (150, disputes_all), (100, says_why)),
    },
    stops_per_mille=40,
    stop_kinds=(
        "CEASE_CONTACT",
        "ATTORNEY",
        "BANKRUPTCY",
        "DECEASED",
        "BREATHING_SPACE",
        "VULNERABLE",
        "CONTACT_BAN",
        "VISIT_BAN",
    ),
    complaints_per_mille=20,
    objections_per_mille=15,
    agencies_per_mille=250,
    merged_per_mille=20,
    agents_an_area=10,
)
