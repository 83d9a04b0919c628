"""Words in a document: what is refused, with key and rule, and which text is chosen."""

import pytest

from streams.policy.document import Policy, parse
from streams.policy.spoken import Asked, chosen, demanded, spoken_on
from streams.policy.word_fields import FIELDS
from tests.policy.bank import GOOD, broken_rules, on, sound
from tests.policy.texts import ALL, CALL, DEMAND, FORBID, LETTER, REMIND, SPOKEN, VISIT, entry, text

DAY = on("2026-06-01")
OTHERS = "{% for each in other_items %}{{ each }}{% endfor %}"
LAWFUL = text(
    "LETTER",
    "Dear {{ cardholder_name }}, by {{ pay_by_on }}.{% if other_items is defined %}"
    f"{OTHERS}{{% endif %}}",
)


def faults(*more: str) -> list[tuple[str, str]]:
    """Return what is wrong with a text for a call, the other texts being sound."""
    return broken_rules(GOOD + entry(REMIND, *more, LETTER, VISIT))


def cures(document: str) -> str:
    read = parse(document, "bank.toml")
    assert not isinstance(read, Policy)
    return "\n".join(map(str, read))


def test_a_document_needs_no_words_and_takes_sound_ones() -> None:
    assert broken_rules(GOOD) == []
    assert broken_rules(SPOKEN + FORBID) == []


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("{{ issuer_name", "template_unreadable"),
        ("{% if due_on is defined %}x", "template_unreadable"),
        ("{{ " + "(" * 400 + "due_on" + ")" * 400 + " }}", "template_unreadable"),
        ("{% if due_on is defined %}" * 60 + "{% endif %}" * 60, "template_unreadable"),
        ("{{ " + "9" * 5000 + " }}", "template_unreadable"),
        ("{{ due_date }}", "unknown_field"),
        ("{% if debt is defined %}x{% endif %}", "unknown_field"),
        ("{{ past_due }}", "list_is_printed_whole"),
        ("{% for each in due_on %}{{ each }}{% endfor %}", "field_is_no_list"),
        ("{{ due_on | join(', ') }}", "field_is_no_list"),
        ("{% for due_on in legal_basis %}{{ due_on }}{% endfor %}", "loop_hides_a_field"),
        ("We will have you ARRESTED.", "forbidden_words"),
        ("We will have you arr{# #}ested.", "forbidden_words"),
        ("{{ 'blacklist' }}", "forbidden_words"),
        ("{{ past_due | join(' or else ') }}", "forbidden_words"),
        ("We will have you arr{{ '' }}ested.", "forbidden_words"),
        ("We will have you arr{% if due_on is defined %}{% endif %}ested.", "forbidden_words"),
        ("arr{% if due_on is defined %}{{ due_on }}{% endif %}ested", "forbidden_words"),
        ("arr{% for x in past_due %}{{ x }}{% endfor %}ested", "forbidden_words"),
        ("arr{% if due_on is defined %}est{% else %}ive{% endif %}", "forbidden_words"),
        ("您将进入黑 名 单", "forbidden_words"),
        ("我们会通知您的单位", "forbidden_words"),
    ],
)
def test_a_text_is_refused_by(words: str, rule: str) -> None:
    found = faults(text("PHONE", words))
    assert ("words[0].texts[1].text", rule) in found
    assert {one for one, _ in found} == {"words[0].texts[1].text"}


@pytest.mark.parametrize(
    "words",
    [
        "{{ issuer_name.__class__.__mro__ }}",
        "{{ issuer_name['__class__'] }}",
        "{{ issuer_name | attr('__class__') }}",
        "{{ range(10) }}",
        "{{ ''.join(legal_basis) }}",
        "{{ self.__init__.__globals__ }}",
        "{% for a in legal_basis %}{% for b in legal_basis %}x{% endfor %}{% endfor %}",
        "{% for a in legal_basis recursive %}{{ loop(legal_basis) }}{% endfor %}",
        "{% include 'x' %}",
        "{% extends 'x' %}",
        "{% import 'x' as y %}",
        "{% macro m() %}x{% endmacro %}",
        "{% set issuer_name = 'x' %}",
        "{% set ns = namespace(x=1) %}",
        "{% filter upper %}x{% endfilter %}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ 'a' * 1000000000 }}",
        "{{ issuer_name | default('') }}",
        "{{ issuer_name is string }}",
        "{% autoescape false %}x{% endautoescape %}",
        "{{ legal_basis | join(issuer_name) }}",
        "{{ legal_basis | join(', ', attribute='x') }}",
        "{{ loop.cycle }}",
        "{{ issuer_name if due_on else 'x' }}",
        "{{ past_due or '' }}",
        "{{ due_on and past_due }}",
        "{{ not due_on }}",
        "{{ due_on is defined }}",
        "{% for x in past_due %}{{ loop }}{% endfor %}",
        "{% for x in past_due %}{{ loop.last }}{% endfor %}",
        "{% for x in past_due %}{{ loop | join(' ') }}{% endfor %}",
        "{% for loop in past_due %}{{ loop.index }}{% endfor %}",
    ],
)
def test_a_template_prints_fields_and_no_more(words: str) -> None:
    rules = [rule for key, rule in faults(text("PHONE", words)) if key.endswith(".text")]
    assert "template_goes_beyond_fields" in rules


def test_what_a_template_may_do() -> None:
    words = (
        "{% for each in legal_basis %}{{ loop.index }}. {{ each }}"
        "{% if not loop.last %};{% endif %}"
        "{% else %}none{% endfor %}{% if due_on is defined and pay_by_on is defined %}{{ due_on }}"
        "{% elif pay_by_on is not defined %}-{% else %}{{ pay_by_on }}{% endif %}"
        "{{ past_due | join(', ') }}{{ 'said' }}"
    )
    assert faults(text("PHONE", words)) == []


def test_a_near_field_is_named_as_the_cure() -> None:
    told = cures(GOOD + entry(REMIND, text("PHONE", "{{ due_onn }}"), LETTER, VISIT))
    place = "bank.toml: words[0].texts[1].text"
    assert told == f"{place}: unknown_field: nobody gives due_onn; did you mean due_on?"
    far = cures(GOOD + entry(REMIND, text("PHONE", "{{ zzz }}"), LETTER, VISIT))
    assert ", ".join(FIELDS) in far


def test_a_subject_is_judged_too_and_stands_on_letters_and_mail_alone() -> None:
    bad = LETTER.replace("About your card", "{{ nothing }}")
    assert broken_rules(GOOD + entry(REMIND, CALL, bad, VISIT)) == [
        ("words[0].texts[2].subject", "unknown_field")
    ]
    without = LETTER.replace('subject = "About your card"\n', "")
    rule = ("words[0].texts[2].subject", "subject_is_for_letters_and_mail")
    assert broken_rules(GOOD + entry(REMIND, CALL, without, VISIT)) == [rule]
    spoken = text("PHONE", "x", more='subject = "x"\n')
    assert faults(spoken) == [("words[0].texts[1].subject", "subject_is_for_letters_and_mail")]


@pytest.mark.parametrize(
    ("old", "new", "key", "rule"),
    [
        ('language = "en"', 'language = "xx"', "words[0].language", "unknown_language"),
        ('purpose = "REMINDER"', 'purpose = "NAG"', "words[0].texts[0].purpose", "unknown_reason"),
        (
            'channel = "PHONE"\npurpose',
            'channel = "PHONE"\ntone = "rude"\npurpose',
            "words[0].texts[1].tone",
            "unknown_tone",
        ),
        (
            '"About your card"',
            '"About\\nyour card"',
            "words[0].texts[2].subject",
            "subject_is_no_line",
        ),
        (
            "'''I am {{ collector_name }}.'''",
            "''' '''",
            "words[0].texts[3].text",
            "text_is_too_short_or_long",
        ),
        (
            "I am {{ collector_name }}.",
            "x" * 20_001,
            "words[0].texts[3].text",
            "text_is_too_short_or_long",
        ),
    ],
)
def test_form(old: str, new: str, key: str, rule: str) -> None:
    assert SPOKEN.count(old) == 1
    assert (key, rule) in broken_rules(SPOKEN.replace(old, new))


def test_empty_lists_are_refused() -> None:
    none = entry().rstrip() + "\ntexts = []\n"
    assert ("words[0].texts", "texts_are_empty") in broken_rules(GOOD + none)
    empty = FORBID.replace('["dear debtor", "欠债人"]', "[]")
    assert ("forbidden_words[0].phrases", "list_is_empty") in broken_rules(SPOKEN + empty)


@pytest.mark.parametrize("words", ["DEAR  Debtor,", "尊敬的欠 债人"])
def test_a_document_forbids_words_of_its_own(words: str) -> None:
    spoken = GOOD + entry(REMIND, text("PHONE", words), LETTER, VISIT)
    assert broken_rules(spoken) == []
    assert broken_rules(spoken + FORBID) == [("words[0].texts[1].text", "forbidden_words")]


def test_all_that_is_forbidden_is_named_at_once() -> None:
    words = text("PHONE", "我们会通知您的家人。您将被拘留")
    told = cures(GOOD + entry(REMIND, words, LETTER, VISIT))
    assert "通知您的家人" in told
    assert "拘留" in told


def test_a_letter_has_a_place_for_every_field_that_the_law_demands() -> None:
    assert broken_rules(GOOD + entry(REMIND, CALL, LAWFUL, VISIT) + DEMAND) == []
    key = ("words[0].texts[2].text", "letter_lacks_a_field")
    assert broken_rules(SPOKEN + DEMAND) == [key]
    told = cures(SPOKEN + DEMAND)
    assert "print other_items" in told
    assert "law.letter demands it" in told


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{{ pay_by_on }}", "soon"),
        ("{{ pay_by_on }}", "{% if due_on is defined %}{{ pay_by_on }}{% endif %}"),
        ("{{ pay_by_on }}", "{% if pay_by_on is not defined %}{{ pay_by_on }}{% endif %}"),
        ("{{ pay_by_on }}", "{# {{ pay_by_on }} #}"),
        (OTHERS, "{% for each in other_items %}*{% endfor %}"),
    ],
)
def test_a_field_that_is_printed_only_at_times_is_not_there(old: str, new: str) -> None:
    assert LAWFUL.count(old) == 1
    spoiled = GOOD + entry(REMIND, CALL, LAWFUL.replace(old, new), VISIT) + DEMAND
    assert broken_rules(spoiled) == [("words[0].texts[2].text", "letter_lacks_a_field")]


def test_a_field_printed_in_every_case_is_there() -> None:
    cases = "{% if due_on is defined %}by {{ pay_by_on }}{% else %}{{ pay_by_on }}!{% endif %}"
    spoken = GOOD + entry(REMIND, CALL, LAWFUL.replace("{{ pay_by_on }}", cases), VISIT) + DEMAND
    assert broken_rules(spoken) == []


def test_a_demand_names_fields_that_exist_and_a_draft_demands_nothing() -> None:
    wrong = DEMAND.replace('"pay_by_on"', '"pay_by"')
    assert ("letter_fields[0].fields[1]", "unknown_field") in broken_rules(SPOKEN + wrong)
    assert broken_rules(SPOKEN + DEMAND.replace("in_force", "draft")) == []
    policy = sound(GOOD + entry(REMIND, CALL, LAWFUL, VISIT) + DEMAND)
    assert demanded(policy.sections.words, DAY, "LETTER", "COLLECTION") == (
        ("cardholder_name", "law.letter"),
        ("pay_by_on", "law.letter"),
    )
    assert demanded(policy.sections.words, DAY, "LETTER", "PRE_LEGAL") == ()
    assert demanded(policy.sections.words, DAY, "SMS", "COLLECTION") == ()
    assert demanded(policy.sections.words, on("2014-12-31"), "LETTER", "COLLECTION") == ()


def test_a_rung_without_words_is_refused_in_each_language_spoken_that_day() -> None:
    lacking = GOOD + entry(REMIND, CALL, LETTER)
    assert broken_rules(lacking) == [
        ("ladders[0].rungs[3]", "rung_without_words"),
        ("ladders[0].rungs[4]", "rung_without_words"),
    ]
    half = SPOKEN + entry(REMIND, entry_id="bank.zh", language="zh")
    assert {rule for _, rule in broken_rules(half)} == {"rung_without_words"}
    assert "in zh to [[words]]" in cures(half)
    draft = half.replace(
        'status = "in_force"\nlanguage = "zh"', 'status = "draft"\nlanguage = "zh"'
    )
    assert broken_rules(draft) == []


def test_the_same_text_twice_is_refused_whether_in_one_entry_or_two() -> None:
    rule = "words_listed_twice"
    assert broken_rules(GOOD + entry(*ALL, CALL)) == [("words[0].texts[4]", rule)]
    assert broken_rules(SPOKEN + entry(CALL, entry_id="more")) == [("words[1].texts[0]", rule)]
    later = entry(CALL, entry_id="more").replace("from = 2015", "to = 2015-12-31\nfrom = 2014")
    assert (("words[1].texts[0]", rule)) in broken_rules(SPOKEN + later)
    other = text("PHONE", "Hello.", more='tone = "kind"\n')
    assert broken_rules(SPOKEN + entry(other, entry_id="more")) == []


@pytest.mark.parametrize("rung", ["visit_9", "phone", "reminder"])
def test_a_text_is_for_a_rung_that_a_ladder_has(rung: str) -> None:
    stray = text("VISIT", "I am {{ collector_name }}.", more=f'rung = "{rung}"\n')
    found = broken_rules(SPOKEN + entry(stray, entry_id="more"))
    assert found == [("words[1].texts[0].rung", "words_for_no_rung")]
    told = cures(SPOKEN + entry(stray.replace(rung, "visit_3"), entry_id="more"))
    assert "did you mean visit_" in told


def test_choosing_goes_back_from_rung_and_tone_to_what_is_for_all() -> None:
    texts = [
        text("VISIT", "rung kind", more='rung = "visit_1"\ntone = "kind"\n'),
        text("VISIT", "kind", more='tone = "kind"\n'),
        text("VISIT", "rung", more='rung = "visit_1"\n'),
        VISIT.replace("I am {{ collector_name }}.", "plain"),
    ]
    policy = sound(GOOD + entry(REMIND, CALL, LETTER, *texts))
    found = spoken_on(policy.sections.words, DAY)
    asked = Asked(language="en", channel="VISIT", purpose="COLLECTION", rung="visit_1", tone="kind")
    said = []
    while one := chosen(found, asked):
        said.append(one.shape.text)
        del found[one.spot]
    assert said == ["rung kind", "kind", "rung", "plain"]


@pytest.mark.parametrize(
    "other",
    [
        Asked(language="zh", channel="PHONE", purpose="COLLECTION"),
        Asked(language="en", channel="EMAIL", purpose="COLLECTION"),
        Asked(language="en", channel="PHONE", purpose="PRE_LEGAL"),
    ],
)
def test_nothing_is_said_in_another_language_channel_or_purpose(other: Asked) -> None:
    found = spoken_on(sound(SPOKEN).sections.words, DAY)
    asked = Asked(language="en", channel="PHONE", purpose="COLLECTION")
    assert chosen(found, asked) is not None
    assert chosen(found, other) is None


def test_words_leave_the_rules_of_lateness_as_they_are() -> None:
    plain, spoken = sound(GOOD), sound(SPOKEN)
    assert [rules.ledger.key for rules in spoken.between] == [r.ledger.key for r in plain.between]
    later = entry(CALL, entry_id="late").replace("from = 2015", "from = 2030")
    later = later.replace('purpose = "COLLECTION"\n', 'purpose = "COLLECTION"\ntone = "kind"\n')
    changed = sound(SPOKEN + later)
    before, after = (changed.on(on(day)) for day in ("2029-12-31", "2030-01-01"))
    assert before.ledger is after.ledger
