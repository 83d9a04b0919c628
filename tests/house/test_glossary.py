"""The page of words leaves out none that the program says."""

import re
from typing import get_args

import pytest

from streams.app.packs import pack_names, pack_text
from streams.delinquency.judging import STALE_CALENDAR
from streams.delinquency.noting import STARTS
from streams.delinquency.parking import CONTESTED, OVER_REVERSED, UNMET_RE_AGE
from streams.delinquency.review import BEYOND
from streams.policy.document import Policy, parse
from streams.policy.strategy import Trait
from streams.terms.case_facts import EffectKind
from streams.terms.delinquency_notices import DueKind, EventKind, PromiseStatus, ReviewStatus
from streams.terms.treatment_notices import Verdict
from streams.views.words import rule_in_words
from tests.house.tree import ROOT

PAGE = (ROOT / "docs" / "words.md").read_text(encoding="utf-8")
HOLDS = ("charged_off", "dispute", "pause", "plan", "promise", "sold", STALE_CALENDAR)


def part(heading: str) -> str:
    """Return what stands below a heading of the page."""
    return PAGE.partition(f"\n## {heading}")[2].partition("\n## ")[0]


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("Verdicts", get_args(Verdict)),
        ("Traits and tone", get_args(Trait)),
        ("What happens to it", get_args(EventKind)),
        ("Promises", get_args(PromiseStatus)),
        ("Dues", get_args(DueKind)),
        ("Items of work", get_args(ReviewStatus)),
        ("Holds", (*HOLDS, *(kind.lower() for kind in get_args(EffectKind)))),
    ],
)
def test_every_word_has_a_row_under_its_heading(heading: str, words: tuple[str, ...]) -> None:
    rows = [line for line in part(heading).splitlines() if line.startswith("| `")]
    firsts = [row.split(" | ")[0] for row in rows]
    assert [word for word in words if not any(f"`{word}`" in first for first in firsts)] == []


def test_why_a_fact_waits_is_told_by_the_page_and_by_the_field_of_the_topic() -> None:
    codes = {BEYOND, UNMET_RE_AGE, CONTESTED, OVER_REVERSED}
    codes |= {f"waits_for_{what}" for what in ("payment", "statement", "charge")}
    codes |= {f"waits_for_{begun}" for begun in STARTS.values()}
    topics = (ROOT / "docs" / "topics.md").read_text(encoding="utf-8")
    field = next(line for line in topics.splitlines() if "Why it waits. " in line)
    assert set(re.findall(r"`([a-z_]+)`", part("Items of work"))) == codes
    assert set(re.findall(r"([a-z]+(?:_[a-z]+)+)[:,]", field)) == codes


@pytest.mark.parametrize("hold", HOLDS)
def test_the_views_have_words_of_their_own_for_each_hold_of_the_page(hold: str) -> None:
    assert "the account is held" not in rule_in_words(f"account_hold_{hold}")


def test_every_class_of_the_shipped_clocks_is_listed_with_its_first_day() -> None:
    told = part("Clocks and their classes")
    for name in pack_names():
        policy = parse(pack_text(name), name)
        assert isinstance(policy, Policy)
        for placed in policy.sections.ledger.clocks:
            clock = placed.entry
            assert f"| `{clock.clock}`" in told
            assert f"`{clock.lowest}`" in told
            for band in clock.bands:
                assert f"`{band.id}`" in told
                assert f" {band.from_days}" in told
