"""The entries about words, key by key: texts, what no text says, and what a letter needs."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from streams.policy import rules
from streams.policy.ladder_words import SomeNames
from streams.policy.shapes import Entry
from streams.policy.strategy_words import Tone
from streams.policy.templates import TEMPLATE_LETTERS_MAX
from streams.policy.words import Channel, Channels, Name, Text, asks

Language = Literal["zh", "en"]
"""The languages of texts; amounts and dates are written as they are in it."""

Reason = Literal[
    "REMINDER", "COLLECTION", "BUREAU_NOTICE", "PRE_LEGAL", "VISIT_NOTICE", "VISIT_OFF"
]
"""What a text is for: what a rung is for, the reminder before the due date, and what is told of
a planned visit: that it comes (VISIT_NOTICE), or that it does not after all (VISIT_OFF)."""

OF_VISITS: tuple[Reason, ...] = ("VISIT_NOTICE", "VISIT_OFF")
"""What no rung is for: the steps of a visit lead to it."""

REMINDER: Reason = "REMINDER"

LanguageAsked = Annotated[Language, Meta(extra=asks("unknown_language", "write zh or en"))]
_TEXTS = Meta(min_length=1, extra=asks("texts_are_empty", "list at least one text"))
_PHRASES = Annotated[
    tuple[Text, ...],
    Meta(min_length=1, extra=asks("list_is_empty", "list one or more phrases in quotes")),
]
_Reason = Annotated[
    Reason,
    Meta(
        extra=asks(
            "unknown_reason",
            "write REMINDER, COLLECTION, BUREAU_NOTICE, PRE_LEGAL, VISIT_NOTICE or VISIT_OFF",
        ),
    ),
]
_Subject = Annotated[
    str,
    Meta(
        pattern=r"\A[^\r\n]{0,200}\Z",
        extra=asks("subject_is_no_line", "write one line of at most 200 letters"),
    ),
]
_Template = Annotated[
    str,
    Meta(
        pattern=r"\S",
        max_length=TEMPLATE_LETTERS_MAX,
        extra=asks("text_is_too_short_or_long", f"write 1 to {TEMPLATE_LETTERS_MAX} letters"),
    ),
]


class TextShape(Struct, frozen=True, kw_only=True):
    """One text; without a `rung` it is for every rung of its channel and purpose."""

    channel: Channel
    purpose: _Reason
    rung: Name | None = None
    tone: Tone = "plain"
    subject: _Subject = ""
    text: _Template


class WordsEntry(Entry, frozen=True, kw_only=True):
    """Texts in one language; several entries hold side by side."""

    language: LanguageAsked
    texts: Annotated[tuple[TextShape, ...], _TEXTS]

    @property
    def series(self) -> str:
        """One series an entry."""
        return self.id


class ForbiddenEntry(Entry, frozen=True, kw_only=True):
    """Phrases that no text says, beyond those that none ever may (`forbidden`)."""

    phrases: _PHRASES

    @property
    def series(self) -> str:
        """One series an entry."""
        return self.id


class LetterFieldsEntry(Entry, frozen=True, kw_only=True):
    """Fields without which a text of these channels and purposes is not said.

    Those of `where_given` have a place in it, for when there is something to say.
    """

    channels: Channels = ("LETTER",)
    purposes: Annotated[
        tuple[_Reason, ...],
        Meta(min_length=1, extra=asks("list_is_empty", "list one or more purposes")),
    ]
    fields: SomeNames
    where_given: tuple[Name, ...] = ()

    @property
    def series(self) -> str:
        """One series an entry."""
        return self.id


def reason_of(at_days: int, purpose: rules.Purpose) -> Reason:
    """Return what a text on a rung is for.

    >>> reason_of(-3, "COLLECTION"), reason_of(4, "COLLECTION"), reason_of(91, "PRE_LEGAL")
    ('REMINDER', 'COLLECTION', 'PRE_LEGAL')
    """
    return REMINDER if at_days < 0 and purpose == rules.COLLECTION else purpose
