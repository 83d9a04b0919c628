"""The sections of a document about words; a document may have any of them."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from streams.policy.fault import Faults
from streams.policy.placed import Placed, read_section
from streams.policy.shapes import Entry
from streams.policy.word_shapes import ForbiddenEntry, LetterFieldsEntry, WordsEntry


class WordSections(Struct, frozen=True, kw_only=True):
    """Every well-formed entry about words, drafts included."""

    words: tuple[Placed[WordsEntry], ...] = ()
    forbidden_words: tuple[Placed[ForbiddenEntry], ...] = ()
    letter_fields: tuple[Placed[LetterFieldsEntry], ...] = ()

    def each(self) -> Iterator[tuple[str, tuple[Placed[Entry], ...]]]:
        """Yield the sections by name."""
        for name in WORD_SECTIONS:
            yield name, getattr(self, name)


WORD_SECTIONS: tuple[str, ...] = WordSections.__struct_fields__


def read_word_sections(raw: dict[str, Any], faults: Faults) -> WordSections:
    """Return the well-formed entries about words; the others are noted as faults."""
    return WordSections(
        words=read_section(WordsEntry, raw, "words", faults),
        forbidden_words=read_section(ForbiddenEntry, raw, "forbidden_words", faults),
        letter_fields=read_section(LetterFieldsEntry, raw, "letter_fields", faults),
    )
