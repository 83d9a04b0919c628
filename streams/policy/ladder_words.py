"""The words a rung may use beyond those of any entry, each with the rule it is refused by."""

from typing import Annotated

from msgspec import Meta

from streams.policy import rules
from streams.policy.words import Name, asks
from streams.terms.contact_facts import Outcome, Result

Results = Annotated[
    tuple[Result | Outcome, ...],
    Meta(
        extra=asks(
            "unknown_result",
            "write a list of results as in ContactMade, RIGHT_PARTY, or VisitOutcome, NOT_HOME",
        )
    ),
]
Purpose = Annotated[
    rules.Purpose,
    Meta(extra=asks("unknown_purpose", "write COLLECTION, BUREAU_NOTICE or PRE_LEGAL")),
]
Names = Annotated[
    tuple[Name, ...], Meta(extra=asks("id_is_malformed", "write a list of ids in quotes"))
]
SomeNames = Annotated[
    tuple[Name, ...],
    Meta(min_length=1, extra=asks("list_is_empty", "list one or more ids in quotes")),
]
Repeats = Annotated[
    int,
    Meta(ge=1, le=30, extra=asks("times_out_of_range", "write a whole number from 1 to 30")),
]
Tries = Annotated[
    int,
    Meta(ge=0, le=30, extra=asks("tries_out_of_range", "write a whole number from 0 to 30")),
]
