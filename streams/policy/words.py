"""The words a policy document may use, and the rule and cure that go with each kind of field.

An annotation of a shape carries its own rule, so that a reader refuses a field with the words that
stand beside it: see `reading`.
"""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from streams.terms import profile_facts
from streams.terms.contact_facts import Outcome

# Patterns end in \Z: a "$" would let a line end through at the end of an id.


def asks(rule: str, cure: str) -> dict[str, str]:
    """Return what a field says when its value is refused."""
    return {"rule": rule, "cure": cure}


Id = Annotated[
    str,
    Meta(
        pattern=r"\A[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\Z",
        extra=asks("id_is_malformed", "write letters, digits, '-', '_', and '.' between words"),
    ),
]
Name = Annotated[
    str,
    Meta(
        pattern=r"\A[a-z0-9_-]+\Z",
        extra=asks("id_is_malformed", "write lower-case letters, digits, '-' and '_' only"),
    ),
]
Text = Annotated[
    str, Meta(pattern=r"\S", extra=asks("text_is_empty", "write a text in quotes, '-' for none"))
]
Force = Annotated[
    Literal["binding", "standard", "self-regulation", "product"],
    Meta(
        extra=asks("unknown_force", "write binding, standard, self-regulation or product"),
    ),
]
Confidence = Annotated[
    Literal["V", "S", "K", "product"],
    Meta(
        extra=asks("unknown_confidence", "write V (read), S (reported), K (not read) or product"),
    ),
]
Status = Annotated[
    Literal["in_force", "draft"],
    Meta(extra=asks("unknown_status", "write in_force or draft")),
]
Date = Annotated[date, Meta(extra=asks("date_expected", "write a date as 2026-01-30, unquoted"))]
EndDate = Annotated[
    date | None,
    Meta(extra=asks("date_expected", "write a date as 2026-01-30, unquoted, or leave it out")),
]
Currency = Annotated[
    str, Meta(extra=asks("currency_expected", "write a three-letter ISO-4217 code in quotes"))
]
Zone = Annotated[
    str, Meta(extra=asks("unknown_zone", "write an IANA time zone such as Asia/Shanghai"))
]
Zones = Annotated[
    tuple[str, ...], Meta(extra=asks("unknown_zone", "write a list of IANA time zones in quotes"))
]
Clock = Annotated[
    str,
    Meta(
        pattern=r"\A(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)\Z",
        extra=asks("hour_is_malformed", "write 'HH:MM' between 00:00 and 24:00, in quotes"),
    ),
]
# Bounds keep what is worked out from a policy, due dates and sums, inside a date and a long.
Days = Annotated[
    int,
    Meta(
        ge=-9999,
        le=9999,
        extra=asks("days_out_of_range", "write a whole number of days from -9999 to 9999"),
    ),
]
Pause = Annotated[
    int,
    Meta(
        ge=0,
        le=9999,
        extra=asks("days_out_of_range", "write a whole number of days from 0 to 9999"),
    ),
]
Window = Annotated[
    int,
    Meta(
        ge=1,
        le=9999,
        extra=asks("window_out_of_range", "write a whole number of days from 1 to 9999"),
    ),
]
Minor = Annotated[
    int,
    Meta(
        ge=0,
        le=2**63 - 1,
        extra=asks("amount_out_of_range", "write minor units, a whole number from 0 to 2^63 - 1"),
    ),
]
Contacts = Annotated[
    int,
    Meta(
        ge=1,
        le=99,
        extra=asks("contacts_out_of_range", "write a whole number from 1 to 99"),
    ),
]
VisitNumber = (
    Annotated[
        int,
        Meta(
            ge=1,
            le=2,
            extra=asks("unknown_visit_number", "write 1 or 2: an episode has two visits"),
        ),
    ]
    | None
)
Channel = Annotated[
    profile_facts.Channel,
    Meta(extra=asks("unknown_channel", "write SMS, EMAIL, PHONE, LETTER or VISIT")),
]
Channels = Annotated[
    tuple[Channel, ...],
    Meta(
        min_length=1,
        extra=asks("unknown_channel", "write a list of SMS, EMAIL, PHONE, LETTER and VISIT"),
    ),
]
Outcomes = Annotated[
    tuple[Outcome, ...],
    Meta(
        extra=asks("unknown_outcome", "write a list of outcomes as in VisitOutcome, e.g. NOT_HOME")
    ),
]
Flag = Annotated[bool, Meta(extra=asks("flag_expected", "write true or false"))]
