"""A crew's day as one page to print: what it has to know, what it must hold to, what it fills in.

The page asks for nothing from elsewhere and runs nothing. Whatever stands in a record is escaped.
A sheet may lie about, and people look over a crew's shoulder: what tells of a debt stands behind
the fold alone, which on a screen is shut until somebody ticks it open.
"""

from collections.abc import Mapping
from typing import Any, get_args

from jinja2 import Environment, PackageLoader, StrictUndefined

from streams.policy.field import FieldRules
from streams.policy.word_shapes import Language
from streams.terms.contact_facts import Outcome
from streams.terms.days import Instant, date_of, datetime_of, iso
from streams.views.crew_days import CrewDay, CrewVisit
from streams.views.door_rules import door_rules
from streams.views.sheet_words import SHEET_WORDS
from streams.views.sketch import sketch
from streams.words.locale import amount_in, date_in

_PAGES = Environment(
    loader=PackageLoader("streams.views", "pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
)
_KILOMETRE = 1_000
_UNKNOWN = "____"
_FIRST = 1
# A product choice: a crew makes six visits a day or so, and nobody carries a ream of paper.
VISITS_MAX = 40
_MINUTE = 60_000_000


def day_sheet(day: CrewDay, rules: FieldRules, language: Language) -> str:
    """Return the page of a crew's day in a language; the reminder to the debtor is in each.

    The first `VISITS_MAX` visits stand on it; where there are more, it says how many are missing.
    """
    words = SHEET_WORDS[language]
    visits = day.visits[:VISITS_MAX]
    missing = len(day.visits) - len(visits)
    drawn = sketch([visit.place for visit in visits])
    return _PAGES.get_template("day_sheet.html").render(
        words=words,
        language=language,
        area=day.area,
        on=iso(day.on),
        on_words=date_in(date_of(day.on), language),
        crew=day.agent_ids,
        visits=[_visit(visit, rules, language) for visit in visits],
        missing=words["missing"].format(count=missing) if missing else "",
        sketch=drawn,
        bar="" if drawn is None else _length(drawn.bar_metres),
        rules=door_rules(rules, day.on, words),
        stands=_stands(day, language),
        outcomes=[{"word": word, "text": words[f"outcome_{word}"]} for word in get_args(Outcome)],
    )


def _stands(day: CrewDay, language: Language) -> str:
    """Return of when the page is, by the clock of its first address, and its number."""
    at = datetime_of(day.at).astimezone(day.visits[0].zone)
    on = date_in(at.date(), language)
    return SHEET_WORDS[language]["stands"].format(on=on, time=f"{at:%H:%M}", seq=day.seq)


def _visit(visit: CrewVisit, rules: FieldRules, language: Language) -> dict[str, Any]:
    words = SHEET_WORDS[language]
    return {
        "visit_id": visit.visit_id,
        "time": f"{_clock(visit.starts_at, visit)}\N{EN DASH}{_clock(visit.ends_at, visit)}",
        "number": words["visit_number"].format(number=visit.number),
        "is_again": visit.number > _FIRST,
        "purpose": words.get(f"purpose_{visit.purpose}", visit.purpose),
        "point_id": visit.point_id,
        "customer": visit.customer,
        "granted": visit.granted,
        "over": words[f"over_{visit.over}"] if visit.over else "",
        "lead": visit.agent_ids[0],
        "agents": visit.agent_ids,
        "known": _known(visit, rules, words),
        "currency": visit.currency,
        "before": words[f"before_{visit.before}"] if visit.before else "",
        "agreement": [
            {"language": each, "text": _agreement(visit, each, told)}
            for each, told in sorted(SHEET_WORDS.items(), key=lambda one: one[0] != language)
        ],
    }


def _known(visit: CrewVisit, rules: FieldRules, words: Mapping[str, str]) -> dict[str, str]:
    """Return what is known of a form's lines: when what they ask for is to happen."""
    looked_for_at = Instant(visit.ends_at + rules.safety.check_out_minutes * _MINUTE)
    return {
        "check_in": words["planned"].format(time=_clock(visit.starts_at, visit)),
        "left": words["by"].format(time=_clock(visit.ends_at, visit)),
        "check_out": words["by"].format(time=_clock(looked_for_at, visit)),
    }


def _agreement(visit: CrewVisit, language: Language, words: Mapping[str, str]) -> str:
    """Return what the card agreement asks for; an amount that nobody can write is left to a pen."""
    return words["agreement"].format(
        on=date_in(date_of(visit.past_due_on), language),
        amount=amount_in(visit.past_due_minor, visit.currency, language) or _UNKNOWN,
        days=visit.days_past_due,
    )


def _clock(at: Instant, visit: CrewVisit) -> str:
    """Return the time of day at the address."""
    return f"{datetime_of(at).astimezone(visit.zone):%H:%M}"


def _length(metres: int) -> str:
    """Write a length.

    >>> _length(500), _length(2_000)
    ('500 m', '2 km')
    """
    return f"{metres // _KILOMETRE} km" if metres >= _KILOMETRE else f"{metres} m"
