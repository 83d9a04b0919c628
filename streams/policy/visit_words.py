"""The words and numbers that a rule about home visits may use, each with how it is refused."""

from typing import Annotated, Literal, get_args

from msgspec import Meta

from streams.policy.words import Name, asks
from streams.terms import agent_facts
from streams.terms.contact_facts import Outcome

VisitRule = Literal[
    "LAST_RESORT",
    "TWO_AGENTS",
    "CERTIFIED",
    "FIT_AGENT",
    "VISIT_HOURS",
    "NO_HOLIDAY",
    "NOTICE",
    "ADDRESS",
    "IDENTIFY",
    "NO_ENTRY",
    "RECORDING",
    "THIRD_PARTY",
    "LEAVE",
    "VULNERABLE",
    "SAFETY",
    "SECOND_VISIT",
    "DAYLIGHT",
    "PLANNING",
    "HELD_OUT",
]
"""What is ruled about visits: fifteen rules, and what a second visit, a day and a test ask for."""

VISIT_RULES: tuple[VisitRule, ...] = get_args(VisitRule)

REQUIRED: tuple[VisitRule, ...] = tuple(kind for kind in VISIT_RULES if kind != "HELD_OUT")
"""Those that have to hold together: where one is missing nobody can be sent."""

RECALLED: Outcome = "RECALLED"
"""The only outcome after which the same visit may be made once more: nobody was there."""

PLANNING_DAYS = 2
"""How many days a visit needs for being asked for and planned, before notice of it is given."""

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _whole(rule: str, least: int, most: int) -> Meta:
    return Meta(ge=least, le=most, extra=asks(rule, f"write a whole number from {least} to {most}"))


Kind = Annotated[
    VisitRule,
    Meta(extra=asks("unknown_visit_rule", f"write one of {', '.join(VISIT_RULES)}")),
]
Certificates = Annotated[
    tuple[agent_facts.Certificate, ...],
    Meta(
        min_length=1,
        extra=asks("unknown_certificate", "write a list of LAW, CONDUCT, SAFETY and PSYCHOLOGY"),
    ),
]
Roles = Annotated[
    tuple[Name, ...],
    Meta(min_length=1, extra=asks("role_is_malformed", "list one or more roles in lower case")),
]
Agents = Annotated[int, _whole("agents_out_of_range", 1, 9)]
Ahead = Annotated[int, _whole("days_out_of_range", 1, 365)]
Apart = Annotated[int, _whole("days_out_of_range", 0, 365)]
Validity = Annotated[int, _whole("days_out_of_range", 1, 3_660)]
Years = Annotated[int, _whole("years_out_of_range", 1, 99)]
GapSeconds = Annotated[int, _whole("seconds_out_of_range", 0, 3_600)]
Minutes = Annotated[int, _whole("minutes_out_of_range", 1, 480)]
Visits = Annotated[int, _whole("visits_out_of_range", 1, 99)]
AnswerHours = Annotated[int, _whole("hours_out_of_range", 1, 48)]
Speed = Annotated[int, _whole("speed_out_of_range", 1, 200)]
Percent = Annotated[
    int,
    Meta(
        ge=1,
        le=50,
        extra=asks("share_out_of_range", "write per cent from 1 to 50: most are not put off"),
    ),
]
