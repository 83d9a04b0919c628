"""What texts in force on the same day owe to one another, to the ladders, and to the law."""

from difflib import get_close_matches

from streams.policy.fault import Faults
from streams.policy.placed import Placed, holding
from streams.policy.sections import Sections
from streams.policy.shapes import LadderEntry
from streams.policy.spoken import Asked, Spoken, Spot, chosen, spoken_in
from streams.policy.templates import Template, read_template
from streams.policy.word_shapes import LetterFieldsEntry, reason_of
from streams.terms.days import Day


def check_rungs_named(sections: Sections, faults: Faults) -> None:
    """Note texts for a rung that no ladder has with their channel and purpose."""
    rungs = [rung for ladder in sections.ladders for rung in ladder.entry.rungs]
    known = {(r.id, r.channel, reason_of(r.at_days, r.purpose)) for r in rungs}
    for placed in sections.words.words:
        for spoken in spoken_in(placed):
            shape = spoken.shape
            rung = shape.rung
            if rung is not None and (rung, shape.channel, shape.purpose) not in known:
                near = get_close_matches(rung, {name for name, _, _ in known}, n=1)
                told = f"did you mean {near[0]}?" if near else "or leave rung out"
                cure = f"no ladder has a {shape.channel} {rung} for {shape.purpose}; {told}"
                faults.add(f"{spoken.key}.rung", "words_for_no_rung", cure)


def check_wording_agreement(
    sections: Sections, whole: frozenset[str], day: Day, faults: Faults
) -> None:
    """Note texts listed twice, letters that lack what a law demands, and rungs without a text.

    `whole` names the sections of which every entry could be read.
    """
    texts: dict[Spot, Spoken] = {}
    for placed in holding(sections.words.words, day):
        for spoken in spoken_in(placed):
            first = texts.setdefault(spoken.spot, spoken)
            if first is not spoken:
                cure = f"{first.key} is for the same; change the rung or the tone, or remove one"
                faults.add(spoken.key, "words_listed_twice", cure)
            for demand in holding(sections.words.letter_fields, day):
                _check_demand(spoken, demand, faults)
    if "words" in whole:
        for ladder in holding(sections.ladders, day):
            _check_rungs(ladder, texts, faults)


def _check_demand(spoken: Spoken, demand: Placed[LetterFieldsEntry], faults: Faults) -> None:
    asked, shape = demand.entry, spoken.shape
    read = read_template(shape.text)
    if shape.channel not in asked.channels or shape.purpose not in asked.purposes:
        return
    if not isinstance(read, Template):
        return
    lacking = [n for n in (*asked.fields, *asked.where_given) if n not in read.always]
    if lacking:
        cure = (
            f"print {', '.join(lacking)} whatever else is given: {asked.id} demands it"
            f" ({asked.source}, {asked.clause})"
        )
        faults.add(f"{spoken.key}.text", "letter_lacks_a_field", cure)


def _check_rungs(ladder: Placed[LadderEntry], texts: dict[Spot, Spoken], faults: Faults) -> None:
    languages = {spoken.language: None for spoken in texts.values()}
    for i, rung in enumerate(ladder.entry.rungs):
        reason = reason_of(rung.at_days, rung.purpose)
        lacking = [
            language
            for language in languages
            if chosen(
                texts, Asked(language=language, channel=rung.channel, purpose=reason, rung=rung.id)
            )
            is None
        ]
        if lacking:
            cure = f"add a {rung.channel} text for {reason} in {', '.join(lacking)} to [[words]]"
            faults.add(f"{ladder.key}.rungs[{i}]", "rung_without_words", cure)
