"""What texts may say, each looked at on its own: sound templates, known fields, lawful words."""

from difflib import get_close_matches

from streams.policy.fault import Faults
from streams.policy.forbidden import all_forbidden_in
from streams.policy.placed import Placed
from streams.policy.spoken import spoken_in
from streams.policy.templates import Template, read_template
from streams.policy.word_fields import FIELDS, is_list
from streams.policy.word_sections import WordSections
from streams.policy.word_shapes import LetterFieldsEntry, TextShape

_LINED = frozenset({"LETTER", "EMAIL"})


def check_words(sections: WordSections, faults: Faults) -> None:
    """Note templates that are none, fields that nobody gives, and forbidden words; drafts too."""
    for demand in sections.letter_fields:
        _check_names(demand, faults)
    more = phrases_of(sections)
    for placed in sections.words:
        for spoken in spoken_in(placed):
            _check_subject(spoken.shape, spoken.key, faults)
            for name in ("subject", "text"):
                _check_template(getattr(spoken.shape, name), f"{spoken.key}.{name}", more, faults)


def phrases_of(sections: WordSections) -> tuple[str, ...]:
    """Return the phrases that a document forbids itself, whatever day it is."""
    return tuple(p for one in sections.forbidden_words if one.gates for p in one.entry.phrases)


def _check_names(demand: Placed[LetterFieldsEntry], faults: Faults) -> None:
    for part in ("fields", "where_given"):
        for i, name in enumerate(getattr(demand.entry, part)):
            if name not in FIELDS:
                faults.add(f"{demand.key}.{part}[{i}]", "unknown_field", _known(name))


def _check_subject(shape: TextShape, key: str, faults: Faults) -> None:
    if (shape.channel in _LINED) != bool(shape.subject.strip()):
        cure = "give every LETTER and EMAIL, and nothing else, a subject"
        faults.add(f"{key}.subject", "subject_is_for_letters_and_mail", cure)


def _check_template(text: str, key: str, more: tuple[str, ...], faults: Faults) -> None:
    read = read_template(text)
    if not isinstance(read, Template):
        faults.add(key, "template_unreadable", f"mend the template: {read}")
        return
    if read.beyond:
        cure = (
            f"print fields, join or go through lists, ask 'is defined'; {', '.join(read.beyond)}"
            " is no part of that"
        )
        faults.add(key, "template_goes_beyond_fields", cure)
    _check_fields(read, key, faults)
    said = all_forbidden_in(read.prose, more)
    if said:
        told = "; ".join(f"{phrase!r}: {why}" for phrase, why in said)
        faults.add(key, "forbidden_words", f"say it without {told}")


def _check_fields(read: Template, key: str, faults: Faults) -> None:
    for name in sorted(read.uses - {*FIELDS}):
        faults.add(key, "unknown_field", _known(name))
    for name in sorted(read.loops & {*FIELDS}):
        faults.add(key, "loop_hides_a_field", f"call what the loop goes through other than {name}")
    for name in sorted(read.printed & read.uses):
        if is_list(name):
            cure = f"write {{{{ {name} | join(', ') }}}} or a loop: {name} is a list"
            faults.add(key, "list_is_printed_whole", cure)
    for name in sorted(read.listed & {*FIELDS}):
        if not is_list(name):
            cure = f"write {{{{ {name} }}}}: it is one thing and no list"
            faults.add(key, "field_is_no_list", cure)


def _known(name: str) -> str:
    near = get_close_matches(name, FIELDS, n=1)
    told = f"did you mean {near[0]}?" if near else f"known are {', '.join(FIELDS)}"
    return f"nobody gives {name}; {told}"
