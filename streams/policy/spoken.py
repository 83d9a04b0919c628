"""Which text is said: by language, channel, purpose, rung and tone, with a stated way back.

A text for the rung in the tone asked for comes first, then one in that tone for every rung, then a
plain one for the rung, then a plain one for every rung. Where there is none, nothing is said.
"""

from typing import NamedTuple

from msgspec import Struct

from streams.policy.placed import Placed, holding
from streams.policy.word_sections import WordSections
from streams.policy.word_shapes import Language, Reason, TextShape, WordsEntry
from streams.terms.days import Day
from streams.terms.treatment_notices import Tone

PLAIN: Tone = "plain"


class Asked(Struct, frozen=True, kw_only=True):
    """What a text is wanted for."""

    language: Language
    channel: str
    purpose: Reason
    rung: str | None = None
    tone: Tone = PLAIN


class Spot(NamedTuple):
    """What tells one text from all others that hold on the same day."""

    language: str
    channel: str
    purpose: str
    rung: str | None
    tone: str


class Spoken(Struct, frozen=True, kw_only=True):
    """A text that may be said, with the entry it comes from and its place in the document."""

    rule: str
    key: str
    language: Language
    shape: TextShape

    @property
    def spot(self) -> Spot:
        """Return what tells it from all others."""
        shape = self.shape
        return Spot(self.language, shape.channel, shape.purpose, shape.rung, shape.tone)


def spoken_in(placed: Placed[WordsEntry]) -> list[Spoken]:
    """Return the texts of an entry, in order."""
    entry = placed.entry
    return [
        Spoken(rule=entry.id, key=f"{placed.key}.texts[{i}]", language=entry.language, shape=shape)
        for i, shape in enumerate(entry.texts)
    ]


def spoken_on(sections: WordSections, day: Day) -> dict[Spot, Spoken]:
    """Return the texts that hold on a day; of two for the same thing the first."""
    found: dict[Spot, Spoken] = {}
    for placed in holding(sections.words, day):
        for spoken in spoken_in(placed):
            found.setdefault(spoken.spot, spoken)
    return found


def chosen(texts: dict[Spot, Spoken], asked: Asked) -> Spoken | None:
    """Return the text to say, or None where there is none: then nobody is contacted."""
    way = ((asked.rung, asked.tone), (None, asked.tone), (asked.rung, PLAIN), (None, PLAIN))
    spots = (Spot(asked.language, asked.channel, asked.purpose, *last) for last in way)
    return next((texts[spot] for spot in spots if spot in texts), None)


def demanded(
    sections: WordSections, day: Day, channel: str, purpose: str
) -> tuple[tuple[str, str], ...]:
    """Return the fields without which no such text is said, each with the entry that demands it."""
    return tuple(
        (name, placed.entry.id)
        for placed in holding(sections.letter_fields, day)
        if channel in placed.entry.channels and purpose in placed.entry.purposes
        for name in placed.entry.fields
    )
