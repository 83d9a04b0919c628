"""Forbidden words are found however they are written, and honest words are not."""

import pytest

from streams.app.packs import pack_names, pack_text
from streams.policy.forbidden import FORBIDDEN, all_forbidden_in, forbidden_in
from streams.policy.word_shapes import WordsEntry
from tests.policy.bank import sound

PHRASES = [
    pytest.param(phrase, one.why, id=f"{one.why}-{phrase}")
    for one in FORBIDDEN
    for phrase in (*one.zh, *one.en)
]


@pytest.mark.parametrize(("phrase", "why"), PHRASES)
def test_each_phrase_is_found_inside_a_text(phrase: str, why: str) -> None:
    found = forbidden_in(f"您好, {phrase.upper()} , thank you.")
    assert found is not None
    said, reason = found
    # A longer phrase may hold a shorter one, which is then what is named.
    assert said in phrase
    assert reason == why or said != phrase


def test_every_group_names_its_source_in_both_languages() -> None:
    for one in FORBIDDEN:
        assert one.source.strip()
        assert one.zh
        assert one.en


@pytest.mark.parametrize(
    "words",
    [
        "you will be\narrested",
        "YOU WILL BE ARRESTED",
        "you will be a\u200brrested",
        "".join(chr(ord(c) + 0xFEE0) if c.isalpha() else c for c in "you will be arrested"),
        "we  will   tell\tyour\nemployer",
        "黑\n名\n单",
        "黑\u3000名单",
        "黑\ufe0f名单",
        "逮\u034f捕",
        "arr\u034fested",
        "arr\u3164est",
        "a\u0332rrest",
        "黑名單",
        "法院傳票",
        "老賴",
        "黑·名单",
        "黑、名单",
        "_arrest_",
        "arr-est",
        "black-list",
        "final\u2014warning",
        "final_warning",
        "or-else",
        "we arrests",
        "arresting you",
        "you will be jailed",
        "arr\u0435st",
        "会arrest您",
        "不还将报警抓人",
    ],
)
def test_neither_case_nor_width_nor_blanks_hide_a_phrase(words: str) -> None:
    assert forbidden_in(words) is not None


@pytest.mark.parametrize(
    "words",
    [
        "We stop at once when you ask us to.",
        "We contact you. Your employer is none of our concern.",
        "始终\ufffc身份",
        "Our branch in Warranty Street, opposite the Jailhouse",
        "Ask a court to decide.",
        "请联系您的客户经理",
        "您可以依法向人民法院提起诉讼",
        "",
    ],
)
def test_what_is_part_of_another_word_or_lawful_is_none(words: str) -> None:
    assert forbidden_in(words) is None


def test_every_phrase_is_named_with_its_reason_and_the_longest_of_two() -> None:
    assert all_forbidden_in("将通知您的家人。不还就拘留。并发法院传票。Or else!") == (
        ("or else", "a threat"),
        ("通知您的家人", "telling others"),
        ("拘留", "a threat of punishment"),
        ("法院传票", "posing as an authority or a court"),
    )
    assert all_forbidden_in("We arrange a plan.") == ()


def test_words_of_a_document_are_added_to_ours() -> None:
    assert forbidden_in("Hey, YOU there", ("you there",)) == (
        "you there",
        "the document forbids it",
    )
    assert forbidden_in("您被 点 名", ("点名",)) == ("点名", "the document forbids it")
    assert forbidden_in("blacklist", ("you there",)) is not None


@pytest.mark.parametrize("name", pack_names())
def test_no_shipped_text_says_any(name: str) -> None:
    entries = [placed.entry for placed in sound(pack_text(name)).sections.words.words]
    assert all(isinstance(entry, WordsEntry) for entry in entries)
    for entry in entries:
        for text in entry.texts:
            assert forbidden_in(f"{text.subject}\n{text.text}") is None
