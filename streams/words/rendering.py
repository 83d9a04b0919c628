"""A text and what is known of a case in, the words to say out; or the rule that forbids it.

Nothing is said in part: a text that uses a field nobody gave is not said, nor a letter without all
that a law demands, nor a card number in the clear, nor a forbidden word that came in with a field.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from jinja2 import StrictUndefined, TemplateError
from jinja2 import Template as Compiled
from jinja2.sandbox import ImmutableSandboxedEnvironment
from msgspec import Struct, structs

from streams.policy.forbidden import all_forbidden_in
from streams.policy.spoken import Asked, Spoken, chosen, demanded, spoken_on
from streams.policy.templates import Template, read_template
from streams.policy.word_fields import Amount, Fields
from streams.policy.word_sections import WordSections
from streams.policy.word_shapes import Language
from streams.policy.wording import phrases_of
from streams.terms.days import Day
from streams.terms.step import Reject
from streams.words.cards import has_card_number, is_masked
from streams.words.locale import amount_in, date_in

# Texts are plain, SMS and letters alike, so that nothing is escaped; none of them is HTML.
_SANDBOX = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined,
    autoescape=False,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=False,
)
_SANDBOX.globals.clear()

_Said = Mapping[str, str | list[str]]


class Worded(Struct, frozen=True, kw_only=True):
    """What is said; `rule` is the entry of the policy that the text comes from."""

    rule: str
    language: Language
    subject: str
    text: str


def worded(sections: WordSections, day: Day, asked: Asked, fields: Fields) -> Worded | Reject:
    """Choose the text of a day and render it with all that is demanded of it."""
    spoken = chosen(spoken_on(sections, day), asked)
    if spoken is None:
        return Reject(
            "words_missing",
            f"no {asked.language} text for {asked.purpose} by {asked.channel},"
            f" rung {asked.rung or '-'}",
        )
    wanted = demanded(sections, day, spoken.shape.channel, spoken.shape.purpose)
    return rendered(spoken, fields, wanted, phrases_of(sections))


def rendered(
    spoken: Spoken,
    fields: Fields,
    wanted: tuple[tuple[str, str], ...] = (),
    more: tuple[str, ...] = (),
) -> Worded | Reject:
    """Render a text in its language.

    `wanted` are fields that must be given and the rule that demands each; `more` are phrases that
    the document forbids.
    """
    said = _said(fields, spoken.language)
    if isinstance(said, Reject):
        return said
    for name, rule in wanted:
        if name not in said:
            return Reject("letter_field_missing", f"{rule} demands {name}, which is not given")
    subject = _filled(spoken.shape.subject, said, spoken.rule)
    text = _filled(spoken.shape.text, said, spoken.rule)
    if isinstance(subject, Reject):
        return subject
    if isinstance(text, Reject):
        return text
    # A line end in a name would else begin a new header of a mail.
    line = " ".join(subject.split())
    return _refused(f"{line}\n{text}", more) or Worded(
        rule=spoken.rule, language=spoken.language, subject=line, text=text
    )


def _said(fields: Fields, language: Language) -> dict[str, str | list[str]] | Reject:
    """Return every field that is given, as it is written in the language."""
    if not all(map(is_masked, fields.card_no_masked or ())):
        return Reject("card_number_not_masked", "show the last four digits of a card number alone")
    said: dict[str, str | list[str]] = {}
    for name, value in structs.asdict(fields).items():
        each = value if isinstance(value, tuple) else (value,)
        written = [_written(one, language) for one in each if one is not None]
        if None in written:
            return Reject("amount_unwritable", f"{name} is in a currency that nobody knows")
        told = [one for one in written if one is not None and one.strip()]
        if told:
            said[name] = told if isinstance(value, tuple) else told[0]
    return said


def _written(value: object, language: Language) -> str | None:
    match value:
        case Amount(minor, currency):
            return amount_in(minor, currency, language)
        case date():
            return date_in(value, language)
    return str(value)


def _filled(text: str, said: _Said, rule: str) -> str | Reject:
    compiled = _compiled(text)
    if compiled is None:
        return Reject("template_unsound", f"a text of {rule} is no template of fields alone")
    try:
        return compiled.render(said)
    except TemplateError as lacking:
        return Reject("words_field_missing", f"a text of {rule}: {lacking.message}")


@lru_cache(maxsize=512)
def _compiled(text: str) -> Compiled | None:
    # What the check of a document refuses is never compiled, whoever hands it in.
    read = read_template(text)
    if not isinstance(read, Template) or read.beyond:
        return None
    return _SANDBOX.from_string(text)


def _refused(text: str, more: tuple[str, ...]) -> Reject | None:
    if has_card_number(text):
        return Reject("card_number_in_the_clear", "a field holds what could be a card number")
    said = "; ".join(f"{phrase!r}: {why}" for phrase, why in all_forbidden_in(text, more))
    return Reject("words_forbidden", said) if said else None
