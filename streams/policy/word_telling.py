"""The value of an entry about words in one line, for people."""

from streams.policy.shapes import Entry
from streams.policy.word_shapes import ForbiddenEntry, LetterFieldsEntry, WordsEntry


def words_value_of(entry: Entry) -> str:
    """Return the value of an entry about words, and "-" of any other."""
    match entry:
        case WordsEntry():
            ways = dict.fromkeys(f"{text.channel} {text.purpose}" for text in entry.texts)
            return f"{len(entry.texts)} texts in {entry.language}: {', '.join(ways)}"
        case ForbiddenEntry():
            return f"no text says {', '.join(entry.phrases)}"
        case LetterFieldsEntry():
            wanted = f"{', '.join(entry.channels)} for {', '.join(entry.purposes)}"
            more = f"; a place for {', '.join(entry.where_given)}" if entry.where_given else ""
            return f"{wanted}: never without {', '.join(entry.fields)}{more}"
    return "-"
