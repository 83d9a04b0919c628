"""Rendering: nothing is said in part, nothing escapes, and every reject names what lacks."""

import pytest
from msgspec import structs

from streams.app.packs import pack_names, pack_text
from streams.policy.spoken import Asked, Spoken, demanded, spoken_on
from streams.policy.templates import Template, read_template
from streams.policy.word_fields import FIELDS, Amount, Fields
from streams.policy.word_shapes import OF_VISITS, Language, Reason, TextShape
from streams.policy.wording import phrases_of
from streams.terms.step import Reject
from streams.words.example import example
from streams.words.rendering import Worded, rendered, worded
from tests.policy.bank import on, sound

DAY = on("2026-06-01")
PACKS = {name: sound(pack_text(name)).sections.words for name in pack_names()}
SHIPPED = [
    pytest.param(name, spoken, id=f"{name}-{'-'.join(map(str, spoken.spot))}")
    for name, sections in PACKS.items()
    for spoken in spoken_on(sections, DAY).values()
]


def spoken(text: str, subject: str = "", language: Language = "en") -> Spoken:
    shape = TextShape(channel="SMS", purpose="COLLECTION", subject=subject, text=text)
    return Spoken(rule="bank.words", key="words[0].texts[0]", language=language, shape=shape)


def rule_of(said: Worded | Reject) -> str:
    assert isinstance(said, Reject), said
    return said.rule


def text_of(said: Worded | Reject) -> str:
    assert isinstance(said, Worded), said
    return said.text


def said_in(name: str, one: Spoken, fields: Fields) -> Worded | Reject:
    wanted = demanded(PACKS[name], DAY, one.shape.channel, one.shape.purpose)
    return rendered(one, fields, wanted, phrases_of(PACKS[name]))


@pytest.mark.parametrize(("name", "one"), SHIPPED)
def test_a_shipped_text_is_said_with_the_example_and_with_no_field_it_needs_lacking(
    name: str, one: Spoken
) -> None:
    whole = example(one.language)
    said = said_in(name, one, whole)
    assert "{" not in text_of(said)
    wanted = {n for n, _ in demanded(PACKS[name], DAY, one.shape.channel, one.shape.purpose)}
    needed = wanted | needed_by(one.shape.text) | needed_by(one.shape.subject)
    assert needed
    for field in needed:
        lacking = said_in(name, one, structs.replace(whole, **{field: None}))
        assert isinstance(lacking, Reject), (field, lacking)
        assert field in lacking.detail


def needed_by(template: str) -> set[str]:
    """Return the fields that a template prints and never asks for."""
    read = read_template(template)
    assert isinstance(read, Template)
    return {name for name in read.always if f"{name} is defined" not in template}


@pytest.mark.parametrize(("name", "one"), SHIPPED)
def test_no_shipped_text_speaks_of_what_was_not_given(name: str, one: Spoken) -> None:
    # A field may be known at times alone, an agency for one: with it the text is said as well.
    more = structs.replace(
        example(one.language),
        agency_name="Agency",
        agency_authority="Letter 1",
        other_items=("Item",),
        next_steps=("Step",),
    )
    said = text_of(said_in(name, one, more))
    assert ("Agency" in said) == ("agency_name" in one.shape.text)
    assert "None" not in said


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_example_leaves_out_only_what_is_there_at_times(language: Language) -> None:
    lacking = {n for n in FIELDS if getattr(example(language), n) is None}
    assert lacking == {"other_items", "next_steps", "agency_name", "agency_authority"}


def test_a_field_that_is_not_given_or_blank_is_named() -> None:
    one = spoken("Dear {{ cardholder_name }}")
    for fields in (Fields(), Fields(cardholder_name=""), Fields(cardholder_name=" \n")):
        said = rendered(one, fields)
        assert rule_of(said) == "words_field_missing"
        assert isinstance(said, Reject)
        assert "cardholder_name" in said.detail
    listed = spoken("{% for each in legal_basis %}{{ each }}{% endfor %}")
    assert rule_of(rendered(listed, Fields(legal_basis=()))) == "words_field_missing"
    assert rule_of(rendered(listed, Fields(legal_basis=("", " ")))) == "words_field_missing"
    assert rule_of(rendered(spoken("x", "{{ due_on }}"), Fields())) == "words_field_missing"


def test_what_a_law_demands_is_asked_for_even_where_the_text_does_not_print_it() -> None:
    said = rendered(spoken("Hello."), Fields(), (("business_seal", "law.69"),))
    assert rule_of(said) == "letter_field_missing"
    assert isinstance(said, Reject)
    assert said.detail == "law.69 demands business_seal, which is not given"


def test_amounts_and_dates_are_written_in_the_language() -> None:
    due = (Amount(123_456, "CNY"), Amount(900, "JPY"))
    fields = structs.replace(example("zh"), past_due=due)
    text = "{{ past_due | join('; ') }} {{ due_on }} {{ days_past_due }}"
    assert text_of(rendered(spoken(text), fields)) == "CNY 1,234.56; JPY 900 5 March 2026 34"
    assert text_of(rendered(spoken(text, language="zh"), fields)) == (
        "¥1,234.56; JPY 900 2026年3月5日 34"
    )
    odd = Fields(past_due=(Amount(1, "XXQ"),))
    assert rule_of(rendered(spoken("Hello."), odd)) == "amount_unwritable"


def test_nothing_is_nought_and_not_nothing() -> None:
    fields = Fields(fees_due=(Amount(0, "CNY"),), days_past_due=0)
    text = "{{ fees_due | join }} {{ days_past_due }}"
    assert rule_of(rendered(spoken(text), fields)) == "template_unsound"
    sound_text = "{{ fees_due | join(' ') }} {{ days_past_due }}"
    assert text_of(rendered(spoken(sound_text), fields)) == "CNY 0.00 0"


def test_card_numbers_are_said_masked_alone() -> None:
    whole = Fields(card_no_masked=("****1234", "6225881234561234"))
    assert rule_of(rendered(spoken("Hello."), whole)) == "card_number_not_masked"
    hidden = Fields(how_to_repay="to card 4111 1111 1111 1111")
    text = spoken("Pay {{ how_to_repay }}")
    assert rule_of(rendered(text, hidden)) == "card_number_in_the_clear"
    in_subject = rendered(spoken("Hello.", "{{ how_to_repay }}"), hidden)
    assert rule_of(in_subject) == "card_number_in_the_clear"


def test_a_forbidden_word_that_comes_with_a_field_is_not_said() -> None:
    threat = Fields(reason_for_collection="you will be arrested")
    said = rendered(spoken("{{ reason_for_collection }}"), threat)
    assert rule_of(said) == "words_forbidden"
    assert rule_of(rendered(spoken("Dear debtor"), Fields(), (), ("dear debtor",))) == (
        "words_forbidden"
    )


@pytest.mark.parametrize(
    "text",
    [
        "{{ cardholder_name.__class__.__mro__[1].__subclasses__() }}",
        "{{ ''.__class__ }}",
        "{{ cardholder_name | attr('__class__') }}",
        "{{ self.__init__.__globals__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ '%s' | format(cardholder_name) }}",
        "{% for a in legal_basis %}{% for b in legal_basis %}x{% endfor %}{% endfor %}",
        "{{ 'x' * 1000000000 }}",
        "{% include '/etc/passwd' %}",
        "{{ unclosed",
    ],
)
def test_an_escape_is_not_even_compiled(text: str) -> None:
    assert rule_of(rendered(spoken(text), example("en"))) == "template_unsound"
    assert rule_of(rendered(spoken("x", text), example("en"))) == "template_unsound"


def test_what_a_customer_is_called_is_no_template() -> None:
    fields = Fields(cardholder_name="{{ issuer_name }}{% if %}<b>&")
    assert text_of(rendered(spoken("{{ cardholder_name }}"), fields)) == fields.cardholder_name


def test_a_subject_is_one_line() -> None:
    fields = Fields(issuer_name="Bank\r\nBcc: all@example.org")
    said = rendered(spoken("Hello.", "From {{ issuer_name }}"), fields)
    assert isinstance(said, Worded)
    assert said.subject == "From Bank Bcc: all@example.org"


def test_where_there_is_no_text_nothing_is_said() -> None:
    asked = Asked(language="en", channel="VISIT", purpose="BUREAU_NOTICE")
    assert rule_of(worded(PACKS["cn"], DAY, asked, example("en"))) == "words_missing"
    early = Asked(language="zh", channel="SMS", purpose="REMINDER")
    assert rule_of(worded(PACKS["cn"], on("2010-01-01"), early, example("zh"))) == "words_missing"
    assert isinstance(worded(PACKS["cn"], DAY, early, example("zh")), Worded)


@pytest.mark.parametrize(("pack", "language"), [("cn", "zh"), ("cn", "en"), ("house", "en")])
@pytest.mark.parametrize("channel", ["SMS", "LETTER"])
@pytest.mark.parametrize("step", OF_VISITS)
def test_what_is_told_before_a_visit_names_day_and_hours_and_nothing_of_the_account(
    pack: str, language: Language, channel: str, step: Reason
) -> None:
    asked, whole = Asked(language=language, channel=channel, purpose=step), example(language)
    said = worded(PACKS[pack], DAY, asked, whole)
    told = {"visit_on", "visit_hours", "issuer_name", "issuer_phone", "letter_on"}
    told |= {"cardholder_name", "issuer_address", "dispute_contact", "how_to_complain"}
    # No amount, no card, no day by which to pay: somebody else may read it.
    bare = Fields(**{name: getattr(whole, name) for name in told})
    assert said == worded(PACKS[pack], DAY, asked, bare)
    assert "10:00-10:30" in text_of(said)
    assert ("14 April 2026" if language == "en" else "2026年4月14日") in text_of(said)
    hourless = structs.replace(whole, visit_hours=None)
    assert rule_of(worded(PACKS[pack], DAY, asked, hourless)) == "letter_field_missing"


def test_a_letter_of_the_chinese_pack_needs_each_field_of_article_69() -> None:
    asked = Asked(language="zh", channel="LETTER", purpose="COLLECTION", rung="letter_1")
    demands = [n for n, rule in demanded(PACKS["cn"], DAY, "LETTER", "COLLECTION")]
    assert len(demands) == 19
    for name in demands:
        said = worded(PACKS["cn"], DAY, asked, structs.replace(example("zh"), **{name: None}))
        assert rule_of(said) == "letter_field_missing"
        assert isinstance(said, Reject)
        assert f" {name}," in said.detail
