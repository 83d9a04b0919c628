"""The closed list of words that a row of the strategy may use, and what is never one of them."""

from typing import Annotated

from msgspec import Meta

from streams.policy import strategy
from streams.policy.words import asks
from streams.terms import treatment_notices

NEVER = (
    "age",
    "birth",
    "child",
    "country_of_birth",
    "disability",
    "education",
    "employer",
    "ethnic",
    "family",
    "female",
    "gender",
    "income",
    "language",
    "male",
    "marital",
    "married",
    "nation",
    "occupation",
    "political",
    "postcode",
    "pregnan",
    "race",
    "religion",
    "sex",
    "single",
    "surname",
    "union",
    "widow",
    "zodiac",
)
"""Words for who somebody is: no choice may rest on any of them."""

# Debts have an age as well.
_OF_DEBTS = ("re_age", "age_from_reversal")

# Of these the beginning is enough; a short word may begin one that means no person.
_BEGIN = frozenset(word for word in NEVER if len(word) >= len("birth"))

KNOWN = "a row may ask for traits, days, amounts and classes alone"
"""What a cure says of the words that there are."""

Trait = Annotated[
    strategy.Trait,
    Meta(
        extra=asks(
            "trait_unknown", f"write one of {', '.join(strategy.TRAITS)}: what was done, not who"
        )
    ),
]
Traits = Annotated[
    tuple[Trait, ...],
    Meta(
        extra=asks(
            "trait_unknown",
            f"list some of {', '.join(strategy.TRAITS)}; nobody is treated by sex, age, marital"
            " status or the like",
        )
    ),
]
Tone = Annotated[
    treatment_notices.Tone, Meta(extra=asks("unknown_tone", "write plain, kind or firm"))
]
Least = Annotated[
    int,
    Meta(ge=1, le=99, extra=asks("times_out_of_range", "write a whole number from 1 to 99")),
]
LookedBack = Annotated[
    int,
    Meta(ge=1, le=400, extra=asks("days_out_of_range", "write a number of days from 1 to 400")),
]


def is_never(word: str) -> bool:
    """Tell whether a word says who somebody is.

    >>> is_never("sex"), is_never("customer_age"), is_never("marital_status"), is_never("stage")
    (True, True, True, False)

    A debt has an age too, and that is another thing.

    >>> is_never("re_age_id")
    False
    """
    plain = word.lower().replace("-", "_")
    for other in _OF_DEBTS:
        plain = plain.replace(other, "")
    parts = plain.split("_")
    return any(
        part == bad or (part.startswith(bad) and bad in _BEGIN) for part in parts for bad in NEVER
    )
